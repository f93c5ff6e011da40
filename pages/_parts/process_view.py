"""The parts of the process page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.process import information_chart
from analytics.metrics.evidence import Evidence
from analytics.metrics.process.process import STANDARDS, Process
from analytics.workspace import Workspace
from pages._parts import drawer, formats, show
from pages._parts.formats import is_missing, md
from pages._parts.stage_words import meaning

ADVICE = {"keep": "Keep", "merge": "Merge", "split": "Split", "rename": "Rename", "not_enough": "Too few deals"}
NAMES = {"required": "Required", "factual": "Factual", "inspectable": "Inspectable", "buyer_centric": "Buyer-centric"}
MARKS = {True: "✓", False: "✗"}
COLUMNS = ["stage", "advice", *STANDARDS, "skip_rate", "same_day_rate", "moved_back_rate", "evident_rate", "information_rate",
           "information_low_rate", "information_high_rate", "closed", "why"]  # fmt: skip
HEADINGS = {
    "advice": "Advice", **NAMES, "skip_rate": "Skip it", "same_day_rate": "Pass in a day", "moved_back_rate": "Moved back",
    "evident_rate": "With a date or evidence", "information_rate": "Tells of winning", "information_low_rate": "At least",
    "information_high_rate": "At most", "closed": "Closed deals", "why": "Why",
}  # fmt: skip


def sentence(stages: pd.DataFrame, known: Evidence) -> str:
    """Which stages do not earn their place, or which one decides most."""
    if stages["information"].isna().all():
        return "What the stages tell about winning cannot be told. " + (known.why_not or "Too few deals are closed.")
    to_do = stages[stages["advice"].isin(["merge", "split", "rename"])]
    if len(to_do):
        first = next(
            row for advice in ("merge", "split", "rename") for _, row in to_do.iterrows() if row["advice"] == advice
        )
        more = f" {formats.count(len(to_do) - 1, 'other stage')} may change too." if len(to_do) > 1 else ""
        return f"**{md(first['stage'])}: {ADVICE[first['advice']].lower()}.** {md(first['why'])}{more}"
    most = stages.loc[stages["information"].idxmax()]
    told = stages["advice"] == "keep"
    text = f"**{md(most['stage'])}** decides most: passing it tells {formats.rate(most['information'])} of all that the stages tell about winning"
    text += f" ({formats.rate(most['information_low'])} to {formats.rate(most['information_high'])})."
    return f"{text} {'All stages earn their place.' if told.all() else 'No stage is to be changed.'}"


def figures(result: Process, stages: pd.DataFrame, pipeline: str) -> None:
    """How many stages meet the standards, and the two signs of stages that are set afterwards."""
    jumps, bulk = (rows[rows["pipeline"] == pipeline] for rows in (result.jumps, result.bulk))
    keys = jumps["deal_key"].unique()
    judged = stages[list(STANDARDS)].notna().any(axis=1)
    meets = judged & ~(stages[list(STANDARDS)] == False).any(axis=1)  # noqa: E712  missing is neither
    cells = st.grid(3, min_column_width=190, gap="medium")
    with cells.cell(), st.container(gap=None):
        st.metric(
            "Stages that fail no standard", f"{int(meets.sum())} of {len(stages)}", help="Of those that can be told."
        )
        st.caption(_judged(stages))
    with cells.cell(), st.container(gap=None):
        st.metric(
            "Through several stages in a day", formats.number(len(keys)),
            help="Deals that moved on more than once in one day: their stages were set afterwards.",
        )  # fmt: skip
        drawer.button("Show them", f"{pipeline}: several stages in a day", keys, key="process-jumps", type="tertiary")
    with cells.cell(), st.container(gap=None):
        st.metric(
            "Days of bulk moves", formats.number(len(bulk)),
            help="An owner moved ten deals or more, and five times as many as is usual on a day on which they move any.",
        )  # fmt: skip
        every = sorted({key for keys in bulk["keys"] for key in keys}) if len(bulk) else []
        drawer.button("Show their deals", f"{pipeline}: moved in bulk", every, key="process-bulk", type="tertiary")


def _judged(stages: pd.DataFrame) -> str:
    """The standards by which any stage could be judged, then the others."""
    told = {name: bool(stages[name].notna().any()) for name in STANDARDS}
    judged, others = ([NAMES[name].lower() for name in told if told[name] is each] for each in (True, False))
    return "; ".join([", ".join(judged)] * bool(judged) + [f"{', '.join(others)} not judged"] * bool(others))


def chart(work: Workspace, stages: pd.DataFrame, pipeline: str) -> None:
    """What each stage tells about winning."""
    if stages["information"].notna().any():
        figure = information_chart(stages, meaning(work, pipeline), separators=formats.separators())
        show.chart(figure, alt=f"What each stage of {pipeline} tells about winning")
        show.notes(
            [
                f"From {formats.count(int(stages['closed'].max()), 'closed deal')}. The stages add up to 100%; the line is the 90% interval."
            ]
        )


def table(stages: pd.DataFrame) -> None:
    """All stages, by the four standards, with the advice and its numbers."""
    shares = {f"{name}_rate": stages[name] for name in ("information", "information_low", "information_high")}
    marks = {
        name: [MARKS.get(None if is_missing(each) else bool(each), "–") for each in stages[name]] for name in STANDARDS
    }
    # of fewer than ten a share would say too much
    few = {"skip_rate": "reached", "same_day_rate": "moved_on", "moved_back_rate": "ended", "evident_rate": "reached"}
    rates = {name: stages[name].where(stages[of] >= 10) for name, of in few.items()}
    rows = stages.assign(**shares, **rates, **marks, advice=stages["advice"].map(ADVICE))
    show.table(
        show.filled(rows, COLUMNS), alt="Stages by the four standards", file_name="stage-audit", headings=HEADINGS,
        config={"why": st.column_config.TextColumn("Why", width=620)},
    )  # fmt: skip


def one_stage(result: Process, stages: pd.DataFrame) -> None:
    """One stage: what it stands for, its exit criteria, and the deals that left without."""
    st.subheader("Exit criteria", anchor=False)
    chosen = st.selectbox("Stage", stages["stage"].tolist(), key="process_stage", bind="query-params", width=320)
    row = stages[stages["stage"] == chosen].iloc[0]
    if not is_missing(row["buyer_outcome"]):
        st.markdown(f"What the buyer has done by then: {md(row['buyer_outcome'])}")
    own = result.criteria[
        (result.criteria["pipeline"] == row["pipeline"]) & (result.criteria["position"] == row["position"])
    ]
    if own.empty:
        st.markdown(
            "No exit criteria are written for this stage. One that names a column, such as *Next step set: Next Step is "
            "filled* or *Demo done: Demo Result=Held*, is checked for every deal."
        )
        st.page_link("data/setup.py", label="Write them in the setup", icon=":material/tune:")
        return
    for number, each in enumerate(own.itertuples()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{md(each.words)}**: {_met(each)}", width="content")
            if each.without:
                drawer.button(
                    "Left without", f"Left {row['stage']} without: {each.words}", each.without,
                    key=f"without-{number}", type="tertiary", icon=":material/list:",
                )  # fmt: skip
    if own["is_known"].any():
        show.notes(
            [
                "By what the columns say now. Next step, expected close and forecast category are asked of open deals only: closing a deal empties or rewrites them."
            ]
        )


def _met(each: object) -> str:
    if is_missing(each.column):
        return "no column tells of it"
    if not each.is_known:
        return f"there is no column {md(each.column)} in the exports, or it is not kept"
    if not each.asked:
        return "no deal that moved on can be asked"
    share = "" if is_missing(each.met_rate) or each.asked < 10 else f" ({formats.rate(each.met_rate)})"
    return f"{formats.number(each.met)} of {formats.deals(int(each.asked))} that moved on meet it{share}"


def bulk(result: Process, pipeline: str) -> None:
    """The days on which an owner moved far more deals than usual."""
    days = result.bulk[result.bulk["pipeline"] == pipeline]
    if days.empty:
        return
    st.subheader("Bulk moves", anchor=False)
    show.table(
        days[["owner", "day", "deals", "usual"]].rename(columns={"day": "moved_on"}), alt="Bulk moves",
        file_name="bulk-moves", headings={"moved_on": "Day", "deals": "Deals moved", "usual": "On a usual day"},
    )  # fmt: skip
