"""Funnel: where do deals stop?"""

import streamlit as st

from analytics.metrics.funnel import funnel
from pages._parts import empty, formats, show
from pages._parts import funnel_view as view
from pages._parts.facts import facts, reporting_currency
from pages._parts.filters import current_scope
from pages._parts.work import ask, has_data, workspace

QUESTION = "Where do deals stop?"

work, scope = workspace(), current_scope()
if not has_data(work):
    show.answer(QUESTION, "")
    empty.no_data("how many deals reach each stage, and where they are lost")
    st.stop()

result, currency = ask(funnel, work, scope), reporting_currency(work)
if not result.evidence:
    show.answer(QUESTION, "")
    empty.nothing_in_scope()
    st.stop()

top = st.container()
known = view.choose_pipeline(result)
stages = result.stages[result.stages["pipeline"] == known.pipeline]
with top:
    show.answer(QUESTION, view.sentence(stages, known, currency))
    show.known(known.drop_off, known.reason, scope.as_of or facts(work).last_day, funnel, *view.unlocks(known))
show.notes(view.unlocks(known) if known.why_not else [])

view.chart(stages, alt=f"Deals of {known.pipeline} by stage and what became of them")
show.notes([f"{formats.deals(known.unplaced)} lost without a stage are in no bar."] if known.unplaced else [])

left, right = st.columns([2, 3], gap="large")
with left:
    row = view.choose_stage(stages)
    view.buttons(row)
with right:
    view.reasons(result, row, currency)

st.subheader("All stages", anchor=False)
show.table(view.with_rates(stages), alt="Stages of the funnel", file_name="funnel", currency=currency)
view.open_drawer(work, scope, stages, known.pipeline, currency)
