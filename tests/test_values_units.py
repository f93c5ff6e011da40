"""The unit behind the words of a heading.  Every expectation was written by hand."""

import pytest

from analytics.intake.values import money
from analytics.intake.values.heading_units import Unit, unit_behind
from tests.columns import BAD, read


@pytest.mark.parametrize(
    ("heading", "words", "scale", "currency"),
    [
        ("Value ($)", "Value", 0, "USD"),
        ("Amount (USD)", "Amount", 0, "USD"),
        ("Valor (R$)", "Valor", 0, "BRL"),
        ("Montant (€ HT)", "Montant", 0, "EUR"),
        ("Amount (k€)", "Amount", 3, "EUR"),
        ("Target [K€]", "Target", 3, "EUR"),
        ("Wert (T€)", "Wert", 3, "EUR"),
        ("Betrag in TEUR", "Betrag", 3, "EUR"),
        ("Umsatz (Tsd. €)", "Umsatz", 3, "EUR"),
        ("Umsatz in Mio. EUR", "Umsatz", 6, "EUR"),
        ("Value ($M)", "Value", 6, "USD"),
        ("Revenue, €m", "Revenue", 6, "EUR"),
        ("Amount (USD '000)", "Amount", 3, "USD"),
        ("Amount (in thousands)", "Amount", 3, ""),
        ("Amount (k)", "Amount", 3, ""),
        ("预计金额（万元）", "预计金额", 4, "CNY"),
        ("金額(百万円)", "金額", 6, "JPY"),
        ("Amount EUR", "Amount", 0, "EUR"),
        ("amount_usd", "amount", 0, "USD"),
        ("Deal - Value - GBP", "Deal - Value", 0, "GBP"),
        ("Deal value, USD", "Deal value", 0, "USD"),
        ("Betrag in €", "Betrag", 0, "EUR"),
        ("Montant HT", "Montant", 0, ""),
        ("Betrag (netto)", "Betrag", 0, ""),
        ("Beløp (kr)", "Beløp", 0, ""),  # crowns of which country?
        ("AMOUNT EUR", "amount", 0, "EUR"),
        ("Amount (USD) (column 3)", "Amount", 0, "USD"),
    ],
)
def test_unit_behind_a_heading(heading, words, scale, currency):
    assert unit_behind(heading) == (words, Unit(scale, currency))


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Amount",
            "EUR",
            "Amount (Base)",
            "Amount (converted)",
            "Amount Currency",
            "Probability (%)",
            "Close Date",
            "",
        ),
        # ALL is the lek of Albania, TOP the pa'anga of Tonga; M may be a month, B the base currency, EUR or USD both
        *("Amount all", "Value top", "TOTAL ALL", "MRR (M)", "Amount (B)", "Amount (EUR/USD)", "Loss in", "Class K"),
    ],
)
def test_no_unit_behind_a_heading(heading):
    assert unit_behind(heading) is None


def test_amounts_of_a_column_in_thousands():
    # what a cell says itself is left at that
    cells = ["120.5", "45k", "1.2M", "€3", "-2", "0", "", "tbd"]
    result, became = read(money, cells, scale=3)
    assert [each if each in (None, BAD) else float(each) for each in became] == [
        *(120_500, 45_000, 1_200_000, 3_000, -2_000, 0, None, BAD),
    ]
    assert result.currency.tolist()[3] == "EUR"
