"""Deals of two CRMs that may be one: shown side by side for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from analytics.workspace import Scope, Workspace
from analytics.workspace.settings import DifferentDeals, SameDeal, Settings
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.names import crm_name
from pages._parts.setup_stages import editor_key
from pages._parts.work import ask

PER_PAGE = 10
CHOICES = ["Undecided", "Same deal", "Different deals"]
_SHOWN = ("name", "account", "owner", "stage")


@dataclass(frozen=True)
class Pair:
    """Two deals that may be one: (crm, deal id) of each, what they show, and why they are alike."""

    one: tuple[str, str]
    other: tuple[str, str]
    deals: tuple[dict[str, object], dict[str, object]]
    why: str

    @property
    def key(self) -> str:
        return "pair-" + "-".join((*self.one, *self.other))


@dataclass(frozen=True)
class Decided:
    """The pairs that are one deal, and those that are two."""

    same: tuple[SameDeal, ...]
    different: tuple[DifferentDeals, ...]


def edit(work: Workspace) -> Decided | None:
    """The section, where there are such deals or decisions on them; all decisions."""
    settings = work.settings()
    pairs = ask(_pairs, work, Scope())
    if not pairs and not settings.same_deals and not settings.different_deals:
        return None
    st.subheader("Deals that two CRMs may share", anchor=False)
    same, different = [], []
    if pairs:
        st.caption(
            f"{formats.count(len(pairs), 'pair')} of deals {'looks' if len(pairs) == 1 else 'look'} alike. Those that are the same count once, as the newest export has "
            "them. Undecided ones count twice."
        )
        page = st.pagination(-(-len(pairs) // PER_PAGE), key="pairs-page") if len(pairs) > PER_PAGE else 1
        if st.session_state.get("setup-saved"):
            # what was decided is saved; what is listed again is open again
            st.session_state.update({pair.key: CHOICES[0] for pair in pairs})
        for pair in pairs[(page - 1) * PER_PAGE : page * PER_PAGE]:
            _card(pair)
        for pair in pairs:
            said = st.session_state.get(pair.key, CHOICES[0])
            same += [SameDeal(*pair.one, *pair.other)] * (said == CHOICES[1])
            different += [DifferentDeals(*pair.one, *pair.other)] * (said == CHOICES[2])
    kept = _decided_before(settings)
    return Decided((*kept.same, *same), (*kept.different, *different))


def wrong(_: Decided) -> list[str]:
    """Any decision can be saved."""
    return []


def applied(settings: Settings, decided: Decided) -> Settings:
    """The settings with what was decided."""
    return replace(settings, same_deals=decided.same, different_deals=decided.different)


def _pairs(snapshot: object, _: Scope) -> tuple[Pair, ...]:
    """Every pair of the table `possible_duplicates`, with what its deals show."""
    listed = snapshot.engine.table("possible_duplicates")
    if listed.empty:
        return ()
    deals = snapshot.engine.table("deals").set_index("deal_key")
    rows = deals.loc[sorted({*listed["deal_key"], *listed["other_key"]})].to_dict("index")
    return tuple(
        Pair(_id(one), _id(other), (one, other), each.why)
        for each in listed.itertuples()
        for one, other in [(rows[each.deal_key], rows[each.other_key])]
    )


def _id(deal: dict[str, object]) -> tuple[str, str]:
    return str(deal["crm"]), str(deal["deal_id"])


def _card(pair: Pair) -> None:
    with st.container(border=True, gap="small"):
        with st.grid(2, min_column_width=220, gap="small"):
            for deal in pair.deals:
                st.markdown(_words(deal))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f":small[:gray[{md(pair.why[:1].upper() + pair.why[1:])}]]", width="content")
            st.radio(
                f"Are {md(pair.deals[0]['name'])} and {md(pair.deals[1]['name'])} one deal?", CHOICES, key=pair.key,
                horizontal=True, label_visibility="collapsed", persist_state="page",
            )  # fmt: skip


def _words(deal: dict[str, object]) -> str:
    """One deal in a few lines; what it does not have is left out."""
    amount = formats.money(deal["amount"], deal["currency"] if isinstance(deal["currency"], str) else None)
    facts = [deal["account"], amount, deal["stage"], deal["owner"]]
    known = [md(each) for each in facts if not formats.is_missing(each) and each != formats.MISSING]
    days = [
        f"{label} {md(formats.day(deal[field]))}"
        for label, field in (("created", "created_on"), ("closed", "closed_on"), ("expected", "expected_close_on"))
        if not formats.is_missing(deal[field])
        and not (field == "expected_close_on" and not formats.is_missing(deal["closed_on"]))
    ]
    head = f"**{md(deal['name'] if not formats.is_missing(deal['name']) else deal['deal_id'])}**"
    return f"{head}  \n:small[{md(crm_name(str(deal['crm'])))} {md(deal['deal_id'])}]  \n{' · '.join(known)}  \n:small[{', '.join(days)}]"


def _decided_before(settings: Settings) -> Decided:
    """What was decided and saved, each of it open to change."""
    before: Sequence[SameDeal | DifferentDeals] = (*settings.same_deals, *settings.different_deals)
    if not before:
        return Decided((), ())
    shown = pd.DataFrame(
        {
            "one": [f"{crm_name(each.crm)} {each.deal_id}" for each in before],
            "other": [f"{crm_name(each.other_crm)} {each.other_id}" for each in before],
            "said": [CHOICES[1] if isinstance(each, SameDeal) else CHOICES[2] for each in before],
        }
    )
    column = st.column_config
    st.caption("Decided before. Undecided ones are listed again.")
    edited = st.data_editor(
        shown, key=editor_key("decided", shown), hide_index=True, placeholder="", disabled=["one", "other"], alt="Decisions on deals of two CRMs",
        width=640, row_height=34,
        column_config={
            "one": column.TextColumn("Deal"),
            "other": column.TextColumn("Deal of the other CRM"),
            "said": column.SelectboxColumn("They are", options=CHOICES, required=True),
        },
    )  # fmt: skip
    ids = [(each.crm, each.deal_id, each.other_crm, each.other_id) for each in before]
    said = list(zip(ids, edited["said"], strict=True))
    return Decided(
        tuple(SameDeal(*each) for each, choice in said if choice == CHOICES[1]),
        tuple(DifferentDeals(*each) for each, choice in said if choice == CHOICES[2]),
    )
