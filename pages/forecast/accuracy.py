"""Accuracy: how right were the forecasts?"""

import streamlit as st

from analytics.metrics.forecast import accuracy
from pages._parts import accuracy_view as view
from pages._parts import begin, replays, show
from pages._parts.facts import facts, reporting_currency
from pages._parts.parts import parts
from pages._parts.quarter_choice import choose_period
from pages._parts.rates_note import rates_note
from pages._parts.work import ask

QUESTION = "How right were the forecasts?"

work, scope = begin.with_deals(
    QUESTION, "how right forecasts of past quarters were, made again from what was known then"
)

top = st.container()
period = choose_period(work, scope)
if (replay := replays.made(work, scope, period)) is not None:
    with top:
        show.answer(QUESTION, "")
    replays.progress(replay)
    st.stop()

result, currency = ask(accuracy, work, scope, period), reporting_currency(work)
week = view.weeks(result) if result.too_little is None else 1
with top:
    show.answer(QUESTION, view.sentence(result, week))
    show.known(
        "inferred", "Inferred: each past forecast is made again from what was known on its day.",
        scope.as_of or facts(work).last_day, accuracy,
    )  # fmt: skip
if result.too_little is None:
    view.past(result, week, currency)
named = {
    "Methods": (result.too_little is None, lambda: view.scores(result, week)),
    "Chances": (result.too_little is None and len(result.calibration), lambda: view.calibration(result, week)),
    "Deals": (True, lambda: view.failed(result)),
    "Submitted": (len(result.submitted), lambda: view.submitted(result, currency)),
    "What it leaves out": (len(result.omitted), lambda: view.omitted(result)),
}
parts("accuracy_part", {name: draw for name, (there, draw) in named.items() if there})
rates_note(work, scope, currency)
