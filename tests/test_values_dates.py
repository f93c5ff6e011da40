"""Dates from texts: one order for a column, proven by its rows.  Every expectation was written by hand."""

from datetime import date

import pytest
from babel.dates import format_date

from analytics.intake.values import dates, flags, money, probability
from analytics.intake.values.date_shapes import LANGUAGES
from tests.columns import BAD, NARROW, NBSP, column, days, read


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-03-05", "2026-03-05"),
        ("2026/03/05", "2026-03-05"),
        ("2026.3.5", "2026-03-05"),
        ("20260305", "2026-03-05"),
        ("2026-Mar-05", "2026-03-05"),
        (f"{NBSP} 2026-03-05\t", "2026-03-05"),
        ("2026-03-05 14:15", "2026-03-05T14:15:00"),
        ("2026-03-05 14:15:33", "2026-03-05T14:15:33"),
        ("2026-03-05 14:15:33.120", "2026-03-05T14:15:33.120000"),
        ("2026-03-05 14:15:33.1234567", "2026-03-05T14:15:33.123456"),
        ("2026-03-05 2:15 PM", "2026-03-05T14:15:00"),
        (f"2026-03-05 2:15{NARROW}p.m.", "2026-03-05T14:15:00"),
        ("2026-03-05 12:15 AM", "2026-03-05T00:15:00"),
        ("2026-03-05 12:15 PM", "2026-03-05T12:15:00"),
        ("2026-03-05T14:15:33Z", "2026-03-05T14:15:33"),
        ("2026-03-05T14:15:33.000+0000", "2026-03-05T14:15:33"),
        ("2026-03-05T23:45:00-08:00", "2026-03-05T23:45:00"),
        ("2026-03-05 00:15 +02:00", "2026-03-05T00:15:00"),
        ("2026-03-05 14:15 UTC", "2026-03-05T14:15:00"),
        ("2026-03-05 23:30 UTC+2", "2026-03-05T23:30:00"),
        ("2026-03-05 23:30 GMT-3:00", "2026-03-05T23:30:00"),
        ("01.10.2026 14:03", "2026-10-01T14:03:00"),
        ("01.10.2026, 14:03", "2026-10-01T14:03:00"),
        ("1. 10. 2026", "2026-10-01"),
        ("25/12/26", "2026-12-25"),
        ("25/12/68", "2068-12-25"),
        ("25/12/70", "1970-12-25"),
        ("5 Mar 2026", "2026-03-05"),
        ("05-MAR-26", "2026-03-05"),
        ("5th of March 2026", "2026-03-05"),
        ("Mar 5, 2026", "2026-03-05"),
        ("March 5, 2026 2:15 PM", "2026-03-05T14:15:00"),
        ("Thu 5 Mar 2026", "2026-03-05"),
        ("Thu, 5 Mar 2026 14:15:33 GMT", "2026-03-05T14:15:33"),
        ("Thursday, March 5, 2026", "2026-03-05"),
        ("Do., 5. März 2026", "2026-03-05"),
        ("jeudi 5 mars 2026", "2026-03-05"),
        ("terça-feira, 5 de março de 2026", "2026-03-05"),
        ("Thu 05/13/2026", "2026-05-13"),
        ("Thu Mar 05 2026 10:00:00 GMT+0100 (CET)", "2026-03-05T10:00:00"),
        ("25/12/2026 - 10:30", "2026-12-25T10:30:00"),
        ("25.12.2026 um 10:30", "2026-12-25T10:30:00"),
        ("March 5, 2026 at 2:15 PM", "2026-03-05T14:15:00"),
        ("5. März 2026", "2026-03-05"),
        ("5 марта 2026", "2026-03-05"),
        ("5 maja 2026", "2026-05-05"),
        ("5 października 2026", "2026-10-05"),
        ("5 augusti 2026", "2026-08-05"),
        ("5. marts 2026", "2026-03-05"),
        ("5. Ma\u0308rz 2026", "2026-03-05"),
        ("5 Mrz 2026", "2026-03-05"),
        ("1er août 2026", "2026-08-01"),
        ("1 aout 2026", "2026-08-01"),
        ("5 févr. 2026", "2026-02-05"),
        ("5 de marzo de 2026", "2026-03-05"),
        ("5 de março de 2026", "2026-03-05"),
        ("5 gennaio 2026", "2026-01-05"),
        ("5 mrt 2026", "2026-03-05"),
        ("5. desember 2026", "2026-12-05"),
        ("1772720133123", "2026-03-05T14:15:33.123000"),
        ("1772720133", "2026-03-05T14:15:33"),
        ("46086", "2026-03-05"),
        ("46086.59375", "2026-03-05T14:15:00"),
        ("46086,5", "2026-03-05T12:00:00"),
        ("46086.5938078704", "2026-03-05T14:15:05"),
        ("46086.5000057870", "2026-03-05T12:00:00.500000"),
        ("29/02/2024", "2024-02-29"),
        ("1970-01-01", "1970-01-01"),
        ("2099-12-31", "2099-12-31"),
    ],
)
def test_one_date(cell, expected):
    assert days(dates, [cell])[1] == [expected]


@pytest.mark.parametrize("cell", ["", "  ", NBSP, "-", "–", "n/a", "N/A", "NULL", "None"])
@pytest.mark.parametrize("reader", [dates, money, probability, flags])
def test_words_for_nothing_are_missing(reader, cell):
    assert read(reader, [cell])[1] == [None]


@pytest.mark.parametrize("cell", ["9999-12-31", "31/12/9999", "2100-01-01", "2999-12-31 00:00", "Jan 1, 9999"])
def test_days_that_mean_still_open_are_missing(cell):
    assert days(dates, [cell])[1] == [None]


@pytest.mark.parametrize(
    "cell",
    [
        *("0", "00.02.1900", "1969-12-31", "31/12/69", "2100-05-06", "2203-05-06"),
        *("2026-02-31", "31/02/2026", "29/02/2023", "2026-13-01", "45/03/2026", "0/1/2026", "2026-03/05", "5/3-2026"),
        *("2026-03-05 24:00", "2026-03-05 14:60", "2026-03-05 14:15 PM", "2026-03-05 0:15 AM", "2026-03-05 foo"),
        *("2024", "March 2024", "Mar-24", "14:15", "12", "3.5", "12345678", "TBD", "NA", "NaN", "5 Foo 2026", "1e5"),
        *("-46086", "９9/03/2026", "٢٠٢٦-٠٣-٠٥", "2026-03-05 2026-03-06", "=TODAY()", "0" * 1000),
    ],
)
def test_no_date(cell):
    assert days(dates, [cell])[1] == [BAD]


@pytest.mark.parametrize(
    ("cells", "expected", "decided", "choices", "how"),
    [
        pytest.param("13/05/2026 05/03/2026", "2026-05-13 2026-03-05", "dmy", "",
                     "day-first: proven by 1 row, 0 against", id="one row proves day-first"),
        pytest.param("05/13/2026 05/03/2026 5/14/2026", "2026-05-13 2026-05-03 2026-05-14", "mdy", "",
                     "month-first: proven by 2 rows, 0 against", id="two rows prove month-first"),
        pytest.param("05.13.2026 05.03.2026", "2026-05-13 2026-05-03", "mdy", "",
                     "month-first: proven by 1 row, 0 against", id="points are refuted by evidence"),
        pytest.param("13/05/26 05/03/26", "2026-05-13 2026-03-05", "dmy", "",
                     "day-first: proven by 1 row, 0 against", id="a year of two digits"),
        pytest.param("03/04/2024 05/05/2024", "2024-04-03 2024-05-05", "dmy", "dmy mdy",
                     "day-first: an assumption, no row proves it", id="slashes without evidence"),
        pytest.param("03-04-2024", "2024-04-03", "dmy", "dmy mdy",
                     "day-first: an assumption, no row proves it", id="hyphens without evidence"),
        pytest.param("03.04.2024 05.06.2024", "2024-04-03 2024-06-05", "dmy", "",
                     "day-first: written with points in 2 rows, 0 against",
                     id="points without evidence need no question"),
        pytest.param("13/05/2026 05/13/2026 14/05/2026", "2026-05-13 bad 2026-05-14", "dmy", "",
                     "day-first: proven by 2 rows, 1 against and left out", id="the minority is bad"),
        pytest.param("13/05/2026 05/13/2026", "2026-05-13 bad", "dmy", "dmy mdy",
                     "a conflict: 1 row can only be day-first, 1 row only month-first; day-first assumed", id="as many for either"),
        pytest.param("31/02/2026 05/03/2026", "bad 2026-03-05", "dmy", "dmy mdy",
                     "day-first: an assumption, no row proves it", id="31 February proves nothing"),
        pytest.param("45/45/2026 2026-03-05", "bad 2026-03-05", "ymd", "",
                     "year-first in 1 row", id="an impossible day asks no question"),
        pytest.param("00/00/0000 2026-03-05 1900-01-01", " 2026-03-05 ", "ymd", "",
                     "year-first in 2 rows; 2 cells of a date that stands for none", id="days that stand for none"),
        pytest.param("2026-03-05 05/13/2026 04/03/2026", "2026-03-05 2026-05-13 2026-04-03", "mdy", "",
                     "month-first: proven by 1 row, 0 against; year-first in 1 row",
                     id="year-first cells beside others"),
        pytest.param("12/31/9999 04/03/2026", " 2026-04-03", "mdy", "",
                     "month-first: proven by 1 row, 0 against; 1 cell of 9999-12-31 read as still open",
                     id="a day that stands for still open proves too"),
        pytest.param("26-03-15 25-04-16", "2015-03-26 2016-04-25", "dmy", "dmy ymd",
                     "day-first: an assumption, year-first fits 2 rows as well", id="26-03-15 may be year-first"),
        pytest.param("26-01-05 26-01-13 25-12-31", "2026-01-05 2026-01-13 2025-12-31", "ymd", "ymd dmy",
                     "year-first: an assumption, day-first fits 3 rows as well, over 26 years", id="days until 2031"),
        pytest.param("05/01/26 13/01/26 31/12/25", "2026-01-05 2026-01-13 2025-12-31", "dmy", "",
                     "day-first: proven by 2 rows, 0 against", id="years until 2031"),
        pytest.param("13-01-10 25-03-15", "2010-01-13 2015-03-25", "dmy", "dmy ymd",
                     "day-first: an assumption, year-first fits 2 rows as well", id="five years or twelve"),
        pytest.param("26/01/05 25/12/31", "2026-01-05 2025-12-31", "ymd", "ymd dmy",
                     "year-first: an assumption, day-first fits 2 rows as well, over 26 years", id="with strokes"),
        pytest.param("2026-03-05T10:00+02:00 2026-03-06T10:00Z", "2026-03-05T10:00:00 2026-03-06T10:00:00", "ymd", "",
                     "year-first in 2 rows; 2 rows with a zone: the time is kept as written",
                     id="zones are left aside"),
        pytest.param("5-Mar-2026 6-Mar-2026", "2026-03-05 2026-03-06", "dmy", "",
                     "the month a word in 2 rows", id="words leave no doubt"),
        pytest.param("46086 46087 0", "2026-03-05 2026-03-06 ", None, "",
                     "Excel serial numbers; 1 cell of a date that stands for none", id="Excel's zero among serial numbers"),
        pytest.param("20260305 20260231", "2026-03-05 bad", "ymd", "",
                     "year-first, without separators", id="eight digits"),
        pytest.param("20260305 20269999", "bad bad", None, "",
                     "numbers that are no days", id="eight digits that are ids"),
        pytest.param("46086 1234", "bad bad", None, "", "numbers that are no days", id="numbers of two sorts"),
        pytest.param("46086 2026-03-05", "bad 2026-03-05", "ymd", "", "year-first in 1 row", id="a number among dates"),
        pytest.param("1772720133000 TBD", "2026-03-05T14:15:33 bad", None, "", "Unix milliseconds",
                     id="a word among stamps"),
        pytest.param("- n/a", " ", None, "", "", id="nothing at all"),
    ],
)  # fmt: skip
def test_order_of_dates(cells, expected, decided, choices, how):
    result, became = days(dates, cells.split())
    assert became == [each or None for each in expected.split(" ")]
    assert (result.decided, " ".join(result.choices), result.how) == (decided, choices, how)


@pytest.mark.parametrize(
    ("cells", "decided"),
    [
        pytest.param(["7/1/2026 9:00 AM", "7/2/2026 12:30 PM"], "mdy", id="slashes with AM and PM"),
        pytest.param(["7-1-2026 9:00 AM"], "dmy", id="hyphens with AM"),
        pytest.param(["7/1/2026 9:00"], "dmy", id="slashes with 24 hours"),
        pytest.param(["7/1/2026", "7.1.2026"], "dmy", id="points do not speak for slashes"),
    ],
)
def test_assumed_order(cells, decided):
    result, _ = days(dates, cells)
    assert (result.decided, result.choices) == (decided, ("dmy", "mdy"))
    assert "assumption" in result.how


@pytest.mark.parametrize(
    ("cells", "order", "expected", "decided"),
    [
        pytest.param(["05/03/2026", "13/03/2026"], "mdy", ["2026-05-03", BAD], "mdy", id="what does not fit is bad"),
        pytest.param(["05/03/2026", "03/13/2026"], "dmy", ["2026-03-05", BAD], "dmy", id="evidence does not overrule"),
        pytest.param(["26-03-05"], "ymd", ["2026-03-05"], "ymd", id="year of two digits first"),
        pytest.param(["05/03/2026"], "ymd", [BAD], "ymd", id="a year at the end is not first"),
        pytest.param(["2026-03-05", "5 Mar 2026"], "mdy", ["2026-03-05", "2026-03-05"], "ymd", id="no doubt, no order"),
    ],
)
def test_told_order(cells, order, expected, decided):
    result, became = days(dates, cells, order=order)
    assert (became, result.decided, result.choices) == (expected, decided, ())


def test_told_nonsense_is_refused():
    with pytest.raises(ValueError, match="unknown order of dates: 'day' "):
        dates(column(["1/2/2026"]), order="day")
    with pytest.raises(ValueError, match="unknown decimal sign: ';' "):
        money(column(["1"]), decimal=";")


def test_dates_that_stand_for_still_open_are_counted():
    result, _ = days(dates, ["2026-03-05", "9999-12-31", "9999-12-31", "2100-01-01"])
    assert result.how.endswith("2 cells of 9999-12-31 and 1 cell of 2100-01-01 read as still open")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_of_every_language(language):
    for month in range(1, 13):
        for pattern in ("d. MMMM y", "d MMM y"):
            cell = format_date(date(2026, month, 5), pattern, locale=language)
            assert days(dates, [cell])[1] == [f"2026-{month:02}-05"], cell


MANGLED = "2026-06-02|1/13/2026|2026-02-03 10:30|1/31/2026"


@pytest.mark.parametrize(
    ("cells", "expected", "choices"),
    [
        # 6 February and 2 March were taken for 2 June and 3 February, 13 and 31 January for texts
        pytest.param(MANGLED, "2026-02-06|2026-01-13|2026-03-02T10:30:00|2026-01-31", True, id="American, opened in Europe"),
        pytest.param("2026-06-02|13/1/2026|31/1/2026", "2026-02-06|2026-01-13|2026-01-31", True, id="British, in America"),
        pytest.param("2026-06-02|1-13-2026|", "2026-06-02|2026-01-13|", True, id="two rows may be chance"),
        # nothing of the kind
        pytest.param("2026-06-02|1/13/2026|2026-06-13", "2026-06-02|2026-01-13|2026-06-13", False, id="a day after the 12th"),
        pytest.param("2026-06-02|1/13/2026|1/2/2026", "2026-06-02|2026-01-13|2026-01-02", False, id="a text before the 13th"),
        pytest.param("2026-06-02|1/13/2026|14/1/2026", "2026-06-02|bad|2026-01-14", False, id="two orders"),
        pytest.param("2026-06-06|1/13/2026|1/14/2026", "2026-06-06|2026-01-13|2026-01-14", False, id="the same both ways"),
        pytest.param("2026-06-02|13.1.2026|14.1.2026", "2026-06-02|2026-01-13|2026-01-14", False, id="no program reads points so"),
        pytest.param("2026-06-02T10:00Z|1/13/2026|1/14/2026", "2026-06-02T10:00:00|2026-01-13|2026-01-14", False, id="a zone"),
    ],
)  # fmt: skip
def test_days_that_a_spreadsheet_program_misread(cells, expected, choices):
    result, became = days(dates, cells.split("|"))
    assert became == [each if each == BAD else each or None for each in expected.split("|")]
    if "14/1" not in cells:
        assert result.choices == (("exchanged", "as_written") if choices else ())


def test_who_knows_says_whether_days_were_misread():
    as_written = ["2026-06-02", "2026-01-13", "2026-02-03T10:30:00", "2026-01-31"]
    for mixed, expected in (("as_written", as_written), ("exchanged", days(dates, MANGLED.split("|"))[1])):
        result, became = days(dates, MANGLED.split("|"), mixed=mixed)
        assert (became, result.choices) == (expected, ())
