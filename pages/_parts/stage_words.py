"""What the stages of a pipeline stand for: the buyer's outcome and the exit criteria, as typed in the setup."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.workspace import Workspace
from pages._parts.formats import is_missing, md


def meaning(work: Workspace, pipeline: str) -> dict[int, str]:
    """Position -> what the stage stands for, a line each; only stages of which anything is said."""
    stages = work.engine.table("stages")
    found = {}
    for row in stages[(stages["pipeline"] == pipeline) & (stages["kind"] == "open")].itertuples():
        lines = [] if is_missing(row.buyer_outcome) else [f"Buyer: {row.buyer_outcome}"]
        lines += [] if is_missing(row.exit_criteria) else [f"• {line}" for line in row.exit_criteria.splitlines()]
        if lines:
            found[int(row.position)] = "\n".join(lines)
    return found


def dictionary(work: Workspace, pipeline: str) -> None:
    """A button that shows what the stages stand for, where anything is said of them."""
    known = meaning(work, pipeline)
    if not known:
        return
    stages = work.engine.table("stages")
    names: pd.Series = stages[stages["pipeline"] == pipeline].set_index("position")["stage"]
    with st.popover("What the stages stand for", type="tertiary", icon=":material/menu_book:"):
        for position, text in known.items():
            st.markdown(f"**{md(names[position])}**  \n" + "  \n".join(md(line) for line in text.splitlines()))
