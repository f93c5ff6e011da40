"""The numeric building blocks of churn, and figures of a public data set."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.bgnbd import Buying, expected_purchases, fit, log_likelihood, still_buying
from analytics.intake import Options
from analytics.metrics.churn.churn import churn, customer_survival
from analytics.relative_risk import rate_interval, relative_risks
from analytics.workspace import Scope, Terms
from tests.exports import csv_of, day, store_of_files

# Fader, Hardie & Lee 2005, table 2: the buyers of the online shop CDNOW
CDNOW = Buying(0.2426, 4.4136, 0.7930, 2.4260)


def test_what_a_buyer_of_cdnow_is_expected_to_buy():
    assert expected_purchases(CDNOW, 2, 30.43, 38.86, 39) == pytest.approx(1.226, abs=0.0005)
    assert still_buying(CDNOW, 2, 30.43, 38.86) == pytest.approx(0.727, abs=0.0005)


def test_who_bought_once_may_always_buy_again():
    assert still_buying(CDNOW, [0], [0], [38.86]).tolist() == [1]


def test_the_likelihood_is_that_of_the_definition():
    """Of a buyer with x = 0: the chance of buying nothing in T at a gamma rate is (alpha / (alpha + T)) ^ r."""
    by_hand = 0.2426 * np.log(4.4136 / (4.4136 + 20))
    assert log_likelihood(CDNOW, [0], [0], [20]) == pytest.approx(by_hand)
    # x = 1: bought at t, then either still buys or stopped at once (integrated over rate and chance by hand)
    r, alpha, a, b, t, end = 0.2426, 4.4136, 0.7930, 2.4260, 5.0, 20.0
    still = r * alpha**r / (alpha + end) ** (r + 1) * b / (a + b)
    stopped = r * alpha**r / (alpha + t) ** (r + 1) * a / (a + b)
    assert log_likelihood(CDNOW, [1], [t], [end]) == pytest.approx(np.log(still + stopped))


def test_parameters_are_found_again():
    rng = np.random.default_rng(7)
    n, watched = 3000, 52.0
    rates, stops = rng.gamma(0.8, 1 / 8.0, n), rng.beta(1.2, 3.0, n)
    x, last = np.zeros(n), np.zeros(n)
    for buyer in range(n):
        now = 0.0
        while True:
            now += rng.exponential(1 / rates[buyer])
            if now > watched:
                break
            x[buyer], last[buyer] = x[buyer] + 1, now
            if rng.random() < stops[buyer]:
                break
    model = fit(x, last, np.full(n, watched))
    assert (model.r, model.alpha) == pytest.approx((0.8, 8.0), rel=0.25)
    assert model.a / (model.a + model.b) == pytest.approx(1.2 / 4.2, abs=0.05)
    assert model.log_likelihood >= log_likelihood(Buying(0.8, 8.0, 1.2, 3.0), x, last, np.full(n, watched))
    # the unit of time is no matter
    in_days = fit(x, last * 7, np.full(n, watched * 7))
    assert in_days.alpha == pytest.approx(7 * model.alpha, rel=0.01)


def test_buyers_are_modelled_only_where_they_come_back():
    def bought(name, on):
        return {
            "Deal ID": f"{name}{on}", "Deal Name": name, "Account": name, "Stage": "Won", "Status": "Won", "Amount": 100, "Created Date": on, "Closed Date": on,
        }  # fmt: skip

    once = [bought(f"c{place}", "2025-01-01") for place in range(40)]
    again = [bought(f"c{place}", f"2025-0{2 + place % 4}-11") for place in range(0, 40, 2)]
    result = churn(store_of_files(("deals.csv", csv_of(once + again), Options(as_of=day("2025-06-30")))), Scope())
    assert result.buyers.repeat_share == 0.5
    assert len(result.buyers.table) == 40
    few = churn(store_of_files(("deals.csv", csv_of(once + again[:10]), Options(as_of=day("2025-06-30")))), Scope())
    assert few.buyers is None
    contracts = [each | {"Deal Type": "Renewal"} for each in again]
    assert (
        churn(store_of_files(("deals.csv", csv_of(once + contracts), Options(as_of=day("2025-06-30")))), Scope()).buyers
        is None
    )


def test_small_groups_are_pulled_towards_all():
    [factors] = relative_risks([20, 1, 79], [10.0, 0.5, 89.5], [[0, 1, 2]])
    # both have twice the events that are expected; the small one says little
    assert factors[0] > 1.3 > factors[1] > 1.0 > factors[2]
    # one penalty equation by hand: observed - expected x factor = pull x log factor
    for observed, expected, factor in zip((20, 1, 79), (10.0, 0.5, 89.5), factors, strict=True):
        assert observed - expected * factor == pytest.approx(10 * np.log(factor))


def test_groupings_that_go_together_share_what_they_explain():
    alone = relative_risks([20, 10], [10.0, 20.0], [[0, 1]])[0]
    one, other = relative_risks([20, 10], [10.0, 20.0], [[0, 1], [0, 1]])
    assert one == pytest.approx(other)
    assert 1 < one[0] < alone[0] < one[0] * other[0]


def test_the_exact_interval_of_a_rate():
    # Garwood's limits for 5 events: 1.6235 to 11.6683; for none: 0 to 3.6889
    assert rate_interval(5, 10) == pytest.approx((0.16235, 1.16683), abs=0.00001)
    assert rate_interval(0, 1) == pytest.approx((0, 3.6889), abs=0.0001)


def test_who_is_at_risk_is_learned_from_who_left():
    """Of two sources one loses customers three times as fast; the more money, the higher on the list."""
    rng = np.random.default_rng(3)
    rows = []
    for place in range(600):
        source = ("Ads", "Friends")[place % 2]
        start = np.datetime64("2023-01-01") + int(rng.integers(0, 700))
        months = rng.exponential(1 / (0.06 if source == "Ads" else 0.02))
        end = start + int(months * 30.44) + 1
        left = end < np.datetime64("2025-06-30")
        rows.append(
            {
                "Customer ID": f"c{place}", "Source": source, "Start Date": str(start), "Status": "Churned" if left else "Active",
                "End Date": str(end) if left else "", "MRR": 100 + place,
            }
        )  # fmt: skip
    store = store_of_files(("customers.csv", csv_of(rows), Options(as_of=day("2025-06-30"), kind="customers")))
    found = churn(store, Scope()).at_risk
    by = found.groupby("source")["risk"].mean()
    assert by["Ads"] == pytest.approx(1 - np.exp(-0.18), rel=0.25)
    assert by["Friends"] == pytest.approx(1 - np.exp(-0.06), rel=0.35)
    assert found["cents_at_risk"].is_monotonic_decreasing
    assert (found["cents_at_risk"] == found["risk"] * found["cents"]).all()


def test_with_few_leavings_nobody_is_called_at_risk():
    rows = [
        {"Customer ID": f"c{place}", "Start Date": "2024-01-01", "Status": "Active", "End Date": ""}
        for place in range(30)
    ]
    rows[0] |= {"Status": "Churned", "End Date": "2025-01-01"}
    result = churn(
        store_of_files(("customers.csv", csv_of(rows), Options(as_of=day("2025-06-30"), kind="customers"))), Scope()
    )
    assert result.at_risk.empty
    assert "too few" in result.no_risk


def telco() -> Path:
    """The IBM sample of 7,043 customers of a telecom firm, where a folder above the project holds it."""
    name = "shared/data/telco_churn/Telco-Customer-Churn.csv"
    for folder in Path(__file__).parents[1:]:
        if (folder / name).exists():
            return folder / name
    pytest.skip("the public data set is not here")


def test_customers_of_a_telecom_firm():
    """Kaplan-Meier figures of other programs for the same file; months are its only clock."""
    path = telco()
    store = store_of_files((path.name, path.read_bytes()))
    result = churn(store, Scope())
    assert (result.told_by, result.customers, result.left, result.median_months) == ("tenure", 7043, 1869, None)
    rows = result.groups.set_index("value")
    assert rows.loc["all", "left_rate"] == pytest.approx(0.265370, abs=5e-7)
    assert (rows.loc["all", "cents_left"], rows.loc["all", "cents"]) == (13913085, 45611660)
    for plan, rate in (("Month-to-month", 0.427097), ("One year", 0.112695), ("Two year", 0.028318)):
        assert rows.loc[plan, "left_rate"] == pytest.approx(rate, abs=1e-6)
    survival = result.survival.set_index("months")["survival"]
    expected = {
        1: 0.945961,
        6: 0.884826,
        12: 0.8432,
        24: 0.788736,
        36: 0.748545,
        48: 0.70884,
        60: 0.664404,
        72: 0.59279,
    }
    for months, share in expected.items():
        assert survival[months] == pytest.approx(share, abs=5e-7)
    monthly = customer_survival(store, Scope(), Terms(), "plan")["Month-to-month"].set_index("months")["survival"]
    assert (monthly[12], monthly[24]) == pytest.approx((0.703097, 0.585915), abs=5e-7)
    assert rows.loc["Month-to-month", "median_months"] == 35


def test_the_fit_to_the_buyers_of_cdnow_is_the_published_one():
    """2,357 buyers in 39 weeks; Fader, Hardie & Lee 2005, table 2 and page 279.  The summary is that of lifetimes 0.11.3 (MIT)."""
    rows = pd.read_csv(Path(__file__).parent / "data" / "cdnow.csv")
    rows = rows.loc[rows.index.repeat(rows["buyers"])]
    assert len(rows) == 2357
    found = fit(rows["x"], rows["last"], rows["watched"])
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.001)
    assert found.log_likelihood == pytest.approx(-9582.43, abs=0.01)
