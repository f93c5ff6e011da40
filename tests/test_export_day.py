"""Of which day an export is."""

from datetime import date

import pytest

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.intake.child import take_safely
from tests.kinds import options


def receipt(content, name="export.csv", how=None, written_on=None):
    return take(content.encode(), name, how or Options(), written_on).receipt


ABO = "Customer,Plan,Start,{end},MRR\nAcme,pro,2025-01-01,,100\nBeta,pro,2025-03-01,2025-12-31,80\nGamma,pro,2025-03-01,2026-01-31,70\n"
TERMS = "Customer,Plan,Start,{end},MRR\nAcme,pro,2025-01-01,2026-09-30,100\nBeta,pro,2025-03-01,2026-12-31,80\n"


@pytest.mark.parametrize(
    ("content", "name", "as_of"),
    [
        pytest.param(ABO.format(end="Churn date"), "subs.csv", "2026-01-31", id="who left tells the day"),
        pytest.param(ABO.format(end="End date"), "subs.csv", "2026-01-31", id="an end that not everybody has"),
        pytest.param(TERMS.format(end="End date"), "subs.csv", "2025-03-01", id="an end that everybody has is a term"),
        pytest.param(ABO.format(end="Contract end"), "subs.csv", "2025-03-01", id="so is that of a contract"),
        pytest.param(ABO.format(end="Churn date"), "subs 2026-04-02.csv", "2026-04-02", id="a day in the name, near who left"),
        pytest.param(ABO.format(end="Churn date"), "subs_20260402.csv", "2026-04-02", id="eight digits, near who left"),
        pytest.param(ABO.format(end="Churn date"), "subs 2025-06-30.csv", "2025-06-30", id="a day in the name, before who leaves"),
    ],
)  # fmt: skip
def test_who_left_tells_the_day_where_no_status_does(content, name, as_of):
    found = receipt(content, name)
    assert (found.kind, found.as_of, found.notes) == ("subscriptions", date.fromisoformat(as_of), [])


DEALS = "Deal ID,Stage,Created Date,Closed Date\n1,Won,2026-01-01,{}\n2,Won,2026-01-02,2026-02-01\n3,Demo,2026-01-03,\n"


@pytest.mark.parametrize(
    ("content", "as_of", "said"),
    [
        pytest.param(DEALS.format("2026-01-20"), "2026-02-01", [], id="all closed"),
        pytest.param(DEALS.format("2062-02-03"), "2026-02-01", ["1 closing day is still to come (2062-02-03)"], id="a slip of the pen"),
        pytest.param(DEALS.format("2062-02-03") + "4,Won,2026-01-01,2062-02-04\n", "2026-02-01", ["2 closing days are still to come (up to 2062-02-04)"], id="two of them"),
        pytest.param(DEALS.format("2026-01-20") + "4,Demo,2062-01-03,\n", "2026-02-01", ["1 day on which something should have happened is still to come (2062-01-03)"], id="created in a year to come"),
        pytest.param("Deal ID,Stage,Created Date\n1,Won,2062-03-04\n", "2062-03-04", ["The data goes up to 2062-03-04, but the file was written on 2026-11-28"], id="nothing else is told"),
    ],
)  # fmt: skip
def test_what_is_to_come_is_not_the_day_of_an_export(content, as_of, said):
    found = receipt(content, written_on=date(2026, 11, 28))
    notes = [note for note in found.notes if "to come" in note or "was written" in note]
    assert found.as_of == date.fromisoformat(as_of)
    assert len(notes) == len(said)
    assert all(note.startswith(start) for note, start in zip(notes, said, strict=True))


def test_who_has_given_notice_is_not_gone():
    content = (
        "Kundennummer;Kunde;Vertragsbeginn;Kündigungsdatum;Status\n"
        "12;Müller;01.02.2024;;aktiv\n"
        "13;Huber;15.03.2024;31.12.2025;gekündigt\n"
        "14;Zimmer;01.05.2025;30.06.2027;gekündigt\n"
    )
    assert receipt(content, how=options("customers"), written_on=date(2026, 11, 28)).as_of == date(2025, 12, 31)


def test_a_file_from_a_clock_that_stood_behind_is_read_as_if_it_had_no_day():
    assert receipt(DEALS.format("2026-01-20"), written_on=date(1980, 1, 1)).as_of == date(2026, 2, 1)


def test_an_upload_is_held_against_the_day_on_which_it_was_written(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(DEALS.format("2062-02-03"), encoding="utf-8")
    assert take_safely(path, path.name, Options()).receipt.as_of == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("heading", "as_of"),
    [
        pytest.param("Modified On", "2026-06-30", id="in English"),
        pytest.param("(Do Not Modify) Modified On", "2026-06-30", id="as Dynamics writes it"),
        pytest.param("Zuletzt geändert am", "2026-06-30", id="in German"),
        pytest.param("last_modified_date", "2026-06-30", id="as a table has it"),
        pytest.param("Account: Modified On", "2026-02-01", id="of something else"),
        pytest.param("Contract until", "2026-02-01", id="another day"),
    ],
)
def test_the_last_modification_tells_the_day(heading, as_of):
    content = f"Deal ID,Stage,Created,{heading},Closed Date\n1,Demo,2026-01-01,2026-06-30 10:00,\n2,Won,2026-01-02,2026-02-01 09:00,2026-02-01\n"
    assert receipt(content).as_of == date.fromisoformat(as_of)


def test_an_order_that_another_column_proves_holds_for_the_last_modification():
    content = "Deal ID,Stage,Created,Modified On\n1,Demo,13/01/2026,05/06/2026\n2,Demo,14/01/2026,03/02/2026\n"
    assert receipt(content).as_of == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("heading", "cells", "text"),
    [
        pytest.param("Created", ("KW 2/2026", "KW 3/2026"), "Created should hold dates, but its cells cannot be read as such (KW 2/2026, KW 3/2026)", id="not read"),
        pytest.param("Date", ("2026-01-05", "2026-01-06"), 'no heading says which of them tell when something happened: Date. There is no date from which it could be told of which day it is. Say of which day the export is: --as-of 2026-06-30. Or say which column tells when deals were created: --map created_on="Heading".', id="no heading"),
        pytest.param("Colour", ("red", "blue"), "export.csv holds no date from which it could be told of which day it is. Say of which day the export is: --as-of 2026-06-30.", id="none"),
    ],
)  # fmt: skip
def test_an_export_whose_day_is_not_known_says_which_column_was_not_read(heading, cells, text):
    with pytest.raises(Refused) as refused:
        receipt(f"Deal ID,Deal Name,Stage,{heading}\n1,a,Demo,{cells[0]}\n2,b,Demo,{cells[1]}\n")
    assert text in str(refused.value)


TABLE = "Deal ID,Deal Name,Owner,Stage,Created Date,Close Date\n1,A,Ann,Won,{0},{1}\n2,B,Ben,Demo,{0},{2}\n"
ISO = TABLE.format("2026-01-02", "2026-02-01", "2026-09-01")
DAY_FIRST = TABLE.format("13/01/2026", "14/02/2026", "01/09/2026")
NO_PROOF = TABLE.format("01/02/2026", "02/03/2026", "01/04/2026")


@pytest.mark.parametrize(
    "line",
    [
        "As of 2026-03-05", "As of 2026-03-05 10:00:00", '"As of 3/15/2026, 10:00 AM"', "As of Date:,2026-03-05", "Generated on 5 March 2026",
        "Exported 5 Mar 2026", '"Generated By Ann Lee 3/15/2026 10:00 AM"', "Stand: 05.03.2026 14:03", "Exportdatum: 05.03.2026", "Erstellt am 5. März 2026",
        "Peildatum: 5 maart 2026", "Geëxporteerd op 2026-03-05", "Eksportert den 05.03.2026", "Situation au 5 mars 2026", "Exporté le 05.03.2026",
        "Generado el 5 de marzo de 2026", "Fecha de corte: 2026-03-05", "Exportado em 5 de março de 2026", "Aggiornato al 5 marzo 2026", "导出时间：2026-03-05 09:12", "截至2026年3月5日",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_above", [True, False])
def test_a_line_around_the_table_tells_the_day(line, is_above):
    found = receipt(f"Pipeline\n{line}\n\n{ISO}" if is_above else f"{ISO}\n{line}\n")
    expected = date(2026, 3, 15 if "15" in line else 5)
    assert (found.as_of, found.deals) == (expected, 2)
    assert [
        note
        for note in found.notes
        if note.startswith("A line of the file says") and f"{expected}: the day of the export" in note
    ]


@pytest.mark.parametrize(
    ("content", "name", "as_of"),
    [
        pytest.param(f"As of 03/04/2026\n\n{DAY_FIRST}", "deals.csv", "2026-04-03", id="in the proven order of the columns"),
        pytest.param(f"As of 03/04/2026\n\n{ISO}", "deals.csv", "2026-02-01", id="no order: not used"),
        pytest.param(f"As of 05/06/2026\n\n{NO_PROOF}", "deals.csv", "2026-03-02", id="an order that is asked for: not used"),
        pytest.param(f"As of 2026-03-05\n\n{ISO}", "deals 2026-03-09.csv", "2026-03-09", id="the name of the file first"),
        pytest.param(f"Created Date: from 2026-03-05\n\n{ISO}", "deals.csv", "2026-02-01", id="a filter tells nothing"),
        pytest.param(f"As of 2026-01-20\n\n{ISO}", "deals.csv", "2026-01-20", id="closings to come do not count"),
        pytest.param(f"As of 2028-03-05\n\n{ISO}", "deals.csv", "2026-02-01", id="long after its data"),
    ],
)  # fmt: skip
def test_which_lines_tell_a_day(content, name, as_of):
    assert receipt(content, name).as_of == date.fromisoformat(as_of)


def test_the_same_rows_of_two_weeks_are_of_two_days():
    weeks = [receipt(f"As of 2026-03-{day}\n\n{ISO}").as_of for day in ("05", "12")]
    assert weeks == [date(2026, 3, 5), date(2026, 3, 12)]


def created(*days):
    rows = "".join(f"{row},Demo,{day}\n" for row, day in enumerate(days))
    return f"Deal ID,Stage,Created Date\n{rows}"


# one deal each month of 2025, the name is of 2025-06-30: six are of later months
MONTHLY = [f"2025-{month:02}-15" for month in range(1, 13)]
FIRST_HALF = MONTHLY[:6]


@pytest.mark.parametrize(
    ("content", "as_of", "said"),
    [
        pytest.param(created(*MONTHLY), "2025-12-15", "6 days of its rows are later, up to 2025-12-15: the name is not believed", id="deals went on being created"),
        pytest.param(created(*FIRST_HALF, "2025-12-15"), "2025-06-30", "up to 2025-12-15; the name is believed", id="one slip of the pen"),
        # up to the middle of the later days, 168 days on, six deals were created before: 2 * 2 is less
        pytest.param(created(*FIRST_HALF, "2025-12-15", "2025-12-16"), "2025-06-30", "up to 2025-12-16; the name is believed", id="far fewer than before"),
        pytest.param(f"Generated on 2026-01-10\n\n{created(*MONTHLY)}", "2026-01-10", "a line of the file a later day: the line is believed", id="a later line of the file"),
        pytest.param(f"Generated on 2025-07-09\n\n{created(*FIRST_HALF)}", "2025-07-09", "a line of the file a later day: the line is believed", id="a later line, no later row"),
        pytest.param(f"Generated on 2025-06-01\n\n{created(*MONTHLY)}", "2025-12-15", "the name is not believed", id="a line older than the name"),
    ],
)  # fmt: skip
def test_a_name_that_most_of_the_file_denies_is_not_believed(content, as_of, said):
    found = receipt(content, "deals 2025-06-30.csv", written_on=date(2026, 11, 28))
    assert found.as_of == date.fromisoformat(as_of)
    assert [note for note in found.notes if said in note]


def test_a_line_of_the_day_after_the_name_leaves_the_name():
    content = f"Generated on 2025-07-01\n\n{created(*FIRST_HALF)}"
    assert receipt(content, "deals 2025-06-30.csv").as_of == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("last", "is_said"),
    [pytest.param("2025-07-01", False, id="days begin apart"), pytest.param("2025-07-04", True, id="days later")],
)
@pytest.mark.parametrize("is_line", [False, True])
def test_an_export_that_goes_on_for_days_after_the_day_told_is_of_its_last_day(last, is_said, is_line):
    line, name = ("Generated on 2025-06-30\n\n", "deals.csv") if is_line else ("", "deals 2025-06-30.csv")
    found = receipt(line + created(*FIRST_HALF, last), name)
    assert found.as_of == date.fromisoformat(last)
    said = f"2025-06-30, but its data goes up to {last}: of that day the export is taken to be."
    assert bool([note for note in found.notes if note.endswith(said)]) == is_said
