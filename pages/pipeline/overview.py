"""Overview: where does the pipeline stand?"""

import streamlit as st

from analytics.metrics.alarms.alarms import alarms
from analytics.metrics.overview import overview, overview_stages, overview_trend
from pages._parts import begin, fix_view, show
from pages._parts import overview_view as view
from pages._parts.changes_words import lately
from pages._parts.drawer import show_asked
from pages._parts.facts import reporting_currency
from pages._parts.rates_note import rates_note
from pages._parts.work import ask

QUESTION = "Where does the pipeline stand?"
COLUMNS = ["pipeline", "stage", "deals", "open_amount", "weighted_amount"]

work, scope = begin.with_deals(QUESTION, "what is won, what is open and what that is worth")

result, currency = ask(overview, work, scope), reporting_currency(work)
if not result.deals:
    begin.nothing_in_scope(QUESTION)

show.answer(QUESTION, view.sentence(result, currency))
show.known(*view.how_known(work, scope), result.as_of, overview)
trend = ask(overview_trend, work, scope)
view.figures(result, trend, currency)
view.buttons(work, scope, trend)
show.notes(view.left_out(result))
rates_note(work, scope, currency)
lately(work, scope, currency)

stages = view.largest_first(ask(overview_stages, work, scope))
if stages["deals"].any():
    st.subheader("Open pipeline by stage", anchor=False)
    if stages["open_amount"].notna().any():
        view.chart(work, scope, stages, currency)
    show.table(stages[COLUMNS], alt="Open pipeline by stage", file_name="open-by-stage", currency=currency)
show_asked(work, scope, currency)
# the slowest last
fix_view.alarm_lines(ask(alarms, work, scope))
