"""Every converted total names its rate; two currencies are never added silently."""

from datetime import date
from decimal import Decimal

from analytics.intake import Options
from analytics.metrics.overview import overview
from analytics.metrics.rates import Converted, rates
from analytics.workspace import Rate, Scope, Settings
from pages._parts.rates_note import sentences
from tests.exports import csv_of, day, store_of_files

RATES = (Rate("USD", 0.9, date(2025, 1, 1)), Rate("USD", 0.8, date(2026, 1, 1)))
DEALS = [
    {"Status": "Won", "Closed Date": "2025-06-01", "Amount": 100, "Currency": "USD"},
    {"Status": "Won", "Closed Date": "2024-06-01", "Amount": 10, "Currency": "USD"},
    {"Status": "Won", "Closed Date": "2026-02-01", "Amount": 200, "Currency": "USD"},
    {"Status": "Won", "Closed Date": "2026-02-01", "Amount": 5, "Currency": "EUR"},
    {"Status": "Open", "Amount": 400, "Currency": "USD"},
    {"Status": "Open", "Amount": 7, "Currency": "GBP"},
    {"Status": "Open", "Amount": 3, "Currency": ""},
]


def store():
    rows = [{"Deal ID": n, "Stage": "Demo", "Created Date": "2024-01-02"} | row for n, row in enumerate(DEALS)]
    settings = Settings(reporting_currency="EUR", rates=RATES)
    return store_of_files(("deals.csv", csv_of(rows)), options=Options(as_of=day("2026-03-01")), settings=settings)


def test_each_rate_with_what_was_converted_at_it():
    assert rates(store(), Scope(), "EUR") == (
        Converted("GBP", None, None, 1, Decimal(7), None),
        # what closed before the first rate has the first
        Converted("USD", 0.9, date(2025, 1, 1), 2, Decimal(110), Decimal(99)),
        Converted("USD", 0.8, date(2026, 1, 1), 2, Decimal(600), Decimal(480)),
        Converted(None, None, None, 1, Decimal(3), Decimal(3)),
    )


def test_the_total_is_what_the_rates_make():
    found = overview(store(), Scope())
    assert found.won_amount == Decimal(100) * Decimal("0.9") + 10 * Decimal("0.9") + 200 * Decimal("0.8") + 5
    assert found.open_amount == 400 * Decimal("0.8") + 3
    assert found.without_rate == 1


def test_a_closed_deal_keeps_its_rate_on_every_day():
    store_ = store()
    for as_of in ("2025-07-01", "2026-01-15", "2026-03-01"):
        quarter = Scope(from_on=day("2025-04-01"), to_on=day("2025-06-30"), basis="closed", as_of=day(as_of))
        assert overview(store_, quarter).won_amount == 90


def test_in_words():
    said = [each.replace("\\", "") for each in sentences(rates(store(), Scope(), "EUR"), "EUR")]
    assert said == [
        "Converted into EUR: USD at 0.90 (from Jan 1, 2025; 2 deals), USD at 0.80 (from Jan 1, 2026; 2 deals). "
        "A closed deal keeps the rate of its closing day.",
        "1 deal in GBP, £7.00 in all, is in no amount: Setup has no rate for GBP.",
        "1 deal names no currency and counts as EUR.",
    ]


def test_one_currency_needs_no_words():
    rows = [{"Deal ID": 1, "Stage": "Demo", "Created Date": "2024-01-02", "Amount": 1, "Currency": "EUR"}]
    one = store_of_files(("deals.csv", csv_of(rows)), options=Options(as_of=day("2026-03-01")))
    assert sentences(rates(one, Scope(), "EUR"), "EUR") == []
