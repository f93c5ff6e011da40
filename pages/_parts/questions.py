"""What a file does not settle, asked one by one; each question says what is assumed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import islice

import streamlit as st

from analytics.intake import Options, Receipt
from analytics.intake.fields import LABELS
from analytics.intake.model import Question
from pages._parts.formats import md
from pages._parts.names import ENCODINGS, choice_name, encoding_name
from pages._parts.uploads import Dropped

OPENING = ("encoding", "delimiter", "sheet", "crm", "kind")
"""How the file is opened and what it is: other answers here give other columns."""
_OPTIONS = {each.name for each in fields(Options)} - {"mapping", "keep", "as_of"}
_SHARED = {
    "date_order": "How are dates written",
    "decimal": "How are amounts written",
    "mixed_dates": "Did a spreadsheet program exchange day and month",
}
_MOST_SIDE_BY_SIDE = 4
_LOOKED_AT = 100_000  # lines, for one that is not plain ASCII


def ask(file: Dropped, base: Receipt, options: Options, fits: Callable[[str], bool]) -> Options:
    """Ask what concerns these fields; the options with the answers.  A question stays on screen once it was asked."""
    note(file, base)
    asked = st.session_state[f"{file.id}-asked"]
    headings = {each["heading"] for each in base.columns}
    for field, question in asked.items():
        if not fits(field):
            continue
        is_column = field in LABELS and {*question.choices} - {""} <= headings
        if not question.choices or not (is_column or field in _OPTIONS):
            st.caption(md(question.about))
            continue
        if len(question.choices) == 1:
            st.caption(md(question.about))
            continue
        answer = _encoding(file, question) if field == "encoding" else _answer(file, question, base)
        if answer is None or answer == question.assumed:
            continue
        if is_column:
            options = replace(options, mapping={**options.mapping, field: answer})
        else:
            options = replace(options, **{field: answer})
    return options


def note(file: Dropped, found: Receipt) -> bool:
    """Whether an answer, or another column, has brought up a question that was not asked yet; it is asked from now on."""
    asked = st.session_state.setdefault(f"{file.id}-asked", {})
    new = [each for each in found.questions if each.field not in asked]
    asked |= {each.field: each for each in new}
    return bool(new)


def asked_fields(file: Dropped) -> set[str]:
    """The fields that were asked for: they are no part of the mapping editor."""
    return {*st.session_state.get(f"{file.id}-asked", {})}


def _answer(file: Dropped, question: Question, base: Receipt) -> str | None:
    about = _about(question, base)
    taken = question.choices.index(question.assumed) if question.assumed in question.choices else None
    key = f"{file.id}-ask-{question.field}"
    if len(question.choices) > _MOST_SIDE_BY_SIDE:
        return st.selectbox(
            md(about),
            question.choices,
            taken,
            key=key,
            persist_state="session",
            format_func=lambda each: choice_name(question.field, each),
        )
    return st.radio(
        md(about), question.choices, taken, key=key, persist_state="session", horizontal=True,
        format_func=lambda each: md(choice_name(question.field, each)),
    )  # fmt: skip


def _about(question: Question, base: Receipt) -> str:
    """The question; one that several columns share with the evidence in each, as the receipt has it."""
    asked = [each.about for each in base.questions if each.field == question.field]
    found = {each: how for each, how in base.how.items() if any(about.startswith(f"{each}: ") for about in asked)}
    if question.field not in _SHARED or not found:
        return question.about
    evidence = found.values() if len({*found.values()}) == 1 else (f"{each}: {how}" for each, how in found.items())
    said = "; ".join(dict.fromkeys(evidence))
    return f"{_SHARED[question.field]} in {', '.join(found)}? {said[0].upper()}{said[1:]}."


def _encoding(file: Dropped, question: Question) -> str | None:
    """Which encoding: the likely ones first, then the usual ones, then whatever a person writes."""
    key = f"{file.id}-ask-{question.field}"
    now = st.session_state.get(key) or question.assumed
    line = _line(file, now)
    read = f"It is read as {encoding_name(now)}: “{line}”. Does that look right?" if line else "Which one is it?"
    return st.selectbox(
        md(f"The file does not say in which encoding it is. {read}"),
        list(dict.fromkeys([*question.choices, *ENCODINGS])),
        0,
        key=key,
        persist_state="session",
        format_func=encoding_name,
        accept_new_options=True,
    )


def _line(file: Dropped, encoding: str) -> str:
    """The first line by which an encoding can be judged, read in this one; empty where there is no such encoding."""
    with file.path.open("rb") as lines:
        told = next((line for line in islice(lines, _LOOKED_AT) if not line.isascii()), b"")
    try:
        return told.decode(encoding.removeprefix("utf-8+"), "replace").strip()[:60]
    except LookupError:
        return ""
