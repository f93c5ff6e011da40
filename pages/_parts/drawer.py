"""The deals or customers behind a figure, in a drawer at the right."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date

import pandas as pd
import streamlit as st

from analytics.metrics.customers import customers as customers_of
from analytics.metrics.deals import deals as deals_of
from analytics.workspace import Scope, Workspace
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.show import chart, filled, table
from pages._parts.work import ask

COLUMNS = [
    "why", "parted", "name", "account", "owner", "reporting_amount", "stage", "lost_reason", "created_on", "reached_on",
    "expected_close_on", "closed_on", "source", "region", "team", "amount", "currency", "deal_id",
]  # fmt: skip

CUSTOMER_COLUMNS = [
    "name", "plan", "mrr_amount", "success_owner", "owner", "started_on", "ended_on", "churn_reason", "segment", "source", "region", "tenure_months",
    "deal_amount", "customer_ref",
]  # fmt: skip
CUSTOMER_HEADINGS = {
    "name": "Customer", "plan": "Plan", "mrr_amount": "Pays a month, {currency}", "success_owner": "Looked after by", "owner": "Sold by", "started_on": "Since",
    "ended_on": "Left", "churn_reason": "Reason", "segment": "Segment", "tenure_months": "Months", "deal_amount": "Deal, {currency}",
    "customer_ref": "Customer id",
}  # fmt: skip


def drawer(
    title: str, deals: pd.DataFrame, *, figure: int, currency: str | None, file_name: str, on_close: Callable[[], None]
) -> None:
    """Open the drawer with these deals; `figure` is the number on the page that they must be as many as."""

    @st.dialog(title, width=900, position="right", on_dismiss=on_close)
    def body() -> None:
        shown = filled(deals, COLUMNS)
        # amounts twice tell nothing
        if "amount" in shown and (deals["amount"].fillna(0) == deals["reporting_amount"].fillna(0)).all():
            shown = shown.drop(columns=["amount", "currency"], errors="ignore")
        st.markdown(_sum(deals, figure, currency))
        table(
            shown,
            alt=f"Deals: {title}",
            file_name=file_name,
            currency=currency,
            height=620 if len(deals) > 16 else None,
        )

    body()


def _sum(deals: pd.DataFrame, figure: int, currency: str | None) -> str:
    without = int(deals["reporting_amount"].isna().sum())
    text = f"**{formats.deals(len(deals))}**, {md(formats.money(deals['reporting_amount'].sum(), currency))} in all"
    text += f" ({formats.number(without)} without an amount)" if without else ""
    if len(deals) != figure:
        return f"{text}. The figure says {formats.number(figure)}: please report this."
    return f"{text}. They add up to the figure."


def customer_drawer(title: str, rows: pd.DataFrame, *, figure: int, currency: str | None, file_name: str) -> None:
    """Open the drawer with these customers; `figure` is the number on the page that they must be as many as."""

    @st.dialog(title, width=900, position="right", on_dismiss=_closed)
    def body() -> None:
        text = f"**{formats.count(len(rows), 'customer')}**"
        if rows["mrr_amount"].notna().any():
            text += f", paying {md(formats.money(rows['mrr_amount'].sum(), currency))} a month now"
        text += "." if len(rows) == figure else f". The figure says {formats.number(figure)}: please report this."
        st.markdown(text)
        table(
            filled(rows, CUSTOMER_COLUMNS), alt=f"Customers: {title}", file_name=file_name, currency=currency, headings=CUSTOMER_HEADINGS,
            height=620 if len(rows) > 16 else None,
        )  # fmt: skip

    body()


# What a page needs to make a figure open its deals: a `button` or a `clickable` chart, and `show_asked` once, at the end.
Keys = Iterable[int] | Callable[[], Iterable[int]]
_ASKED, _CLOSED = "deals-asked", "drawer-closed"


def button(
    label: str,
    title: str,
    keys: Keys,
    *,
    key: str,
    as_of: date | None = None,
    of: str = "deals",
    **looks: object,
) -> None:
    """A button that opens the deals (or, `of` them, the customers) with these keys; off where there are none.

    `as_of`: as of another day than the page.
    """
    keys = _plain(keys)
    st.button(label, key=key, on_click=_ask_for, args=(title, keys, as_of, of), disabled=not keys, **looks)


def clickable(
    figure: object,
    behind: Mapping[Hashable, tuple],
    *,
    alt: str,
    key: str,
    of: str = "deals",
    also: Callable[[Hashable], None] | None = None,
) -> None:
    """A figure of which a click on a point opens its deals or customers.

    `behind`: the `customdata` of a point (a list as a tuple) -> title of the drawer, keys of its deals (or, where they are
    many, what gives the keys once they are asked for), and the day as of which they are shown where that is not the page's.
    `also`: what else a click does, given the `customdata`.
    """
    # a fresh key once the drawer is closed, so that the same point can be clicked again
    name = f"{key}-{st.session_state.get(_CLOSED, 0)}"

    def clicked() -> None:
        points = (st.session_state.get(name) or {}).get("selection", {}).get("points", [])
        data = points[0].get("customdata") if points else None
        place = tuple(data) if isinstance(data, (list, tuple)) else data
        if place in behind:
            title, keys, *day = behind[place]
            _ask_for(title, _plain(keys), day[0] if day else None, of)
            if also:
                also(place)

    chart(figure, key=name, on_select=clicked, alt=alt)


def show_asked(work: Workspace, scope: Scope, currency: str | None) -> None:
    """The drawer, in the run in which somebody asked for deals."""
    if (asked := st.session_state.pop(_ASKED, None)) is None:
        return
    title, keys, as_of, of = asked
    scope = scope.only(as_of=as_of) if as_of else scope
    keys = _plain(keys() if callable(keys) else keys)
    stem = "".join(sign if sign.isalnum() else "-" for sign in title.casefold())[:60]
    if of == "customers":
        found = ask(customers_of, work, scope, keys)
        customer_drawer(md(title), found, figure=len(keys), currency=currency, file_name=f"customers-{stem}")
        return
    found = ask(deals_of, work, scope, keys)
    drawer(md(title), found, figure=len(keys), currency=currency, file_name=f"deals-{stem}", on_close=_closed)


def _plain(keys: Keys) -> Keys:
    return keys if callable(keys) else tuple(int(each) for each in keys)


def _ask_for(title: str, keys: Keys, as_of: date | None = None, of: str = "deals") -> None:
    st.session_state[_ASKED] = (title, keys, as_of, of)


def _closed() -> None:
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1
