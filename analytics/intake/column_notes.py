"""What to say and to ask of a column that was read: the rule that no row settles, or on which rows contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.intake.model import Column, Question
from analytics.intake.values.mixed_dates import AS_WRITTEN, EXCHANGED, MIXED
from analytics.intake.values.periods import lacks_year, period_of
from analytics.wording import one_or_many

RULES = {
    "dmy": "day first",
    "mdy": "month first",
    "ymd": "year first",
    "comma": "decimal comma",
    "point": "decimal point",
}
_SHOWN = 6  # rows that a note names
_MOST = 1_000  # different cells that are looked at
_OPTIONS = {"date": "date_order", "money": "decimal"}  # a kind of field -> the option that settles it


def remarks(heading: str, how: str, read: Column) -> tuple[list[str], list[Question]]:
    """The notes and questions on a column of this kind of field."""
    notes, questions = [], []
    contradiction = _contradiction(read) if read.conflict else ""
    if contradiction:
        verb = "was" if len(_others(read)) == 1 else "were"
        notes.append(
            f"{heading} contradicts itself: {contradiction}. Read as {RULES[read.decided]}; {_rows(_others(read))} {verb} left without a value."
        )
    if how == "date" and (spans := _spans(read)):
        some = ", ".join(dict.fromkeys(spans[:_SHOWN]))
        cells = one_or_many(len(spans), "{} cell names", "{} cells name")
        notes.append(
            f"{heading}: {cells} a month, a quarter or a year, not a day ({some}{', ...' * (len(spans) > _SHOWN)}); left without a value."
        )
    if read.choices == MIXED:
        seen = next(part for part in read.how.split("; ") if " beside " in part)
        about = f"{heading}: {seen}. Did a spreadsheet program exchange them, because it expected another order?"
        assumed = EXCHANGED if EXCHANGED in seen else AS_WRITTEN
        questions.append(Question(about, "mixed_dates", list(MIXED), assumed))
        notes.append(f"{heading}: {seen}.")
    elif read.choices:
        rules = " or ".join(RULES.get(choice, choice) for choice in read.choices)
        proof = contradiction[:1].upper() + contradiction[1:] or "No row proves either"
        about = f"{heading}: {rules}? {proof}; read as {RULES.get(read.decided, read.decided)}."
        questions.append(Question(about, _OPTIONS.get(how, how), list(read.choices), read.decided))
    return notes, questions


def _spans(read: Column) -> list[str]:
    """The cells of a column of days that name longer spans, each as often as it stands there."""
    named = {text: period_of(text) is not None or lacks_year(text) for text in read.bad.unique()[:_MOST]}
    return [text for text in read.bad if named.get(text)]


def _contradiction(read: Column) -> str:
    """`row 2 can only be read as day first, rows 3 and 5 only as month first`, the rule that was taken first."""
    rules = sorted(read.conflict, key=lambda rule: rule != read.decided)
    first, *others = [f"{_rows(read.conflict[rule])} {{}} {RULES[rule]}" for rule in rules]
    return ", ".join([first.format("can only be read as"), *(each.format("only as") for each in others)])


def _others(read: Column) -> list[int]:
    return [row for rule, rows in read.conflict.items() if rule != read.decided for row in rows]


def _rows(rows: Sequence[int]) -> str:
    """`row 2`, `rows 2, 5 and 7`, `1,200 rows (2, 3, 4, 5, 6, 7, ...)`."""
    shown = [str(row) for row in rows[:_SHOWN]]
    if len(rows) == 1:
        return f"row {shown[0]}"
    if len(rows) <= _SHOWN:
        return f"rows {', '.join(shown[:-1])} and {shown[-1]}"
    return f"{len(rows):,} rows ({', '.join(shown)}, ...)"
