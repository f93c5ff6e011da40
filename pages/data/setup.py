"""Setup: stages of each pipeline, pipelines and deals of several CRMs, currency and rates, people and benchmarks."""

import streamlit as st

from pages._parts import empty, setup_view, show
from pages._parts.work import CUSTOMERS, has_data, workspace

work = workspace()
show.answer(
    "How should deals be counted?",
    "What is set here holds for all figures. What is not, is recognised from the exports.",
)
if not has_data(work, *CUSTOMERS):
    empty.no_data("the stages that your exports tell of")
    st.stop()

setup_view.show(work)
