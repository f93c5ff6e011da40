"""What was known of a deal on earlier days, from dated exports, audits and rates."""

from datetime import date

import pandas as pd
import pytest

from analytics.intake import Options
from analytics.metrics.funnel import funnel
from analytics.metrics.overview import overview
from analytics.workspace import Rate, Scope, Settings
from tests.exports import csv_of, day, store_of_files

ROW = {"Deal ID": "D1", "Deal Name": "One", "Stage": "Demo", "Currency": "EUR", "Created Date": "2026-01-05"}


def exported(on: str, *rows: dict) -> tuple:
    """An export of that day."""
    return (f"deals-{on}.csv", csv_of([ROW | row for row in rows]), Options(as_of=day(on)))


def audited(*rows: tuple[str, str, str, str], deal: str = "D1", on: str = "2026-12-31") -> tuple:
    """An audit: field, old, new, time."""
    names = ("Field", "Old Value", "New Value", "Edit Date")
    told = [{"Deal ID": deal} | dict(zip(names, row, strict=True)) for row in rows]
    return ("audit.csv", csv_of(told), Options(as_of=day(on), kind="history"))


def states(*files: tuple, settings: Settings | None = None) -> pd.DataFrame:
    return store_of_files(*files, settings=settings).engine.table("former_states")


def stretches(found: pd.DataFrame, *columns: str) -> list[tuple]:
    """(from, to, values ...) with days as ISO text and missing as None."""
    rows = found[["from_on", "to_on", *columns]].astype("object").itertuples(index=False)
    return [
        tuple(None if pd.isna(x) else str(x.date()) if isinstance(x, pd.Timestamp) else x for x in row) for row in rows
    ]


WEEKS = (
    exported("2026-03-02", {"Amount": 100, "Owner": "Ann", "Team": "North", "Close Date": "2026-04-10"}),
    exported("2026-03-09", {"Amount": 100, "Owner": "Ann", "Team": "North", "Close Date": "2026-05-20"}),
    exported("2026-03-16", {"Amount": 100, "Owner": "Ann", "Team": "North", "Close Date": "2026-05-20"}),
    exported("2026-03-23", {"Amount": 250, "Owner": "Bob", "Team": "South", "Close Date": "2026-05-20"}),
)


def test_a_value_holds_from_the_export_that_first_shows_it_until_one_shows_another():
    found = states(*WEEKS)
    assert stretches(found, "owner", "team", "amount", "expected_close_on", "evidence") == [
        (None, "2026-03-09", "Ann", "North", 100, "2026-04-10", "snapshots"),
        ("2026-03-09", "2026-03-23", "Ann", "North", 100, "2026-05-20", "snapshots"),
    ]


def test_what_a_deal_is_stays_as_the_exports_until_then_had_it():
    store = store_of_files(
        exported("2026-03-02", {"Amount": 100, "Lead Source": "Web", "Region": "North"}),
        # it has no column of regions
        exported("2026-03-09", {"Amount": 100, "Lead Source": "Web"}),
        exported("2026-03-16", {"Amount": 100, "Lead Source": "Fair", "Region": "South"}),
        exported("2026-03-23", {"Amount": 100, "Lead Source": "Fair", "Region": "South"}),
    )
    found = store.engine.table("former_states")
    assert stretches(found, "source", "region", "amount") == [(None, "2026-03-16", "Web", "North", 100)]
    deals = {
        (source, on): overview(store, Scope(sources=(source,), as_of=day(on))).deals
        for source in ("Web", "Fair")
        for on in ("2026-03-09", "2026-03-16")
    }
    assert deals == {
        ("Web", "2026-03-09"): 1, ("Web", "2026-03-16"): 0, ("Fair", "2026-03-09"): 0, ("Fair", "2026-03-16"): 1,
    }  # fmt: skip
    assert store.engine.filter_values()["source"] == ["Fair", "Web"]


def test_the_reason_of_a_loss_is_the_one_that_was_given_then():
    lost = {"Status": "Lost", "Closed Date": "2026-03-05"}
    store = store_of_files(
        exported("2026-03-02", {"Status": "Open"}),
        exported("2026-03-09", lost | {"Lost Reason": "Price"}),
        exported("2026-03-16", lost | {"Lost Reason": "Timing"}),
    )
    assert stretches(store.engine.table("former_states"), "lost_reason") == [("2026-03-09", "2026-03-16", "Price")]
    said = [funnel(store, Scope(as_of=day(on))).reasons["reason"].tolist() for on in ("2026-03-10", "2026-03-16")]
    assert said == [["Price"], ["Timing"]]


def test_the_order_of_uploads_does_not_matter():
    columns = [name for name in states(*WEEKS).columns if name != "deal_key"]
    there, back = (states(*files)[columns] for files in (WEEKS, WEEKS[::-1]))
    pd.testing.assert_frame_equal(there, back)


def test_a_value_that_came_back_differed_in_between_only():
    weeks = [exported(f"2026-03-{on}", {"Amount": amount}) for on, amount in (("02", 100), ("09", 120), ("16", 100))]
    assert stretches(states(*weeks), "amount") == [("2026-03-09", "2026-03-16", 120)]


def test_a_missing_value_is_a_value():
    weeks = [exported("2026-03-02", {"Amount": ""}), exported("2026-03-09", {"Amount": 80})]
    assert stretches(states(*weeks), "amount") == [(None, "2026-03-09", None)]


def test_one_export_alone_tells_of_no_other_day():
    assert states(WEEKS[0]).empty


def test_an_audit_tells_the_day():
    deals = exported(
        "2026-03-31", {"Amount": 300, "Close Date": "2026-06-30", "Owner": "Bob"}, {"Deal ID": "D2", "Owner": "Ann"}
    )
    changes = audited(
        ("Amount", "100", "200", "2026-02-10 09:00"),
        ("Amount", "200", "300", "2026-02-10 17:00"),
        ("Close Date", "2026-04-30", "2026-06-30", "2026-03-03 12:00"),
        ("Owner", "Ann", "Bob", "2026-03-20 08:00"),
        on="2026-03-31",
    )
    found = states(deals, changes)
    assert stretches(found, "amount", "expected_close_on", "owner", "evidence") == [
        (None, "2026-02-10", 100, "2026-04-30", "Ann", "history"),
        ("2026-02-10", "2026-03-03", 300, "2026-04-30", "Ann", "history"),
        ("2026-03-03", "2026-03-20", 300, "2026-06-30", "Ann", "history"),
    ]


def test_an_audit_tells_the_day_between_two_exports():
    changes = audited(("Close Date", "2026-04-10", "2026-05-20", "2026-03-05 10:00"))
    found = states(*WEEKS[:3], changes)
    assert stretches(found, "expected_close_on", "evidence") == [(None, "2026-03-05", "2026-04-10", "history")]


def test_an_audit_of_owners_by_other_words_than_the_deals_tells_nothing():
    deals = exported("2026-03-31", {"Owner": "Bob"})
    assert states(deals, audited(("Owner", "005A0", "005B1", "2026-03-20 08:00"))).empty


def test_what_an_audit_tells_of_later_days_than_the_export_stands_now():
    deals, changes = WEEKS[0], audited(("Amount", "100", "140", "2026-03-04 10:00"), on="2026-03-09")
    store = store_of_files(deals, changes)
    assert store.engine.table("deals")["reporting_amount"].tolist() == [140]
    assert stretches(store.engine.table("former_states"), "amount") == [(None, "2026-03-04", 100)]


RATES = Settings(
    reporting_currency="EUR",
    rates=(Rate("USD", 0.5, date(2026, 1, 1)), Rate("USD", 0.8, date(2026, 2, 1)), Rate("USD", 0.9, date(2026, 3, 1))),
)


def test_amounts_of_earlier_days_count_at_the_rate_in_force_then():
    deals = exported("2026-03-31", {"Currency": "USD", "Amount": 1000})
    found = states(deals, settings=RATES)
    assert stretches(found, "amount", "reporting_amount") == [
        (None, "2026-02-01", 1000, 500),
        ("2026-02-01", "2026-03-01", 1000, 800),
    ]


def test_a_closed_deal_keeps_the_rate_of_its_last_day():
    deals = exported(
        "2026-03-31", {"Currency": "USD", "Amount": 1000, "Stage": "Closed Won", "Close Date": "2026-02-20"}
    )
    assert stretches(states(deals, settings=RATES), "reporting_amount") == [(None, "2026-02-01", 500)]


@pytest.mark.parametrize(
    ("on", "amount", "owners"),
    [("2026-03-08", 100, ("Ann",)), ("2026-03-22", 100, ("Ann",)), ("2026-03-23", 250, ("Bob",))],
)
def test_figures_of_an_earlier_day_are_those_that_were_known_then(on, amount, owners):
    store = store_of_files(*WEEKS)
    result = overview(store, Scope(as_of=day(on), owners=owners))
    assert (result.open, result.open_amount) == (1, amount)
