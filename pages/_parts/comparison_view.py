"""Two groups or two periods side by side: which stages differ, and what of it is mix."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.conversion import comparison_chart
from analytics.metrics.comparison import compare, compare_mix
from analytics.workspace import Workspace
from pages._parts import formats, show
from pages._parts.compare_with import GROUPS, Sides
from pages._parts.facts import facts
from pages._parts.filters import LABELS
from pages._parts.formats import md
from pages._parts.work import ask


def comparison(work: Workspace, sides: Sides, pipeline: str, row: pd.Series) -> None:
    """Which stages differ between two groups, and what of it is mix."""
    rows = ask(compare, work, sides.scope, sides.other)
    rows = rows[rows["pipeline"] == pipeline]
    if rows.empty:
        st.caption("One of the two has no deals in this pipeline.")
        return
    st.markdown(_verdict(rows, sides))
    show.chart(comparison_chart(rows, points=formats.points), alt="Difference in conversion by stage")
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
        return f"{md(sides.name)} and {md(sides.other_name)}: chance explains every difference."
    words = [f"**{md(each.stage)}** {formats.points(each.difference)}" for each in real.itertuples()]
    return f"{md(sides.name)} and {md(sides.other_name)} differ in " + ", ".join(words) + "; chance explains all else."


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
        f"Of the difference in **{md(row['stage'])}**, {formats.points(mix)} come from another mix of deals by {LABELS[by].lower()}, "
        f"{formats.points(rate)} from like deals that fared otherwise."
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
