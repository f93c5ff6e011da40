"""Values from texts: one rule for a column, proven by its rows.  Every expectation was written by hand."""

from datetime import date, datetime, time
from decimal import Decimal

import pandas as pd
import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake.values import clean_text, dates, days_of, durations, flags, money, periods, probability, unit_said
from analytics.intake.values.date_shapes import LANGUAGES
from analytics.intake.values.text import EMPTY_WORDS, clean

BAD = "bad"
NBSP, NARROW = "\u00a0", "\u202f"


def column(cells):
    return pd.Series(cells, dtype="str", index=range(2, len(cells) + 2))


def read(function, cells, **told):
    """The column, and what became of each cell: its value, None for missing, BAD."""
    texts = column(cells)
    result = function(texts, **told)
    assert result.values.index.equals(texts.index)
    assert result.bad.equals(texts[result.bad.index])
    became = [None if pd.isna(value) else value for value in result.values]
    for row in result.bad.index:
        assert became[row - 2] is None
        became[row - 2] = BAD
    return result, became


def days(function, cells, **told):
    result, became = read(function, cells, **told)
    return result, [each if each in (None, BAD) else each.isoformat().removesuffix("T00:00:00") for each in became]


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
        ("5. März 2026", "2026-03-05"),
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
                     "day-first: an assumption, proven by 1 row, 1 against", id="as many for either"),
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


@pytest.mark.parametrize(
    ("cell", "expected", "currency"),
    [
        ("1234.5", "1234.5", None),
        ("1,234.50", "1234.5", None),
        ("1.234,50", "1234.5", None),
        ("1 234,50", "1234.5", None),
        (f"1{NBSP}234,50", "1234.5", None),
        (f"1{NARROW}234{NARROW}567,50", "1234567.5", None),
        ("1'234.50", "1234.5", None),
        ("1’234’567.50", "1234567.5", None),
        ("12,34,567.89", "1234567.89", None),
        ("1,234,567", "1234567", None),
        ("1.234.567", "1234567", None),
        ("1234.567", "1234.567", None),
        ("0.125", "0.125", None),
        (".5", "0.5", None),
        ("500.", "500", None),
        ("007", "7", None),
        ("(1,234.50)", "-1234.5", None),
        ("-500", "-500", None),
        ("'-500", "-500", None),
        ("−500", "-500", None),
        ("500-", "-500", None),
        ("+5", "5", None),
        ("- 5", "-5", None),
        ("45k", "45000", None),
        ("1.2M", "1200000", None),
        ("1.2m", "1200000", None),
        ("3 Mio.", "3000000", None),
        ("1,2 Mio. €", "1200000", "EUR"),
        ("12 Mrd. EUR", "12000000000", "EUR"),
        ("2bn", "2000000000", None),
        ("$1.5B", "1500000000", "USD"),
        ("€45k", "45000", "EUR"),
        ("45 k€", "45000", "EUR"),
        ("$1,234.50", "1234.5", "USD"),
        ("US$ 12", "12", "USD"),
        ("A$12", "12", "AUD"),
        ("$12 CAD", "12", "CAD"),
        ("1.234,00 €", "1234", "EUR"),
        ("1234.00 EUR", "1234", "EUR"),
        ("eur 12", "12", "EUR"),
        ("12 Euro", "12", "EUR"),
        ("£12", "12", "GBP"),
        ("¥12", "12", "JPY"),
        ("CHF 1'234.50", "1234.5", "CHF"),
        ("Fr. 500.--", "500", "CHF"),
        ("500,- €", "500", "EUR"),
        ("500.–", "500", None),
        ("R$ 1.234,50", "1234.5", "BRL"),
        ("1 234,50 zł", "1234.5", "PLN"),
        ("₹12,34,567.89", "1234567.89", "INR"),
        ("12 Kč", "12", "CZK"),
        ("kr 1 234", "1234", None),
        ("1 234 kr.", "1234", None),
        ("NOK 12", "12", "NOK"),
        ("($5)", "-5", "USD"),
        ("-$5", "-5", "USD"),
        ("$-5", "-5", "USD"),
        ("5-€", "-5", "EUR"),
        ("$.50", "0.5", "USD"),
        ("1E5", "100000", None),
        ("1.5e3", "1500", None),
        ("1,5E+03", "1500", None),
        ("15e-1", "1.5", None),
        ("1.123456789012345678901234", "1.1235", None),
        ("0.00005", "0", None),
        ("0.00015", "0.0002", None),
        ("-0.00015", "-0.0002", None),
        ("0.000150000000000000001", "0.0002", None),
        ("9999999999999.99", "9999999999999.99", None),
        ("9999999999999.9999", "9999999999999.9999", None),
        ("1,234e5", "123400", None),
    ],
)
def test_one_amount(cell, expected, currency):
    result, became = read(money, [cell])
    assert became == [Decimal(expected)]
    assert [None if pd.isna(each) else each for each in result.currency] == [currency]
    assert str(result.values.dtype) == "decimal128(18, 4)[pyarrow]"


@pytest.mark.parametrize(
    "cell",
    [
        *("nan", "NaN", "inf", "-inf", "NA", "abc", "12abc", "1_000", "12%", "=1+1", "٣٤", "5\x00", "0" * 1000),
        *("1e400", "1e13", "1e14", "2E+13", "10001bn", "10000000000000.01", "12345678901234567.89", "9007199254740993.00"),
        *("1,23,45", "1,234,56", "1.234.56", "1,2345.6", "1.2.3", "1 23", "€1 23", "1 234'567", "9" * 40),
        *("1,234.5e3", "1 234e3", "e5", "1e", "--5", "-(5)", "(5", "5)", "5 6-7", "$5 €", "EUR 5 USD", "5 XYZ"),
        *("2026-03-05", "05.03.2026", "14:15"),
    ],
)  # fmt: skip
def test_no_amount(cell):
    result, became = read(money, [cell])
    assert became == [BAD]
    assert result.currency.isna().all()


BOTH = ("point", "comma")


@pytest.mark.parametrize(
    ("cells", "expected", "decided", "choices", "how"),
    [
        pytest.param("1.234|1.234,50", "1234|1234.5", "comma", (),
                     "decimal comma: proven by 1 row, 0 against", id="both signs prove the last one"),
        pytest.param("1.234|12.5", "1.234|12.5", "point", (),
                     "decimal point: proven by 1 row, 0 against", id="one digit after it proves a decimal point"),
        pytest.param("1.234|1.234.567", "1234|1234567", "comma", (),
                     "decimal comma: proven by 1 row, 0 against", id="a repeated sign groups"),
        pytest.param("1,234|1234,567", "1.234|1234.567", "comma", (),
                     "decimal comma: proven by 1 row, 0 against", id="no group has four digits"),
        pytest.param("1,234|1'234.567", "1234|1234.567", "point", (),
                     "decimal point: proven by 1 row, 0 against", id="an apostrophe groups, so the point does not"),
        pytest.param("12.500|0.125", "12.5|0.125", "point", (),
                     "decimal point: proven by 1 row, 0 against", id="nobody groups a zero"),
        pytest.param("1.234|12.500", "1234|12500", "comma", BOTH,
                     'decimal comma: an assumption, no row proves it, "." taken to group thousands',
                     id="points may group"),
        pytest.param("1,234|12,500|7", "1234|12500|7", "point", BOTH,
                     'decimal point: an assumption, no row proves it, "," taken to group thousands',
                     id="commas may group"),
        pytest.param("1,50|2,50|2.50", "1.5|2.5|bad", "comma", (),
                     "decimal comma: proven by 2 rows, 1 against and left out", id="the minority is bad"),
        pytest.param("1,50|2,50|0.125", "1.5|2.5|bad", "comma", (),
                     "decimal comma: proven by 2 rows, 1 against and left out", id="0.125 is never 125"),
        pytest.param("1,50|2.50", "bad|2.5", "point", BOTH,
                     'decimal point: an assumption, proven by 1 row, 1 against, "," taken to group thousands',
                     id="as many for either"),
        pytest.param("1234|5|1 234", "1234|5|1234", None, (), "whole numbers without separators", id="whole numbers"),
        pytest.param("1.00005|2.5", "1|2.5", "point", (),
                     "decimal point: proven by 2 rows, 0 against; 1 amount rounded to 4 decimals",
                     id="rounding is said"),
        pytest.param("n/a|", "|", None, (), "", id="nothing at all"),
    ],
)  # fmt: skip
def test_decimal_sign(cells, expected, decided, choices, how):
    result, became = read(money, cells.split("|"))
    assert became == [each if each == BAD else Decimal(each) if each else None for each in expected.split("|")]
    assert (result.decided, result.choices, result.how) == (decided, choices, how)


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        pytest.param(["1.234", "12,50"], "comma", [Decimal(1234), Decimal("12.5")], id="grouped as told"),
        pytest.param(["1.234", "12,50"], "point", [Decimal("1.234"), BAD], id="what does not fit is bad"),
    ],
)
def test_told_decimal_sign(cells, decimal, expected):
    result, became = read(money, cells, decimal=decimal)
    assert (became, result.decided, result.choices) == (expected, decimal, ())


@pytest.mark.parametrize(
    ("cells", "heading", "expected", "decided", "how"),
    [
        pytest.param("20%|7,5 %||100%", False, [0.2, 0.075, None, 1], "percent", "percent: 3 rows with %", id="signs"),
        pytest.param("20|0|1000|-1|n/a", False, [0.2, 0, BAD, BAD, None], "percent", "percent: 1 row above 1",
                     id="1000"),
        pytest.param("0.2|0.5|1", False, [0.2, 0.5, 1], "fraction", "fraction: 3 rows from 0 to 1", id="fractions"),
        pytest.param("0,2|1000", False, [0.2, BAD], "fraction", "fraction: 1 row from 0 to 1",
                     id="1000 among fractions"),
        pytest.param("0|1", False, [0, 1], "fraction", "only 0 and 1: read as shares", id="only 0 and 1"),
        pytest.param("0|1", True, [0, 0.01], "percent", "percent: the heading says so", id="the heading says so"),
        pytest.param("12.500", False, [0.125], "percent", "percent: 1 row above 1", id="three decimals"),
        pytest.param("1,000|20", False, [BAD, 0.2], "percent", "percent: 1 row above 1", id="a grouped thousand"),
        pytest.param("0,125|1,000", False, [0.125, 1], "fraction", "fraction: 2 rows from 0 to 1",
                     id="0,125 proves the comma"),
        pytest.param("high|nan|inf|1e-1", False, [BAD] * 4, None, "", id="words"),
        pytest.param("", False, [None], None, "", id="nothing at all"),
    ],
)  # fmt: skip
def test_probability(cells, heading, expected, decided, how):
    result, became = read(probability, cells.split("|"), heading_says_percent=heading)
    assert became == [each if each in (None, BAD) else pytest.approx(each) for each in expected]
    assert (result.decided, result.how) == (decided, how)


def test_flags_in_nine_languages():
    yes = [
        *("true", "TRUE", "1", "1.0", "Yes", "y", "Ja", "JA", "wahr", "Oui", "Vrai", "Sí", "Sì", "Sim", "是"),
        *("checked", "x", "X", "✓"),
    ]
    no = [
        *("false", "FALSE", "0", "0.0", "No", "n", "Nein", "falsch", "Non", "faux", "Não", "Nee", "Nei", "否"),
        "unchecked",
    ]
    result, became = read(flags, [*yes, *no, "", NBSP, "n/a", "maybe", "2", f" ja{NBSP}"])
    assert became == [True] * len(yes) + [False] * len(no) + [None, None, None, BAD, BAD, True]
    assert str(result.values.dtype) == "boolean"
    assert result.how == "20 rows yes, 15 no"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Acme\r\n  Corp\t", "Acme Corp", id="line breaks and runs of blanks become one"),
        pytest.param(f"{NBSP}Acme{NARROW}Corp\u3000", "Acme Corp", id="blanks of every kind"),
        pytest.param("\ufeffAcme", "Acme", id="a byte-order mark"),
        pytest.param("Cafe\u0301", "Café", id="composed"),
        pytest.param("'-10% deal", "-10% deal", id="a guard before a minus"),
        pytest.param("'=SUM(A1)", "=SUM(A1)", id="a guard before a formula"),
        pytest.param("'tis", "'tis", id="an apostrophe that is no guard"),
        pytest.param("''-5", "''-5", id="two apostrophes"),
        pytest.param("👩‍💻 deal", "👩‍💻 deal", id="joined emoji stay joined"),
        pytest.param("", None, id="empty"),
        pytest.param(f" {NBSP}\n", None, id="blanks only"),
        *[
            pytest.param(name, name, id=f"{name} is a name")
            for name in ("NA", "None", "NULL", "NaN", "#N/A", "n/a", "-")
        ],
    ],
)
def test_clean_text(text, expected):
    [got] = clean_text(column([text]))
    assert got is pd.NA if expected is None else got == expected
    assert clean(text) == (expected or "")


# the first amount loads the currency tables, which may take longer than a property is given
PROPERTY = settings(deadline=None, derandomize=True)
READERS = [dates, money, probability, flags]
SOME_DAYS = st.datetimes(pd.Timestamp("1970-01-01"), pd.Timestamp("2068-12-31")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
DAY_ONLY = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y"]
WITH_TIME = ["%Y-%m-%dT%H:%M:%S.000Z", "%m/%d/%Y %I:%M %p", "%d.%m.%Y %H:%M", "%B %d, %Y %I:%M %p", "%d/%m/%Y %H:%M:%S"]
CELLS = st.one_of(
    st.text("0123456789.,-/: '()%$€kmMe", max_size=12),
    st.sampled_from(
        ["13/05/2026", "5/13/2026", "2026-03-05", "1.234", "1,5", "2.5", "1.234,50", "20%", "0,5", "ja", "x", "", "-"]
    ),
)


@PROPERTY
@given(st.lists(SOME_DAYS, max_size=30), st.sampled_from(DAY_ONLY + WITH_TIME))
def test_dates_in_one_format_with_a_proving_row_read_back(moments, written):
    moments = [*moments, pd.Timestamp("2026-05-25").to_pydatetime()]
    if written in DAY_ONLY:
        moments = [datetime.combine(moment.date(), time()) for moment in moments]
    result, became = read(dates, [moment.strftime(written) for moment in moments])
    assert [each.to_pydatetime() for each in became] == moments
    assert "mdy" not in result.choices


@PROPERTY
@given(
    st.lists(st.decimals(-(10**9), 10**9, places=3), max_size=30),
    st.sampled_from(["de", "fr", "de_CH", "en_US", "nb", "pl", "en_IN", "es", "pt_BR", "sv", "it"]),
    st.sampled_from(["", " EUR", " €"]),
)
def test_amounts_in_one_locale_with_a_proving_row_read_back(amounts, locale, currency):
    amounts = [*amounts, Decimal("1234567.5")]
    result, became = read(money, [format_decimal(amount, locale=locale) + currency for amount in amounts])
    assert became == amounts
    assert result.choices == ()
    assert result.currency.notna().all() == bool(currency)


@PROPERTY
@given(st.lists(CELLS, max_size=20), st.randoms(use_true_random=False), st.integers(0, 5))
def test_order_of_rows_and_empty_cells_change_no_value(cells, random, more):
    texts = column(cells)
    longer = column(cells + [""] * more)
    rows = random.sample(list(longer.index), len(longer))
    for reader in READERS:
        plain, moved = reader(texts), reader(longer.loc[rows])
        assert moved.values.loc[texts.index].equals(plain.values)
        assert (moved.decided, moved.how, moved.choices) == (plain.decided, plain.how, plain.choices)


@pytest.mark.parametrize("reader", READERS)
def test_part_of_a_column_reads_like_a_column_of_its_own(reader):
    part = column(["13/05/2026", "1.234,50", "20%", "ja", "2026-03-05", "7"]).iloc[2:5]
    alone = pd.Series(part.tolist(), index=part.index, dtype="object")
    assert reader(part).values.equals(reader(alone).values)
    assert clean_text(part).tolist() == part.tolist()


@PROPERTY
@given(st.lists(CELLS, max_size=20))
def test_every_cell_is_a_value_or_bad_or_empty(cells):
    texts = column(cells)
    empty = sum(clean(cell).casefold() in EMPTY_WORDS for cell in cells)
    for reader in READERS:
        result = reader(texts)
        if not any(word in result.how for word in ("still open", "stands for none", "check box")):
            assert result.values.notna().sum() + len(result.bad) + empty == len(cells)


# durations


@pytest.mark.parametrize(
    ("cells", "expected", "decided"),
    [
        pytest.param("0|12|30.5", [0, 12, 30.5], "days", id="days: the middle is below 400"),
        pytest.param("600|1440|2400", [25, 60, 100], "hours", id="hours"),
        pytest.param("86400|2592000|1296000", [1, 30, 15], "seconds", id="seconds, as HubSpot's properties say"),
        pytest.param("86400000|2592000000", [1, 30], "milliseconds", id="milliseconds, as its API does"),
        pytest.param("2,5|-3|", [2.5, -3, None], "days", id="negative ones stay; empty is missing"),
        pytest.param("12:30:00|3.12:00:00|2 days, 6:00:00|18:00", [12.5 / 24, 3.5, 2.25, 0.75], None, id="clocks"),
        pytest.param("3 days 12 hours|3d 12h|3 Tage und 12 Stunden|3天12小时", [3.5] * 4, None, id="words"),
        pytest.param(
            "2 Monate|2 mois|2 meses|2 mesi|2 maanden|2 måneder|2个月", [2 * 365.25 / 12] * 7, None, id="months"
        ),
        pytest.param("1,5 Wochen|1 año|90 min", [10.5, 365.25, 0.0625], None, id="weeks, years, minutes"),
        pytest.param("5|soon|1e3|12:75", [5, BAD, BAD, BAD], "days", id="words that are none"),
        pytest.param("0|0", [0, 0], None, id="nothing but zero needs no unit"),
    ],
)
def test_durations_in_days(cells, expected, decided):
    result, became = read(durations, cells.split("|"))
    assert became == [each if each in (None, BAD) else pytest.approx(each) for each in expected]
    assert result.decided == decided


def test_a_unit_that_the_heading_names_beats_the_size():
    assert durations(column(["800", "900"]), unit="days").values.tolist() == [800, 900]
    headings = (
        "Stage Duration (Calendar Days)",
        "Verweildauer in Tagen",
        "Heures dans l'étape",
        "Time in stage",
        "Duration",
    )
    assert [unit_said(heading) for heading in headings] == ["days", "days", "hours", None, None]


# periods


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param("2026Q4|Q4 2026|Q4-2026|2026-Q4|4Q26|Q4'26|T4 2026|4. Quartal 2026|2026年第4季度", "2026Q4", id="quarters"),
        pytest.param("2026-10|10/2026|Oct 2026|October 2026|Okt. 2026|outubro de 2026|Oct-26|2026年10月|202610|2026-10-15", "2026-10", id="months"),
        pytest.param("FY26 Q4|FY2026-Q4|Q4 FY2026|Q4 FY 26", "FY2026Q4", id="fiscal labels are kept"),
        pytest.param("2026H2|H2 2026|S2 2026", "2026H2", id="halves"),
        pytest.param("2026|2026年", "2026", id="years"),
        pytest.param("FY26|FY2026|FY 2026", "FY2026", id="fiscal years"),
        pytest.param("next quarter|Q5 2026|Foo 2026|13/2026", BAD, id="no periods"),
    ],
)  # fmt: skip
def test_periods(cells, expected):
    cells = cells.split("|")
    assert read(periods, cells)[1] == [expected] * len(cells)


def test_days_that_all_begin_quarters_are_quarters():
    assert read(periods, ["2026-01-01", "2026-04-01"])[1] == ["2026Q1", "2026Q2"]
    assert read(periods, ["2026-01-01", "2026-02-01", ""])[1] == ["2026-01", "2026-02", None]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [("2026Q4", "2026-10-01", "2026-12-31"), ("2026-02", "2026-02-01", "2026-02-28"), ("2026H2", "2026-07-01", "2026-12-31"),
     ("2026", "2026-01-01", "2026-12-31")],
)  # fmt: skip
def test_days_of_a_period(period, first, last):
    assert days_of(period) == (pd.Timestamp(first), pd.Timestamp(last))
    assert days_of("FY" + period) is None


# stand-ins, check boxes, further languages


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param("2021-01-07|2050-01-01", ["2021-01-07", None], id="far beyond all others"),
        pytest.param("2021-01-07|2050-03-05", ["2021-01-07", "2050-03-05"], id="a day like any other"),
        pytest.param("2049-01-07|2050-01-01", ["2049-01-07", "2050-01-01"], id="not far"),
        pytest.param("2050-01-01", ["2050-01-01"], id="alone it proves nothing"),
        pytest.param(
            "2026-03-05|0000-00-00|1900-01-00|1900-01-01|0001-01-01", ["2026-03-05", *[None] * 4], id="no day"
        ),
        pytest.param("2026-03-05|2026-02-31|1901-05-05", ["2026-03-05", BAD, BAD], id="impossible days"),
        pytest.param("2026年3月5日|2026年12月31日 14:15", ["2026-03-05", "2026-12-31T14:15:00"], id="Chinese"),
    ],
)
def test_days_that_are_none(cells, expected):
    assert days(dates, cells.split("|"))[1] == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["checked", "", "checked"], [True, False, True], id="Airtable: an empty box is no"),
        pytest.param(["x", "", "X"], [True, False, True], id="crosses"),
        pytest.param(["checked", "unchecked", ""], [True, False, None], id="both are written: empty was not asked"),
        pytest.param(["yes", ""], [True, None], id="a yes without a no is no check box"),
    ],
)
def test_check_boxes(cells, expected):
    assert read(flags, cells)[1] == expected


@pytest.mark.parametrize(
    ("cell", "expected", "currency"),
    [
        ("₹ 5 lakh", "500000", "INR"),
        ("1.2 crore", "12000000", None),
        ("₹1.2 Cr", "12000000", "INR"),
        ("5万", "50000", None),
        ("1.2亿元", "120000000", "CNY"),
        ("45 k€", "45000", "EUR"),
        ("1,2 Mio. €", "1200000", "EUR"),
        ("1.5 millones", "1500000", None),
        ("2 milhões", "2000000", None),
    ],
)
def test_scales_of_further_languages(cell, expected, currency):
    result = money(column([cell]))
    assert result.values.tolist() == [Decimal(expected)]
    assert (None if pd.isna(result.currency.iloc[0]) else result.currency.iloc[0]) == currency


@pytest.mark.parametrize("cell", ["2 mil", "500.00 CR", "5 Dr"])
def test_words_of_two_meanings_are_no_amount(cell):
    assert money(column([cell])).bad.tolist() == [cell]
