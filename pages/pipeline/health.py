"""Health: what needs attention now?"""

import streamlit as st

from analytics.metrics.health.health import health
from pages._parts import begin, drawer, health_ages, health_calls, show
from pages._parts import health_view as view
from pages._parts.facts import reporting_currency
from pages._parts.parts import parts
from pages._parts.pipelines import choose_pipeline
from pages._parts.stage_words import dictionary
from pages._parts.work import ask

QUESTION = "What needs attention now?"

work, scope = begin.with_deals(QUESTION, "which open deals need attention, and why")

result, currency = ask(health, work, scope), reporting_currency(work)
if result.deals.empty:
    show.answer(QUESTION, "No deal is open within these filters.")
    st.stop()

show.answer(QUESTION, view.sentence(result, currency))
show.known(*view.how_known(result), result.as_of, health)
view.figures(result, currency)
view.reasons(result, currency)


def ages() -> None:
    """How long is too long, in the stages of one pipeline."""
    stages = work.engine.table("stages")
    known = choose_pipeline(result.evidence, result.learned.limits, "won")
    names = stages[stages["pipeline"] == known.pipeline].set_index("position")["stage"].to_dict()
    dictionary(work, known.pipeline)
    health_ages.ages(result, known.pipeline, names)


named = {
    "This week": (len(result.flagged), lambda: health_calls.this_week(result, currency)),
    "How long is too long": (True, ages),
    "Close dates": (len(health_ages.date_sentences(result)), lambda: health_ages.dates(result)),
    "What is filled in": (len(result.fields), lambda: view.fields(result)),
}
parts("health_part", {name: draw for name, (there, draw) in named.items() if there})
drawer.show_asked(work, scope, currency)
