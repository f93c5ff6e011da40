"""What a file does not settle, asked one by one; each question says what is assumed meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from itertools import islice

import streamlit as st

from analytics.intake import Options, Receipt
from analytics.intake.fields import LABELS
from analytics.intake.model import Question
from analytics.intake.reader.decoding import MIXED
from analytics.intake.reader.guessing import mixed_text
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
_LONG = 2_000  # bytes of it
_MOST_WORDS = 3


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
    """Which encoding: each with the words of the file as they come out in it, the likely ones first."""
    told = _telling(file)
    return st.selectbox(
        "Do these words look right? The file does not say in which encoding it is."
        if told
        else "In which encoding is it?",
        list(dict.fromkeys([*question.choices, *ENCODINGS])),
        0,
        key=f"{file.id}-ask-{question.field}",
        persist_state="session",
        format_func=lambda encoding: " · ".join(filter(None, [_words(told, encoding), encoding_name(encoding)])),
        accept_new_options=True,
        width=440,
    )


def _telling(file: Dropped) -> bytes:
    """The first line by which an encoding can be judged."""
    with file.path.open("rb") as lines:
        return next((line for line in islice(lines, _LOOKED_AT) if not line.isascii()), b"")[:_LONG]


def _words(line: bytes, encoding: str) -> str:
    """The words of a line that are more than ASCII, in this encoding; empty where it cannot be read so."""
    try:
        if encoding.startswith(MIXED):
            text = mixed_text(line, encoding.removeprefix(MIXED))
        else:
            text = line.decode(encoding, "ignore" if len(line) == _LONG else "strict")
    except (LookupError, ValueError):
        return ""
    words = dict.fromkeys(word for word in re.findall(r"\w[\w’'-]*", text) if not word.isascii())
    return ", ".join(islice(words, _MOST_WORDS))[:40]
