"""How a dropped file is opened, its day and its currency: what is recognised, and what a person says instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import streamlit as st

from analytics.errors import Refused
from analytics.intake import Options, Receipt
from analytics.intake.currency import TAKEN
from analytics.intake.fields import FIELDS, is_amount
from analytics.intake.recognise import crm_names
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.names import ENCODINGS, SEPARATORS, crm_name, encoding_name, kind_name, separator_name
from pages._parts.uploads import Dropped

CURRENCIES = [
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "INR", "JPY", "BRL", "MXN", "SGD",
]  # fmt: skip


def opened(file: Dropped, found: Receipt | Refused | None) -> Options:
    """What the file is and how it is opened, where that is recognised wrongly; the lists show what was found."""
    known = found if isinstance(found, Receipt) else None
    asked = {} if known is None else {each.field: each for each in known.questions}
    with st.grid(3, min_column_width=180, gap="small"):
        stated = {
            "crm": _choice(file, "crm", "Written by", crm_names(), known and known.crm, crm_name, asked),
            "kind": _choice(file, "kind", "It lists", list(FIELDS), known and known.kind, kind_name, asked),
        }
        if known.encoding if known else not _is_workbook(file):
            stated["encoding"] = _choice(
                file,
                "encoding",
                "Encoding",
                list(ENCODINGS),
                known and known.encoding,
                encoding_name,
                asked,
                is_open=True,
            )
            stated["delimiter"] = _sign(
                _choice(
                    file,
                    "delimiter",
                    "Between cells",
                    list(SEPARATORS),
                    known and known.delimiter,
                    separator_name,
                    asked,
                    is_open=True,
                )
            )
        if known.sheet if known else _is_workbook(file):
            sheets = [known.sheet] if known else []
            stated["sheet"] = _choice(file, "sheet", "Sheet", sheets, known and known.sheet, str, asked, is_open=True)
        stated["header_row"] = st.number_input(
            "Headings in row", 1, value=None, key=f"{file.id}-header-row", persist_state="session",
            placeholder=f"{formats.number(known.header_row)} (recognised)" if known else "Automatic",
        )  # fmt: skip
    return Options(**{name: value for name, value in stated.items() if value})


def _is_workbook(file: Dropped) -> bool:
    """Whether a file that could not be read has sheets: by its first bytes."""
    with file.path.open("rb") as start:
        return start.read(4).startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def _sign(chosen: str | None) -> str | None:
    """What stands between the cells, where a person wrote one sign."""
    if chosen and (len(chosen) > 1 or chosen in "\"'\\"):
        st.warning(f"{md(chosen)} cannot stand between cells: write one sign, as ; or ^.")
        return None
    return chosen


def _choice(
    file: Dropped, field: str, label: str, choices: Iterable[str], found: str | None, name, asked, *, is_open=False
) -> str | None:
    """One such list, which stands on what was found; what a person chose, unless it is asked as a question."""
    if field in asked:
        return None
    choices = list(dict.fromkeys([*filter(None, [found]), *choices]))
    chosen = st.selectbox(
        label, choices, None, format_func=name, key=f"{file.id}-{field}", persist_state="session", accept_new_options=is_open,
        placeholder=f"{name(found)} (recognised)" if found else "Automatic",
    )  # fmt: skip
    return chosen if chosen != found else None


def needs_currency(found: Receipt) -> bool:
    """Whether amounts of the file name no currency."""
    return any(each.currency is None for each in found.amounts) or any(TAKEN in note for note in found.notes)


def currency(file: Dropped, found: Receipt, options: Options) -> Options:
    """The currency of amounts that name none, where a person says it."""
    if not any(is_amount(found.kind, field) for field in found.mapping):
        return options
    help_ = "Where a row has no currency of its own. Left open, such amounts count as reporting currency."
    chosen = st.selectbox(
        "Currency of amounts that name none", CURRENCIES, None, key=f"{file.id}-currency", persist_state="session", accept_new_options=True,
        placeholder="Reporting currency", help=help_, width=320,
    )  # fmt: skip
    if chosen and not (len(chosen) == 3 and chosen.isascii() and chosen.isalpha()):
        st.warning(f"{md(chosen)} is no currency code: write three letters, as EUR.")
        return options
    return replace(options, currency=chosen.upper()) if chosen else options


def as_of(found: Receipt | Refused | None, file: Dropped, options: Options) -> Options:
    """The day of the export; what is recognised unless a person says otherwise."""
    if not isinstance(found, Receipt) or options.as_of:
        return options
    chosen = day(f"{file.id}-as-of-{found.as_of}", found.as_of)
    return replace(options, as_of=chosen) if chosen and chosen != found.as_of else options


def day(key: str, recognised: date | None) -> date | None:
    """The day of the export, as recognised or as a person says."""
    return st.date_input(
        "The export is of",
        recognised,
        key=key,
        persist_state="session",
        help="Everything is counted as of this day.",
        width=200,
    )
