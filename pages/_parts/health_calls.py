"""What to do about open deals this week: reason by reason, then deal by deal."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.metrics.health.health import FLAGS, RISKS, Health
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money
from pages._parts.health_view import NAMES

LIST = ["name", "owner", "reporting_amount", "why", "stage", "days", "limit_days", "chance_rate", "age_days",
        "silent_days", "expected_close_on", "account", "deal_id"]  # fmt: skip
LIST_HEADINGS = {
    "why": "Why now", "days": "Days in stage", "limit_days": "Learned age", "chance_rate": "Won next quarter",
    "age_days": "Days open", "silent_days": "Days silent",
}  # fmt: skip
# what to do about each reason that tells against winning a deal
TO_DO = {
    "limbo": "Late in the pipeline for too long: ask for a decision.",
    "overdue": "The close date has passed: agree on a new one.",
    "silent": "Nothing has happened for too long: get in touch.",
    "pregnant": "Older than any deal ever won: win it now, or close it.",
    "stale": "Longer in its stage than won deals: ask what holds it up.",
}
assert tuple(TO_DO) == RISKS
ANY, EVERYBODY, EACH = "Any reason", "Everybody", 10


def listed(result: Health) -> pd.DataFrame:
    """All flagged deals: those at risk first, each by amount."""
    flagged, risky = result.flagged, result.at_risk
    return pd.concat([risky, flagged.drop(risky.index)])


def this_week(result: Health, currency: str | None) -> None:
    """What to do, reason by reason; then every deal with its reasons."""
    st.subheader("What to do this week", anchor=False)
    for flag, words in TO_DO.items():
        if not result.counts[flag]:
            continue
        keys = result.deals.loc[result.deals[flag], "deal_key"]
        money = f" · {md(short_money(result.amounts[flag], currency))}" if result.amounts[flag] else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            drawer.button(f"{formats.deals(len(keys))}{money}", NAMES[flag], keys, key=f"health-do-{flag}", width=170)
            st.markdown(words, width="content")
    st.subheader("Deal by deal", anchor=False)
    calls(result, currency)


def calls(result: Health, currency: str | None) -> None:
    """The list to work through: by owner and reason, most money first; and the ten first of every owner as one file."""
    flagged = listed(result)
    flagged = flagged.assign(chance_rate=flagged["chance"].astype("Float64"))
    owners = sorted(flagged["owner"].dropna().unique(), key=str.casefold)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        owner = st.selectbox("Whose deals", [EVERYBODY, *owners], key="calls_of", bind="query-params", width=240)
        known = [flag for flag in FLAGS if result.counts[flag]]
        reason = st.selectbox(
            "Why", [ANY, *known], key="calls_why", bind="query-params", width=240,
            format_func=lambda flag: NAMES.get(flag, flag),
        )  # fmt: skip
        names = {column: show.heading(column, currency, LIST_HEADINGS) for column in LIST}
        first = per_owner(flagged)
        show.downloads(first[LIST], names, "this-weeks-calls", "Call list, ")
    show.notes([f"Deals at risk first, the most money first. The call list has the first {EACH} deals of every owner."])
    if owner != EVERYBODY:
        flagged = flagged[flagged["owner"] == owner]
    if reason != ANY:
        flagged = flagged[flagged[reason]]
    if not len(flagged):
        st.caption("No deal of this owner has this reason.")
        return
    show.table(
        show.filled(flagged, LIST), alt="Deals that need attention", file_name="needs-attention", currency=currency,
        headings=LIST_HEADINGS, height=560 if len(flagged) > 15 else None,
        config={"why": st.column_config.TextColumn("Why now", width=640)},
    )  # fmt: skip


def per_owner(flagged: pd.DataFrame) -> pd.DataFrame:
    """The first deals of every owner, owner by owner."""
    first = flagged.groupby("owner", dropna=False, sort=False).head(EACH)
    return first.sort_values("owner", kind="stable", key=lambda owners: owners.str.casefold(), na_position="last")
