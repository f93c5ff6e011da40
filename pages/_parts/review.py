"""The review of one dropped file: what it is, what it does not settle, which column is read as what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import streamlit as st

from analytics.errors import Refused
from analytics.intake import Options, Receipt
from analytics.intake.fields import FIELDS, LABELS, NEEDED, is_amount
from analytics.intake.options import is_year
from analytics.intake.recognise import crm_names
from analytics.workspace import Upload, Workspace
from analytics.workspace.mappings import headings_of, saved_for
from pages._parts import formats, mapping, questions, uploads
from pages._parts.formats import md
from pages._parts.names import SEPARATORS, crm_name, kind_name, refusal, separator_name, things
from pages._parts.uploads import Dropped, look

CURRENCIES = [
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "INR", "JPY", "BRL", "MXN", "SGD",
]  # fmt: skip
ENCODINGS = ["utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "iso-8859-15", "shift_jis", "gb18030"]


def review(work: Workspace, file: Dropped, *, is_alone: bool) -> Upload | None:
    """Draw the review; the file as it is to be imported, None where it cannot be yet."""
    with st.container(border=True, key=f"review-{file.id}"):
        head, asks, details = st.container(gap="xsmall"), st.container(gap="small"), st.container()
        found = look(work, file, Options())
        opening = st.expander(
            "How the file is opened, its day and currency",
            isinstance(found, Refused) and found.code in ("no_heading", "periods_beside"),
            key=f"{file.id}-opening",
            icon=":material/file_open:",
        )
        with opening:
            stated = _opened(file, found)
        with asks:
            if isinstance(found, Receipt):
                stated = questions.ask(file, found, stated, lambda field: field in questions.OPENING)
            stated = _day_needed(work, file, _needed(work, file, _year_needed(work, file, stated)))
        base = look(work, file, stated)
        answered, slots = stated, {}
        if isinstance(base, Receipt):
            with asks:
                answered = questions.ask(file, base, stated, lambda field: field not in questions.OPENING)
            title = "Columns: what is read from each"
            with details.expander(title, key=f"{file.id}-details", expanded=is_alone, icon=":material/table_rows:"):
                skip = {*stated.mapping, *questions.asked_fields(file)}
                answered, slots = mapping.edit(file, base, answered, skip=skip)
            with opening, st.container(horizontal=True):
                answered = _as_of(look(work, file, answered), file, _currency(file, base, answered))
        result = look(work, file, answered)
        with head:
            _head(work, file, result)
            uploads.progress(work, file, answered)
        if isinstance(result, Receipt):
            mapping.preview(slots, result)
            if questions.note(file, result):
                st.rerun()
    return uploads.upload(work, file, answered)


def _head(work: Workspace, file: Dropped, result: Receipt | Refused | None) -> None:
    """What the file is, or why it cannot be read."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{md(file.name)}**", width="content")
        if isinstance(result, Receipt):
            st.badge(crm_name(result.crm), color="blue")
            st.badge(kind_name(result.kind), color="gray")
        st.space("stretch")
        if st.button("Remove", key=f"{file.id}-remove", type="tertiary", icon=":material/close:"):
            uploads.remove(file)
            st.rerun()
    if isinstance(result, Refused):
        _refused(result)
    if not isinstance(result, Receipt):
        return
    columns = len([each for each in result.columns if each["heading"]])
    line = (
        f"{formats.count(result.rows_read, 'row')}, {things(result.kind, result.deals)}, as of {formats.day(result.as_of)}; "
        f"{formats.number(columns - len(result.unmapped))} of {formats.count(columns, 'column')} are read"
    )
    if result.rows_rejected:
        line += f"; {formats.count(result.rows_rejected, 'row')} cannot be read and will be quarantined"
    st.markdown(md(line) + ".")
    if result.unmapped:
        rest = ", ".join(map(md, result.unmapped[:12]))
        if (more := len(result.unmapped) - 12) > 0:
            rest += f" and {formats.number(more)} more"
        st.caption(f"Not read: {rest}. A column among these that matters can be chosen under the columns below.")
    before = next((each for each in work.imports() if each.receipt.sha256 == result.sha256), None)
    if before:
        st.caption(
            f"These very bytes are already here as import {before.import_id}: importing them again changes nothing, unless you have them read differently."
        )
    _known(work, file, result)


def _known(work: Workspace, file: Dropped, result: Receipt) -> None:
    """That files with these columns were read before, and how to forget it."""
    options = Options(kind=result.kind, crm=result.crm)
    saved = saved_for(headings_of(result.columns), options, work.settings().mappings)
    if saved is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        on = f" on {formats.day(saved.as_of)}" if saved.as_of else " before"
        words = f"Read as{on}, when {saved.file} had the same columns."
        st.markdown(f":small[:material/history: {md(words)}]", width="content")
        if st.button(
            "Forget", key=f"{file.id}-forget", type="tertiary", help="Read these columns as recognised again."
        ):
            work.forget(saved.fingerprint, saved.options.kind)
            uploads.forget(file)
            st.rerun()


def _refused(why: Refused) -> None:
    """Three refusals are questions, and their hints speak of the command line; the others are final."""
    if why.code == "missing_fields":
        group = next(each for groups in NEEDED.values() for each in groups if each[0] == why.column)
        names = " or ".join(LABELS[field] for field in group)
        likely = next((why.likely[field][0] for field in group if (why.likely or {}).get(field)), None)
        looks = f" By what it holds, it may be **{md(likely)}**." if likely else ""
        st.info(f"No column is recognised as {names}. Which one is it?{looks}")
    elif why.code == "no_year":
        st.info(f"Of which year are its columns? {md(why.message)}")
    elif why.code == "no_as_of":
        st.info(f"Of which day is this export? {md(why.message)}")
    else:
        st.error(md(refusal(why)))


def _opened(file: Dropped, found: Receipt | Refused | None) -> Options:
    """What the file is and how it is opened, where that is recognised wrongly; the lists show what was found."""
    known = found if isinstance(found, Receipt) else None
    asked = {} if known is None else {each.field: each for each in known.questions}
    with st.grid(3, min_column_width=180, gap="small"):
        stated = {
            "crm": _choice(file, "crm", "Written by", crm_names(), known and known.crm, crm_name, asked),
            "kind": _choice(file, "kind", "It lists", list(FIELDS), known and known.kind, kind_name, asked),
        }
        if known is None or known.encoding:
            stated["encoding"] = _choice(
                file, "encoding", "Encoding", ENCODINGS, known and known.encoding, str, asked, is_open=True
            )
            stated["delimiter"] = _choice(
                file, "delimiter", "Between cells", list(SEPARATORS), known and known.delimiter, separator_name, asked
            )
        if known is None or known.sheet:
            sheets = [known.sheet] if known else []
            stated["sheet"] = _choice(file, "sheet", "Sheet", sheets, known and known.sheet, str, asked, is_open=True)
        stated["header_row"] = st.number_input(
            "Headings in row", 1, value=None, key=f"{file.id}-header-row", persist_state="session",
            placeholder=f"{formats.number(known.header_row)} (recognised)" if known else "Recognised",
        )  # fmt: skip
    return Options(**{name: value for name, value in stated.items() if value})


def _choice(
    file: Dropped, field: str, label: str, choices: Iterable[str], found: str | None, name, asked, *, is_open=False
) -> str | None:
    """One such list, which stands on what was found; what a person chose, unless it is asked as a question."""
    if field in asked:
        return None
    choices = list(dict.fromkeys([*filter(None, [found]), *choices]))
    chosen = st.selectbox(
        label, choices, None, format_func=name, key=f"{file.id}-{field}", persist_state="session", accept_new_options=is_open,
        placeholder=f"{name(found)} (recognised)" if found else "Recognised",
    )  # fmt: skip
    return chosen if chosen != found else None


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
        kept = st.session_state.setdefault(f"{file.id}-columns", {"columns": [], "likely": {}})
        if isinstance(found, Refused) and found.columns:
            kept["columns"] = found.columns
            kept["likely"] |= found.likely or {}
        with st.container(horizontal=True):
            chosen = {
                field: mapping.column_of(f"{file.id}-need-{field}", LABELS[field], _likely_first(kept, field), None)
                for field in group
            }
        options = replace(
            options, mapping={**options.mapping, **{field: each for field, each in chosen.items() if each}}
        )
    return options


def _likely_first(kept: dict, field: str) -> list[dict]:
    """The columns, in front those that may be the field by what they hold."""
    likely = kept["likely"].get(field, [])
    return sorted(
        kept["columns"], key=lambda each: likely.index(each["heading"]) if each["heading"] in likely else len(likely)
    )


def _currency(file: Dropped, found: Receipt, options: Options) -> Options:
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


def _day_needed(work: Workspace, file: Dropped, options: Options) -> Options:
    """Ask for the day of an export that holds none."""
    found = look(work, file, options)
    asked = f"{file.id}-day-asked"
    if isinstance(found, Refused) and found.code == "no_as_of":
        st.session_state[asked] = True
    return replace(options, as_of=_day(f"{file.id}-day", None)) if asked in st.session_state else options


def _year_needed(work: Workspace, file: Dropped, options: Options) -> Options:
    """Ask for the year of columns such as Jan and Q1."""
    found = look(work, file, options)
    asked = f"{file.id}-year-asked"
    if isinstance(found, Refused) and found.code == "no_year":
        st.session_state[asked] = True
    if asked not in st.session_state:
        return options
    chosen = st.text_input(
        "Year of its columns", key=f"{file.id}-year", persist_state="session", placeholder="2026", width=200,
        help="FY2026 for quarters of the fiscal year. Where the columns are of two years, write the year into the headings: Jan 2026.",
    ).strip()  # fmt: skip
    if chosen and not is_year(chosen):
        st.warning(f"{md(chosen)} is no year: write 2026, or FY2026.")
    return replace(options, year=chosen) if is_year(chosen) else options


def _as_of(found: Receipt | Refused | None, file: Dropped, options: Options) -> Options:
    """The day of the export; what is recognised unless a person says otherwise."""
    if not isinstance(found, Receipt) or options.as_of:
        return options
    chosen = _day(f"{file.id}-as-of-{found.as_of}", found.as_of)
    return replace(options, as_of=chosen) if chosen and chosen != found.as_of else options


def _day(key: str, recognised: date | None) -> date | None:
    return st.date_input(
        "The export is of",
        recognised,
        key=key,
        persist_state="session",
        help="Everything is counted as of this day.",
        width=200,
    )
