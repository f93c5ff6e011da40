"""The review of one dropped file: what it is, what it does not settle, which column is read as what."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.errors import Refused
from analytics.intake import Options, Receipt
from analytics.intake.fields import LABELS, NEEDED
from analytics.intake.options import is_year
from analytics.intake.recognise import crm_names
from analytics.workspace import Upload, Workspace
from analytics.workspace.mappings import SavedMapping, headings_of, is_ours, saved_for
from pages._parts import formats, mapping, opening, questions, uploads
from pages._parts.formats import md
from pages._parts.names import crm_name, kind_name, refusal, things
from pages._parts.uploads import Dropped, look

_FINAL = ("not_a_table", "too_large", "locked")
"""Refusals of files that cannot be read however they are opened."""
_OPENED_ANEW = ("no_heading", "periods_beside")
"""Those that another way to open the file may answer."""
_MOST_NOTES = 3  # that are read without a click


def review(work: Workspace, file: Dropped, *, is_alone: bool) -> Upload | None:
    """Draw the review; the file as it is to be imported, None where it cannot be yet."""
    with st.container(border=True, key=f"review-{file.id}"):
        head, asks = st.container(gap="xsmall"), st.container(gap="small")
        notes, details = st.container(gap="xsmall"), st.container()
        found = look(work, file, Options())
        lists = st.empty()
        place = lists.expander(
            "How the file is opened, its day and currency",
            isinstance(found, Refused) and found.code in _OPENED_ANEW,
            key=f"{file.id}-opening",
            icon=":material/file_open:",
        )
        with place:
            stated = opening.opened(file, found)
        with asks:
            if isinstance(found, Receipt):
                stated = questions.ask(file, found, stated, lambda field: field in questions.OPENING)
            stated = _day_needed(work, file, _needed(work, file, _year_needed(work, file, stated)))
        base = look(work, file, stated)
        answered, slots = stated, {}
        if isinstance(base, Receipt):
            with asks:
                answered = questions.ask(file, base, stated, lambda field: field not in questions.OPENING)
            columns = details.expander(
                f"Columns: what is read from each ({formats.count(len(base.mapping), 'field')})",
                # what a CRM wrote, or was confirmed before, needs nobody's look
                expanded=is_alone and crm_names()[-1] in base.crm and _saved(work, base) is None,
                key=f"{file.id}-details",
                icon=":material/table_rows:",
                on_change="rerun",
            )
            with columns:
                skip = {*stated.mapping, *questions.asked_fields(file)}
                answered, slots = mapping.edit(file, base, answered, skip=skip, is_open=bool(columns.open))
            with place:
                below = st.container(horizontal=True)
            with asks if opening.needs_currency(base) else below:
                answered = opening.currency(file, base, answered)
            with below:
                answered = opening.as_of(look(work, file, answered), file, answered)
        result = look(work, file, answered)
        with head:
            _head(work, file, result)
            uploads.is_reading(work, file, answered)
        if isinstance(result, Refused) and result.code in _FINAL:
            lists.empty()
        if isinstance(result, Receipt):
            with notes:
                _notes(work, file, result)
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
    columns = len([each for each in result.columns if each["heading"] and not is_ours(str(each["heading"]))])
    unmapped = [heading for heading in result.unmapped if not is_ours(heading)]
    day = f", as of {formats.day(result.as_of)}" if result.as_of else ""
    line = (
        f"{formats.count(result.rows_read, 'row')}, {things(result.kind, result.deals)}{day}; "
        f"{formats.number(columns - len(unmapped))} of {formats.count(columns, 'column')} are read"
    )
    if result.rows_rejected:
        line += f"; {formats.count(result.rows_rejected, 'row')} cannot be read and will be quarantined"
    st.markdown(md(line) + ".")
    if unmapped:
        rest = ", ".join(map(md, unmapped[:12]))
        if (more := len(unmapped) - 12) > 0:
            rest += f" and {formats.number(more)} more"
        st.caption(f"Not read: {rest}. One that matters can be chosen under the columns below.")
    before = next((each for each in work.imports() if each.receipt.sha256 == result.sha256), None)
    if before:
        st.caption(
            f"These very bytes are already here as import {before.import_id}: importing them again changes nothing, unless you have them read differently."
        )
    _known(work, file, result)


def _known(work: Workspace, file: Dropped, result: Receipt) -> None:
    """That files with these columns were read before, and how to forget it."""
    saved = _saved(work, result)
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


def _saved(work: Workspace, result: Receipt) -> SavedMapping | None:
    options = Options(kind=result.kind, crm=result.crm)
    return saved_for(headings_of(result.columns), options, work.settings().mappings)


def _notes(work: Workspace, file: Dropped, result: Receipt) -> None:
    """What the receipt will note, before it counts."""
    saved = _saved(work, result)
    notes = [each for each in result.notes if saved is None or each != saved.note]
    words = "  \n".join(f":small[{md(each)}]" for each in notes)
    if len(notes) > _MOST_NOTES:
        st.expander(f"{formats.number(len(notes))} notes", key=f"{file.id}-notes", icon=":material/info:").markdown(
            words
        )
    elif notes:
        st.markdown(words)


def _refused(why: Refused) -> None:
    """Some refusals are questions, and their hints speak of the command line; the others are final."""
    if why.code == "missing_fields":
        group = next(each for groups in NEEDED.values() for each in groups if each[0] == why.column)
        names = " or ".join(LABELS[field] for field in group)
        likely = next((why.likely[field][0] for field in group if (why.likely or {}).get(field)), None)
        looks = f" By what it holds, it may be **{md(likely)}**." if likely else ""
        st.info(f"No column is recognised as {names}. Which one is it?{looks}")
    elif why.code == "no_year":
        st.info(f"Of which year are its columns? {md(why.message)}")
    elif why.code == "no_as_of":
        column = ", or which column tells when deals were created" if why.likely else ""
        st.info(f"Of which day is this export{column}? {md(why.message)}")
    elif why.code in _OPENED_ANEW:
        st.info(md(refusal(why)))
    else:
        st.error(md(refusal(why)))


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


def _day_needed(work: Workspace, file: Dropped, options: Options) -> Options:
    """Ask for the day of an export that holds none, or for the column of which that follows."""
    found = look(work, file, options)
    asked = f"{file.id}-day-asked"
    if isinstance(found, Refused) and found.code == "no_as_of":
        st.session_state[asked] = {"columns": found.columns or [], "likely": found.likely or {}}
    if asked not in st.session_state:
        return options
    kept = st.session_state[asked]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = opening.day(f"{file.id}-day", None)
        if "created_on" not in kept["likely"]:
            return replace(options, as_of=day)
        created = mapping.column_of(
            f"{file.id}-day-column", f"Or: {LABELS['created_on']}", _likely_first(kept, "created_on"), None
        )
    return replace(options, as_of=day, mapping={**options.mapping, **({"created_on": created} if created else {})})


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
