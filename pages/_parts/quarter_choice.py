"""Which period is forecast: the same choice on both pages of the forecast."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from analytics.periods import Period, month_of, period_named, quarter_of, shifted
from analytics.workspace import Scope, Workspace
from pages._parts.facts import facts
from pages._parts.formats import day, period

AHEAD, BACK, MONTHS = 3, 8, 3


def choose_period(work: Workspace, scope: Scope) -> Period:
    """Draw the choice: quarters, and the next months.  First the quarter in which the day after the last known one lies."""
    fiscal_start = work.settings().fiscal_year_start
    tomorrow = (scope.as_of or facts(work).last_day) + timedelta(days=1)
    now, month = quarter_of(tomorrow, fiscal_start), month_of(tomorrow)
    offered = [shifted(now, each) for each in range(AHEAD, -BACK - 1, -1)] + [
        shifted(month, each) for each in range(MONTHS)
    ]
    names = [each.name for each in offered]
    days = {each.name: each for each in offered}
    chosen = st.selectbox(
        "Quarter or month", names, names.index(now.name), key="quarter", bind="query-params", width=320,
        format_func=lambda name: f"{period(name)}: {day(days[name].from_on)} – {day(days[name].to_on)}",
    )  # fmt: skip
    return period_named(chosen, fiscal_start)
