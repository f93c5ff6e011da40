"""One pipeline at a time: the same choice on every page that shows stages."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.metrics.evidence import Evidence


def choose_pipeline(known: Sequence[Evidence], stages: pd.DataFrame, size: str) -> Evidence:
    """The pipeline that is looked at; first the one with the largest `size`, a column of `stages`."""
    names = [each.pipeline for each in known]
    sizes = stages.groupby("pipeline")[size].max()
    chosen = names[0]
    if len(names) > 1:
        most = max(names, key=lambda name: sizes.get(name, 0))
        # a list, not pills: the dark theme writes a chosen pill in a blue that few can read
        chosen = st.selectbox(
            "Pipeline", names, names.index(most), key="funnel_pipeline", bind="query-params", width=320
        )
    return next(each for each in known if each.pipeline == chosen)
