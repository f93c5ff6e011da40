"""One column for each stage, with the day on which a deal entered it, as people head such columns."""

import pytest

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.workspace import Workspace
from tests.app import choose, drop, on, press_import, settle


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
