"""The quarter: what will it bring?"""

import streamlit as st

from analytics.metrics.forecast import forecast
from pages._parts import drawer, empty, quarter_report, quarter_what_if, replays, show
from pages._parts import quarter_view as view
from pages._parts.facts import reporting_currency
from pages._parts.filters import current_scope
from pages._parts.quarter_choice import choose_period
from pages._parts.quarter_sections import show_sections
from pages._parts.rates_note import rates_note
from pages._parts.work import ask, has_data, workspace

QUESTION = "What will the quarter bring?"

work, scope = workspace(), current_scope()
if not has_data(work):
    show.answer(QUESTION, "")
    empty.no_data("what the quarter will bring, with a range, and which deals it rests on")
    st.stop()

top = st.container()
period = choose_period(work, scope)
replay = replays.made(work, scope, period)
result, currency = ask(forecast, work, scope, period, 2000, 0, replay is None), reporting_currency(work)
if result.deals.empty and not result.won_to_date and not result.methods:
    show.answer(QUESTION, "")
    empty.nothing_in_scope()
    st.stop()

with top:
    show.answer(QUESTION, view.sentence(result, currency))
    show.known("inferred", "Inferred: a forecast, learned from past periods of these deals.", result.as_of, forecast)
    if replay is None:
        quarter_report.buttons(work, scope, period, currency)
if replay is not None and result.too_little is None:
    replays.progress(replay)
view.figures(result, currency)
view.main_chart(result, currency)
view.parts(result, currency)
quarter_what_if.section(result, currency)
view.methods(result, currency)
view.weighted(result, currency)
view.deals(result, currency)
show_sections(work, scope, period, currency)
rates_note(work, scope, currency)
drawer.show_asked(work, scope, currency)
