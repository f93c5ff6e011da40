"""Evidence: what can these files tell?"""

import streamlit as st

from analytics.metrics.capabilities import capabilities
from analytics.workspace import Scope
from pages._parts import begin, show
from pages._parts import evidence_view as view
from pages._parts.facts import facts
from pages._parts.work import ask

QUESTION = "What can these files tell?"

work, _ = begin.with_deals(QUESTION, "which figures your files can give, and what to export for the others")

found = ask(capabilities, work, Scope())
top = st.container()
one = view.choose(found)
with top:
    show.answer(QUESTION, view.sentence(one))
    view.known(facts(work).last_day)
view.figures(one)
view.unlock(one)
view.all_figures(one)
view.holds(one)
