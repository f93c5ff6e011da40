"""The quarter: what will it bring?"""

import streamlit as st

from analytics.metrics.forecast import forecast
from pages._parts import begin, drawer, quarter_report, quarter_what_if, replays, show
from pages._parts import quarter_sections as sections
from pages._parts import quarter_view as view
from pages._parts.facts import reporting_currency
from pages._parts.parts import parts
from pages._parts.quarter_choice import choose_period
from pages._parts.rates_note import rates_note
from pages._parts.work import ask

QUESTION = "What will the quarter bring?"

work, scope = begin.with_deals(QUESTION, "what the quarter will bring, with a range, and which deals it rests on")

top = st.container()
period = choose_period(work, scope)
replay = replays.made(work, scope, period)
result, currency = ask(forecast, work, scope, period, 2000, 0, replay is None), reporting_currency(work)
if result.deals.empty and result.won_to_date == 0 and not result.methods:
    begin.nothing_in_scope(QUESTION)

with top:
    show.answer(QUESTION, view.sentence(result, currency))
    show.known("inferred", "Inferred: a forecast, learned from past periods of these deals.", result.as_of, forecast)
    if replay is None:
        quarter_report.buttons(work, scope, period, currency)
if replay is not None and result.too_little is None:
    replays.progress(replay)
view.figures(result, currency)
view.main_chart(result, currency)
named = {
    "Deals": lambda: view.deals(result, currency),
    "Target": lambda: sections.target_coverage(work, scope, period, currency),
    "What if": lambda: quarter_what_if.section(result, currency),
    "Categories": lambda: sections.by_category(work, scope, period, currency),
    "Stages": lambda: view.weighted(result, currency),
    "Within the month": lambda: sections.within_the_month(work, scope),
    "Teams": lambda: sections.by_group(work, scope, period, currency),
    "Methods": lambda: view.methods(result, currency),
}
if result.sources is None or result.deals.empty:
    del named["What if"]
parts("quarter_part", named)
rates_note(work, scope, currency)
drawer.show_asked(work, scope, currency)
