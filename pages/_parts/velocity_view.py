"""The parts of the velocity page: the speed, its four factors, and what changed it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.velocity import change_chart
from analytics.metrics.velocity import GROUPS, Velocity, velocity_by
from analytics.workspace import Scope, Workspace
from pages._parts import formats, show
from pages._parts.facts import facts
from pages._parts.filters import LABELS
from pages._parts.formats import md, short_money
from pages._parts.work import ask

# (what slows money down, what speeds it up)
_REASONS = {
    "opportunities": ("fewer deals", "more deals"),
    "win_rate": ("a lower win rate", "a higher win rate"),
    "average_won": ("smaller won deals", "larger won deals"),
    "cycle_days": ("a longer sales cycle", "a shorter sales cycle"),
}


def sentence(result: Velocity, currency: str | None) -> str:
    """The speed, and what changed it most."""
    now = result.now
    if now.per_day is None and not now.opportunities:
        return "No deal is known to have been created in the period: there is no velocity to tell."
    if now.per_day is None:
        return "There are too few won deals with an amount and a day in the period to tell a velocity."
    text = (
        f"The {formats.deals(now.opportunities)} created in the {formats.days(now.length_days)} from {formats.day(now.from_on)} "
        f"to {formats.day(now.to_on)} move **{md(short_money(now.per_day, currency))} a day**"
    )
    if result.begins_on:
        return f"{text}. The exports begin on {formats.day(result.begins_on)}: there is no whole period before to compare with."
    if not result.effects:
        return text + "."
    change = now.per_day - result.before.per_day
    most = max(result.effects, key=lambda name: abs(result.effects[name]))
    word = "more" if change >= 0 else "less"
    why = _REASONS[most][result.effects[most] >= 0]
    return (
        text
        + f", {md(short_money(abs(change), currency))} {word} than those of the {formats.days(now.length_days)} before, "
        f"mostly because of {why}."
    )


def figures(result: Velocity, currency: str | None) -> None:
    """The four factors, each with its change against the period before and its way there."""
    now, before, within = result.now, result.before, formats.days(result.days)
    interval = f"n = {formats.number(now.opportunities)}"
    if now.low is not None:
        interval = f"{formats.rate(now.low)} to {formats.rate(now.high)}, {interval}"
    won = f"{formats.deals(now.won)} won within {within}"
    texts = {
        "opportunities": ("Deals created", formats.number, f"in {formats.days(now.length_days)}", "Deals created in the period."),
        "win_rate": (
            "Win rate", lambda value: formats.rate(value, now.opportunities), interval,
            f"Won within {within}; open deals counted for as long as they have been watched.",
        ),
        "average_won": (
            "Average won", lambda value: short_money(value, currency), won,
            "Of won deals that have an amount.",
        ),
        "cycle_days": (
            "Sales cycle", formats.days, won,
            f"Median days from creation to winning, of deals won within {within}.",
        ),
    }  # fmt: skip
    cells = st.grid(4, min_column_width=150, gap="medium")
    for name, (label, words, small, meaning) in texts.items():
        value, was = getattr(now, name), getattr(before, name)
        with cells.cell():
            show.figure(
                label, words(value), small=small, trend=result.trend[name],
                meaning=meaning if result.begins_on else meaning + f" In the {formats.days(now.length_days)} before: {words(was)}.",
                change=_change(name, result, currency),
            )  # fmt: skip


def _change(name: str, result: Velocity, currency: str | None) -> show.Change | None:
    value, was = getattr(result.now, name), getattr(result.before, name)
    if value is None or was is None or result.begins_on:
        return None
    by = value - was
    text = {
        "opportunities": formats.number(abs(by)),
        "win_rate": formats.points(abs(by)).lstrip("+"),
        "average_won": short_money(abs(by), currency),
        "cycle_days": formats.days(abs(by)),
    }[name]
    good = by < 0 if name == "cycle_days" else by > 0
    return show.Change(
        formats.signed(text, by), "v. period before", good if by else None,
        is_sure=name != "win_rate" or result.is_real,
    )  # fmt: skip


def change(result: Velocity, currency: str | None) -> None:
    """The change of the velocity, split into its four factors."""
    if not result.effects:
        return
    st.subheader("What changed the velocity", anchor=False)
    names = ("The period before", "This period")
    figure = change_chart(
        result.before.per_day,
        result.now.per_day,
        result.effects,
        names,
        money=lambda amount: short_money(amount, currency),
    )
    show.chart(figure, alt="Velocity of the period before, the effect of each factor, and velocity of this period")
    length = formats.days(result.now.length_days)
    show.notes(
        [
            f"Money per day, of the deals of {length}. The four effects add up to the change. A longer period holds more deals "
            "and shows a higher velocity: only periods of one length compare."
        ]
    )


def groups(work: Workspace, scope: Scope, pipeline: str, currency: str | None) -> None:
    """Velocity and time in stage by owner, segment, lead type ..."""
    known = facts(work)
    offers = [short for short in GROUPS if known.values[short] and short not in known.alike]
    if not offers:
        st.caption("The exports have no column that parts these deals into groups.")
        return
    st.subheader("Who is faster?", anchor=False)
    by = st.selectbox(
        "Velocity and time in stage by", offers, None, key="speed_by", bind="query-params", placeholder="Choose a column",
        format_func=lambda short: LABELS[short].lower(), width=320,
    )  # fmt: skip
    if by is None:
        return
    speeds, stages = ask(velocity_by, work, scope, by)
    few = speeds["opportunities"] < 10
    told = ("win_rate", "low", "high", "average_won", "cycle_days", "per_day")
    shown = speeds.assign(
        value=_named(speeds["value"]), **{name: speeds[name].mask(few | (speeds["won"] == 0)) for name in told}
    )
    percent = {
        name: st.column_config.NumberColumn(words, format="percent")
        for name, words in (("win_rate", "Win rate"), ("low", "At least"), ("high", "At most"))
    }
    show.table(
        shown.drop(columns="won").rename(columns={"average_won": "average_amount", "per_day": "amount_per_day"}),
        alt=f"Velocity by {LABELS[by].lower()}", file_name="velocity-by", currency=currency, config=percent,
        headings={
            "value": LABELS[by], "opportunities": "Deals created", "win_rate": "Win rate", "low": "At least", "high": "At most",
            "average_amount": "Average won, {currency}", "cycle_days": "Sales cycle, days", "amount_per_day": "Per day, {currency}",
        },
    )  # fmt: skip
    notes = ["Velocities of parts do not add up to that of the whole: each has a cycle of its own."]
    if few.any():
        notes.append("Of fewer than ten deals, only counts are shown.")
    show.notes(notes)
    here = stages[stages["pipeline"] == pipeline]
    if here.empty:
        return
    st.markdown(f"Median days in each stage of **{md(pipeline)}**, by {LABELS[by].lower()}")
    order = here.drop_duplicates("stage").sort_values("position")["stage"]
    # of few deals a median says too much
    medians = here.assign(value=_named(here["value"]), days=here["median_days"].where(here["n"] >= 10))
    grid = medians.pivot(index="value", columns="stage", values="days").reindex(columns=order)
    show.table(
        grid.astype("Float64").reset_index(),
        alt="Median days by stage",
        file_name="days-by",
        headings={"value": LABELS[by]},
    )


def _named(values: pd.Series) -> pd.Series:
    return values.astype("object").fillna("Not told")
