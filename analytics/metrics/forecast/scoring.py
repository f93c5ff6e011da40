"""How right replayed forecasts were, method by method."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.scores import bias, brier, log_loss, pinball, wape

TENTHS = np.linspace(0, 1, 11)


def method_scores(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per method and week (0: all weeks): `n`, `wape`, `bias`, `coverage80`, `pinball`, `crps`, `skill`.

    Errors are of the whole period's total, over what was won in it.  `pinball` is the mean over the quantiles .1, .5 and .9,
    and with `crps` over the mean total.  `skill`: 1 - WAPE / WAPE of the last period, over the same origins.
    """
    found = []
    for week in (0, *sorted(rows["week"].unique())):
        part = rows if week == 0 else rows[rows["week"] == week]
        naive = part[part["method"] == "last_period"].set_index(_origin(part[part["method"] == "last_period"]))
        for method, each in part.groupby("method", sort=False):
            found.append({"method": method, "week": week, "n": len(each)} | _scores(each, naive))
    return pd.DataFrame(
        found, columns=["method", "week", "n", "wape", "bias", "coverage80", "pinball", "crps", "skill"]
    )


def _origin(rows: pd.DataFrame) -> pd.MultiIndex:
    names = [name for name in ("seed", "period", "week") if name in rows]
    return pd.MultiIndex.from_frame(rows[names])


def _scores(rows: pd.DataFrame, naive: pd.DataFrame) -> dict[str, float | None]:
    actual, middle = rows["actual"].to_numpy(), rows["p50"].to_numpy()
    own = wape(middle, actual)
    same = naive.loc[naive.index.isin(_origin(rows))]
    other = wape(same["p50"].to_numpy(), same["actual"].to_numpy()) if len(same) else None
    mean = actual.mean()
    losses = [pinball(q, rows[name].to_numpy(), actual) for q, name in ((0.1, "p10"), (0.5, "p50"), (0.9, "p90"))]
    return {
        "wape": own,
        "bias": bias(middle, actual),
        "coverage80": float(((rows["p10"] <= actual) & (actual <= rows["p90"])).mean()),
        "pinball": float(np.mean(losses) / mean) if mean > 0 else None,
        "crps": float(rows["crps"].mean() / mean) if mean > 0 else None,
        "skill": 1 - own / other if own is not None and other else None,
    }


def deal_scores(deals: pd.DataFrame) -> pd.DataFrame:
    """One row per method and week: `n` chances given to open deals, `brier`, `log_loss`, `calibration_error`.

    The calibration error is the mean distance between the chances of a tenth and how often they came true, weighted by n.
    """
    found = []
    for (method, week), each in deals.groupby(["method", "week"], sort=False):
        p, won = each["p"].to_numpy(float), each["won"].to_numpy(float)
        bins = calibration(each)
        error = float((bins["n"] * (bins["predicted"] - bins["observed"]).abs()).sum() / bins["n"].sum())
        scores = {"brier": brier(p, won), "log_loss": log_loss(p, won), "calibration_error": error}
        found.append({"method": method, "week": week, "n": len(each)} | scores)
    return pd.DataFrame(found, columns=["method", "week", "n", "brier", "log_loss", "calibration_error"])


def calibration(deals: pd.DataFrame) -> pd.DataFrame:
    """One row per tenth of the chances that holds any: `low`, `high`, the mean chance `predicted`, the share won `observed`, `n`."""
    p, won = deals["p"].to_numpy(float), deals["won"].to_numpy(float)
    place = np.minimum((p * 10).astype(int), 9)
    n = np.bincount(place, minlength=10)
    with np.errstate(invalid="ignore"):
        predicted, observed = (np.bincount(place, each, 10) / n for each in (p, won))
    found = pd.DataFrame({"low": TENTHS[:-1], "high": TENTHS[1:], "predicted": predicted, "observed": observed, "n": n})
    return found[found["n"] > 0].reset_index(drop=True)
