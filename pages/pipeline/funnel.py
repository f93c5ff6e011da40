"""Funnel: where do deals stop?"""

import streamlit as st

from analytics.metrics.detours import detours as count_detours
from analytics.metrics.funnel import funnel
from analytics.metrics.overview import overview_trend
from pages._parts import begin, compare_with, formats, overview_view, show
from pages._parts import funnel_reading as reading
from pages._parts import funnel_view as view
from pages._parts.detours_view import detours
from pages._parts.drawer import show_asked
from pages._parts.facts import facts, reporting_currency
from pages._parts.pipelines import choose_pipeline
from pages._parts.rates_note import rates_note
from pages._parts.stage_words import dictionary
from pages._parts.work import ask

QUESTION = "Where do deals stop?"

work, scope = begin.with_deals(QUESTION, "how many deals reach each stage, and where they are lost")

ours, currency = ask(funnel, work, scope), reporting_currency(work)
if not ours.evidence:
    begin.nothing_in_scope(QUESTION)

top, several = st.container(), len(ours.evidence) > 1
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    known = choose_pipeline(ours.evidence, ours.stages, "reached")
    rule = view.choose_rule()
    by = view.choose_measure(ours, known)
result = ours if rule == "reached" else ask(funnel, work, scope, rule)
stages = result.stages[result.stages["pipeline"] == known.pipeline]
with top:
    show.answer(QUESTION, view.sentence(stages, known, currency, several, rule))
    show.known(known.drop_off, known.reason, scope.as_of or facts(work).last_day, funnel, *view.unlocks(known))
    here = scope.only(pipelines=(known.pipeline,))
    trend = ask(overview_trend, work, here)
    reading.figures(known, trend, several)
    overview_view.buttons(work, here, trend)
show.notes(view.unlocks(known) if known.why_not else [])
if stages["reached"].isna().any():
    show.notes(["This rule asks when deals entered each stage, and these exports do not tell it."])
    st.stop()

left_out = view.charts(stages, f"Deals of {known.pipeline} by stage and what became of them", currency, by)
unplaced = (
    [f"In no bar: {formats.deals(known.unplaced)} lost, of which no file tells the stage."]
    if known.unplaced and not known.why_not
    else []
)
few = ["Of fewer than ten deals, only counts are shown."] if (stages["reached"] < 10).any() else []
of_open = (
    [
        "Open: deals that got to the stage and no further. One that went back is counted where it got to, on Overview where it stands."
    ]
    if rule == "reached" and stages["advanced"].notna().any()
    else []
)
show.notes([*unplaced, *left_out, *few, *of_open])
view.closed_deals(known)
if rule != "reached":
    reading.reconciled(work, scope, rule, known.pipeline, stages)

left, right = st.columns([2, 3], gap="large")
with left:
    row = view.choose_stage(stages)
    view.buttons(row)
with right:
    view.reasons(ours, row, known, currency)
reading.diagnosis(ours, known.pipeline, rule)

st.subheader("All stages", anchor=False)
dictionary(work, known.pipeline)
show.table(view.with_rates(stages), alt="Stages of the funnel", file_name="funnel", currency=currency)
detours(ask(count_detours, work, scope), known.pipeline)
rates_note(work, scope, currency)
st.subheader("Comparison", anchor=False)
sides = compare_with.choose(work, scope)
if sides:
    reading.compared(work, sides, rule, known.pipeline)
view.open_drawer(work, scope, stages, known.pipeline, currency, rule)
show_asked(work, scope, currency)
