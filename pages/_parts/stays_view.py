"""Time in stage, person by person: a part of the page on weak stages."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages._parts import formats, show
from pages._parts.coaching_view import HEADINGS
from pages._parts.formats import md


def stays(rows: pd.DataFrame) -> None:
    """Who is slow where: exits against those expected."""
    loud = rows[rows["state"].isin(["flag", "watch", "strong"])]
    st.subheader("Time in stage", anchor=False)
    words = {
        "flag": "Slow",
        "watch": "Perhaps slow",
        "strong": "Quick",
        "fine": "Within chance",
        "not_enough": "Too few deals",
    }
    if loud.empty:
        st.markdown("Nobody’s deals stay longer or shorter in a stage than chance explains.")
    for row in loud.sort_values("p_slow", ascending=False).head(5).itertuples():
        st.markdown(
            f"- **{md(row.owner)}**, {md(row.stage)}: {words[row.state].lower()}; {formats.deals(row.exits)} left where {formats.number(round(row.expected))} "
            f"would have at the pace of all (median {formats.days(row.median_days)}, peers {formats.days(row.team_days)})"
        )
    with st.expander("Time in stage of everybody"):
        columns = ["owner", "stage", "state_words", "n", "exits", "expected", "ratio", "median_days", "team_days"]
        named = rows.assign(
            state_words=rows["state"].map(words), expected=rows["expected"].round(1), ratio=rows["ratio"].round(2)
        )
        show.table(
            named.sort_values(["owner", "position"])[columns], alt="Time in stage by person", file_name="time-in-stage-by-person",
            headings=HEADINGS | {"expected": "Expected to leave", "n": "Deals"}, height=420,
        )  # fmt: skip
