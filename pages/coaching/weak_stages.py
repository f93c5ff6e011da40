"""Weak stages: which stage to coach, for whom?"""

import streamlit as st

from analytics.metrics.coaching.coaching import NOTE, coaching
from analytics.metrics.what_to_fix import what_to_fix
from pages._parts import begin, drawer, fix_view, show, stays_view
from pages._parts import coaching_view as view
from pages._parts.facts import facts, reporting_currency
from pages._parts.funnel_view import unlocks
from pages._parts.parts import parts
from pages._parts.pipelines import choose_pipeline
from pages._parts.stage_words import dictionary
from pages._parts.work import ask

QUESTION = "Which stage to coach, for whom?"
WINDOWS = {"Last two quarters": 2, "Last four quarters": 4, "All time": None}

work, scope = begin.with_deals(
    QUESTION, "where each person’s deals move on less often than chance and their mix explain, and what that costs"
)

top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    window = "Last four quarters"
    if not scope.from_on:
        window = st.selectbox(
            "Deals that came to a stage in the", list(WINDOWS), 1, key="window", bind="query-params", width=260,
        )  # fmt: skip
    # everybody is counted; the filter by owner only says whom to show
    result, currency = ask(coaching, work, scope, WINDOWS[window], "role", False), reporting_currency(work)
    if not result.evidence:
        begin.nothing_in_scope(QUESTION)
    known = choose_pipeline(result.evidence, result.cells, "n")
everybody = result.cells[result.cells["pipeline"] == known.pipeline]
cells = everybody[everybody["owner"].isin(scope.owners)] if scope.owners else everybody
as_of = scope.as_of or facts(work).last_day
if cells.empty:
    why = result.impossible.get(known.pipeline) or "It takes three people with deals in a stage to compare them."
    with top:
        show.answer(QUESTION, f"Which stage to coach cannot be told. {why}")
        level = "not_possible" if known.pipeline in result.impossible else known.level
        show.known(level, known.reason, as_of, coaching, *unlocks(known))
        show.notes([*unlocks(known), *view.left_out(result)])
    st.stop()

with top:
    show.answer(QUESTION, view.sentence(cells, currency))
    show.known(known.level, known.reason, as_of, coaching, *unlocks(known))
view.figures(cells, currency)
view.matrix(work, scope, cells, WINDOWS[window])
dictionary(work, known.pipeline)
show.notes([NOTE, *view.left_out(result)])
stays = result.stays[(result.stays["pipeline"] == known.pipeline) & result.stays["owner"].isin(set(cells["owner"]))]
parts(
    "weak_part",
    {
        "One person": lambda: view.one_cell(work, scope, everybody, cells, WINDOWS[window]),
        "Everybody": lambda: view.table(cells, currency),
        "Time in stage": lambda: stays_view.stays(stays),
        "What to fix": lambda: fix_view.fix(
            ask(what_to_fix, work, scope, work.settings().fiscal_year_start), known.pipeline, currency
        ),
    },
)
drawer.show_asked(work, scope.only(owners=()), currency)
