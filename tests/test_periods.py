"""Periods by their names, of the calendar and of fiscal years."""

import pytest

from analytics.errors import Refused
from analytics.periods import month_of, period_named, quarter_of, quarters
from pages._parts.periods import days_of
from tests.exports import day


@pytest.mark.parametrize(
    ("name", "start", "first", "last"),
    [
        ("2026Q4", 1, "2026-10-01", "2026-12-31"),
        ("2026-02", 1, "2026-02-01", "2026-02-28"),
        ("2026H2", 1, "2026-07-01", "2026-12-31"),
        ("2026", 1, "2026-01-01", "2026-12-31"),
        # a fiscal year bears the number of the year in which it ends
        ("FY2026Q1", 4, "2025-04-01", "2025-06-30"),
        ("FY2026", 2, "2025-02-01", "2026-01-31"),
        ("fy2026q2", 1, "2026-04-01", "2026-06-30"),
    ],
)
def test_the_days_of_a_named_period(name, start, first, last):
    period = period_named(name, start)
    assert (period.from_on, period.to_on) == (day(first), day(last))
    assert period.name == name.upper()


@pytest.mark.parametrize("name", ["2026Q5", "2026-13", "soon", "Q4 2026", ""])
def test_what_is_no_period_is_refused_with_an_example(name):
    with pytest.raises(Refused, match="2026Q4"):
        period_named(name)


@pytest.mark.parametrize("start", range(1, 13))
def test_every_day_lies_in_the_quarter_of_its_name(start):
    for each in quarters(day("2024-01-15"), day("2026-12-31"), start):
        assert quarter_of(each.from_on, start) == quarter_of(each.to_on, start) == each
        assert period_named(each.name, start) == each


def test_quarters_follow_each_other_without_a_gap():
    found = quarters(day("2025-11-30"), day("2026-07-01"))
    assert [each.name for each in found] == ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]
    assert month_of(day("2026-11-27")).days == 30


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        # the fiscal year that begins in February 2026 is 2027; on 30 June 2026 its second quarter goes on
        ("This quarter", "2026-05-01", "2026-07-31"),
        ("Last quarter", "2026-02-01", "2026-04-30"),
        ("This year", "2026-02-01", "2027-01-31"),
        ("Last year", "2025-02-01", "2026-01-31"),
        ("Last 12 months", "2025-07-01", "2026-06-30"),
    ],
)
def test_the_periods_of_the_filters_are_those_of_the_fiscal_year(period, first, last):
    assert days_of(period, day("2026-06-30"), fiscal_start=2) == (day(first), day(last))
