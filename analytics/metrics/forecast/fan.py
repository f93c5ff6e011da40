"""The fan: how the amount won may grow until the end of the period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.forecast.book import day_of
from analytics.metrics.forecast.estimate import Estimate
from analytics.metrics.forecast.new_business import new_business_until
from analytics.semi_markov import at_age

STEPS = 7


def fan(found: Estimate, drawn: np.ndarray) -> pd.DataFrame:
    """Bands on some days from the origin to the end: `day`, `p10`, `p50`, `p90` of what is won by then.

    By a day there is won of the headline what the chain expects to be won by then of all that it expects; the band widens
    with the root of that share.
    """
    now = found.window
    days = np.unique(np.linspace(now.origin, now.until, STEPS + 1).round().astype(int))
    share = np.array([_expected(found, int(day)) for day in days])
    share = np.maximum.accumulate(share / share[-1]) if share[-1] > 0 else np.linspace(0, 1, len(days))
    rows = {"day": [day_of(day) for day in days]}
    mean = float(drawn.mean())
    for name, quantile in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        end = float(np.quantile(drawn, quantile))
        path = found.known + (mean - found.known) * share + (end - mean) * np.sqrt(share)
        rows[name] = np.maximum.accumulate(np.maximum(path, found.known))
    return pd.DataFrame(rows)


def _expected(found: Estimate, day: int) -> float:
    """What the chain expects to be won by a day."""
    chain, deals = found.chain, found.open_now
    if day <= found.window.after:
        return 0.0
    table, fresh = chain.until(day)
    then = at_age(table, chain.segment[deals.deal], deals.state, deals.age)
    end = chain.raw(deals)
    p = found.p * np.divide(then, end, out=np.zeros(len(end)), where=end > 0)
    return float(p @ found.value) + new_business_until(chain, found.new, fresh)
