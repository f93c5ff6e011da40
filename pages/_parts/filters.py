"""The filters at the left.  The link is their state: what stands in it is shown, what is chosen goes into it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.workspace import Scope, Workspace
from analytics.workspace.scope import BASES, LISTS
from pages._parts.facts import Facts, facts
from pages._parts.formats import day, md
from pages._parts.periods import ALL, CUSTOM, PERIODS, days_of

LABELS = {
    "pipeline": "Pipeline",
    "owner": "Owner",
    "team": "Team",
    "source": "Source",
    "lead_type": "Lead type",
    "deal_type": "Deal type",
    "region": "Region",
    "product": "Product",
    "segment": "Segment",
    "where": "Kept columns",
}
_FIRST = ("pipeline", "owner", "team")


def current_scope() -> Scope:
    """The scope that the filters of this run make."""
    return st.session_state.get("scope", Scope())


def filters(work: Workspace) -> None:
    """Draw the filters in the sidebar and keep the scope that they make for the page."""
    known = facts(work)
    _notice_stale(known)
    with st.sidebar:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown("**Filters**", width="content")
            st.button("Reset", on_click=_reset, type="tertiary", key="reset-filters", icon=":material/restart_alt:")
        period = _period(known, work.settings().fiscal_year_start)
        lists = {short: _choose(short, known) for short in _FIRST}
        further = [short for short in LABELS if short not in _FIRST and _offers(short, known)]
        is_open = any(st.session_state.get(short) or short in st.query_params for short in (*further, "as_of"))
        with st.expander("More filters", expanded=is_open):
            lists |= {short: _choose(short, known) for short in LABELS if short not in _FIRST}
            as_of = None
            if known.last_day is not None:
                help_ = f"Empty: {day(known.last_day)}, the last day that the data knows."
                as_of = st.date_input(
                    "As of", None, max_value=known.last_day, key="as_of", bind="query-params", help=help_
                )
    chosen = {name: tuple(sorted(lists[short])) for short, name in LISTS.items()}
    st.session_state["scope"] = Scope(**chosen, **period, dimensions=tuple(sorted(lists["where"])), as_of=as_of)
    _show_notices()


def _offers(short: str, known: Facts) -> bool:
    """What tells no deals apart is not offered, unless a link asks for it."""
    asked = st.session_state.get(short) or short in st.query_params
    return bool(known.values[short]) and (short not in known.alike or asked)


def _choose(short: str, known: Facts) -> list[str]:
    if not _offers(short, known):
        return []
    return st.multiselect(LABELS[short], known.values[short], key=short, bind="query-params", placeholder="All")


def _period(known: Facts, fiscal_start: int) -> dict[str, object]:
    if known.last_day is None:
        return {}
    if "period" not in st.session_state and "period" not in st.query_params and {"from", "to"} & set(st.query_params):
        # a link made elsewhere tells days only
        st.session_state["period"] = CUSTOM
    period = st.selectbox("Period", PERIODS, key="period", bind="query-params")
    from_on, to_on = days_of(period, st.session_state.get("as_of") or known.last_day, fiscal_start)
    if period == CUSTOM:
        from_on = st.date_input("From", None, date(1990, 1, 1), date(2100, 1, 1), key="from", bind="query-params")
        to_on = st.date_input("To", None, date(1990, 1, 1), date(2100, 1, 1), key="to", bind="query-params")
    if period == ALL:
        return {}
    basis = st.selectbox(
        "Deals of the period are those", BASES, key="basis", bind="query-params",
        help="By which day a deal belongs to the period: created, closed (won or lost), or expected to close.",
    )  # fmt: skip
    if from_on and to_on and from_on > to_on:
        st.warning("The period ends before it begins.")
    return {"from_on": from_on, "to_on": to_on, "basis": basis or "created"}


def _reset() -> None:
    for short in LABELS:
        st.session_state[short] = []
    st.session_state["period"], st.session_state["as_of"] = ALL, None
    for short in ("from", "to"):
        st.session_state[short] = None
    st.session_state["basis"] = "created"


def _notice_stale(known: Facts) -> None:
    """Say which values of the link mean nothing here; the widgets ignore them."""
    asked = {short: st.query_params.get_all(short) for short in st.query_params}
    _, sentences = Scope.from_query(asked)
    for short, label in LABELS.items():
        unknown = [value for value in asked.get(short, ()) if value and value not in known.values[short]]
        if unknown:
            sentences.append(f"{label}: {', '.join(unknown)[:200]} is not in this data and was ignored.")
        if unknown and not known.values[short]:
            del st.query_params[short]
    if asked.get("period", [ALL])[-1] not in PERIODS:
        sentences.append(f"period={asked['period'][-1][:40]} is not a period and was ignored.")
    for sentence in sentences:
        if sentence not in st.session_state.setdefault("notices", []):
            st.session_state["notices"].append(sentence)


def _show_notices() -> None:
    if not st.session_state.get("notices"):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            "From the link:  \n" + "  \n".join(md(each) for each in st.session_state["notices"]),
            icon=":material/link_off:",
        )
        st.button("Dismiss", on_click=st.session_state["notices"].clear, type="tertiary")
