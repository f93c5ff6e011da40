"""Scorecard: how does one person sell, against the team?"""

import streamlit as st

from analytics.metrics.coaching.coaching import NOTE
from analytics.metrics.evidence import evidence
from analytics.metrics.scorecard.scorecard import scorecard
from pages._parts import begin, show
from pages._parts import scorecard_view as view
from pages._parts.facts import facts, reporting_currency
from pages._parts.funnel_view import unlocks
from pages._parts.pipelines import choose_pipeline
from pages._parts.work import ask

QUESTION = "How does one person sell, against the team?"

work, scope = begin.with_deals(QUESTION, "one person’s funnel, conversion and pace against the team, over time")
owners = [each for each in facts(work).values["owner"] if not scope.owners or each in scope.owners]
if not owners:
    show.answer(QUESTION, "No deal of these exports has an owner.")
    st.stop()

top = st.container()
owner = st.selectbox("Person", owners, key="person", bind="query-params", width=320)
found = ask(evidence, work, scope.only(owners=(owner,)))
if not found:
    with top:
        begin.nothing_in_scope(QUESTION)
card, currency = ask(scorecard, work, scope, owner, work.settings().fiscal_year_start), reporting_currency(work)
benchmarks = work.settings().benchmarks
view.figures(card, currency, benchmarks)
known = choose_pipeline(found, card.funnel, "reached")
with top:
    show.answer(QUESTION, view.sentence(card))
    show.known(known.level, known.reason, scope.as_of or facts(work).last_day, scorecard, *unlocks(known))
view.paper(card, currency, benchmarks)
view.stages(card, known.pipeline, benchmarks, currency)
view.quarters(card, benchmarks, currency)
show.notes([NOTE])
