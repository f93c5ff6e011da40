"""Health: what needs attention now?"""

import streamlit as st

from analytics.metrics.health.health import health
from pages._parts import drawer, empty, show
from pages._parts import health_view as view
from pages._parts.facts import reporting_currency
from pages._parts.filters import current_scope
from pages._parts.pipelines import choose_pipeline
from pages._parts.stage_words import dictionary
from pages._parts.work import ask, has_data, workspace

QUESTION = "What needs attention now?"

work, scope = workspace(), current_scope()
if not has_data(work):
    show.answer(QUESTION, "")
    empty.no_data("which open deals need attention, and why")
    st.stop()

result, currency = ask(health, work, scope), reporting_currency(work)
if result.deals.empty:
    show.answer(QUESTION, "No deal is open within these filters.")
    st.stop()

show.answer(QUESTION, view.sentence(result, currency))
show.known(*view.how_known(result), result.as_of, health)
view.figures(result, currency)
view.reasons(result, currency)
if len(result.flagged):
    st.subheader("This week’s calls", anchor=False)
    view.calls(result, currency)
stages = work.engine.table("stages")
known = choose_pipeline(result.evidence, result.learned.limits, "won")
names = stages[stages["pipeline"] == known.pipeline].set_index("position")["stage"].to_dict()
dictionary(work, known.pipeline)
view.ages(result, known.pipeline, names)
view.dates(result)
view.fields(result)
drawer.show_asked(work, scope, currency)
