"""Segments: which kinds of deals are won, and has anything begun to go wrong?"""

import streamlit as st

from analytics.metrics.alarms.alarms import alarms
from analytics.metrics.evidence import evidence
from analytics.metrics.segments.segments import revival, segments
from pages._parts import begin, drawer, fix_view, show
from pages._parts import segments_view as view
from pages._parts.facts import facts, reporting_currency
from pages._parts.work import ask

QUESTION = "Which kinds of deals are won?"

work, scope = begin.with_deals(
    QUESTION, "how often and how fast each kind of deals is won, and where that has begun to change"
)
found = ask(evidence, work, scope)
if not found:
    begin.nothing_in_scope(QUESTION)

currency, known = reporting_currency(work), facts(work)
top = st.container()
offers = [each for each in view.BY if each in ("size", "customer") or known.values.get(each)]
offers = [each for each in offers if each not in (*known.alike, "where", "pipeline")]
by = st.selectbox(
    "By",
    offers,
    offers.index("source") if "source" in offers else 0,
    key="kinds_by",
    bind="query-params",
    width=320,
    format_func=view.BY.get,
)
result, warned = ask(segments, work, scope, by), ask(alarms, work, scope)
names = view.names_of(result, currency)
with top:
    show.answer(QUESTION, view.sentence(result, names))
    reason = "From the day on which each deal was created, and that on which it was won or lost."
    show.known("not_possible" if result.why_not else "exact", reason, scope.as_of or known.last_day, segments)
if not result.why_not:
    view.chart(result, names)
    loud = frozenset(warned.alarms.loc[warned.alarms["by"] == by, "value"])
    view.table(result, names, loud, currency)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.subheader("Early warning", anchor=False, width="content")
    with st.popover("How this is counted", type="tertiary", icon=":material/help:", key="how-alarms"):
        st.markdown(show.definition(alarms))
fix_view.alarms(warned)
view.reasons(result, currency)
view.won_reasons(result, currency)
view.revived(ask(revival, work, scope))
drawer.show_asked(work, scope, currency)
