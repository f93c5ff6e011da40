"""Values from texts: one rule for a column, proven by its rows.  Every expectation was written by hand."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from analytics.intake import Options, take
from analytics.intake.values import clean_text, dates, days_of, durations, flags, money, periods, probability, unit_said
from analytics.intake.values.flags import STATES
from analytics.intake.values.text import clean
from tests.columns import BAD, NARROW, NBSP, column, days, read


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
        pytest.param("0|1", True, [0, 0.01], "percent", "only 0 and 1: read as percent, as the heading says",
                     id="only 0 and 1 under %"),
        pytest.param("0|1|2.5", True, [0, 0.01, 0.025], "percent", "percent: the heading says so",
                     id="the heading says so"),
        pytest.param(".5|.25|1|0", True, [0.5, 0.25, 1, 0], "fraction",
                     "shares: 4 rows from 0 to 1, though the heading says percent", id="shares under %"),
        pytest.param("50%|0.25|1|0", False, [0.5, 0.25, 1, 0], "percent",
                     "percent: 1 row with %; 3 rows from 0 to 1 without it read as shares", id="shares beside signs"),
        pytest.param("50%|25|1", False, [0.5, 0.25, 0.01], "percent", "percent: 1 row with %", id="percent beside signs"),
        pytest.param("50%|0", True, [0.5, 0], "percent", "percent: 1 row with %", id="nothing beside signs"),
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
    ("field", "archived"),
    [pytest.param("is_archived", True, id="archived"), pytest.param("is_active", False, id="active")],
)
def test_states_of_an_archive_are_flags_in_its_own_columns(field, archived):
    words = [
        "Archived",
        "Archiviert",
        "archivé",
        "Inactive",
        "Not archived",
        "Nicht archiviert",
        "Não arquivado",
        "Active",
    ]
    became = [archived] * 4 + [not archived] * 4
    assert read(flags, [*words, "yes", "Deleted"], states=STATES[field])[1] == [*became, True, BAD]
    # elsewhere they say nothing
    assert read(flags, words)[1] == [BAD] * 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Acme\r\n  Corp\t", "Acme Corp", id="line breaks and runs of blanks become one"),
        pytest.param(f"{NBSP}Acme{NARROW}Corp\u3000", "Acme Corp", id="blanks of every kind"),
        pytest.param("\ufeffAcme", "Acme", id="a byte-order mark"),
        pytest.param("Cafe\u0301", "Café", id="composed"),
        pytest.param("'-10% deal", "-10% deal", id="a guard before a minus"),
        pytest.param('="00123"', "00123", id="a formula around an id"),
        pytest.param('=HYPERLINK("x")', '=HYPERLINK("x")', id="another formula is text"),
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
        ("850,000円", "850000", "JPY"),
        ("\\450,000", "450000", None),  # a yen sign in encodings of Japan, a won sign in those of Korea
        ("1,200万円", "12000000", "JPY"),
        ("3億円", "300000000", "JPY"),
        ("500千円", "500000", "JPY"),
        ("120萬", "1200000", None),
        ("350만원", "3500000", "KRW"),
        ("RMB 500", "500", "CNY"),
        ("25 тыс. руб.", "25000", "RUB"),
        ("1,5 млн ₽", "1500000", "RUB"),
        ("85 000 р.", "85000", "RUB"),
        ("5 tys. zł", "5000", "PLN"),
        ("250.000 TL", "250000", "TRY"),
        ("Rp 5.000.000", "5000000", "IDR"),
    ],
)
def test_scales_of_further_languages(cell, expected, currency):
    result = money(column([cell]))
    assert result.values.tolist() == [Decimal(expected)]
    assert (None if pd.isna(result.currency.iloc[0]) else result.currency.iloc[0]) == currency


def test_amounts_in_east_asian_characters_have_no_decimal_comma():
    result = money(column(["1,200万円", "85万円", "1,500"]))
    assert (result.choices, result.decided) == ((), "point")
    assert result.values.tolist() == [Decimal(12_000_000), Decimal(850_000), Decimal(1_500)]
    assert money(column(["1,200 €", "1,500"])).choices == ("point", "comma")


@pytest.mark.parametrize("cell", ["2 mil", "500.00 CR", "5 Dr"])
def test_words_of_two_meanings_are_no_amount(cell):
    assert money(column([cell])).bad.tolist() == [cell]


def test_digits_as_wide_as_east_asian_characters_are_digits():
    """As people type them there; in a name they are what they are."""
    rows = ["１,Ｄｅａｌ １,Open,￥１，２３４．５０,２０２６／０３／０５", "２,Deal 2,Open,（７）,２０２６－０３－３１"]
    content = "\n".join(["Deal ID,Deal Name,Stage,Amount,Created Date", *rows]) + "\n"
    taken = take(content.encode(), "deals.csv", Options(as_of=date(2026, 4, 1)))
    deals = taken.tables["deals"]
    assert [str(amount) for amount in deals["amount"]] == ["1234.5000", "-7.0000"]
    assert deals["created_on"].astype(str).tolist() == ["2026-03-05", "2026-03-31"]
    assert deals["name"].tolist() == ["Ｄｅａｌ １", "Deal 2"]
    assert taken.receipt.rejects == []
