"""Forecast: what will the quarter bring?"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from analytics.metrics.forecast.model import Forecast, Headline, Weighted
from analytics.periods import Period
from analytics.workspace import Scope, Workspace


def forecast(workspace: Workspace, scope: Scope, period: Period, draws: int = 2000, seed: int = 0) -> Forecast:
    """What will be won in the period."""
    as_of = scope.as_of or workspace.engine.last_day
    inside = scope.only(from_on=period.from_on, to_on=min(period.to_on, as_of), basis="closed")
    counts = workspace.engine.query("overview", inside).set_index("status")["amount"]
    told = counts.get("won")
    won = Decimal(told) if told is not None and not pd.isna(told) else Decimal(0)
    empty = pd.DataFrame()
    return Forecast(
        period=period,
        as_of=as_of,
        won_to_date=won,
        target=None,
        headline=Headline(None, float(won), None, float(won), "range"),
        methods={},
        parts=None,
        weighted=Weighted(None, None),
        chance_of_target=None,
        concentration=None,
        stages=empty,
        deals=empty,
        fan=empty,
        pacing=empty,
    )
