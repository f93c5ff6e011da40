"""“Compare with”: the deals of the page against those of another period or another group."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics.workspace import Scope, Workspace
from analytics.workspace.scope import LISTS
from pages._parts.facts import facts
from pages._parts.filters import LABELS
from pages._parts.periods import period_before

NOTHING, BEFORE = "Nothing", "The period before"
OTHERS = "All others"
GROUPS = ("owner", "team", "source", "lead_type", "region", "deal_type", "product", "segment")


@dataclass(frozen=True)
class Sides:
    """Two scopes to hold against each other, what to call them, and the column in which they differ, if it is one."""

    scope: Scope
    name: str
    other: Scope
    other_name: str
    by: str | None = None


def choose(work: Workspace, scope: Scope) -> Sides | None:
    """Draw the choice; None where nothing is to be compared."""
    known = facts(work)
    groups = [short for short in GROUPS if len(known.values[short]) > 1 and short not in known.alike]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = st.selectbox(
            "Compare with", [NOTHING, BEFORE, *groups], key="compare", bind="query-params", width=220,
            format_func=lambda each: LABELS.get(each, each) if each in (NOTHING, BEFORE) else f"By {LABELS[each].lower()}",
        )  # fmt: skip
        if by == BEFORE:
            return _before(scope)
        if by in groups:
            return _group(by, scope, known.values[by])
    return None


def _before(scope: Scope) -> Sides | None:
    if not (scope.from_on and scope.to_on):
        st.caption("Choose a period at the left, which has one before it.")
        return None
    from_on, to_on = period_before(scope.from_on, scope.to_on)
    return Sides(scope, "This period", scope.only(from_on=from_on, to_on=to_on), "The period before")


def _group(by: str, scope: Scope, values: list[str]) -> Sides | None:
    left, right = st.container(width=220), st.container(width=220)
    one = left.selectbox(LABELS[by], values, key="compare_one", bind="query-params")
    rest = [value for value in values if value != one]
    two = right.selectbox("against", [OTHERS, *rest], key="compare_two", bind="query-params")
    against = tuple(rest) if two == OTHERS else (two,)
    return Sides(scope.only(**{LISTS[by]: (one,)}), one, scope.only(**{LISTS[by]: against}), two, by)
