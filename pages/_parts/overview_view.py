"""The parts of the overview page: the sentence that answers, the figures, and what they leave out."""

from __future__ import annotations

import streamlit as st

from analytics.metrics.evidence import ORDER, evidence
from analytics.metrics.overview import Overview
from analytics.workspace import Scope, Workspace
from pages._parts import formats
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


def figures(result: Overview, currency: str | None) -> None:
    """Four figures, and the counts behind them in small type."""
    closed = result.won + result.lost
    weighted = "the same deals"
    if result.without_probability:
        weighted = f"{number(result.open - result.without_probability)} of them have a probability"
    cells = st.grid(4, min_column_width=150, gap="medium")
    amounts = [
        ("Won", result.won_amount, f"{formats.deals(result.won)} won", "Amount of all deals that are won. It is in neither of the other two."),
        ("Open, unweighted", result.open_amount, f"{formats.deals(result.open)} open", "Amount of all deals that are open, each in full."),
        ("Open, weighted", result.weighted_amount, weighted, "The open deals again, each times its probability as the CRM has it."),
    ]  # fmt: skip
    for label, amount, small, meaning in amounts:
        exact = f" Exactly {md(money(amount, currency))}." if amount is not None else ""
        _figure(cells, label, short_money(amount, currency), small, meaning + exact)
    counts = f"{number(result.won)} won, {number(result.lost)} lost (n = {number(closed)})"
    if 0 < closed < 10:
        counts += ", too few for a rate"
    _figure(cells, "Win rate, by count", rate(result.win_rate, closed), counts, _why_no_rate(result, closed))
    st.markdown(
        f":small[{formats.deals(result.deals)} in all · average won deal {md(short_money(result.average_won, currency))}"
        f" · median sales cycle {formats.days(result.cycle_days_median)}]"
    )


def _figure(cells: object, label: str, value: str, small: str, meaning: str) -> None:
    with cells.cell(), st.container(gap=None):
        st.metric(label, value, help=meaning)
        st.caption(small)


def left_out(result: Overview) -> list[str]:
    """What is in no amount, or in one amount only."""
    sentences = [
        (result.without_amount, "without an amount: counted as deals, in no amount."),
        (
            result.without_probability,
            "open without a probability: in the unweighted amount only. Setup takes one for each stage.",
        ),
    ]
    return [f"{formats.deals(count)} {words}" for count, words in sentences if count]


def _why_no_rate(result: Overview, closed: int) -> str:
    if closed and result.win_rate is None:
        return "The exports hold no lost deal: a win rate would mean nothing."
    if closed < 10:
        return "Won / (won + lost), by count. Under ten closed deals only the counts are shown."
    return "Won / (won + lost), by count, among closed deals."
