"""Churn, on books small enough to count by hand."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.calendar_months import add_months, days_of, months_between
from analytics.intake import Options
from analytics.metrics.churn.book import book
from analytics.metrics.churn.churn import churn
from analytics.metrics.churn.contracts import contracts
from analytics.metrics.churn.ledger import MOVEMENTS, ledger, movements, rates, retention, triangle
from analytics.metrics.churn.lifetimes import curve, lives
from analytics.metrics.churn.value import lifetime_value, per_year
from analytics.survival import at
from analytics.workspace import AcquisitionCost, Rate, Scope, Settings, Terms
from tests.exports import csv_of, day, store_of_files

MONTHS = ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]
PAID = {
    "A": [100, 100, 120, 120, 120, 120],
    "B": [50, 50, 50, 0, 0, 50],
    "C": [0, 200, 200, 150, 150, 150],
    "D": [80, 80, 0, 0, 0, 0],
    "E": [0, 0, 60, 60, 90, 90],
    "F": [40, 40, 40, 40, 0, 0],
}
SUBSCRIPTIONS = Options(as_of=day("2025-06-30"), kind="subscriptions", currency="EUR")


def subscriptions(*rows, as_of="2025-06-30", **more):
    """A store of subscriptions: rows of `Subscription ID`, `Customer ID`, `Started`, `Ended At`, `MRR` and further columns."""
    blank = {"Subscription ID": "", "Customer ID": "", "Started": "", "Ended At": "", "MRR": 100, "Status": ""}
    filled = [blank | {"Subscription ID": f"S{place}"} | row for place, row in enumerate(rows)]
    options = Options(as_of=day(as_of), kind="subscriptions", currency="EUR")
    return store_of_files(("subscriptions.csv", csv_of(filled), options), **more)


def row(customer, started, ended="", mrr=100, **more):
    return {"Customer ID": customer, "Started": started, "Ended At": ended, "MRR": mrr} | more


@pytest.fixture(scope="module")
def by_month():
    """Six customers in a report by month."""
    rows = [
        {"subscription_id": f"s{name}", "customer_id": name, "reporting_month": month, "mrr": amount}
        for name, amounts in PAID.items()
        for month, amount in zip(MONTHS, amounts, strict=True)
    ]
    return store_of_files(("mrr.csv", csv_of(rows), SUBSCRIPTIONS))


def test_movements_of_each_month(by_month):
    found = rates(movements(ledger(book(by_month, Scope(), Terms()))))
    expected = [
        # month  open new react exp contr churn close lost of  gross   net     GRR     NRR   quick
        ("02", 270, 200, 0,  0,  0,  0, 470, 0, 4, 0.0,    0.0,     1.0,    1.0,    None),
        ("03", 470, 60,  0, 20,  0, 80, 470, 1, 5, 0.1702, 0.1277, 0.8298, 0.8723, 1.00),
        ("04", 470, 0,   0,  0, 50, 50, 370, 1, 5, 0.2128, 0.2128, 0.7872, 0.7872, 0.0),
        ("05", 370, 0,   0, 30,  0, 40, 360, 1, 4, 0.1081, 0.0270, 0.8919, 0.9730, 0.75),
        ("06", 360, 0,  50,  0,  0,  0, 410, 0, 3, 0.0,   -0.1389, 1.0,    1.0,    None),
    ]  # fmt: skip
    money = ["opening", *MOVEMENTS, "closing"]
    for got, want in zip(found.to_dict("records"), expected, strict=True):
        assert f"{got['month']:%m}" == want[0]
        assert [got[name] / 100 for name in money] == list(want[1:8])
        assert (got["lost"], got["customers"]) == want[8:10]
        assert got["logo_churn"] == want[8] / want[9]
        for name, rate in zip(("gross_churn", "net_churn", "grr", "nrr"), want[10:14], strict=True):
            assert got[name] == pytest.approx(rate, abs=0.00005)
        assert (None if pd.isna(got["quick_ratio"]) else got["quick_ratio"]) == want[14]


def test_retention_of_a_cohort_is_no_product_of_months(by_month):
    held = ledger(book(by_month, Scope(), Terms()))
    kept = retention(held, 0, 5)
    assert (kept.customers, kept.active, kept.stayed, kept.opening) == (4, 2, 1, 27000)
    assert (kept.nrr, kept.grr, kept.grr_unrecovered) == pytest.approx((170 / 270, 150 / 270, 100 / 270))
    product = rates(movements(held))["nrr"].prod()
    assert product == pytest.approx(0.6682, abs=0.00005)
    assert abs(product - kept.nrr) > 0.03


def test_cohorts(by_month):
    held = ledger(book(by_month, Scope(), Terms()))
    # the first month of a report is where it begins, not a cohort of new customers
    found = triangle(held)
    logos = {f"{cohort:%b}": part["active"].tolist() for cohort, part in found.groupby("cohort")}
    assert logos == {"Feb": [1, 1, 1, 1, 1], "Mar": [1, 1, 1, 1]}
    money = {f"{cohort:%b}": (part["cents"] / 100).tolist() for cohort, part in found.groupby("cohort")}
    assert money == {"Feb": [200, 200, 150, 150, 150], "Mar": [60, 60, 90, 90]}
    all_known = triangle(type(held)(held.months, held.cents, held.pays, held.paused, 0, False))
    assert all_known[all_known["cohort"] == "2025-01-01"]["active"].tolist() == [4, 4, 3, 2, 1, 2]


def test_a_cohort_of_a_quarter_stands_where_all_of_it_was_watched(by_month):
    held = ledger(book(by_month, Scope(), Terms()))
    found = triangle(type(held)(held.months, held.cents, held.pays, held.paused, 0, False), 3)
    # January 4, February 1, March 1; three months later 2, 1, 1
    assert found[["age", "customers", "active"]].values.tolist() == [[0, 6, 6], [3, 6, 4]]


def test_survival_until_the_first_leaving(by_month):
    seen = curve(lives(book(by_month, Scope(), Terms())))
    assert [at(seen, month)[0] for month in (1, 2, 3, 4)] == pytest.approx([1, 5 / 6, 2 / 3, 4 / 9])


def test_the_renewals_of_won_deals():
    """On 2025-06-30, term 12 months, window of 90 days before to 60 days after."""
    wins = [
        (1, "2024-01-10"), (1, "2025-01-05"), (2, "2024-02-01"), (3, "2024-03-15"), (3, "2025-05-10"), (4, "2024-06-01"),
        (4, "2024-09-01"), (5, "2024-12-20"),
    ]  # fmt: skip
    sales = pd.DataFrame(wins, columns=["row", "won_on"])
    sales = sales.assign(
        won_on=pd.to_datetime(sales["won_on"]),
        deal_key=range(8),
        end_on=pd.NaT,
        cents=100,
        plan=None,
        kind=None,
        reason=None,
    )
    made = contracts(sales, day("2025-06-30"), 12, 60)
    assert [(each.row, each.state, each.end_on.isoformat()) for each in made] == [
        (1, "renewed", "2025-01-10"),
        (1, "in_term", "2026-01-10"),
        (2, "ended", "2025-02-01"),
        (3, "renewed", "2025-03-15"),
        (3, "in_term", "2026-05-10"),
        (4, "in_grace", "2025-06-01"),
        (4, "in_term", "2025-09-01"),
        (5, "in_term", "2025-12-20"),
    ]
    late = made[3]
    assert (late.renewed_on - late.end_on).days == 56
    # signed before the end, the renewal begins with the end
    assert made[1].from_on == day("2025-01-10")


def won(account, won_on, amount=1200, **more):
    return {
        "Deal ID": f"{account}-{won_on}", "Deal Name": f"{account} {won_on}", "Account": account, "Stage": "Won", "Status": "Won",
        "Amount": amount, "Currency": "EUR", "Created Date": won_on, "Closed Date": won_on,
    } | more  # fmt: skip


def deals(*rows, as_of="2025-06-30", **more):
    return store_of_files(("deals.csv", csv_of(rows), Options(as_of=day(as_of))), **more)


def test_customers_from_won_deals_alone():
    store = deals(
        won("c1", "2024-01-10"), won("c1", "2025-01-05"), won("c2", "2024-02-01"), won("c3", "2024-03-15"), won("c3", "2025-05-10"),
        won("c4", "2024-06-01"), won("c4", "2024-09-01"), won("c5", "2024-12-20"),
    )  # fmt: skip
    result = churn(store, Scope())
    assert (result.told_by, result.level, result.customers, result.present, result.left) == (
        "deals",
        "inferred",
        5,
        4,
        1,
    )
    assert result.assumed_share == 1
    months = result.months.set_index(result.months["month"].dt.strftime("%Y-%m"))
    # c2 left on the last day of its term, not at the end of the grace; c3 renewed late and never left
    assert months["lost"].to_dict()["2025-02"] == months["lost"].sum() == 1
    assert months.loc["2025-02", "churn"] == 10000
    assert months.loc["2025-06", "closing"] == 5 * 10000
    assert (result.renewed.renewed, result.renewed.lost, result.renewed.pending) == (2, 1, 1)


def test_a_refused_renewal_ends_the_contract_without_grace():
    refused = won("c1", "2025-06-05") | {
        "Stage": "Lost",
        "Status": "Lost",
        "Deal Type": "Renewal",
        "Lost Reason": "Price",
    }
    store = deals(won("c1", "2024-06-10"), won("c2", "2024-06-10"), refused)
    result = churn(store, Scope())
    assert (result.present, result.left) == (1, 1)
    assert result.reasons[["kind", "reason"]].values.tolist() == [["avoidable", "Price"]]


def test_a_filter_chooses_customers_not_their_renewals():
    """The colleague who renewed is no reason to call the customer lost."""
    store = deals(
        won("c1", "2024-01-10", Owner="Ann"), won("c1", "2025-01-05", Owner="Ben"), won("c2", "2024-02-01", Owner="Ben")
    )
    assert churn(store, Scope(owners=("Ann",))).present == 1
    assert churn(store, Scope(owners=("Ben",))).present == 0


def test_cancelled_is_not_gone_and_is_scheduled():
    store = subscriptions(
        row("a", "2024-01-10", "2025-08-01", Status="Cancelled", **{"Cancelled At": "2025-06-01"}),
        row("b", "2024-01-10", "2025-05-01", Status="Cancelled", **{"Cancelled At": "2025-02-01"}),
        row("c", "2024-01-10"),
    )
    result = churn(store, Scope())
    assert (result.present, result.left) == (2, 1)
    assert result.scheduled[["name", "cents"]].values.tolist() == [["a", 10000]]
    # nobody knew in May that a would leave, nor in January that b would
    assert churn(store, Scope(as_of=day("2025-05-31"))).scheduled.empty
    assert churn(store, Scope(as_of=day("2025-03-01"))).scheduled["name"].tolist() == ["b"]


def test_who_does_not_renew_pays_until_the_end():
    store = subscriptions(row("a", "2024-01-10", Status="Non Renewing", **{"Paid Until": "2025-09-01"}))
    result = churn(store, Scope())
    assert (result.present, result.left) == (1, 0)
    assert result.scheduled["scheduled_on"].tolist() == [pd.Timestamp("2025-09-01")]


def test_an_open_ended_contract_is_active():
    """The months end with the day of the export, not with the last end that is told."""
    result = churn(subscriptions(row("a", "2024-01-10"), row("b", "2024-01-10", "2024-06-01")), Scope())
    assert result.months["month"].iloc[-1] == pd.Timestamp("2025-06-01")
    assert result.months["closing"].iloc[-1] == 10000


def test_the_end_of_a_contract_is_no_cancellation():
    rows = [
        {"Contract Number": number, "Account Name": name, "Contract Start Date": start, "Contract End Date": end, "Status": "Activated"}
        for number, name, start, end in (
            ("1", "a", "2024-07-15", "2025-07-14"),
            ("2", "b", "2024-01-01", "2024-12-31"), ("3", "b", "2025-01-20", "2026-01-19"),
            ("4", "c", "2024-01-01", "2024-12-31"),
        )
    ]  # fmt: skip
    options = Options(as_of=day("2025-06-30"), kind="subscriptions", crm="salesforce")
    result = churn(store_of_files(("contracts.csv", csv_of(rows), options)), Scope())
    assert (result.present, result.left, len(result.scheduled)) == (2, 1, 0)
    assert (result.renewed.renewed, result.renewed.lost) == (1, 1)


@pytest.mark.parametrize(
    "paused",
    [
        pytest.param([row("a", "2025-01-10", "2025-03-10", Status="Paused")], id="a status"),
        pytest.param([row("a", "2025-01-10", "2025-03-10", Status="Paused"), row("a", "2025-06-10", Status="Active")], id="who came back"),
        pytest.param([row("a", "2025-01-10", Status="Active", **{"Paused At": "2025-03-10", "Resumed At": "2025-06-10"})], id="days of a pause"),
        pytest.param([row("a", "2025-01-10", "2025-03-10", Status="Cancelled", **{"Cancel Reason": "Seasonal pause"})], id="a reason"),
        pytest.param([row("a", "2025-01-10", "2025-03-10", Status="Cancelled", **{"Cancel Reason": "Saisonpause"})], id="a reason in German"),
    ],
)  # fmt: skip
def test_a_pause_is_never_churn(paused):
    store = subscriptions(
        *[{"Paused At": "", "Resumed At": "", "Cancel Reason": ""} | each for each in paused], row("b", "2025-01-10")
    )
    result = churn(store, Scope())
    assert (result.months["churn"].sum(), result.months["lost"].sum(), result.left) == (0, 0, 0)
    assert result.present == 2
    march = result.months.set_index("month").loc["2025-03-01"]
    assert (march["contraction"], march["paused"]) == (10000, 10000)
    assert result.survival["survival"].iloc[-1] == 1
    assert result.reasons["kind"].tolist() == ["paused"]
    assert churn(store, Scope(as_of=day("2025-04-30"))).present == 2


def test_a_short_gap_is_no_loss():
    rows = [row("a", "2025-01-10", "2025-02-20"), row("a", "2025-03-15")]
    assert churn(subscriptions(*rows), Scope()).months["lost"].sum() == 0
    strict = churn(subscriptions(*rows), Scope(), Terms(gap_days=5)).months
    assert (strict["lost"].sum(), strict["reactivation"].sum()) == (1, 10000)
    # while it lasts, nobody knows that it is short
    assert churn(subscriptions(*rows), Scope(as_of=day("2025-03-01"))).present == 0


def test_part_of_what_is_paid_for_is_contraction():
    store = subscriptions(row("a", "2025-01-10"), row("a", "2025-02-10", "2025-04-10", mrr=50))
    months = churn(store, Scope()).months.set_index("month")
    assert months.loc["2025-02-01", "expansion"] == months.loc["2025-04-01", "contraction"] == 5000
    assert months["lost"].sum() == 0


def test_trials_and_free_plans_are_left_out():
    store = subscriptions(
        row("a", "2025-01-10", Status="Trialing"),
        row("b", "2025-01-10", mrr=0),
        row("c", "2025-01-10", **{"Trial End": "2025-03-05"}),
    )
    months = churn(store, Scope()).months
    assert months[["month", "new"]].values.tolist()[0] == [pd.Timestamp("2025-03-01"), 10000]
    assert months["closing_customers"].iloc[-1] == 1


def test_the_current_month_is_flagged_until_it_is_over():
    store = subscriptions(row("a", "2025-01-10"), row("b", "2025-01-10", "2025-06-12"))
    assert not churn(store, Scope()).months["is_partial"].any()
    early = churn(store, Scope(as_of=day("2025-06-10")))
    assert early.months["is_partial"].tolist() == [False] * 5 + [True]
    assert early.now["month"] == pd.Timestamp("2025-05-01")
    assert (early.present, early.left) == (2, 0)


def test_several_currencies_count_at_one_rate_for_all_months():

    rows = [
        row("a", "2025-01-10", Currency="EUR"),
        row("b", "2025-01-10", Currency="USD"),
        row("c", "2025-01-10", Currency="GBP"),
    ]
    set_ = Settings(
        reporting_currency="EUR", rates=(Rate("USD", 0.9, date(2025, 1, 1)), Rate("USD", 0.8, date(2025, 4, 1)))
    )
    result = churn(subscriptions(*rows, settings=set_), Scope())
    assert result.months["closing"].tolist() == [18000] * 6
    assert any("1 customer has no amount in the reporting currency" in note for note in result.notes)


def test_tenure_alone_gives_a_curve_and_no_months():
    rows = [
        {"Customer ID": str(place), "Tenure": months, "Churn": left}
        for place, (months, left) in enumerate([(5, "No"), (3, "Yes"), (4, "No"), (2, "Yes"), (3, "No"), (4, "Yes")])
    ]
    result = churn(store_of_files(("customers.csv", csv_of(rows), Options(kind="customers"))), Scope())
    assert (result.told_by, result.customers, result.present, result.left, len(result.months)) == ("tenure", 6, 3, 3, 0)
    assert result.survival["survival"].tolist() == pytest.approx([1, 1, 5 / 6, 2 / 3, 4 / 9, 4 / 9])


def test_older_customers_are_at_risk_only_since_the_data_knows_them():
    customers = [{"Customer ID": name, "Start Date": "2020-01-01", "Status": "Active"} for name in "ab"]
    paid = [
        {"Subscription ID": name, "Customer ID": name, "Started": "2025-01-01", "Ended At": end, "MRR": 10}
        for name, end in (("a", "2025-03-01"), ("b", ""))
    ]
    store = store_of_files(
        ("customers.csv", csv_of(customers), Options(as_of=day("2025-06-30"), kind="customers")),
        ("subscriptions.csv", csv_of(paid), SUBSCRIPTIONS),
    )
    found = lives(book(store, Scope(), Terms())).set_index("name")
    assert found["entry"].tolist() == [60, 60]
    assert found.loc["a", "months"] == 62
    seen = curve(found.reset_index())
    assert (seen.t.tolist(), seen.n.tolist(), seen.survival.tolist()) == ([62], [2], [0.5])


def test_values_are_refused_without_margin_and_cost():
    store = subscriptions(row("a", "2024-01-10"), row("b", "2024-01-10", "2025-03-10"))
    value = churn(store, Scope()).value
    assert (value.ltv, value.ltv_cac, value.payback_months) == (None, None, None)
    assert len(value.refused) == 2
    assert "gross margin" in value.refused[0]
    assert "by period and source" in value.refused[1]


def test_value_and_cost_where_both_are_told():

    store = subscriptions(
        row("a", "2024-01-10"), row("b", "2024-01-10", "2025-03-10"), row("c", "2025-05-10"), row("d", "2025-06-10")
    )
    terms = Terms(
        gross_margin=0.8, acquisition_costs=(AcquisitionCost("2025Q2", 600.0), AcquisitionCost("2025Q3", 900.0))
    )
    value = churn(store, Scope(), terms).value
    # 12 months from July: 2 at the start of nine months, 1 of two (April, May), 2 of June: one of 22 lost
    assert value.churn == pytest.approx(1 / 22)
    assert (value.arpa, value.cac) == (100, 300)
    assert value.ltv == pytest.approx(100 * 0.8 * 22)
    assert value.payback_months == pytest.approx(300 / 80)
    assert value.ltv_cac == pytest.approx(1760 / 300)


def test_lifetime_values_and_rates_by_year():
    assert lifetime_value(100, 0.8, 0.02) == pytest.approx(4000)
    assert lifetime_value(100, 0.8, 0.02) / 1500 == pytest.approx(2.667, abs=0.0005)
    assert 1500 / (100 * 0.8) == 18.75
    assert lifetime_value(100, 0.8, 0.02, months=60) == pytest.approx(2809.79, abs=0.005)
    assert lifetime_value(100, 0.8, 0.02, discount=0.01) == pytest.approx(2693.33, abs=0.005)
    assert per_year(0.02) == pytest.approx(0.2153, abs=0.00005)
    assert per_year(1 / 120) == pytest.approx(0.09554, abs=0.000005)


def test_the_renewal_rate_is_of_those_that_were_due():
    """Of 120 yearly customers ten are due each month and one of these leaves: 0.8 % of all, 10 % of those due."""
    rows = []
    for month in range(1, 13):
        for place in range(10):
            started = f"2023-{month:02d}-15"
            ended = f"2024-{month:02d}-15" if place == 0 else ""
            rows.append(row(f"{month}-{place}", started, ended, Interval="year", Amount=1200) | {"MRR": ""})
    store = subscriptions(
        *[{key: value for key, value in each.items() if key != "MRR"} for each in rows], as_of="2024-12-31"
    )
    result = churn(store, Scope())
    assert (result.renewed.due, result.renewed.renewed, result.renewed.lost) == (120, 108, 12)
    assert result.renewed.rate == 0.9
    january = result.months.set_index("month").loc["2024-01-01"]
    assert january["logo_churn"] == pytest.approx(1 / 120)


BOOKS = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.integers(0, 500), st.one_of(st.none(), st.integers(1, 400)), st.integers(0, 99999),
        st.sampled_from(["", "Paused", "Cancelled"]), st.sampled_from(["month", "quarter", "year"]), st.sampled_from(["EUR", "USD"]),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=15)
@given(BOOKS, st.integers(100, 900))
def test_every_month_of_every_book_adds_up(rows, as_of):

    zero = day("2023-01-01")
    written = [
        {
            "Subscription ID": f"S{place}", "Customer ID": name, "Started": zero + timedelta(days=start),
            "Ended At": "" if length is None else zero + timedelta(days=start + length), "Amount": cents / 100,
            "Status": status if length is not None else "", "Interval": interval, "Currency": currency,
        }
        for place, (name, start, length, cents, status, interval, currency) in enumerate(rows)
    ]  # fmt: skip
    options = Options(as_of=zero + timedelta(days=900), kind="subscriptions", decimal="point")
    set_ = Settings(reporting_currency="EUR", rates=(Rate("USD", 0.9137, zero),))
    store = store_of_files(("subscriptions.csv", csv_of(written), options), settings=set_)
    # movements() asserts both sums; they hold for the drawer too
    result = churn(store, Scope(as_of=zero + timedelta(days=as_of)))
    months = result.months
    assert (months["closing"].shift(1).dropna() == months["opening"].iloc[1:]).all()
    assert (months[list(MOVEMENTS)] >= 0).all(axis=None)
    assert (months["churn"] + months["contraction"] <= months["opening"]).all()
    for month, lost in zip(months["month"], months["lost"], strict=True):
        assert len(result.behind[month.date(), "churn"]) == lost


def test_what_comes_later_changes_nothing():
    """Rows dated after the day leave what was known on it as it was."""
    before = [row("a", "2024-01-10"), row("b", "2024-03-10"), row("c", "2024-05-10", "2024-12-01")]
    after = [
        before[0] | {"Ended At": "2025-05-05"},
        before[1],
        before[2],
        row("b", "2025-04-10", mrr=900),
        row("d", "2025-03-10"),
    ]
    then = Scope(as_of=day("2025-01-31"))
    one, other = (churn(subscriptions(*rows), then) for rows in (before, after))
    pd.testing.assert_frame_equal(one.months, other.months)
    assert (one.present, one.left, one.median_months) == (other.present, other.left, other.median_months)


def test_months_are_those_of_the_calendar():
    starts = days_of(["2024-01-31", "2024-02-29", "2025-01-15", "2025-01-15"])
    ends = days_of(["2024-02-29", "2025-02-28", "2026-01-15", "2025-01-30"])
    assert months_between(starts, ends).tolist() == pytest.approx([1, 12, 12, 15 / 31])
    assert add_months(starts, 1).astype(str).tolist() == ["2024-02-29", "2024-03-29", "2025-02-15", "2025-02-15"]
