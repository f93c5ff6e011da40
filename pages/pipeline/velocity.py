"""Velocity: how fast does money move?"""

import streamlit as st

from analytics.metrics.velocity import velocity
from pages._parts import begin, show
from pages._parts import velocity_stages_view as time_in
from pages._parts import velocity_view as view
from pages._parts.drawer import show_asked
from pages._parts.facts import facts, reporting_currency
from pages._parts.funnel_view import unlocks
from pages._parts.parts import parts
from pages._parts.pipelines import choose_pipeline
from pages._parts.rates_note import rates_note
from pages._parts.stage_words import dictionary
from pages._parts.work import ask

QUESTION = "How fast does money move?"

work, scope = begin.with_deals(QUESTION, "how fast money moves and how long deals stay in each stage")

result, currency = ask(velocity, work, scope), reporting_currency(work)
if not result.evidence:
    begin.nothing_in_scope(QUESTION)

top = st.container()
view.figures(result, currency)
view.change(result, currency)
known = choose_pipeline(result.evidence, result.stages, "n")
with top:
    show.answer(QUESTION, view.sentence(result, currency))
    show.known(known.level, known.reason, scope.as_of or facts(work).last_day, velocity, *unlocks(known))
if known.pipeline in result.impossible:
    show.notes([result.impossible[known.pipeline], *unlocks(known)])
dictionary(work, known.pipeline)
parts(
    "velocity_part",
    {
        "Time in stage": lambda: time_in.stages(result, known.pipeline, currency),
        "One stage": lambda: time_in.one_stage(work, scope, result, known.pipeline, currency),
        "Who is faster": lambda: view.groups(work, scope, known.pipeline, currency),
    },
)
rates_note(work, scope, currency)
show_asked(work, scope, currency)
