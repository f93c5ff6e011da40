"""The parts of the conversion page."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from analytics.charts.conversion import cohorts_chart, conversion_chart, curves_chart
from analytics.metrics.conversion import Conversion, conversion_deals
from analytics.metrics.evidence import Evidence
from analytics.workspace import Scope, Workspace
from pages._parts import drawer, formats, show
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
    "moved_back_share",
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
    "moved_back_share": "Stays that end with a step back",
    **OTHERS,
}
_SHARES = (
    "conversion", "low", "high", "lost_share", "still_open", "moved_back_share", *OTHERS,
)  # fmt: skip
FATES = {"entered": "reached", "advanced": "moved on", "open": "still open", "lost": "lost"}


def sentence(stages: pd.DataFrame, result: Conversion, known: Evidence) -> str:
    """The stage from which deals are least likely to move on."""
    if known.pipeline in result.impossible:
        return f"How likely deals move on cannot be told. {result.impossible[known.pipeline]}"
    told = stages[stages["shown"] == "plain"]
    if told.empty:
        return "There are too few deals to tell how likely they move on."
    worst = told.loc[told["conversion"].idxmin()]
    share, low, high = (formats.rate(worst[name]) for name in ("conversion", "low", "high"))
    return f"**{md(worst['stage'])}** is the hardest to pass: {share} move on within {formats.days(worst['days'])} ({low} to {high})."


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


def chart(work: Workspace, scope: Scope, stages: pd.DataFrame, alt: str) -> None:
    """One bar of 100% per stage; a click on a part opens the deals that are behind it so far."""
    behind = {
        (int(row.position), fate): (
            f"{row.stage}: {words}",
            partial(_deals, work, scope, row.pipeline, int(row.position), fate),
        )
        for row in stages.itertuples()
        for fate, words in FATES.items()
    }
    drawer.clickable(conversion_chart(stages, separators=formats.separators()), behind, key="conversion-chart", alt=alt)


def _deals(work: Workspace, scope: Scope, pipeline: str, position: int, fate: str) -> tuple[int, ...]:
    return ask(conversion_deals, work, scope, pipeline, position)[fate]


def buttons(work: Workspace, scope: Scope, row: pd.Series) -> None:
    """The counts of one stage, each of which opens its deals."""
    place = (row["pipeline"], int(row["position"]))
    with st.container(horizontal=True, gap="small"):
        for fate, words in FATES.items():
            keys = partial(_deals, work, scope, *place, fate) if row[fate] else ()
            drawer.button(f"{formats.number(row[fate])} {words}", f"{row['stage']}: {words}", keys, key=f"open-{fate}")


def one_stage(result: Conversion, stages: pd.DataFrame) -> pd.Series:
    """One stage by day and by month."""
    names = stages["stage"].tolist()
    told = stages["conversion"].where(stages["entered"] > 0)
    worst = names.index(stages.loc[told.idxmin(), "stage"]) if told.notna().any() else 0
    chosen = st.selectbox("Look into", names, worst, key="stage", bind="query-params", width=320)
    row = stages[stages["stage"] == chosen].iloc[0]
    _figures(result, row)
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


def _figures(result: Conversion, row: pd.Series) -> None:
    """What becomes of the deals of one stage, and the way there by month of reaching it."""
    cohorts = result.cohorts[
        (result.cohorts["pipeline"] == row["pipeline"]) & (result.cohorts["position"] == row["position"])
    ]
    old, few = cohorts[cohorts["watched"] == cohorts["entered"]], row["shown"] == "counts"
    within, n = f"within {formats.days(row['days'])}", formats.number(row["entered"])
    interval = f"{formats.rate(row['low'])} to {formats.rate(row['high'])}, n = {n}"
    change = None
    if pd.notna(row["recent"]):
        by = row["recent"] - row["earlier"]
        text = formats.signed(formats.points(abs(by)).lstrip("+"), by)
        change = show.Change(text, "v. 3 months before", by > 0 if by else None, bool(row["is_changed"]))
    figures = (
        ("Reached", n, f"{formats.number(row['open'])} still open now", "Deals that got at least this far, by month of reaching it.",
         None, cohorts["entered"].iloc[:-1]),
        ("Moves on", row["conversion"], interval if not few else f"{formats.number(row['advanced'])} of {n}",
         f"Chance to move on {within}. The change: deals of the last three months that are old enough, against the three before.",
         change, old["share"]),
        ("Is lost", row["lost_share"], within, f"Chance to be lost {within}.", None, old["lost_share"]),
        ("Still open", row["still_open"], within, f"Share still undecided after {formats.days(row['days'])}.", None, ()),
    )  # fmt: skip
    cells = st.grid(4, min_column_width=150, gap="medium")
    for label, value, small, meaning, changed, trend in figures:
        words = value if isinstance(value, str) else formats.rate(value, row["entered"])
        with cells.cell():
            show.figure(
                label, words, small=small, meaning=meaning, change=changed, trend=trend[-24:] if not few else ()
            )


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
    """From which stage to which deals went."""
    here = result.moves[result.moves["pipeline"] == pipeline]
    if here.empty:
        return
    st.subheader("Moves between stages", anchor=False)
    order = here.drop_duplicates("to_stage").sort_values("to_position")["to_stage"]
    grid = here.pivot(index="from_stage", columns="to_stage", values="deals")
    rows = here.drop_duplicates("from_stage").sort_values("from_position")["from_stage"]
    grid = grid.reindex(index=rows, columns=order).astype("Int64").rename_axis("From").reset_index()
    show.table(grid, alt="Deals by stage left and stage entered", file_name="moves")
    show.notes(["Rows: the stage left. Columns: the stage entered next. A deal that went twice counts once."])
