"""What became of a deal: flags, status, archive; where it died; what a weighted amount tells."""

from datetime import date

import pandas as pd
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
        pytest.param({"Stage": "Offer", "Won": "No", "Lost": "Yes"}, "lost", id="a flag for lost deals"),
        pytest.param({"Stage": "Offer", "Is Closed Won": "false", "Is closed lost": "true"}, "lost", id="as HubSpot heads it"),
        pytest.param({"Stage": "Won trust", "Won": "No", "Lost": "No"}, "open", id="neither won nor lost"),
        pytest.param({"Stage": "Offer", "Gewonnen": "", "Verloren": "ja"}, "lost", id="in German, lost"),
        pytest.param({"Stage": "Offer", "Closed": "yes", "Lost": "no"}, "won", id="closed and not lost"),
        pytest.param({"Stage": "Offer", "Closed": "no", "Lost": "no"}, "open", id="not closed"),
    ],
)  # fmt: skip
def test_status(row, status):
    assert statuses([{"Deal ID": 1} | row]) == [status]


def test_an_empty_check_box_leaves_the_word_to_the_stage():
    rows = [
        {"Stage": "Offer", "Won": "x", "Lost": ""},
        {"Stage": "Offer", "Won": "", "Lost": "x"},
        {"Stage": "Closed Won", "Won": "", "Lost": ""},
    ]
    assert statuses([{"Deal ID": at} | row for at, row in enumerate(rows)]) == ["won", "lost", None]
    rows = [{"Stage": "Offer", "Won": "x", "Closed": "x"}, {"Stage": "Closed Won", "Won": "", "Closed": ""}]
    assert statuses([{"Deal ID": at} | row for at, row in enumerate(rows)]) == ["won", None]


def test_what_is_both_won_and_lost_is_neither():
    rows = [
        {"Deal ID": 1, "Stage": "Closed Lost", "Won": "Yes", "Lost": "Yes"},
        {"Deal ID": 2, "Stage": "Demo", "Won": "No", "Lost": "No"},
    ]
    taken = read(rows)
    assert statuses(rows) == [None, "open"]
    assert "Won and Lost both say yes of 1 deal: neither is believed there." in taken.receipt.notes


# days on which deals were won and lost


@pytest.mark.parametrize(
    ("row", "status", "closed"),
    [
        ({"Stage": "Demo"}, None, None),
        ({"Stage": "Demo", "Won": "2025-02-01"}, "won", "2025-02-01"),
        ({"Stage": "Demo", "Lost": "2025-02-03"}, "lost", "2025-02-03"),
        ({"Stage": "Demo", "Won": "2025-02-01", "Lost": "2025-02-03"}, "lost", "2025-02-03"),
        ({"Stage": "Demo", "Won": "2025-02-04", "Lost": "2025-02-03"}, "won", "2025-02-04"),
        ({"Stage": "Closed Won", "Won": "2025-02-01"}, "won", "2025-02-01"),
        # the stage is what people work with
        ({"Stage": "Closed Lost", "Won": "2025-02-01"}, None, None),
        # a deal that was opened again keeps the day
        ({"Stage": "Demo", "Status": "Open", "Lost": "2025-02-03"}, "open", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("headings", [("Deal - Won time", "Deal - Lost time"), ("Date won", "Date lost"), ("Won date", "Lost date"), ("Gewonnen", "Verloren")])  # fmt: skip
def test_a_day_won_or_lost_closes_a_deal(headings, row, status, closed):
    won, lost = headings
    told = {"Status": ""} | row
    both = {won: told.pop("Won", ""), lost: told.pop("Lost", "")}
    # another deal shows which columns hold days
    other = {"Deal ID": 2, "Stage": "Demo", "Status": "Open", won: "2025-01-20", lost: "2025-01-21"}
    deal = read([{"Deal ID": 1} | told | both, other]).tables["deals"].iloc[0]
    assert (deal["status"] if isinstance(deal["status"], str) else None) == status
    assert (None if deal["closed_on"] is pd.NaT else str(deal["closed_on"].date())) == closed


def test_the_receipt_says_what_days_of_winning_and_losing_told():
    rows = [
        {"Stage": "Demo", "Won date": "2025-02-01", "Lost date": "2025-02-03"},
        {"Stage": "Demo", "Won date": "2025-02-01", "Lost date": ""},
        {"Stage": "Closed Lost", "Won date": "2025-02-01", "Lost date": ""},
    ]
    content = csv_of([{"Deal ID": at, "Created Date": "2025-01-02"} | row for at, row in enumerate(rows)])
    receipt = take(content.encode(), "deals.csv", Options()).receipt
    assert str(receipt.as_of) == "2025-02-03"
    assert receipt.notes == [
        "1 deal has a day on which it was won and one on which it was lost; the later one counts.",
        "The stage says otherwise than Won date or Lost date of 1 deal; the stage is believed.",
        "Won or lost because Won date or Lost date has a day: 2 deals.",
    ]


def test_where_a_status_tells_the_outcome_days_are_not_spoken_of():
    rows = [{"Stage": "Demo", "Status": "Lost", "Won date": "2025-02-04", "Lost date": "2025-02-03"}]
    taken = read([{"Deal ID": 1} | row for row in rows])
    assert (taken.tables["deals"]["status"].tolist(), taken.receipt.notes) == (["lost"], [])


# amounts may stand below the one, only days below the other
@pytest.mark.parametrize(("heading", "status"), [("Won", None), ("Won time", "won")])
def test_bare_numbers_below_won_are_no_days_unless_the_heading_says_so(heading, status):
    rows = [{"Deal ID": at, "Stage": "Demo", heading: number} for at, number in enumerate(["45000", "46000.5"])]
    assert statuses(rows) == [status] * 2
    told = f"{heading} holds numbers that no format makes days: no deal is closed by them."
    assert (told in read(rows).receipt.notes) == (status is None)


def test_the_receipt_says_which_stages_count_as_their_names_alone_would_not():
    stages = ["0% - Nothing", "50% - Demo", "70% - Contract signed", "100% - Handshake"]
    notes = read([{"Deal ID": at, "Stage": stage} for at, stage in enumerate(stages)]).receipt.notes
    assert [note for note in notes if note.startswith("Counted")] == [
        "Counted as won: 100% - Handshake. Setup changes what a stage counts as.",
        "Counted as lost: 0% - Nothing. Setup changes what a stage counts as.",
        "Counted as open, for the stages beside them: 70% - Contract signed. Setup changes what a stage counts as.",
    ]


# closed, but how?


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"Stage": "Proposal", "Closed": "Yes", "Lost Reason": "Price"}, "lost"),
        ({"Stage": "Proposal", "Closed": "Yes", "Probability (%)": "0"}, "lost"),
        ({"Stage": "Proposal", "Closed": "Yes", "Probability (%)": "100"}, "won"),
        ({"Stage": "Closed Won", "Closed": "Yes"}, None),
        ({"Stage": "Proposal", "Closed": "No"}, None),
        ({"Stage": "Proposal", "Status": "Closed", "Lost Reason": "Price"}, "lost"),
    ],
)
def test_a_closed_deal_is_what_its_row_says_besides(row, status):
    told = {"Closed": "", "Status": "", "Lost Reason": "", "Probability (%)": ""} | row
    other = {"Deal ID": 2, "Stage": "Demo", "Closed": "No", "Status": "Open", "Probability (%)": "50"}
    assert statuses([{"Deal ID": 1} | told, other])[0] == status


@pytest.mark.parametrize(("heading", "word"), [("Closed", "Yes"), ("Status", "Closed")])
def test_a_deal_that_is_closed_nobody_knows_how_is_set_aside_and_said(heading, word):
    rows = [
        {"Deal ID": 1, "Stage": "Proposal", "Amount": 100, heading: word},
        {"Deal ID": 2, "Stage": "Proposal", "Amount": 50, heading: ""},
    ]
    taken = read(rows)
    assert taken.tables["deals"]["deal_id"].tolist() == ["2"]
    [reject] = taken.receipt.rejects
    assert (reject.row, reject.column, reject.value, reject.accepted) == (2, heading, word, False)
    [amounts] = taken.receipt.amounts
    assert (amounts.accepted, amounts.quarantined) == (50, 100)
    assert taken.receipt.notes[0].startswith(f"{heading}: 1 deal closed, and nothing says whether won or lost")
    assert [(each.field, each.choices, each.assumed) for each in taken.receipt.questions] == (
        [("is_lost", ["Closed", ""], "")] if heading == "Closed" else []
    )


def test_a_deal_that_is_closed_and_neither_won_nor_lost_is_set_aside():
    rows = [
        {"Stage": "Demo", "Closed": "Yes", "Won": "No", "Lost": "No"},
        {"Stage": "Demo", "Closed": "No", "Won": "No", "Lost": "No"},
    ]
    taken = read([{"Deal ID": at} | row for at, row in enumerate(rows)])
    assert taken.tables["deals"][["deal_id", "status"]].to_numpy().tolist() == [["1", "open"]]
    assert [(each.row, each.column) for each in taken.receipt.rejects] == [(2, "Closed")]


def test_a_person_may_say_that_closed_deals_are_lost():
    rows = [{"Deal ID": 1, "Stage": "Proposal", "Closed": "Yes"}, {"Deal ID": 2, "Stage": "Proposal", "Closed": "No"}]
    assert statuses(rows, is_lost="Closed") == ["lost", None]
    assert statuses(rows, is_won="Closed") == ["won", None]


def test_a_deal_closed_among_open_ones_is_lost_where_won_ones_have_a_stage():
    rows = [
        {"Stage": "Proposal", "Closed": "Yes"},
        {"Stage": "Closed Won", "Closed": "Yes"},
        {"Stage": "Step 3", "Closed": "Yes"},
    ]
    taken = read([{"Deal ID": at} | row for at, row in enumerate(rows)])
    assert taken.tables["deals"][["deal_id", "status"]].fillna("").to_numpy().tolist() == [["0", "lost"], ["1", ""]]
    assert (
        "1 deal closed in stages of open deals, while won ones stand in a stage of their own: lost."
        in taken.receipt.notes
    )


# a status that tells no outcome


STAGES = [{"Stage": "Closed Won"}, {"Stage": "Closed Lost"}, {"Stage": "Proposal"}]


def test_a_status_that_says_open_of_every_deal_leaves_the_outcome_to_the_stage():
    rows = [{"Deal ID": at, "Status": "Active"} | row for at, row in enumerate(STAGES)]
    taken = read(rows)
    assert statuses(rows) == [None] * 3
    assert taken.receipt.notes == [
        "Status says open of every deal, also of those in Closed Lost and Closed Won: it does not tell what became of them, the stage does."
    ]
    deals = store_of_files(("deals.csv", csv_of([{"Created Date": "2025-01-02"} | row for row in rows]))).engine.table(
        "deals"
    )
    assert deals.sort_values("deal_id")["status"].tolist() == ["won", "lost", "open"]


def test_a_status_that_tells_an_outcome_of_one_deal_is_believed_of_all():
    rows = [{"Deal ID": at, "Status": "Active"} | row for at, row in enumerate(STAGES)]
    assert statuses([*rows, {"Deal ID": 4, "Status": "Lost", "Stage": "Demo"}]) == ["open", "open", "open", "lost"]


def test_the_status_of_a_program_that_has_one_is_believed():
    rows = [
        {"Deal - ID": 1, "Deal - Title": "A", "Deal - Status": "Open", "Deal - Stage": "Closed Won", "Deal - Value": 1}
    ]
    assert statuses(rows) == ["open"]


def test_a_status_is_asked_about_where_a_stage_hardly_speaks_of_an_outcome():
    rows = [
        {"Deal ID": 1, "Status": "Open", "Stage": "Won trust of board"},
        {"Deal ID": 2, "Status": "Open", "Stage": "Demo"},
    ]
    [question] = read(rows).receipt.questions
    assert (question.field, question.choices, question.assumed) == ("status", ["Status", ""], "Status")
    assert statuses(rows) == ["open", "open"]
    assert statuses(rows, status="") == [None, None]


def test_a_status_is_asked_about_where_a_day_says_otherwise():
    rows = [
        {"Deal ID": 1, "Status": "Open", "Stage": "Demo", "Date won": "2025-02-01"},
        {"Deal ID": 2, "Status": "Open", "Stage": "Demo"},
    ]
    [question] = read(rows).receipt.questions
    assert "with a day in Date won" in question.about
    assert (question.field, question.choices, question.assumed) == ("status", ["Status", ""], "Status")
    assert statuses(rows) == ["open", "open"]
    assert statuses(rows, status="") == ["won", None]


# rows that are no deals


@pytest.mark.parametrize("heading", ["IsDeleted", "Is Deleted", "Deleted", "_fivetran_deleted"])
def test_a_deleted_deal_is_left_out(heading):
    rows = [
        {"Id": 1, "Name": "A", "StageName": "Demo", "Amount": 9000, heading: "true"},
        {"Id": 2, "Name": "B", "StageName": "Demo", "Amount": 10, heading: "false"},
    ]
    taken = read(rows)
    assert taken.tables["deals"]["deal_id"].tolist() == ["2"]
    assert [(each.row, each.why) for each in taken.receipt.furniture] == [(2, "a deleted deal")]
    assert "1 row left out: a deleted deal." in taken.receipt.notes


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


STAGE_IDS = "Record ID,Deal Name,Deal Stage,Amount,Create Date{more}\n1,A,3165428979,100,2026-01-05{open}\n2,B,closedwon,100,2026-01-05{won}\n3,C,closedlost,100,2026-01-05{lost}\n"


@pytest.mark.parametrize(("more", "said"), [("", True), (",Is Closed Won", True), (",Deal Status", False)])
def test_stages_that_are_ids_are_said_to_count_as_open(more, said):
    cells = {"": ("", "", ""), ",Is Closed Won": ("", ",true", ",false"), ",Deal Status": (",Won", ",Won", ",Lost")}[
        more
    ]
    content = STAGE_IDS.format(more=more, open=cells[0] or ("," if more else ""), won=cells[1], lost=cells[2])
    notes = take(content.encode(), "deals.csv", Options()).receipt.notes
    assert (
        any("3165428979 are ids of stages" in note and "Open for want of that: 1 deal." in note for note in notes)
        == said
    )
