"""The parts of the overview page: the sentence that answers, the figures, and what they leave out."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from analytics.charts.overview import overview_chart
from analytics.metrics.evidence import ORDER, evidence
from analytics.metrics.overview import Overview, Trend, overview_deals
from analytics.wording import one_or_many
from analytics.workspace import Scope, Workspace
from pages._parts import drawer, formats, show
from pages._parts.formats import md, money, number, rate, short_money
from pages._parts.work import ask

_NOW = "Exact: each deal counts once, as its newest export has it."


def how_known(work: Workspace, scope: Scope) -> tuple[str, str]:
    """Level and reason: what is so now is exact, what was so on an earlier day is known as well as the stages are."""
    found = ask(evidence, work, scope) if scope.as_of else []
    if not found:
        return "exact", _NOW
    least = min(found, key=lambda each: ORDER.index(each.evidence))
    return least.level, least.reason


def sentence(result: Overview, currency: str | None) -> str:
    """The answer in one or two sentences."""
    text = f"**{formats.deals(result.open)}** {'is' if result.open == 1 else 'are'} open"
    if result.open_amount is not None:
        text += f", worth **{md(short_money(result.open_amount, currency))}**"
    if result.weighted_amount is not None:
        text += f"; weighted by probability, {md(short_money(result.weighted_amount, currency))}"
    closed = result.won + result.lost
    if rate(result.win_rate, closed) != formats.MISSING:
        text += f". Of {formats.deals(closed)} closed, {rate(result.win_rate, closed)} were won"
    return text + "."


def figures(result: Overview, trend: Trend, currency: str | None) -> None:
    """Four figures with their change, their way there, and the counts behind them in small type."""
    closed = result.won + result.lost
    weighted = "the same deals"
    if result.without_probability:
        with_one = result.open - result.without_probability
        weighted = one_or_many(with_one, "{} of them has a probability", "{} of them have a probability")
    cells = st.grid(4, min_column_width=150, gap="medium")
    amounts = [
        ("Won", "won_amount", f"{formats.deals(result.won)} won", "Amount of all deals that are won. It is in neither of the other two."),
        ("Open, unweighted", "open_amount", f"{formats.deals(result.open)} open", "Amount of all deals that are open, each in full."),
        ("Open, weighted", "weighted_amount", weighted, "The open deals again, each times its probability as the CRM has it."),
    ]  # fmt: skip
    for label, name, small, meaning in amounts:
        amount, by = getattr(result, name), trend.change(name)
        exact = f" Exactly {md(money(amount, currency))}." if amount is not None else ""
        with cells.cell():
            show.figure(
                label, short_money(amount, currency), meaning=meaning + exact, small=small, trend=trend.days[name],
                change=_since(trend, by, short_money(abs(by or 0), currency)),
            )  # fmt: skip
    counts = f"{number(result.won)} won, {number(result.lost)} lost (n = {number(closed)})"
    if 0 < closed < 10:
        counts += ", too few for a rate"
    by = trend.change("win_rate") if rate(result.win_rate, closed) != formats.MISSING else None
    with cells.cell():
        show.figure(
            "Win rate, by count", rate(result.win_rate, closed), meaning=_why_no_rate(result, closed), small=counts,
            trend=trend.days["win_rate"] if by is not None else (),
            change=_since(trend, by, formats.points(abs(by or 0)).lstrip("+"), trend.is_real),
        )  # fmt: skip
    st.markdown(
        f":small[{formats.deals(result.deals)} in all · average won deal {md(short_money(result.average_won, currency))}"
        f" · median sales cycle {formats.days(result.cycle_days_median)}]"
    )


def _since(trend: Trend, by: float | None, text: str, is_sure: bool = True) -> show.Change | None:
    """More is better; a rate has an arrow only where chance does not explain its change."""
    if by is None:
        return None
    return show.Change(
        formats.signed(text, by), f"since {formats.short_day(trend.since)}", by > 0 if by else None, is_sure
    )


def buttons(work: Workspace, scope: Scope, trend: Trend) -> None:
    """The counts, each of which opens its deals."""
    with st.container(horizontal=True, gap="small"):
        for status in ("open", "won", "lost"):
            count = int(trend.days[status].iloc[-1])
            keys = partial(ask, overview_deals, work, scope, status) if count else ()
            drawer.button(f"{number(count)} {status}", f"Deals {status}", keys, key=f"all-{status}")


def largest_first(stages: pd.DataFrame) -> pd.DataFrame:
    """The pipelines by what is open in them; the stages of each in their order."""
    size = stages.groupby("pipeline")[["open_amount", "deals"]].transform("sum").astype("float64")
    return (
        stages.assign(size_=-size["open_amount"], more_=-size["deals"])
        .sort_values(["size_", "more_"], kind="stable", ignore_index=True)
        .drop(columns=["size_", "more_"])
    )


def chart(work: Workspace, scope: Scope, stages: pd.DataFrame, currency: str | None) -> None:
    """The open pipeline by stage; a click on a bar opens its deals."""
    behind = {
        (row.pipeline, row.stage): (
            f"{row.stage}: open",
            partial(ask, overview_deals, work, scope, "open", row.pipeline, row.stage),
        )
        for row in stages[stages["stage"].notna()].itertuples()
    }
    figure = overview_chart(stages, money=lambda amount: short_money(amount, currency))
    drawer.clickable(figure, behind, key="overview-chart", alt="Open and weighted amount by stage")


def left_out(result: Overview) -> list[str]:
    """What is in no amount, or in one amount only."""
    sentences = [
        (result.without_amount, "without an amount: counted as deals, in no amount."),
        (
            result.without_probability,
            "open without a probability: in the unweighted amount only. Setup takes one for each stage.",
        ),
        (
            result.win_backs,
            "won back: each counts beside the closed deal that it was, so there are more deals than rows.",
        ),
    ]
    return [f"{formats.deals(count)} {words}" for count, words in sentences if count]


def _why_no_rate(result: Overview, closed: int) -> str:
    if closed and result.win_rate is None:
        return "The exports hold no lost deal: a win rate would mean nothing."
    if closed < 10:
        return "Won / (won + lost), by count. Under ten closed deals only the counts are shown."
    return "Won / (won + lost), by count, among closed deals."
