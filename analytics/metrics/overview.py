"""Overview: where the pipeline stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from analytics.metrics.evidence import evidence, win_rate
from analytics.survival import aalen_johansen, difference, quantile, wilson
from analytics.workspace import Scope, Workspace


@dataclass(frozen=True)
class Overview:
    """The figures of `overview`; amounts in the reporting currency, missing where there is nothing to add up."""

    as_of: date
    deals: int
    open: int
    won: int
    lost: int
    won_amount: Decimal | None
    open_amount: Decimal | None
    weighted_amount: Decimal | None
    win_rate: float | None
    average_won: Decimal | None
    cycle_days_median: float | None
    without_amount: int
    without_rate: int
    without_probability: int
    win_backs: int


def overview(workspace: Workspace, scope: Scope) -> Overview:
    """Deals, money and pace, as of one day: three amounts that are never mixed.

    *Open amount* adds up the deals that are open.  *Weighted amount* adds up the same deals, each times its probability
    as the CRM has it (the deal's own, else that of its stage).  *Won amount* adds up the deals that are won; won money is
    never inside the other two.

        win rate    = won / (won + lost), by count, among closed deals
        average won = won amount / won deals that have an amount
        sales cycle = median days from creation to winning, of deals won within the time observed;
                      open deals count as not yet decided (Aalen-Johansen), so young deals do not shorten it

    Deals without an amount count as deals, but in no amount; an amount of 0 is none, since some CRMs write it where none is
    known (Health lists those that are open).  Deals in a currency without a rate are in no amount either.  Open deals
    without a probability are in the open amount and not in the weighted one.  *Win-backs* were opened again too late to be
    the same deal: they count beside the closed deal that they were.  A rate over nothing is missing, not zero;
    so is the win rate of exports that hold no lost deal at all: most such exports merely left them out.
    """
    counts = workspace.engine.query("overview", scope).set_index("status")
    deals = {status: _at(counts, status, "deals") for status in ("open", "won", "lost")}
    won_amount = _amount(counts, "won", "amount")
    priced = _at(counts, "won", "with_amount")
    return Overview(
        as_of=scope.as_of or workspace.engine.last_day,
        deals=sum(deals.values()),
        **deals,
        won_amount=won_amount,
        open_amount=_amount(counts, "open", "amount"),
        weighted_amount=_amount(counts, "open", "weighted_amount"),
        win_rate=win_rate(evidence(workspace, scope)),
        average_won=won_amount / priced if priced else None,
        cycle_days_median=_cycle(workspace.engine.query("overview_cycle", scope)),
        without_amount=int(counts["without_amount"].sum()),
        without_rate=int(counts["without_rate"].sum()),
        without_probability=_at(counts, "open", "without_probability"),
        win_backs=int(counts["win_backs"].sum()),
    )


@dataclass(frozen=True)
class Trend:
    """The way of the figures of `overview` to where they stand.

    `days`: one row per day, oldest first, the last one the day of the overview: `day`, `won`, `lost`, `open` deals, `win_rate`,
    `won_amount`, `open_amount`, `weighted_amount`, as they were known on that day.
    `since`: the day with which the last one is compared; `is_real`: whether the win rate has changed by more than chance does.
    """

    days: pd.DataFrame
    since: date
    is_real: bool

    def change(self, name: str) -> float | None:
        """The figure on the last day less that on the day `since`; None where one is missing, or the last day is the only one."""
        if len(self.days) == 1:
            return None
        now = self.days[name].iloc[-1]
        was = self.days.loc[self.days["day"] == self.since, name].iloc[0]
        return None if pd.isna(now) or pd.isna(was) else float(now) - float(was)


def overview_trend(workspace: Workspace, scope: Scope, months: int = 6) -> Trend:
    """The figures of the overview at the ends of the months before, each as it was known on that day.

    A change is that of the three months (or so) since the end of the third month before.  The filters stay the same, so a
    period of which a part lies after a day has fewer deals on it.  Where more than one deal in twenty has no day of creation, or
    of closing, nothing is known of earlier days: then there is the last one alone.
    """
    known = scope.as_of or workspace.engine.last_day
    ends = pd.date_range(end=known, periods=months + 1, freq="ME").date
    days = [*[each for each in ends if each < known][-months:], known]
    counts = workspace.engine.query("overview_trend", scope, before_days=days, after_days=days)
    on = counts["day"].dt.date
    last = counts[on == known]
    if last["undated"].sum() > 0.05 * last["deals"].sum():
        days = [known]
    rows = pd.DataFrame([_on(each, counts[on == each].set_index("status")) for each in days])
    since = days[max(len(days) - 4, 0)]
    was = rows[rows["day"] == since].iloc[0]
    return Trend(rows, since, _is_real(rows.iloc[-1], was))


def _on(day: date, counts: pd.DataFrame) -> dict[str, object]:
    won, lost = _at(counts, "won", "deals"), _at(counts, "lost", "deals")
    return {
        "day": day,
        "won": won,
        "lost": lost,
        "open": _at(counts, "open", "deals"),
        "win_rate": won / (won + lost) if won and lost else None,
        "won_amount": _number(_amount(counts, "won", "amount")),
        "open_amount": _number(_amount(counts, "open", "amount")),
        "weighted_amount": _number(_amount(counts, "open", "weighted_amount")),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _is_real(now: pd.Series, was: pd.Series) -> bool:
    if pd.isna(now["win_rate"]) or pd.isna(was["win_rate"]):
        return False
    rates = [(each["win_rate"], *wilson(each["win_rate"], each["won"] + each["lost"])) for each in (now, was)]
    low, high = difference(*rates)
    return low > 0 or high < 0


def overview_deals(
    workspace: Workspace, scope: Scope, status: str, pipeline: str | None = None, stage: str | None = None
) -> tuple[int, ...]:
    """The keys of the deals behind a figure: all with a status, or those of one stage."""
    rows = workspace.engine.query("overview_deals", scope, status=status, pipeline=pipeline, stage=stage)
    return tuple(rows["deal_key"].tolist())


def _at(counts: pd.DataFrame, status: str, column: str) -> int:
    return int(counts[column].get(status, 0))


def _amount(counts: pd.DataFrame, status: str, column: str) -> Decimal | None:
    """The exact sum; text on its way, because a float would round it."""
    text = counts[column].get(status)
    return None if text is None or pd.isna(text) else Decimal(text)


def _cycle(cycles: pd.DataFrame) -> float | None:
    causes = cycles["status"].map({"open": 0, "won": 1, "lost": 2})
    return quantile(aalen_johansen(cycles["days"], causes, weights=cycles["deals"]), 0.5, cause=1)


def overview_stages(workspace: Workspace, scope: Scope) -> pd.DataFrame:
    """The open deals by the stage they are in: one row per open stage of each pipeline in scope, in pipeline order.

    - `pipeline`, `stage`; the stage is missing in a last row for open deals of which no file tells the stage
    - `position`: missing in that last row
    - `deals`: open deals
    - `open_amount`, `weighted_amount`: as in `overview`, missing where there is nothing to add up; together they are its amounts
    """
    return workspace.engine.query("overview_stages", scope)
