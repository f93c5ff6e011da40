"""The parts of the velocity page about time in stage."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.velocity import inside_chart, outcomes_chart, stages_chart
from analytics.metrics.velocity import Velocity
from analytics.metrics.velocity_stages import lost_deals
from analytics.workspace import Scope, Workspace
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money
from pages._parts.work import ask

COLUMNS = [
    "stage", "n", "inside", "median_days", "p80_days", "last_median_days", "won_median_days", "lost_median_days",
    "naive_mean_days", "again", "moved_back", "lost_days", "lost_amount", "lost_here", "loss_share",
]  # fmt: skip
HEADINGS = {
    "n": "Deals",
    "inside": "Still inside",
    "median_days": "Median days",
    "p80_days": "Four of five left by day",
    "last_median_days": "Last stay only",
    "won_median_days": "Won deals, days",
    "lost_median_days": "Lost deals, days",
    "naive_mean_days": "Mean of those who left",
    "again": "Further stays",
    "moved_back": "Moves back",
    "lost_days": "Days in deals lost",
    "lost_amount": "Amount in deals lost, {currency}",
    "lost_here": "Lost here",
    "loss_share": "Of all losses",
}
WAITS = {
    "early": ("early", "Younger than one in five deals that have left."),
    "due": ("in the usual time", "Between the day by which one in five has left and that by which four in five have."),
    "late": ("late", "Older than four in five deals that have left."),
}


def stages(result: Velocity, pipeline: str, currency: str | None) -> None:
    """How long deals stay in each stage of a pipeline."""
    rows = _dated(result, pipeline)
    if rows.empty:
        return
    st.subheader("How long deals stay in each stage", anchor=False)
    show.chart(stages_chart(rows, separators=formats.separators()), alt=f"Days in each stage of {pipeline}")
    notes = ["The mean of those who left is what most CRMs show: it leaves out the deals that still wait."]
    for row in rows[rows["p80_days"].isna() & (rows["n"] > 0)].itertuples():
        notes.append(
            f"{md(row.stage)}: four of five have not left by day {formats.number(row.longest_days)}, the longest time watched."
        )
    show.notes(notes)
    percent = {"loss_share": st.column_config.NumberColumn(HEADINGS["loss_share"], format="percent")}
    show.table(
        rows[COLUMNS],
        alt="Time in stage",
        file_name="time-in-stage",
        headings=HEADINGS,
        currency=currency,
        config=percent,
    )
    cycle = result.cycle
    if cycle["median_days"] is not None:
        show.notes(
            [
                f"Sales cycle of all deals of these filters: half of those won within {formats.days(cycle['longest_days'])} were won by "
                f"day {formats.number(cycle['median_days'])}, four of five by day {formats.number(cycle['p80_days'])}; the mean of those "
                f"won so far is {formats.days(cycle['naive_mean_days'])}."
            ]
        )


def _dated(result: Velocity, pipeline: str) -> pd.DataFrame:
    """The stages of a pipeline; none, which is said, where no stay in them is dated."""
    rows = result.stages[result.stages["pipeline"] == pipeline]
    if rows["n"].any():
        return rows
    st.caption("No stay in a stage of this pipeline is dated.")
    return rows.iloc[:0]


def one_stage(work: Workspace, scope: Scope, result: Velocity, pipeline: str, currency: str | None) -> None:
    """One stage: how waiting goes on, who waits now, and what lost deals cost there."""
    rows = _dated(result, pipeline)
    if rows.empty:
        return
    names = rows["stage"].tolist()
    told = rows["median_days"].fillna(-1)
    chosen = st.selectbox("Look into", names, int(told.argmax()), key="stage", bind="query-params", width=320)
    row = rows[rows["stage"] == chosen].iloc[0]
    here = result.curves[
        (result.curves["pipeline"] == row["pipeline"]) & (result.curves["position"] == row["position"])
    ]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"Share of deals still in **{md(chosen)}**, by day: all, and those won and lost in the end")
        show.chart(
            outcomes_chart(here, separators=formats.separators()), alt=f"Share still in {chosen} by day and outcome"
        )
    with right:
        _waiting(result, row)
        _lost(work, scope, row, currency)
    with st.expander("All stages in one chart"):
        curves = result.curves[(result.curves["pipeline"] == row["pipeline"]) & (result.curves["deals"] == "all")]
        by_place = dict(zip(rows["position"], rows["stage"], strict=True))
        show.chart(inside_chart(curves, by_place, separators=formats.separators()), alt="Share still inside by day")


def _waiting(result: Velocity, row: pd.Series) -> None:
    """How long a deal may be expected to wait there, and who waits."""
    if pd.isna(row["p20_days"]) or row["n"] < 10:
        st.markdown("There are too few deals to say how long they wait here.")
        return
    until = (
        formats.number(row["p80_days"])
        if pd.notna(row["p80_days"])
        else f"more than {formats.number(row['longest_days'])}"
    )
    st.markdown(
        f"**Expected wait: {formats.number(row['p20_days'])} to {until} days.** Keep in touch meanwhile; after that, ask why."
    )
    waits = result.waiting
    waits = waits[(waits["pipeline"] == row["pipeline"]) & (waits["position"] == row["position"])]
    with st.container(horizontal=True, gap="small"):
        for wait, (words, meaning) in WAITS.items():
            keys = waits.loc[waits["wait"] == wait, "deal_key"]
            drawer.button(
                f"{formats.number(len(keys))} {words}",
                f"{row['stage']}: {words}",
                keys,
                key=f"wait-{wait}",
                help=meaning,
            )


def _lost(work: Workspace, scope: Scope, row: pd.Series, currency: str | None) -> None:
    """What deals held that were lost in the end."""
    if not row["lost_days"]:
        return
    keys = ask(lost_deals, work, scope, row["pipeline"], int(row["position"]))
    worth = f" and {md(short_money(row['lost_amount'], currency))}" if pd.notna(row["lost_amount"]) else ""
    st.markdown(
        f"**Held in deals that were lost in the end:** {formats.days(row['lost_days'])}{worth}. Of all losses, {formats.rate(row['loss_share'])} "
        f"happened here ({formats.deals(int(row['lost_here']))}); the earlier a loss, the less it costs."
    )
    drawer.button(
        f"{formats.number(len(keys))} lost in the end", f"{row['stage']}: lost in the end", keys, key="lost-held"
    )
