"""One column for each stage, with the day on which a deal entered it, as people head such columns."""

from datetime import date

import pandas as pd
import pytest

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.workspace import Workspace
from tests.app import choose, drop, on, press_import, settle
from tests.exports import store_of_files


def file_of(*headings, cells=("2026-01-20", "2026-02-03")):
    """Two deals, one in Demo, one in Proposal; only the second has every day."""
    last = ["" if len(headings) > 1 and at == len(headings) - 1 else cells[0] for at in range(len(headings))]
    quoted = ['"' + heading.replace('"', '""') + '"' for heading in headings]
    lines = [
        ",".join(["Deal ID", "Deal Name", "Stage", "Created Date", *quoted]),
        ",".join(["1", "A", "Demo", "2026-01-02", *last]),
        ",".join(["2", "B", "2. Proposal", "2026-01-04", *[cells[1]] * len(headings)]),
    ]
    return "\n".join(lines).encode()


def entered(data, **options):
    mapping = take(data, "deals.csv", Options(**options)).receipt.mapping
    return {field.removeprefix("entered:"): text for field, text in mapping.items() if field.startswith("entered:")}


@pytest.mark.parametrize(
    "heading",
    [
        "Entered {}", "Date entered {}", "entered_{}", "{}_entered_at", "{} entered", "{} entry date", "Reached {}",
        "Eingetreten in {}", "Datum Eintritt: {}", "Date d’entrée en {}", "Fecha de entrada en {}", "Data de entrada em {}",
        "Data di ingresso in {}", "Datum binnengekomen in {}", "Dato kom inn i {}", "进入{}日期", 'Date entered "{}"',
    ],
)  # fmt: skip
def test_a_heading_that_says_so_dates_the_stage_whose_name_is_in_it(heading):
    one = heading.format("demo" if "_" in heading else "Demo")
    assert entered(file_of(one)) == {"Demo": one}


@pytest.mark.parametrize("heading", ["{} date", "{}", "Datum {}", "{} seit", "Fecha de {}", "{} on"])
def test_a_heading_that_only_names_a_stage_needs_company(heading):
    # the number before a stage is no part of its name
    both = heading.format("Demo"), heading.format("Proposal")
    assert entered(file_of(*both)) == {"Demo": both[0], "2. Proposal": both[1]}
    assert entered(file_of(both[0])) == {}


def test_a_stage_in_which_no_deal_stands_is_known_by_the_wording_of_the_others():
    assert entered(file_of("Entered Lead", "Entered Demo")) == {"Lead": "Entered Lead", "Demo": "Entered Demo"}
    assert entered(file_of("Entered Lead", "Entered Office")) == {}
    # a day beside them that no heading calls an entry
    assert entered(file_of("Demo date", "Proposal date", "Renewal date")) == {
        "Demo": "Demo date", "2. Proposal": "Proposal date",
    }  # fmt: skip


def test_only_a_column_of_days_dates_a_stage():
    assert entered(file_of("Entered Demo", cells=("yes", "no"))) == {}
    # an amount in each stage
    assert entered(file_of("Demo", "Proposal", cells=("45000", "46000"))) == {}


def test_the_pipeline_behind_a_stage_is_the_deal_s():
    tables = take(
        file_of('Date entered "Demo (Sales)"', 'Date entered "2. Proposal (Sales)"'), "d.csv", Options()
    ).tables
    assert tables["events"][["deal_ref", "pipeline", "stage"]].to_numpy().tolist() == [
        ["1", "Sales", "Demo"], ["2", "Sales", "Demo"], ["2", "Sales", "2. Proposal"],
    ]  # fmt: skip
    assert set(tables["deals"]["pipeline"]) == {"Sales"}


def test_what_a_person_states_counts_and_what_they_deny_does_not():
    data = file_of("Entered Demo", "Angebot")
    assert entered(data) == {"Demo": "Entered Demo"}
    assert entered(data, mapping={"entered:Proposal": "Angebot"}) == {"Proposal": "Angebot", "Demo": "Entered Demo"}
    assert entered(data, mapping={"entered:Demo": ""}) == {}
    # one column may be two things
    assert entered(data, mapping={"entered:Lead": "Created Date"})["Lead"] == "Created Date"
    with pytest.raises(Refused, match="no column 'Offer' to use as entered:Proposal"):
        entered(data, mapping={"entered:Proposal": "Offer"})
    with pytest.raises(Refused, match="entered:STAGE"):
        entered(data, mapping={"entered": "Angebot"})


# no column for the stage itself


def sheet(*headings, rows):
    lines = [
        ",".join(["Deal name", "Amount", *headings]),
        *(",".join([f"D{at}", "100", *row]) for at, row in enumerate(rows)),
    ]
    return "\n".join(lines).encode()


WAY = [
    ("2026-01-01", "2026-01-05", "2026-01-13", "", "", ""),
    ("2026-01-02", "2026-01-06", "", "2026-01-20", "2026-02-01", ""),
    ("2026-01-03", "2026-01-07", "2026-01-09", "", "", "2026-02-09"),
    ("", "", "", "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "stages"),
    [
        (("Lead", "Qualified", "Demo", "Proposal", "Won", "Lost"), ["Demo", "Proposal", "Demo", None]),
        (("Lead date", "Qualified date", "Demo date", "Proposal date", "Won date", "Lost date"), ["Demo", "Proposal", "Demo", None]),
        (("Lead", "Qualifiziert", "Demo", "Angebot", "Gewonnen", "Verloren"), ["Demo", "Angebot", "Demo", None]),
        (("Entered A", "Entered B", "Entered C", "Entered D", "Won", "Lost"), ["C", "D", "C", None]),
        # a stage of its own for each outcome
        (("Lead", "Qualified", "Demo", "Proposal", "Closed Won", "Closed Lost"), ["Demo", "Closed Won", "Closed Lost", None]),
    ],
)  # fmt: skip
def test_the_day_entered_last_tells_the_stage_that_no_column_tells(headings, stages):
    taken = take(sheet(*headings, rows=WAY), "d.csv", Options())
    deals = taken.tables["deals"]
    assert deals["stage"].astype(object).where(deals["stage"].notna(), None).tolist() == stages
    assert str(taken.receipt.as_of) == "2026-02-09"
    assert (
        "No column tells the stage of a deal: it is the one that it entered last, by these days." in taken.receipt.notes
    )
    assert any(note.startswith("Without a stage: 1 deal") for note in taken.receipt.notes)
    # read again by what was recognised, nothing changes
    again = take(sheet(*headings, rows=WAY), "d.csv", Options(kind="deals", mapping=taken.receipt.mapping))
    assert again.tables["deals"].equals(deals)
    built = store_of_files(("d.csv", sheet(*headings, rows=WAY))).engine.table("deals").sort_values("name")
    assert built["status"].tolist() == ["open", "won", "lost", "open"]
    assert built["closed_on"].astype("str").tolist()[1:3] == ["2026-02-01", "2026-02-09"]


def test_of_two_stages_entered_on_one_day_a_deal_stands_in_the_later_one():
    rows = [
        ("2026-01-05", "2026-01-05", "2026-01-01"),
        ("", "2026-01-02", "2026-01-02"),
        ("2026-01-03", "2026-01-09", "2026-01-02"),
    ]
    taken = take(sheet("Proposal", "Demo", "Lead", rows=rows), "d.csv", Options())
    # the third went back
    assert taken.tables["deals"]["stage"].tolist() == ["Proposal", "Demo", "Demo"]


def test_a_status_of_outcomes_stands_beside_the_stage_entered_last():
    rows = [("2026-01-01", "2026-01-05", "", "Lost"), ("2026-01-01", "2026-01-05", "2026-01-06", "Open")]
    deals = take(sheet("Lead", "Demo", "Offer", "Status", rows=rows), "d.csv", Options()).tables["deals"]
    assert deals[["stage", "status"]].to_numpy().tolist() == [["Demo", "lost"], ["Offer", "open"]]


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        (("Start", "Renewal", "Invoice"), [("2026-01-01", "2026-01-05", "2026-01-06")]),
        (("Meeting", "Decision"), [("2026-01-01", "2026-01-05")]),
        # they do not follow each other as such stages do
        (("Lead", "Demo", "Proposal"), [("2026-02-01", "2026-01-05", "2026-01-02")]),
        (("Lead", "Demo", "Proposal"), [("12", "14", "16")]),
    ],
)
def test_days_that_are_no_stages_tell_none(headings, rows):
    with pytest.raises(Refused, match="no column that is recognised as Stage or Status or Is won"):
        take(sheet(*headings, rows=rows * 3), "d.csv", Options())


def test_a_program_that_dates_every_stage_need_not_name_the_present_one():
    text = (
        'Record ID,Deal Name,Amount,Create Date,Deal owner,"Date entered ""Demo (Sales)""","Date entered ""Closed Won (Sales)"""\n'
        "1000000001,A,1,2026-01-01,Ann,2026-01-10 11:59,\n1000000002,B,2,2026-01-01,Ann,2026-01-12 12:01,2026-02-01 12:30\n"
    )
    assert take(text.encode(), "d.csv", Options()).tables["deals"]["stage"].tolist() == ["Demo", "Closed Won"]


def test_the_receipt_says_which_days_were_taken_for_entries():
    receipt = take(file_of("Demo date", "Proposal date"), "d.csv", Options()).receipt
    assert "Read as the days on which deals entered stages: Demo date, Proposal date." in receipt.notes
    assert receipt.recognised["entered:Demo"] == "a stage of the file"
    assert receipt.unmapped == []
    assert receipt.stages == ["2. Proposal", "Demo"]


def test_a_column_is_chosen_for_a_stage_in_the_review_and_remembered(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", file_of("Gezeigt am", "Angebot am")))
    test.multiselect[1].select("Gezeigt am").run()
    settle(test)
    choose(test, "Stage of Gezeigt am", "Demo")
    press_import(test)
    work = Workspace(home / "default")
    visits = work.engine.table("stage_visits")
    told = visits[visits["evidence"] == "date_entered"].sort_values("entered_at")
    assert told[["stage", "entered_at"]].astype("str").to_numpy().tolist() == [
        ["Demo", "2026-01-20"], ["Demo", "2026-02-03"],
    ]  # fmt: skip
    [saved] = work.settings().mappings
    assert saved.options.mapping["entered:Demo"] == "Gezeigt am"


def test_days_of_stages_follow_each_other_in_the_order_in_which_they_are_written():
    """By their cells alone 1/5 and 1/6 are days of May and June; 1/15 beside them shows that they are not."""
    content = """Deal ID,Lead date,Qualified date,Proposal date,Won date,Lost date
1,1/5/2026,1/15/2026,2/1/2026,2/20/2026,
2,1/6/2026,2/3/2026,,,3/4/2026
3,2/6/2026,,,,
"""
    taken = take(content.encode(), "deals.csv", Options())
    rows = taken.tables["events"]
    days = [(row["deal_ref"], row["stage"], f"{row['entered_at']:%m-%d}") for row in rows.to_dict("records")]
    assert sorted(days) == [
        ("1", "Lead", "01-05"), ("1", "Proposal", "02-01"), ("1", "Qualified", "01-15"), ("2", "Lead", "01-06"),
        ("2", "Qualified", "02-03"), ("3", "Lead", "02-06"),
    ]  # fmt: skip


def test_durations_of_hubspot_without_any_day_of_entry_are_times_in_stages():
    content = (
        'Record ID,Deal Name,Deal Stage,Deal owner,"Cumulative time in ""Demo (Sales)"" (HH:mm:ss)",Cumulative time in Offer (HH:mm:ss)\n'
        "1,A,Offer,Ann,240:00:00,36:00:00\n2,B,Demo,Ann,12:30:00,\n"
    )
    taken = take(content.encode(), "deals.csv", Options(as_of=date(2026, 6, 30)))
    times = taken.tables["stage_times"].sort_values(["deal_ref", "stage"])
    assert [tuple(row) for row in times[["deal_ref", "stage", "days"]].to_numpy()] == [
        ("1", "Demo", 10.0), ("1", "Offer", 1.5), ("2", "Demo", 12.5 / 24),
    ]  # fmt: skip
    assert any("but not when" in note for note in taken.receipt.notes)
    assert (taken.receipt.crm, taken.receipt.unmapped) == ("hubspot", [])


@pytest.mark.parametrize(
    "headings", ["Demo date,Offer date,Won date", "Demo,Offer,Won", "Date Demo,Date Offer,Lost date"]
)
def test_two_open_stages_and_an_outcome_are_enough_without_a_column_of_stages(headings):
    content = (
        f"Deal ID,Deal Name,Amount,Created Date,{headings}\n1,A,10,2026-01-01,2026-01-05,2026-02-01,2026-03-01\n"
        "2,B,20,2026-01-02,2026-01-06,,\n3,C,20,2026-01-02,2026-01-06,2026-02-06,\n"
    )
    deals = take(content.encode(), "deals.csv", Options(as_of=date(2026, 6, 30))).tables["deals"]
    assert list(deals["stage"]) == ["Offer", "Demo", "Offer"]
    assert list(deals["status"].fillna("-")) == ["lost" if "Lost" in headings else "won", "-", "-"]
    assert list(deals["closed_on"].dropna().dt.date) == [date(2026, 3, 1)]


def test_a_table_without_stages_says_how_columns_of_days_can_tell_them():
    content = "Deal ID,Deal Name,Signed up,Kick-off\n1,A,2026-01-01,2026-01-05\n2,B,2026-01-02,2026-01-06\n"
    with pytest.raises(Refused, match='--map "entered:Demo='):
        take(content.encode(), "deals.csv", Options(as_of=date(2026, 6, 30)))


def test_days_in_the_stage_tell_since_when_an_open_deal_stands_there():
    content = (
        "Opportunity Name,Stage,Amount,Close Date,Created Date,Stage Duration,Last Stage Change Date\n"
        "A,Proposal,100,2026-12-01,2026-01-05,40,\n"  # 40 days before 20 November
        "B,Closed Won,200,2026-03-01,2026-01-05,400,\n"
        "C,Demo,300,2026-12-11,2026-11-01,400,\n"  # not before it was created
        "D,Demo,300,2026-12-11,2026-06-01,,\n"
        "E,Demo,300,2026-12-11,2026-06-01,12,2026-10-01\n"  # the day itself comes first
    )
    deals = take(content.encode(), "deals.csv", Options(as_of=date(2026, 11, 20))).tables["deals"]
    assert [None if pd.isna(each) else f"{each:%Y-%m-%d}" for each in deals["stage_changed_on"]] == [
        "2026-10-11", None, "2026-11-01", None, "2026-10-01",
    ]  # fmt: skip
