"""Conversion: how likely does a deal move on?"""

import streamlit as st

from analytics.metrics.conversion import conversion
from pages._parts import begin, compare_with, show
from pages._parts import conversion_view as view
from pages._parts.comparison_view import comparison
from pages._parts.detours_view import detours
from pages._parts.drawer import show_asked
from pages._parts.facts import facts, reporting_currency
from pages._parts.funnel_view import unlocks
from pages._parts.pipelines import choose_pipeline
from pages._parts.stage_words import dictionary
from pages._parts.work import ask

QUESTION = "How likely does a deal move on?"

work, scope = begin.with_deals(QUESTION, "the chance to move on from each stage, open deals counted right")

result = ask(conversion, work, scope)
if not result.evidence:
    begin.nothing_in_scope(QUESTION)

top = st.container()
known = choose_pipeline(result.evidence, result.stages, "entered")
stages = result.stages[result.stages["pipeline"] == known.pipeline]
with top:
    show.answer(QUESTION, view.sentence(stages, result, known))
    level = "not_possible" if known.pipeline in result.impossible else known.level
    show.known(level, known.reason, scope.as_of or facts(work).last_day, conversion, *unlocks(known))
if known.pipeline in result.impossible:
    show.notes(unlocks(known))
    st.stop()

view.chart(work, scope, stages, alt=f"Deals of {known.pipeline}: share moved on, still open and lost, by stage")
show.notes(view.left_out(stages, result, known))
dictionary(work, known.pipeline)
row = view.one_stage(result, stages)
view.buttons(work, scope, row)
view.table(stages)
detours(result.detours, known.pipeline)
view.moves(result, known.pipeline)

st.subheader("Comparison", anchor=False)
sides = compare_with.choose(work, scope)
if sides:
    comparison(work, sides, known.pipeline, row)
show_asked(work, scope, reporting_currency(work))
