"""The review of one dropped file: what it is, what it does not settle, which column is what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from analytics.errors import Refused
from analytics.intake import Options, Receipt
from analytics.intake.fields import LABELS, NEEDED
from analytics.intake.recognise import crm_names
from analytics.workspace import Workspace
from pages._parts import formats, mapping
from pages._parts.formats import md
from pages._parts.uploads import Dropped, look

CRMS = {"hubspot": "HubSpot", "salesforce": "Salesforce", "pipedrive": "Pipedrive", "generic": "Any table"}
KINDS = {"deals": "Deals", "history": "Stage history"}
RULES = {
    "dmy": "Day first (31.12.2026)",
    "mdy": "Month first (12/31/2026)",
    "ymd": "Year first (2026-12-31)",
    "comma": "Decimal comma (1.234,50)",
    "point": "Decimal point (1,234.50)",
}
CURRENCIES = [
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "INR", "JPY", "BRL", "MXN", "SGD",
]  # fmt: skip


def crm_name(crm: str) -> str:
    """A CRM as people write it."""
    return CRMS.get(crm, crm.replace("_", " ").title())


def review(work: Workspace, file: Dropped) -> Options | None:
    """Draw the review; the options by which the file is to be imported, None where it cannot be yet."""
    with st.container(border=True):
        head, asks, details = (
            st.container(),
            st.container(),
            st.expander("Columns, dates and currency", key=f"{file.id}-details"),
        )
        with details:
            stated = _what(file)
        with asks:
            stated = _day_needed(work, file, _needed(work, file, stated))
        base = look(work, file, stated)
        with asks:
            answered = _questions(file, base, stated) if isinstance(base, Receipt) else stated
        with details:
            if isinstance(base, Receipt):
                answered = mapping.edit(file, base, answered, skip={*answered.mapping, *_asked(file)})
            answered = _currency(file, look(work, file, answered), answered)
        with details:
            answered = _as_of(look(work, file, answered), file, answered)
        result = look(work, file, answered)
        with head:
            return answered if _head(work, file, result) else None


def _head(work: Workspace, file: Dropped, result: Receipt | Refused) -> bool:
    """What the file is, or why it cannot be read; whether it can be imported."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{md(file.name)}**", width="content")
        if isinstance(result, Receipt):
            st.badge(crm_name(result.crm), color="blue")
            st.badge(KINDS.get(result.kind, result.kind), color="gray")
    if isinstance(result, Refused):
        _refused(result)
        return False
    line = f"{formats.number(result.rows_read)} rows, {formats.deals(result.deals)}, as of {formats.day(result.as_of)}"
    if result.rows_rejected:
        line += f"; {formats.number(result.rows_rejected)} rows cannot be read and will be quarantined"
    st.markdown(md(line) + ".")
    before = next((each for each in work.imports() if each.receipt.sha256 == result.sha256), None)
    if before:
        st.caption(
            f"These very bytes are already here as import {before.import_id}: importing them again changes nothing."
        )
    return True


def _refused(why: Refused) -> None:
    """Two refusals are questions, and their hints speak of the command line; the others are final."""
    if why.code == "missing_fields":
        group = next(each for groups in NEEDED.values() for each in groups if each[0] == why.column)
        names = " or ".join(LABELS[field] for field in group)
        st.info(f"No column is recognised as {names}. Which one is it?")
    elif why.code == "no_as_of":
        st.info("Of which day is this export? It holds no date that tells.")
    else:
        st.error(md(why))


def _what(file: Dropped) -> Options:
    """Which CRM and which kind of file, where recognition is wrong."""
    with st.container(horizontal=True):
        crm = st.selectbox(
            "Written by",
            crm_names(),
            None,
            format_func=crm_name,
            key=f"{file.id}-crm",
            placeholder="Recognised",
            width=200,
        )
        kind = st.selectbox(
            "It lists",
            list(KINDS),
            None,
            format_func=KINDS.get,
            key=f"{file.id}-kind",
            placeholder="Recognised",
            width=200,
        )
    return Options(crm=crm, kind=kind)


def _needed(work: Workspace, file: Dropped, options: Options) -> Options:
    """Ask for the columns without which nothing can be counted, one group after the other."""
    for group in dict.fromkeys(group for groups in NEEDED.values() for group in groups):
        found = look(work, file, options)
        asked = st.session_state.setdefault(f"{file.id}-needed", [])
        if (
            isinstance(found, Refused)
            and found.code == "missing_fields"
            and found.column == group[0]
            and group not in asked
        ):
            asked.append(group)
        if group not in asked:
            continue
        columns = found.columns or st.session_state.get(f"{file.id}-columns", [])
        st.session_state[f"{file.id}-columns"] = columns
        with st.container(horizontal=True):
            chosen = {
                field: mapping.column_of(f"{file.id}-need-{field}", LABELS[field], columns, None) for field in group
            }
        options = replace(
            options, mapping={**options.mapping, **{field: each for field, each in chosen.items() if each}}
        )
    return options


def _questions(file: Dropped, base: Receipt, options: Options) -> Options:
    """What the file does not settle; each stays on screen once it was asked, and says what is assumed."""
    for question in base.questions:
        _asked(file).setdefault(question.field, question)
    for field, question in _asked(file).items():
        if question.assumed not in question.choices:
            st.caption(md(question.about))
            continue
        same = [each.about.partition(":")[0] for each in base.questions if each.field == field]
        about = {"date_order": "How are dates written", "decimal": "How are amounts written"}.get(field)
        about = f"{about} in {', '.join(same)}? No row proves it." if about and same else question.about
        answer = st.radio(
            md(about), question.choices, question.choices.index(question.assumed), key=f"{file.id}-ask-{field}",
            format_func=lambda choice: RULES.get(choice) or md(choice), horizontal=True,
        )  # fmt: skip
        if answer == question.assumed:
            continue
        if field in ("date_order", "decimal"):
            options = replace(options, **{field: answer})
        elif field in LABELS:
            options = replace(options, mapping={**options.mapping, field: answer})
    return options


def _asked(file: Dropped) -> dict:
    return st.session_state.setdefault(f"{file.id}-asked", {})


def _currency(file: Dropped, found: Receipt | Refused, options: Options) -> Options:
    if not isinstance(found, Receipt) or "amount" not in found.mapping:
        return options
    help_ = "Where a row has no currency of its own. Left open, such amounts count as reporting currency."
    chosen = st.selectbox(
        "Currency of amounts that name none", CURRENCIES, None, key=f"{file.id}-currency", accept_new_options=True,
        placeholder="Reporting currency", help=help_, width=320,
    )  # fmt: skip
    if chosen and not (len(chosen) == 3 and chosen.isascii() and chosen.isalpha()):
        st.warning(f"{md(chosen)} is no currency code: write three letters, as EUR.")
        return options
    return replace(options, currency=chosen.upper() if chosen else None)


def _day_needed(work: Workspace, file: Dropped, options: Options) -> Options:
    """Ask for the day of an export that holds none."""
    found = look(work, file, options)
    if not (isinstance(found, Refused) and found.code == "no_as_of"):
        return options
    return replace(options, as_of=_day(f"{file.id}-day", None))


def _as_of(found: Receipt | Refused, file: Dropped, options: Options) -> Options:
    """The day of the export; what is recognised unless a person says otherwise."""
    if not isinstance(found, Receipt) or options.as_of:
        return options
    chosen = _day(f"{file.id}-as-of-{found.as_of}", found.as_of)
    return replace(options, as_of=chosen) if chosen and chosen != found.as_of else options


def _day(key: str, recognised: date | None) -> date | None:
    return st.date_input(
        "The export is of", recognised, key=key, help="Everything is counted as of this day.", width=200
    )
