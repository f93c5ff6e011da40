"""The parts of the evidence page: what the files of a CRM can tell, and what to export for the rest."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from analytics.metrics.capabilities import LEVELS, Capabilities, capabilities
from pages._parts import formats, show
from pages._parts.formats import md

WORDS = {"exact": "Exact", "inferred": "Inferred", "not_possible": "Not possible"}
MEANING = {
    "exact": "The files hold all that these figures need.",
    "inferred": "The files hold enough for a stated rule, and less than all.",
    "not_possible": "Shown nowhere until the files hold what they need.",
}
PAGES = {
    "overview": "Overview", "funnel": "Funnel", "conversion": "Conversion", "velocity": "Velocity", "health": "Health",
    "changes": "Changes", "process": "Process", "forecast": "Quarter", "accuracy": "Accuracy", "coaching": "Weak stages",
    "segments": "Segments", "churn": "Churn", "delivery": "Delivery", "scorecard": "Scorecard",
}  # fmt: skip


def choose(found: list[Capabilities]) -> Capabilities:
    """The CRM that is looked at; the largest first."""
    names = [each.name for each in found]
    if len(names) == 1:
        return found[0]
    return found[names.index(st.selectbox("Files of", names, key="crm", bind="query-params", width=320))]


def sentence(one: Capabilities) -> str:
    """How much they tell, and what to export first."""
    text = (
        f"Of {len(one.figures)} figures the files of **{md(one.name)}** ({formats.deals(one.deals)}) give "
        f"**{one.count('exact')}** exactly and **{one.count('inferred')}** by a stated rule; "
        f"**{one.count('not_possible')}** are not possible."
    )
    first = one.unlock[one.unlock["opens"] > 0].head(1)
    return text if first.empty else text + f" What would unlock most: {md(first['words'].iloc[0])}."


def known(last_day: date) -> None:
    """As of which day, and how this is decided."""
    show.known("exact", "Exact: counted over all rows of the files.", last_day, capabilities)


def figures(one: Capabilities) -> None:
    """How many figures are known, and how."""
    cells = st.grid(3, min_column_width=150, gap="medium")
    for level in LEVELS:
        with cells.cell(), st.container(gap=None):
            st.metric(WORDS[level], formats.number(one.count(level)), help=MEANING[level])
            _, color, icon = show.LEVELS[level]
            st.badge(WORDS[level], icon=icon, color=color)


def unlock(one: Capabilities) -> None:
    """What to export, and which figures wait for it."""
    if one.unlock.empty:
        return
    st.subheader(f"To unlock more, export from {one.name}", anchor=False)
    first = one.unlock["opens"] > 0
    _cards(one.unlock[first])
    if not first.all():
        with st.expander("What opens figures only together with more"):
            _cards(one.unlock[~first])


def _cards(rows: pd.DataFrame) -> None:
    for row in rows.itertuples():
        opens = f" · opens {formats.count(int(row.opens), 'figure')} by itself" if row.opens else ""
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{md(row.words[:1].upper() + row.words[1:])}**:small[{opens}]")
            st.markdown(row.how)
            st.caption(f"Wanted for: {md(row.figures)}")


def all_figures(one: Capabilities) -> None:
    """Every figure and how it is known."""
    st.subheader("All figures", anchor=False)
    rows = one.figures.assign(
        metric=one.figures["metric"].map(PAGES),
        level=one.figures["level"].map(WORDS),
        missing=one.figures["missing"].map(lambda text: text or None),
    )
    show.table(
        rows[["figure", "metric", "level", "missing"]], alt="Figures and how they are known", file_name="evidence",
        config={
            "figure": st.column_config.TextColumn("Figure", width=400, pinned=True),
            "metric": st.column_config.TextColumn("Page", width=110),
            "level": st.column_config.TextColumn("How it is known", width=130),
        },
        headings={"figure": "Figure", "metric": "Page", "level": "How it is known", "missing": "For an exact one it needs"},
    )  # fmt: skip


def holds(one: Capabilities) -> None:
    """What the files hold, with the share of deals that have it."""
    st.subheader("What the files hold", anchor=False)
    rows = one.facts[["words", "has", "of", "share"]].astype({"of": "Float64"})
    rows = rows.assign(words=rows["words"].str[:1].str.upper() + rows["words"].str[1:])
    bar = st.column_config.ProgressColumn("Share", format="percent", min_value=0, max_value=1)
    show.table(
        rows, alt="What the files hold", file_name="what-the-files-hold", config={"share": bar},
        headings={"words": "What", "has": "Have it", "of": "Of"},
    )  # fmt: skip
