"""Changes: what changed between two days?"""

import streamlit as st

from analytics.metrics.changes import absent, changes, export_days, news, pushes, slipped, weekly
from analytics.periods import quarters
from pages._parts import begin, setup_missing, show
from pages._parts import changes_view as view
from pages._parts.changes_words import sentence
from pages._parts.drawer import show_asked
from pages._parts.facts import facts, reporting_currency
from pages._parts.parts import parts
from pages._parts.work import ask

QUESTION = "What changed?"

work, scope = begin.with_deals(QUESTION, "what came in, slipped, was won or lost between two days")
scope = scope.only(from_on=None, to_on=None)
top, currency, start = st.container(), reporting_currency(work), work.settings().fiscal_year_start
last_day = scope.as_of or facts(work).last_day
first, last, period = view.choose(ask(export_days, work, scope), last_day, start)
if first > last:
    show.answer(QUESTION, "The first day is after the last one.")
    st.stop()
result = ask(changes, work, scope, first, last, period)
happened = news(result)
with top:
    possible = result.level != "not_possible"
    show.answer(QUESTION, sentence(result, happened, currency) if possible else "These files do not tell.")
    show.known(result.level, result.reason, last, changes)
if not possible:
    show.notes([result.reason])
    st.stop()

view.figures(result, currency)
view.waterfall(result, currency)
show.notes(view.left_out(result))
setup_missing.question(work)
since, then = max(last - view.timedelta(days=91), min(first, period.from_on)), scope.only(as_of=last)
missing = ask(absent, work, then, first)
named = {
    "In words": lambda: view.story(result, happened, currency),
    "Week by week": lambda: view.week_by_week(ask(weekly, work, scope, since, last, period), currency),
    "By owner": lambda: view.by_owner(result, currency),
    "Slippage": lambda: view.slippage(
        ask(slipped, work, then, tuple(quarters(last - view.timedelta(days=300), last, start)[-4:])), currency
    ),
    "Pushes": lambda: view.pushed(ask(pushes, work, then), currency),
    "Disappeared": lambda: view.gone(missing, currency),
}
if missing.empty:
    del named["Disappeared"]
parts("changes_part", named)
show_asked(work, scope, currency)
