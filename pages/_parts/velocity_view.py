"""The parts of the velocity page."""

from __future__ import annotations

import streamlit as st

from analytics.charts.velocity import change_chart, inside_chart, stages_chart
from analytics.metrics.velocity import Velocity
from pages._parts import formats, show
from pages._parts.formats import md, short_money

COLUMNS = [
    "stage", "n", "inside", "median_days", "p80_days", "last_median_days", "won_median_days", "lost_median_days",
    "naive_mean_days", "lost_days", "lost_amount",
]  # fmt: skip
HEADINGS = {
    "n": "Stays",
    "inside": "Still inside",
    "median_days": "Median days",
    "p80_days": "Four of five left by day",
    "last_median_days": "Last stay only",
    "won_median_days": "Deals won",
    "lost_median_days": "Deals lost",
    "naive_mean_days": "Mean of ended stays",
    "lost_days": "Days in deals lost",
    "lost_amount": "Amount in deals lost, {currency}",
}

# (what slows money down, what speeds it up)
_REASONS = {
    "opportunities": ("fewer deals", "more deals"),
    "win_rate": ("a lower win rate", "a higher win rate"),
    "average_won": ("smaller won deals", "larger won deals"),
    "cycle_days": ("a longer sales cycle", "a shorter sales cycle"),
}


def sentence(result: Velocity, currency: str | None) -> str:
    """The speed, and what changed it most."""
    if result.now.per_day is None:
        return "There are too few won deals in the period to tell a velocity."
    text = f"The deals created from {formats.day(result.now.from_on)} to {formats.day(result.now.to_on)} move **{md(short_money(result.now.per_day, currency))} a day**"
    if not result.effects:
        return text + "."
    change = result.now.per_day - result.before.per_day
    most = max(result.effects, key=lambda name: abs(result.effects[name]))
    word = "more" if change >= 0 else "less"
    why = _REASONS[most][result.effects[most] >= 0]
    return (
        text
        + f", {md(short_money(abs(change), currency))} {word} than those of the period before, mostly because of {why}."
    )


def figures(result: Velocity, currency: str | None) -> None:
    """The four factors, each with what it was in the period before."""
    now, before = result.now, result.before
    cells = st.grid(4, min_column_width=150, gap="medium")
    for label, value, was, words in (
        ("Deals created", formats.number(now.opportunities), formats.number(before.opportunities), "Deals created in the period."),
        ("Win rate", formats.rate(now.win_rate), formats.rate(before.win_rate), f"Won within {result.days} days; open deals counted for as long as they have been watched."),
        ("Average won", short_money(now.average_won, currency), short_money(before.average_won, currency), "Of won deals that have an amount."),
        ("Sales cycle", formats.days(now.cycle_days), formats.days(before.cycle_days), f"Median days from creation to winning, of deals won within {result.days} days."),
    ):  # fmt: skip
        with cells.cell(), st.container(gap=None):
            st.metric(label, value, help=words)
            st.caption(f"{was} in the period before")


def change(result: Velocity, currency: str | None) -> None:
    """The change of the velocity, split into its four factors."""
    if not result.effects:
        return
    st.subheader("What changed the velocity", anchor=False)
    names = (formats.day(result.before.to_on), formats.day(result.now.to_on))
    figure = change_chart(
        result.before.per_day,
        result.now.per_day,
        result.effects,
        names,
        money=lambda amount: short_money(amount, currency),
    )
    show.chart(figure, alt="Velocity of the period before, the effect of each factor, and velocity of this period")
    show.notes(["Money per day. The four effects add up to the change."])


def stages(result: Velocity, pipeline: str, currency: str | None) -> None:
    """How long deals stay in each stage of a pipeline."""
    rows = result.stages[result.stages["pipeline"] == pipeline]
    if not rows["n"].any():
        st.caption("No stay in a stage of this pipeline is dated.")
        return
    show.chart(stages_chart(rows, separators=formats.separators()), alt=f"Days in each stage of {pipeline}")
    show.notes(["The mean of ended stays is what most programs show: it leaves out the deals that still wait."])
    show.table(rows[COLUMNS], alt="Time in stage", file_name="time-in-stage", headings=HEADINGS, currency=currency)
    st.markdown("Share of deals still in the stage, by day")
    curves = result.curves[result.curves["pipeline"] == pipeline]
    names = dict(zip(rows["position"], rows["stage"], strict=True))
    show.chart(inside_chart(curves, names, separators=formats.separators()), alt="Share still inside by day")
