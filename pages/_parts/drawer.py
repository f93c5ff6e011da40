"""The deals behind a figure, in a drawer at the right."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping

import pandas as pd
import streamlit as st

from analytics.metrics.deals import deals as deals_of
from analytics.workspace import Scope, Workspace
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.show import chart, table
from pages._parts.work import ask

COLUMNS = [
    "why", "parted", "name", "account", "owner", "reporting_amount", "stage", "lost_reason", "created_on", "reached_on",
    "expected_close_on", "closed_on", "source", "region", "team", "amount", "currency", "deal_id",
]  # fmt: skip


def drawer(
    title: str, deals: pd.DataFrame, *, figure: int, currency: str | None, file_name: str, on_close: Callable[[], None]
) -> None:
    """Open the drawer with these deals; `figure` is the number on the page that they must be as many as."""

    @st.dialog(title, width=900, position="right", on_dismiss=on_close)
    def body() -> None:
        # columns that are empty for all of them tell nothing; amounts twice neither
        shown = [column for column in COLUMNS if column in deals and deals[column].notna().any()]
        if "amount" in shown and (deals["amount"].fillna(0) == deals["reporting_amount"].fillna(0)).all():
            shown = [column for column in shown if column not in ("amount", "currency")]
        st.markdown(_sum(deals, figure, currency))
        table(
            deals[shown],
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


# What a page needs to make a figure open its deals: a `button` or a `clickable` chart, and `show_asked` once, at the end.
Keys = Iterable[int] | Callable[[], Iterable[int]]
_ASKED, _CLOSED = "deals-asked", "drawer-closed"


def button(label: str, title: str, keys: Keys, *, key: str, **looks: object) -> None:
    """A button that opens the deals with these keys; off where there are none."""
    keys = _plain(keys)
    st.button(label, key=key, on_click=_ask_for, args=(title, keys), disabled=not keys, **looks)


def clickable(figure: object, behind: Mapping[Hashable, tuple[str, Keys]], *, alt: str, key: str) -> None:
    """A figure of which a click on a point opens its deals.

    `behind`: the `customdata` of a point (a list as a tuple) -> title of the drawer and keys of its deals; or what gives
    the keys once they are asked for, where they are many.
    """
    # a fresh key once the drawer is closed, so that the same point can be clicked again
    name = f"{key}-{st.session_state.get(_CLOSED, 0)}"

    def clicked() -> None:
        points = (st.session_state.get(name) or {}).get("selection", {}).get("points", [])
        data = points[0].get("customdata") if points else None
        place = tuple(data) if isinstance(data, (list, tuple)) else data
        if place in behind:
            title, keys = behind[place]
            _ask_for(title, _plain(keys))

    chart(figure, key=name, on_select=clicked, alt=alt)


def show_asked(work: Workspace, scope: Scope, currency: str | None) -> None:
    """The drawer, in the run in which somebody asked for deals."""
    if (asked := st.session_state.pop(_ASKED, None)) is None:
        return
    title, keys = asked
    keys = _plain(keys() if callable(keys) else keys)
    found = ask(deals_of, work, scope, keys)
    stem = "".join(sign if sign.isalnum() else "-" for sign in title.casefold())[:60]
    drawer(md(title), found, figure=len(keys), currency=currency, file_name=f"deals-{stem}", on_close=_closed)


def _plain(keys: Keys) -> Keys:
    return keys if callable(keys) else tuple(int(each) for each in keys)


def _ask_for(title: str, keys: Keys) -> None:
    st.session_state[_ASKED] = (title, keys)


def _closed() -> None:
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1
