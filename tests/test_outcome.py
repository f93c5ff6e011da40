"""What became of a deal: flags, status, archive; where it died; what a weighted amount tells."""

from datetime import date

import pytest

from analytics.intake import Options, take
from tests.exports import csv_of, store_of_files


def read(rows: list[dict], **mapping):
    filled = [{"Created Date": "2025-01-02"} | row for row in rows]
    options = Options(as_of=date(2026, 6, 30), mapping=mapping)
    return take(csv_of(filled).encode(), "deals.csv", options)


def statuses(rows: list[dict], **mapping) -> list[str | None]:
    status = read(rows, **mapping).tables["deals"]["status"]
    return status.astype(object).where(status.notna(), None).tolist()


@pytest.mark.parametrize(
    ("row", "status"),
    [
        pytest.param({"Stage": "Demo", "Status": "Lost"}, "lost", id="lost as a status, the stage is where it died"),
        pytest.param({"Stage": "Demo", "Status": "Gewonnen"}, "won", id="in German"),
        pytest.param({"Stage": "Demo", "Status": "In review"}, None, id="a status that is none"),
        pytest.param({"Stage": "Closed Won", "Is Won": "false", "Is Closed": "true"}, "lost", id="flags beat the stage's name"),
        pytest.param({"Stage": "Signed", "Is Won": "1", "Is Closed": "1"}, "won", id="flags alone"),
        pytest.param({"Stage": "Demo", "Is Won": "0", "Is Closed": "0", "Status": "Won"}, "open", id="flags beat the words"),
        pytest.param({"Stage": "Demo", "Is Won": "", "Is Closed": "", "Status": "Won"}, "won", id="words where no flag is set"),
    ],
)  # fmt: skip
def test_status(row, status):
    assert statuses([{"Deal ID": 1} | row]) == [status]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        pytest.param({"Active": "False", "Lost Reason": "Price"}, "lost", id="archived with a reason"),
        pytest.param({"Active": "False", "Probability (%)": "0"}, "lost", id="archived with probability 0"),
        pytest.param({"Active": "False", "Probability (%)": "30"}, None, id="archived, but nothing says lost"),
        pytest.param({"Active": "False", "Stage": "Won", "Probability (%)": "0"}, None, id="a won one stays won by its stage"),
        pytest.param({"Active": "True", "Lost Reason": "Price"}, None, id="active again after a loss"),
    ],
)  # fmt: skip
def test_archived_deals(row, status):
    other = {"Deal ID": 2, "Stage": "Demo", "Active": "True", "Probability (%)": "50", "Lost Reason": ""}
    told = {"Deal ID": 1, "Stage": "Demo", "Probability (%)": "", "Lost Reason": ""} | row
    assert statuses([told, other], is_active="Active")[0] == status


def test_an_archive_flag_means_the_same():
    rows = [{"Deal ID": 1, "Stage": "Demo", "Archived": "yes", "Lost Reason": "Price"}]
    taken = read(rows, is_archived="Archived")
    assert taken.tables["deals"]["status"].tolist() == ["lost"]
    assert "1 deal in the archive with a lost reason or a probability of 0: lost." in taken.receipt.notes


def test_the_archive_status_of_pipedrive_is_read():
    rows = [
        {"Stage": "Demo", "Status": "Open", "Archive status": "Not archived", "Lost reason": ""},
        {"Stage": "Demo", "Status": "Open", "Archive status": "Archived", "Lost reason": ""},
        {"Stage": "Demo", "Status": "", "Archive status": "Archived", "Lost reason": "Price"},
        {"Stage": "Demo", "Status": "", "Archive status": "Not archived", "Lost reason": "Price"},
    ]
    taken = read([{"Deal ID": at} | row for at, row in enumerate(rows)])
    assert taken.receipt.mapping["is_archived"] == "Archive status"
    assert taken.receipt.rejects == []
    status = taken.tables["deals"]["status"]
    assert status.astype(object).where(status.notna(), None).tolist() == ["open", "open", "lost", None]
    assert "1 deal in the archive with a status that says open: as such it counts." in taken.receipt.notes


def test_an_archived_won_deal_is_won_and_an_archived_lost_one_is_lost_in_its_last_stage():
    rows = [
        {"Deal ID": 1, "Stage": "Won", "Active": "False", "Lost Reason": ""},
        {"Deal ID": 2, "Stage": "Demo", "Active": "False", "Lost Reason": "Price"},
        {"Deal ID": 3, "Stage": "Demo", "Active": "True", "Lost Reason": ""},
    ]
    options = Options(as_of=date(2026, 6, 30), mapping={"is_active": "Active"})
    content = csv_of([{"Created Date": "2025-01-02"} | row for row in rows])
    deals = store_of_files(("deals.csv", content), options=options).engine.table("deals")
    assert deals[["deal_id", "stage", "status"]].to_numpy().tolist() == [
        ["1", "Won", "won"],
        ["2", "Demo", "lost"],
        ["3", "Demo", "open"],
    ]


@pytest.mark.parametrize(
    ("rows", "is_noted"),
    [
        ([{"Deal ID": 1, "Stage": "Won"}, {"Deal ID": 2, "Stage": "Demo"}], True),
        ([{"Deal ID": 1, "Stage": "Won"}, {"Deal ID": 2, "Stage": "Closed Lost"}], False),
        ([{"Deal ID": 1, "Stage": "Demo", "Status": "Lost"}], False),
    ],
)
def test_an_export_without_a_lost_deal_is_noted(rows, is_noted):
    assert any(note.startswith("No deal of this file is lost.") for note in read(rows).receipt.notes) == is_noted


def test_deals_in_no_stage_are_noted():
    rows = [{"Deal ID": 1, "Stage": ""}, {"Deal ID": 2, "Stage": "Lost"}, {"Deal ID": 3, "Stage": "Demo"}]
    assert (
        "Without a stage: 1 deal of this file. Such a deal counts as open, and is in no funnel."
        in read(rows).receipt.notes
    )
    assert not any("Without a stage" in note for note in read(rows[1:]).receipt.notes)


def test_the_stage_before_a_closed_one_is_where_a_deal_died():
    rows = [
        {"Deal ID": 1, "Stage": "Closed Lost", "Last Stage": "Demo", "Expected Close Date": ""},
        {"Deal ID": 2, "Stage": "Offer", "Last Stage": "Demo", "Expected Close Date": ""},
        {"Deal ID": 3, "Stage": "Demo", "Last Stage": "", "Expected Close Date": ""},
    ]
    content = csv_of([{"Created Date": "2025-01-02"} | row for row in rows])
    options = Options(as_of=date(2026, 6, 30), mapping={"previous_stage": "Last Stage"})
    visits = store_of_files(("deals.csv", content), options=options).engine.table("stage_visits")
    visits = visits.sort_values(["deal_key", "visit"])
    assert visits[["deal_key", "stage", "outcome"]].to_numpy().tolist() == [
        [0, "Demo", "lost"],
        [0, "Closed Lost", "inside"],
        [1, "Offer", "inside"],  # an open deal may have gone back: nothing says when it was where
        [2, "Demo", "inside"],
    ]


def test_a_weighted_amount_tells_the_probability_that_no_column_tells():
    rows = [
        {"Deal ID": 1, "Stage": "Demo", "Amount": 200, "Weighted": 50},
        {"Deal ID": 2, "Stage": "Lost", "Amount": 80, "Weighted": 0},
        {"Deal ID": 3, "Stage": "Demo", "Amount": 10, "Weighted": 40},
        {"Deal ID": 4, "Stage": "Demo", "Amount": "", "Weighted": 5},
        {"Deal ID": 5, "Stage": "Demo", "Amount": 0, "Weighted": 0},
    ]
    taken = read(rows, weighted_amount="Weighted")
    assert taken.tables["deals"]["probability"].fillna(-1).tolist() == [0.25, 0.0, -1, -1, -1]
    assert (
        "The probability is Weighted / Amount in 2 rows, no column tells it; in 1 row it is no share."
        in taken.receipt.notes
    )


def test_a_weighted_amount_that_is_none_tells_nothing():
    rows = [{"Deal ID": n, "Stage": "Lost", "Amount": 10, "Weighted": 100 + n} for n in range(3)]
    taken = read(rows, weighted_amount="Weighted")
    assert taken.tables["deals"]["probability"].isna().all()
    assert any("seldom a share" in note for note in taken.receipt.notes)


def test_a_probability_column_is_taken_before_a_weighted_amount():
    rows = [{"Deal ID": 1, "Stage": "Lost", "Amount": 100, "Weighted": 100, "Probability (%)": 30}]
    assert read(rows, weighted_amount="Weighted").tables["deals"]["probability"].tolist() == [0.3]


def test_a_table_of_leads_alone_is_a_list_of_leads():
    text = (
        "ID,Opportunity,Customer,Stage,Salesperson,Expected Revenue,Probability,Created on,Type,Active\n"
        "1,Acme,A,New,Ann,100,20,2026-01-31,Lead,True\n2,Beta,B,New,Ann,50,5,2026-02-03,Lead,True\n"
    )
    taken = take(text.encode(), "crm.lead.csv", Options(as_of=date(2026, 6, 30)))
    assert (taken.receipt.kind, taken.tables["leads"]["lead_name"].tolist()) == ("leads", ["Acme", "Beta"])
    assert [each.field for each in taken.receipt.questions] == ["kind"]
    as_deals = take(text.encode(), "crm.lead.csv", Options(as_of=date(2026, 6, 30), kind="deals"))
    assert (as_deals.receipt.deals, "counted as deals, as stated" in " ".join(as_deals.receipt.notes)) == (2, True)
