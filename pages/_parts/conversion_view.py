"""The parts of the conversion page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.conversion import cohorts_chart, comparison_chart, conversion_chart, curves_chart
from analytics.metrics.comparison import compare, compare_mix
from analytics.metrics.conversion import Conversion
from analytics.metrics.evidence import Evidence
from analytics.workspace import Workspace
from pages._parts import formats, show
from pages._parts.compare_with import GROUPS, Sides
from pages._parts.facts import facts
from pages._parts.filters import LABELS
from pages._parts.formats import md
from pages._parts.work import ask

COLUMNS = [
    "stage",
    "entered",
    "advanced",
    "open",
    "lost",
    "conversion",
    "low",
    "high",
    "lost_share",
    "still_open",
    "days",
]
OTHERS = {"naive": "Moved on / reached", "decided": "Moved on / decided", "matured": "Old enough only"}
HEADINGS = {
    "entered": "Reached",
    "conversion": "Moves on",
    "low": "At least",
    "high": "At most",
    "lost_share": "Lost",
    "lost": "Lost so far",
    "open": "Open now",
    "advanced": "Moved on so far",
    "still_open": "Still open",
    "days": "Within days",
    **OTHERS,
}
_SHARES = ("conversion", "low", "high", "lost_share", "still_open", *OTHERS, "other_conversion", "rate", "rate_before")


def sentence(stages: pd.DataFrame, result: Conversion, known: Evidence) -> str:
    """The stage from which deals are least likely to move on."""
    if known.pipeline in result.impossible:
        return f"How likely deals move on cannot be told. {result.impossible[known.pipeline]}"
    told = stages[stages["shown"] == "plain"]
    if told.empty:
        return "There are too few deals to tell how likely they move on."
    worst = told.loc[told["conversion"].idxmin()]
    share, low, high = (formats.rate(worst[name]) for name in ("conversion", "low", "high"))
    return f"**{md(worst['stage'])}** is the hardest to leave: {share} move on within {formats.days(worst['days'])} ({low} to {high})."


def left_out(stages: pd.DataFrame, result: Conversion, known: Evidence) -> list[str]:
    """What is not in the bars, or not as usual."""
    sentences = []
    if undated := int(stages["undated"].max() or 0):
        sentences.append(f"Up to {formats.deals(undated)} a stage without a known day are in no share.")
    if (stages["shown"] == "unsure").any():
        sentences.append("Pale bars rest on fewer than 30 deals, or are unsure by more than 15 points either way.")
    if since := result.purged.get(known.pipeline):
        sentences.append(
            f"The export holds no deal that closed before {formats.day(since)}: older deals count from that day on."
        )
    return sentences


def chart(stages: pd.DataFrame, alt: str) -> None:
    """One bar of 100 % per stage."""
    show.chart(conversion_chart(stages, separators=formats.separators()), key="conversion-chart", alt=alt)


def one_stage(result: Conversion, stages: pd.DataFrame) -> pd.Series:
    """One stage by day and by month."""
    names = stages["stage"].tolist()
    told = stages["conversion"].where(stages["entered"] > 0)
    worst = names.index(stages.loc[told.idxmin(), "stage"]) if told.notna().any() else 0
    chosen = st.selectbox("Look into", names, worst, key="stage", bind="query-params", width=320)
    row = stages[stages["stage"] == chosen].iloc[0]
    curve, cohorts = (
        each[(each["pipeline"] == row["pipeline"]) & (each["position"] == row["position"])]
        for each in (result.curves, result.cohorts)
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"What becomes of deals in **{md(chosen)}**, by day")
        show.chart(curves_chart(curve, separators=formats.separators()), alt=f"Shares by day in {chosen}")
    with right:
        st.markdown(f"Moved on within {formats.days(row['days'])}, by month of reaching **{md(chosen)}**")
        show.chart(cohorts_chart(cohorts, separators=formats.separators()), alt=f"Share moved on by month in {chosen}")
        if (cohorts["watched"] < cohorts["entered"]).any():
            show.notes(["Hatched: some of these deals still have time."])
    return row


def table(stages: pd.DataFrame) -> None:
    """All stages, with what other ways of counting would say."""
    st.subheader("All stages", anchor=False)
    others = st.toggle("Show what other ways of counting say", key="others", bind="query-params")
    columns = [*COLUMNS, *(OTHERS if others else ())]
    few = stages["shown"] == "counts"
    rates = {name: stages[name].mask(few) for name in _SHARES if name in stages}
    show.table(
        stages.assign(**rates)[columns], alt="Conversion by stage", file_name="conversion", headings=HEADINGS,
        config=_percent(columns),
    )  # fmt: skip
    if others:
        show.notes(
            [
                "**Moved on / reached** takes every open deal for a failure: it falls when the pipeline grows.",
                "**Moved on / decided** leaves open deals out: it rises or falls with whichever ends sooner, a win or a loss.",
                "**Old enough only** leaves out every deal younger than the horizon: right, but blind to the last months.",
            ]
        )


def _percent(columns: list[str]) -> dict[str, object]:
    return {
        name: st.column_config.NumberColumn(HEADINGS.get(name, name), format="percent")
        for name in columns
        if name in _SHARES
    }


def moves(result: Conversion, pipeline: str) -> None:
    """From which stage to which deals went; how many went back or were opened again."""
    here = result.moves[result.moves["pipeline"] == pipeline]
    if here.empty:
        return
    st.subheader("Moves between stages", anchor=False)
    order = here.drop_duplicates("to_stage").sort_values("to_position")["to_stage"]
    grid = here.pivot(index="from_stage", columns="to_stage", values="deals")
    rows = here.drop_duplicates("from_stage").sort_values("from_position")["from_stage"]
    grid = grid.reindex(index=rows, columns=order).astype("Int64").rename_axis("From").reset_index()
    show.table(grid, alt="Deals by stage left and stage entered", file_name="moves")
    back = int(here.loc[(here["to_position"] < here["from_position"]) & (here["from_kind"] == "open"), "moves"].sum())
    again = int(here.loc[(here["from_kind"] != "open") & (here["to_kind"] == "open"), "moves"].sum())
    show.notes(
        [
            f"Rows: the stage left. {formats.number(back)} moves back to an earlier stage; {formats.number(again)} closed deals opened again."
        ]
    )


def comparison(work: Workspace, sides: Sides, pipeline: str, row: pd.Series) -> None:
    """Which stages differ between two groups, and what of it is mix."""
    rows = ask(compare, work, sides.scope, sides.other)
    rows = rows[rows["pipeline"] == pipeline]
    if rows.empty:
        st.caption("One of the two has no deals in this pipeline.")
        return
    st.markdown(_verdict(rows, sides))
    show.chart(comparison_chart(rows, separators=formats.separators()), alt="Difference in conversion by stage")
    columns = [
        "stage",
        "entered",
        "conversion",
        "other_entered",
        "other_conversion",
        "difference",
        "low",
        "high",
        "days",
    ]
    names = {
        "entered": f"Deals, {sides.name}", "conversion": f"Moves on, {sides.name}",
        "other_entered": f"Deals, {sides.other_name}", "other_conversion": f"Moves on, {sides.other_name}",
        "difference": "Difference", "days": "Within days", "low": "At least", "high": "At most",
    }  # fmt: skip
    percent = {
        name: st.column_config.NumberColumn(names[name], format="percent")
        for name in ("conversion", "other_conversion", "difference", "low", "high")
    }
    show.table(rows[columns], alt="Comparison by stage", file_name="comparison", headings=names, config=percent)
    _mix(work, sides, row)


def _verdict(rows: pd.DataFrame, sides: Sides) -> str:
    real = rows[rows["is_real"]]
    told = rows["difference"].notna()
    if not told.any():
        return "There are too few deals on one of the two sides to compare any stage."
    if real.empty:
        return f"{md(sides.name)} and {md(sides.other_name)}: every difference is within what chance does."
    words = [f"**{md(each.stage)}** {formats.points(each.difference)}" for each in real.itertuples()]
    return (
        f"{md(sides.name)} against {md(sides.other_name)} differs in "
        + ", ".join(words)
        + "; all else is within what chance does."
    )


def _mix(work: Workspace, sides: Sides, row: pd.Series) -> None:
    """The difference of the chosen stage taken apart: other deals, or other results with the same deals?"""
    known = facts(work)
    offers = [short for short in GROUPS if short not in (*known.alike, sides.by) and known.values[short]]
    if not offers:
        return
    by = st.selectbox(
        f"Take the difference in {row['stage']} apart by", offers, offers.index("source") if "source" in offers else 0,
        key="mix_by", bind="query-params", format_func=lambda short: LABELS[short].lower(), width=320,
    )  # fmt: skip
    parts = ask(
        compare_mix, work, sides.scope, sides.other, by, row["pipeline"], int(row["position"]), int(row["days"])
    )
    parts = parts[(parts["entered"] > 0) & (parts["entered_before"] > 0)]
    if parts.empty:
        st.caption("No value has deals on both sides.")
        return
    mix, rate = parts["mix"].sum(), parts["rate_effect"].sum()
    st.markdown(
        f"Of the difference in **{md(row['stage'])}**, {formats.points(mix)} come from another mix by {LABELS[by].lower()}, "
        f"{formats.points(rate)} from other results with the same mix."
    )
    names = {
        "value": LABELS[by], "entered": f"Deals, {sides.name}", "rate": f"Moves on, {sides.name}",
        "entered_before": f"Deals, {sides.other_name}", "rate_before": f"Moves on, {sides.other_name}",
        "mix": "By mix", "rate_effect": "By result",
    }  # fmt: skip
    percent = {
        name: st.column_config.NumberColumn(names[name], format="percent")
        for name in ("rate", "rate_before", "mix", "rate_effect")
    }
    show.table(parts[list(names)], alt="Mix and result", file_name="mix-and-result", headings=names, config=percent)
