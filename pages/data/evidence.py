"""Evidence: what can these files tell?"""

import streamlit as st

from analytics.metrics.capabilities import capabilities
from analytics.workspace import Scope
from pages._parts import empty, show
from pages._parts import evidence_view as view
from pages._parts.facts import facts
from pages._parts.work import ask, has_data, workspace

QUESTION = "What can these files tell?"

work = workspace()
if not has_data(work):
    show.answer(QUESTION, "")
    empty.no_data("which figures your files can give, and what to export for the others")
    st.stop()

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
