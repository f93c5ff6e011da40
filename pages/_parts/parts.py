"""The parts of a page below its main chart: one at a time, so that a page stays short."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st


def parts(key: str, named: Mapping[str, Callable[[], None]]) -> None:
    """A tab for each part, by its name; only the open one is drawn, and the link says which it is."""
    for tab, draw in zip(st.tabs(list(named), key=key, bind="query-params"), named.values(), strict=True):
        if tab.open:
            with tab:
                draw()
