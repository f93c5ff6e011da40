"""Process: which stages earn their place?"""

import streamlit as st

from analytics.metrics.process.process import process
from pages._parts import begin, drawer, show
from pages._parts import process_view as view
from pages._parts.facts import facts, reporting_currency
from pages._parts.funnel_view import unlocks
from pages._parts.pipelines import choose_pipeline
from pages._parts.stage_words import dictionary
from pages._parts.work import ask

QUESTION = "Which stages earn their place?"

work, scope = begin.with_deals(QUESTION, "which stages are skipped, rushed through or say nothing about winning")

result = ask(process, work, scope)
if not result.evidence:
    begin.nothing_in_scope(QUESTION)

top = st.container()
known = choose_pipeline(result.evidence, result.stages, "reached")
stages = result.stages[result.stages["pipeline"] == known.pipeline].reset_index(drop=True)
with top:
    show.answer(QUESTION, view.sentence(stages, known))
    show.known(known.drop_off, known.reason, scope.as_of or facts(work).last_day, process, *unlocks(known))
view.figures(result, stages, known.pipeline)
view.chart(work, stages, known.pipeline)
dictionary(work, known.pipeline)
view.table(stages)
view.one_stage(result, stages)
view.bulk(result, known.pipeline)
drawer.show_asked(work, scope, reporting_currency(work))
