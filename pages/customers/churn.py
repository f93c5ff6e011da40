"""Churn: which customers leave, and what does it cost?"""

import streamlit as st

from analytics.metrics.churn.churn import churn
from pages._parts import begin, drawer, show
from pages._parts import churn_ahead as ahead
from pages._parts import churn_stay as stay
from pages._parts import churn_view as view
from pages._parts.facts import reporting_currency
from pages._parts.parts import parts
from pages._parts.work import ask

QUESTION = "Which customers leave, and what does it cost?"

work, scope = begin.with_customers(
    QUESTION, "who leaves, why, and how long customers stay", "lists of customers, subscriptions, or won deals"
)

settings, currency = work.settings(), reporting_currency(work)
result = ask(churn, work, scope, settings.terms, settings.fiscal_year_start)
show.answer(QUESTION, view.sentence(result, currency))
show.known(result.level, result.reason, result.as_of, churn, *filter(None, [result.unlock]))
if result.told_by == "nothing":
    show.notes([result.reason, *filter(None, [result.unlock])])
    st.stop()

view.figures(result)
show.notes(result.notes)
view.movements(result, currency)
named = {
    "Who leaves next": (True, lambda: ahead.leaving(result, currency)),
    "Reasons": (len(result.reasons), lambda: stay.reasons(result, currency)),
    "By month": (len(result.months), lambda: view.by_month(result, currency)),
    "How long they stay": (len(result.survival), lambda: stay.survival(result, work, scope, settings.terms, currency)),
    "Cohorts": (len(stay.cohort_rows(result)), lambda: stay.cohorts(result, currency)),
    "Renewals": (len(result.renewals), lambda: ahead.renewals(result)),
    "Buyers": (result.buyers is not None, lambda: ahead.buyers(result, currency)),
    "Value": (True, lambda: ahead.value(result, currency)),
}
parts("churn_part", {name: draw for name, (there, draw) in named.items() if there})
drawer.show_asked(work, scope, currency)
