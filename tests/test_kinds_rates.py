"""Amounts that say for how long they are.  Expected values by hand."""

from datetime import date

import pytest

from analytics.intake import Options, take
from analytics.intake.kinds.rates import split_rate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€99/mo", ("€99", 1)), ("$1,200 / yr", ("$1,200", 12)), ("99 €/Monat", ("99 €", 1)), ("1.200 €/Jahr", ("1.200 €", 12)),
        ("€99 per month", ("€99", 1)), ("99,00 € pro Monat", ("99,00 €", 1)), ("99 € par an", ("99 €", 12)),
        ("1 200 kr/mnd", ("1 200 kr", 1)), ("kr 99 per år", ("kr 99", 12)), ("€99 monthly", ("€99", 1)), ("£5 p.a.", ("£5", 12)),
        ("£5 pcm", ("£5", 1)), ("99元/月", ("99元", 1)), ("€99/3 months", ("€99", 3)), ("€99 every 3 months", ("€99", 3)),
        ("45k/yr", ("45k", 12)), ("99€/m", ("99€", 1)),
        # millions, currencies, fractions, seats
        ("99 m", None), ("1,5 Mio. €", None), ("10 USD", None), ("5/6", None), ("99 €/seat", None), ("", None), ("per month", None),
    ],
)  # fmt: skip
def test_what_an_amount_is_and_for_how_many_months(text, expected):
    assert split_rate(text) == expected


def _subscriptions(heading, cells, **columns):
    names = ["Customer", "Start date", heading, *columns]
    rows = [
        ";".join([f"C{number}", "2025-01-02", cell, *(each[number] for each in columns.values())])
        for number, cell in enumerate(cells)
    ]
    taken = take("\n".join([";".join(names), *rows]).encode(), "subscriptions.csv", Options(kind="subscriptions"))
    return taken.receipt, taken.tables["subscriptions"]


def test_a_price_with_its_interval_counts_so_and_others_by_the_column():
    receipt, rows = _subscriptions("Price", ["€99/mo", "€1200 / yr", "€50"], Interval=["", "", "quarterly"])
    assert rows["amount"].tolist() == [99, 1200, 50]
    assert rows["months_per_bill"].tolist() == [1, 12, 3]
    assert rows["currency"].tolist() == ["EUR"] * 3
    assert "Price: 2 amounts say for how long they are (€99/mo), which counts." in receipt.notes
    assert receipt.rejects == []


def test_recurring_revenue_a_month_is_of_a_month():
    receipt, rows = _subscriptions("MRR", ["€99/mo", "€1200 / yr", "€50"])
    assert rows["mrr"].tolist() == [99, 100, 50]
    assert receipt.amount_total == 1349  # as the file's own column adds up


@pytest.mark.parametrize(
    ("heading", "amount"),
    [("Price in cents", 12), ("amountInCents", 12), ("amount_cents", 12), ("Montant (centimes)", 12), ("Recent price", 1200), ("Price of center", 1200)],
)  # fmt: skip
def test_a_heading_says_cents_in_a_word_of_its_own(heading, amount):
    options = Options(kind="subscriptions", mapping={"amount": heading})
    text = f"Customer,Start date,{heading}\nAcme,2025-01-02,1200\n"
    assert take(text.encode(), "subscriptions.csv", options).tables["subscriptions"]["amount"].tolist() == [amount]


def test_what_is_paid_per_month_is_no_amount_of_a_deal():
    told = "Deal ID,Stage,Amount,Created Date\n1,Won,€99/mo,2025-01-02\n2,Lost,5,2025-01-02\n"
    [reject] = take(told.encode(), "deals.csv", Options(as_of=date(2026, 6, 30))).receipt.rejects
    assert (reject.row, reject.value) == (2, "€99/mo")
    assert reject.reason == "not an amount alone: it is what is paid again and again, and nothing says how long"
