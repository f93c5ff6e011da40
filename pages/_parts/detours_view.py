"""Deals that did not go straight from stage to stage, counted in their own right."""

from __future__ import annotations

import streamlit as st

from analytics.metrics.detours import Detours
from pages._parts import drawer, formats, show

# words for the button; what it means
KINDS = {
    "skipped": ("skipped a stage", "Passed a stage without ever having been in it; those that started later are among them."),
    "moved_back": ("moved back", "Left a stage for an earlier one."),
    "entered_again": ("entered a stage again", "Came into a stage in which they had been before."),
    "reopened": ("opened again", "Closed, and opened again within 90 days (or as Setup says): the closing counts as undone."),
    "win_back": ("win-backs", "Opened again later than that: the closed deal stays closed, and this is a new one from then on."),
}  # fmt: skip


def detours(found: Detours, pipeline: str) -> None:
    """How many deals took each detour, and which."""
    reached = found.reached.get(pipeline)
    if not reached:
        return
    st.subheader("Skipped, back and again", anchor=False)
    with st.container(horizontal=True, gap="small"):
        for kind, (words, meaning) in KINDS.items():
            keys = found.keys(kind, pipeline)
            drawer.button(
                f"{formats.number(len(keys))} {words}", f"{pipeline}: {words}", keys, key=f"detour-{kind}", help=meaning
            )
    back, again = found.times("moved_back", pipeline), found.times("entered_again", pipeline)
    revived = found.revived(pipeline)
    fates = ", ".join(f"{formats.number(count)} {status}" for status, count in revived.items())
    show.notes(
        [
            f"{formats.deals(reached)} were in a stage, with {formats.count(back, 'move')} back and {formats.count(again, 'further stay')} in all. "
            "None of them changes what a deal has reached.",
            *(
                [f"Of {formats.deals(sum(revived.values()))} opened again, soon or late: {fates}."]
                if any(revived.values())
                else []
            ),
        ]
    )
