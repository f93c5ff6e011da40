"""Amounts from texts: one decimal sign for a column, proven by its rows.  Every expectation was written by hand."""

from decimal import Decimal

import pandas as pd
import pytest

from analytics.intake.values import money
from tests.columns import BAD, NARROW, NBSP, read


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
                     'a conflict: 1 row can only have a decimal point, 1 row only a decimal comma; decimal point assumed, "," taken to group thousands',
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
