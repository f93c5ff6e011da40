"""The columns of a table by name: those of one heading told apart, and the one that a person means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from analytics import errors
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.headings import normal

_MOST_TWINS = 20  # beyond that nobody tells them apart by number


def told_apart(headings: Sequence[str], contents: Contents) -> list[str]:
    """The headings; where several columns have one and hold different things, each with its number behind it."""
    names = list(headings)
    for heading, times in Counter(filter(None, headings)).items():
        if not 1 < times <= _MOST_TWINS:
            continue
        twins = [column for column, each in enumerate(headings) if each == heading and contents.filled(column)]
        if any(not contents.same(twins[0], column) for column in twins[1:]):
            for column in twins:
                names[column] = f"{heading} (column {column + 1})"
    return names


def column_of(
    text: str, headings: Sequence[str], names: Sequence[str], contents: Contents, file_name: str, name: str
) -> int | None:
    """The column of a heading that a person stated: as written, else as it is compared; the best filled of twins."""
    if not text:
        return None
    if text in names and text not in headings:
        return names.index(text)
    for same in (lambda heading: heading == text, lambda heading: normal(heading) == normal(text)):
        columns = [column for column, heading in enumerate(headings) if same(heading)]
        if columns:
            return min(columns, key=lambda column: (-(contents.filled(column) or 0), contents.samples(column)[:5]))
    raise errors.unknown_heading(file_name, name, text, get_close_matches(text, headings, n=1))
