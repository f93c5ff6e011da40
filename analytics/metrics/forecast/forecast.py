"""Forecast: what will the quarter bring?"""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd

from analytics.metrics.forecast.accuracy import accuracy
from analytics.metrics.forecast.band import around, inflation
from analytics.metrics.forecast.book import Book, day_number, day_of
from analytics.metrics.forecast.estimate import FEWEST_CLOSED, FEWEST_PERIODS, Estimate, estimate
from analytics.metrics.forecast.fan import fan
from analytics.metrics.forecast.listed import listed_deals, listed_stages, standing
from analytics.metrics.forecast.loading import load
from analytics.metrics.forecast.model import Accuracy, Band, Concentration, Forecast, Headline, Parts, Weighted
from analytics.metrics.forecast.replay import weeks_of
from analytics.metrics.forecast.weighted import are_dated, is_due
from analytics.metrics.forecast.what_if import Sources
from analytics.metrics.forecast.windows import Window, window
from analytics.metrics.targets import target
from analytics.periods import Period
from analytics.workspace import Scope, Workspace


def forecast(
    workspace: Workspace, scope: Scope, period: Period, draws: int = 2000, seed: int = 0, learn: bool = True
) -> Forecast:
    """What will be won in a period, as a distribution: won to date, and what is still to come.

    The headline is the **median of four methods**, each learned from the past of these very deals:

    - *Stage and age*: the chance of an open deal to be won in the days that are left, by its stage, the days it has been in
      it, its segment and the week of the period (a semi-Markov chain), recalibrated on past periods; and deals to come
    - *Snapshot ratio*: of what was open in each stage at this point of the last four periods, the share that was won by
      their end; and what deals brought that came later
    - *Deal by deal*: the first, corrected by amount, close date, pushes, source and owner (logistic regression)
    - *Run-rate with trend*: what the last four periods brought from this day on, with half of their trend

    Where the run-rate has been clearly closer in this history, it is the headline: in at least 60% of six or more past
    forecasts (each period counts three, from weeks 1, 5 and 9), and with a WAPE a tenth lower over all.  In eight of ten cases the amount should
    fall into the **80% band**: it comes from simulating each open deal as won or not, and deals to come as arriving at
    random, widened by as much as such bands have been too narrow in past periods.

    *Open now* and *not yet created* split the headline as the deal-by-deal method splits it; *pulled in* is the part of
    *open now* that comes from deals expected to close after the period.  The chance of the target is the share of simulations that reach it.
    A deal without an amount counts with the mean of last year's wins.  The day of winning is the close date.

    With fewer than four past periods or 100 closed deals there is only a range, from run-rate and snapshot ratio, and no
    chance of any deal.  The period at the left filters nothing here.
    """
    book = load(workspace, scope)
    is_told = not book.undated_won or len(book.wins[0]) > 0
    book = book.until(book.as_of)
    now = window(period, book.as_of)
    found = estimate(book, now, draws, seed)
    won = math.fsum(_won(book, now))
    answer = {
        "period": period,
        "as_of": day_of(book.as_of),
        "won_to_date": Decimal(f"{won:.4f}") if is_told else None,
        "target": target(workspace, scope, period),
        "pacing": _pacing(book, now).iloc[: None if is_told else 0],
        "stages": listed_stages(book, found),
    }
    if now.days <= 0:
        return Forecast(**answer | _over(book, found, won))
    if not found.is_enough:
        return Forecast(**answer | _range(book, found))
    past = accuracy(workspace, scope, period) if learn else None
    return Forecast(**answer | _whole(book, found, past, answer["target"], draws, seed))


def _won(book: Book, now: Window) -> np.ndarray:
    """The amounts won in the period so far."""
    deal, day = book.wins
    inside = (day > now.until - now.period.days) & (day <= min(now.origin, now.until))
    return np.nan_to_num(book.fields["amount"][deal[inside]])


def _pacing(book: Book, now: Window) -> pd.DataFrame:
    first, last = day_number(now.period.from_on), min(now.origin, now.until)
    days = np.arange(first, last + 1)
    deal, day = book.wins
    inside = (day >= first) & (day <= last)
    each = np.bincount(day[inside] - first, np.nan_to_num(book.fields["amount"][deal[inside]]), len(days))
    return pd.DataFrame({"day": [day_of(day) for day in days], "amount": np.cumsum(each)})


def _over(book: Book, found: Estimate, won: float) -> dict[str, object]:
    return {
        "headline": Headline(won, won, won, won, "actual"),
        "methods": {},
        "parts": Parts(won, 0.0, 0.0, 0.0),
        "weighted": Weighted(None, None),
        "chance_of_target": None,
        "concentration": None,
        "deals": listed_deals(book, found),
        "fan": _NO_FAN,
        "notes": _notes(book, None),
    }


_NO_FAN = pd.DataFrame(columns=["day", "p10", "p50", "p90"])


def _range(book: Book, found: Estimate) -> dict[str, object]:
    ends = [found.known + found.centres[name] for name in ("run_rate", "snapshot_ratio") if name in found.centres]
    middle = sum(ends) / len(ends) if ends else found.known
    return {
        "headline": Headline(None, middle, None, middle, "range"),
        "methods": {
            name: Band(None, found.known + each, None, found.known + each) for name, each in found.centres.items()
        },
        "parts": None,
        "weighted": _weighted(book, found),
        "chance_of_target": None,
        "concentration": None,
        "deals": listed_deals(book, found),
        "fan": _NO_FAN,
        "too_little": (
            f"Too little history: chances and a band need {FEWEST_PERIODS} past periods and {FEWEST_CLOSED} closed deals. "
            + (
                "Shown is what run-rate and snapshot ratio say, without chances of single deals."
                if ends
                else "No past period lies whole in these files, so nothing can be said of this one."
            )
        ),
        "notes": _notes(book, None),
    }


def _whole(
    book: Book, found: Estimate, past: Accuracy | None, goal: Decimal | None, draws: int, seed: int
) -> dict[str, object]:
    rows = past.origins if past is not None else pd.DataFrame()
    week = _week(found.window)
    guard = past.guard if past is not None else None
    headline = "run_rate" if guard and "run_rate" in found.centres else "median"
    centres = found.centres | {"median": found.median}
    bands = {name: _drawn(found, each, _phi(rows, name, week)) for name, each in centres.items()}
    phi = _phi(rows, "headline", week)
    drawn = _drawn(found, centres[headline], phi)
    variance = found.p * (1 - found.p) * found.value**2
    in_new = sum(
        wins * np.mean(each**2) for wins, each in zip(found.new.wins, found.new.amounts, strict=True) if len(each)
    )
    told = float(found.p @ found.value) + found.new.mean
    scale = (float(drawn.mean()) - found.known) / told if told > 0 else 1.0
    # nothing is known to come: then nothing is open that could bring it
    new = scale * found.new.mean if told > 0 else float(drawn.mean()) - found.known
    due = found.open_now.due
    later = float((found.p * found.value)[due > found.window.until].sum())
    return {
        "headline": Headline(*_band(drawn), headline),
        # the method that is the headline has the band of the headline: one number, one band
        "methods": {name: Band(*_band(each)) for name, each in (bands | {headline: drawn}).items()},
        "parts": Parts(found.known, scale * float(found.p @ found.value), scale * later, new),
        "weighted": _weighted(book, found),
        "chance_of_target": float((drawn >= float(goal)).mean()) if goal is not None else None,
        "concentration": _concentration(book, found, variance, variance.sum() + in_new),
        "deals": listed_deals(book, found, scale),
        "fan": fan(found, drawn),
        "guard": guard,
        "notes": _notes(book, past, rows, week),
        "sources": Sources.of(book, found, centres[headline], scale, phi, draws, seed),
    }


def _week(now: Window) -> int:
    """The week of the replay that is nearest before this day."""
    since = now.origin + 1 - day_number(now.period.from_on)
    return max((week for week in weeks_of(now.period) if 7 * (week - 1) <= since), default=1)


def _phi(rows: pd.DataFrame, method: str, week: int) -> float:
    """By what the variance of this method's band is widened."""
    if rows.empty:
        return inflation([])
    return inflation(rows.loc[(rows["method"] == method) & (rows["week"] == week), "error"].astype(float))


def _drawn(found: Estimate, centre: float, phi: float) -> np.ndarray:
    return around(centre, found.draws, phi, found.known)


def _band(drawn: np.ndarray) -> tuple[float, float, float, float]:
    p10, p50, p90 = (float(each) for each in np.quantile(drawn, [0.1, 0.5, 0.9]))
    return p10, p50, p90, float(drawn.mean())


def _weighted(book: Book, found: Estimate) -> Weighted:
    """Open deals due in the period, weighted by configured and by learned chances of their stages."""
    deals = found.open_now
    if not are_dated(deals):
        return Weighted(None, None)
    learned = listed_stages(book, found, every=True)["learned"].to_numpy(float)[standing(book, found)]
    value = np.nan_to_num(deals.amount) * learned
    due = is_due(deals)
    configured = found.centres.get("crm_weighted")
    return Weighted(configured, None if np.isnan(learned[due]).all() else float(np.nansum(value[due])))


def _concentration(book: Book, found: Estimate, variance: np.ndarray, total: float) -> Concentration | None:
    """The fewest deals, at most three, that carry a third of the variance; else the largest three."""
    if total <= 0 or not len(variance):
        return None
    order = np.argsort(-variance, kind="stable")[:3]
    shares = np.cumsum(variance[order]) / total
    enough = np.flatnonzero(shares >= 1 / 3)
    n = int(enough[0]) + 1 if len(enough) else len(order)
    keys = book.deals["deal_key"].to_numpy()[found.open_now.deal[order[:n]]]
    return Concentration(tuple(int(each) for each in keys), float(shares[n - 1]))


def _notes(book: Book, past: Accuracy | None, rows: pd.DataFrame | None = None, week: int = 1) -> tuple[str, ...]:
    found = []
    if rows is not None:
        n = len(rows[(rows["method"] == "headline") & (rows["week"] == week)]) if len(rows) else 0
        if past is None:
            found.append("The width of the band is not yet learned from past periods: it is the usual one.")
        else:
            found.append(
                f"The width of the band rests on {n} past forecasts made at this point of a period, and on the usual one."
            )
    without = int(np.isnan(book.fields["amount"][book.deal[book.inside_at(book.as_of)]]).sum())
    if without:
        found.append(
            f"{without} open deals have no amount: each counts with the mean of last year's wins, times its chance."
        )
    if book.undated:
        found.append(f"{book.undated} closed deals without a day of closing are left out.")
    return tuple(found)
