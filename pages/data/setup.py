"""Setup: stages of each pipeline, reporting currency and rates."""

import streamlit as st

from pages._parts import empty, setup_view, show
from pages._parts.work import has_data, workspace

work = workspace()
show.answer(
    "How should deals be counted?",
    "What is set here holds for all figures. What is not, is recognised from the exports.",
)
if not has_data(work):
    empty.no_data("the stages that your exports tell of")
    st.stop()

pipelines = setup_view.stages(work)
st.subheader("Currency", anchor=False)
currency, rates = setup_view.currency(work)
setup_view.save(work, pipelines, currency, rates)
