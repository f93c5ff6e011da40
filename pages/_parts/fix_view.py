"""What to fix, and alarms: what both say on several pages."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.coaching import fix_chart
from analytics.metrics.alarms.alarms import Alarms
from analytics.metrics.what_to_fix import WhatToFix, what_to_fix
from pages._parts import drawer, formats, show
from pages._parts.filters import LABELS
from pages._parts.formats import md, short_money

HEADINGS = {
    "conversion": "Now", "best": "Best quarter", "best_quarter": "Which", "chance": "Chance that the gap is real",
    "entries": "Deals per quarter", "point_amount": "One point more, {currency}", "steady_amount": "Gap per quarter, {currency}",
    "this_quarter_amount": "Of it this quarter, {currency}",
}  # fmt: skip
LIKELY = 0.5


def fix(result: WhatToFix, pipeline: str, currency: str | None) -> None:
    """The section: which stage would bring most if it converted like its best quarter."""
    stages = result.stages[result.stages["pipeline"] == pipeline]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader("What to fix", anchor=False, width="content")
        with st.popover("How this is counted", type="tertiary", icon=":material/help:", key="how-fix"):
            st.markdown(show.definition(what_to_fix))
    if stages.empty:
        st.caption("It takes two quarters of ten deals each in a stage to compare it with itself.")
        return
    st.markdown(_sentence(stages, currency))
    ordered = stages.sort_values("position")
    # gaps that chance explains make no picture
    if (stages["chance"] > LIKELY).any():
        figure = fix_chart(ordered, money=lambda amount: short_money(amount, currency), separators=formats.separators())
        show.chart(figure, alt="Value of each stage’s gap to its best quarter")
        show.notes(["Lines: 80% ranges. This quarter: what could still be won by its end."])
    columns = [
        "stage",
        "conversion",
        "best",
        "best_quarter",
        "chance",
        "entries",
        "point_amount",
        "steady_amount",
        "this_quarter_amount",
    ]
    shares = {name: ordered[name].round(3) for name in ("conversion", "best", "chance")}
    names = {f"{name}_amount": ordered[name] for name in ("point", "steady", "this_quarter")}
    config = {
        name: st.column_config.NumberColumn(HEADINGS[name], format="percent")
        for name in ("conversion", "best", "chance")
    }
    show.table(
        ordered.assign(best_quarter=ordered["best_quarter"].map(formats.period, na_action="ignore"), entries=ordered["entries"].round(0), **names, **shares)[columns], alt="What to fix, by stage", file_name="what-to-fix",
        currency=currency, headings=HEADINGS, config=config,
    )  # fmt: skip


def _sentence(stages: pd.DataFrame, currency: str | None) -> str:
    likely = stages[stages["chance"] > LIKELY].sort_values("steady", ascending=False)
    if likely.empty:
        return "No stage converts worse now than in its best quarter by more than chance explains."
    row = likely.iloc[0]
    return (
        f"If **{md(row['stage'])}** converted like your best quarter ({formats.period(row['best_quarter'])}: {formats.rate(row['best'])} against {formats.rate(row['conversion'])} now), "
        f"that would be worth about **{md(short_money(row['steady'], currency))} a quarter** "
        f"({md(short_money(row['steady_low'], currency))} to {md(short_money(row['steady_high'], currency))}), "
        f"{md(short_money(row['this_quarter'], currency))} of it this quarter."
    )


def by_words(by: str) -> str:
    """What an alarm is about, in words."""
    return " and ".join("All deals" if each == "all" else LABELS.get(each, each) for each in by.split(" x "))


def alarm_words(row: dict[str, object]) -> str:
    """An alarm as a sentence."""
    what = "All deals" if row["by"] == "all" else f"{by_words(row['by'])} {row['value'].replace(' x ', ', ')}"
    return (
        f"**{md(what)}** in **{md(row['stage'])}**: {formats.rate(row['rate'])} of {formats.deals(row['n'])} moved on within {formats.days(row['days'])}, "
        f"{formats.rate(row['rate_before'])} of {formats.number(row['n_before'])} in the year before ({formats.points(row['change'])}: "
        f"{formats.points(row['mix'])} because the deals are others, {formats.points(row['rate_effect'])} because like deals fared otherwise)"
    )


def alarms(result: Alarms) -> None:
    """The section: what has begun to go wrong, with the deals behind; or that nothing has."""
    for number, row in enumerate(result.alarms.to_dict("records")):
        with st.container(border=True):
            st.markdown(f":material/notifications_active: {alarm_words(row)}. Alarm since {formats.day(row['since'])}.")
            with st.container(horizontal=True):
                title = f"{row['value'].replace(' x ', ', ')}, {row['stage']}"
                drawer.button(
                    f"Not moved on ({formats.number(len(row['failed']))})",
                    f"{title}: not moved on",
                    row["failed"],
                    key=f"alarm-{number}-failed",
                )
                drawer.button(
                    f"All watched ({formats.number(row['n'])})", title, row["keys"], key=f"alarm-{number}-all"
                )
    quiet = "Nothing has begun to go wrong beyond chance. " if result.alarms.empty else ""
    if result.cells:
        show.notes([
            f"{quiet}{formats.number(result.cells)} stages and groups of deals watched over the last half year; false alarms to expect in a quarter in which nothing is wrong: "
            f"{_about(result.false_alarms)}."
        ])  # fmt: skip
    else:
        show.notes(
            ["It takes 30 deals in a stage in one year and 15 in the half year after it to watch over anything."]
        )


def alarm_lines(result: Alarms) -> None:
    """The same in a line each, where the page is about something else; nothing while nothing is wrong."""
    if result.alarms.empty:
        return
    st.subheader("Early warning", anchor=False)
    for row in result.alarms.head(3).to_dict("records"):
        st.markdown(f":material/notifications_active: {alarm_words(row)}.")
    st.page_link("coaching/segments.py", label="The deals behind", icon=":material/category:")


def _about(value: float) -> str:
    return "fewer than 0.1" if value < 0.1 else f"about {formats.decimal(value)}"
