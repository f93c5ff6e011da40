"""Exit criteria as people type them, and the column of the export that tells whether one is met."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FILLED = re.compile(r"\s+is\s+filled$", re.I)


@dataclass(frozen=True)
class Criterion:
    """One line of the exit criteria of a stage.

    - `words`: what must be true
    - `column`: the column that tells; None: only people can tell
    - `value`: what it must say (capitals do not matter); None: it must be filled
    """

    words: str
    column: str | None = None
    value: str | None = None


def criteria(text: str | None) -> list[Criterion]:
    """The lines of the exit criteria; `words: Column=Value` and `words = Column is filled` are tied to a column.

    >>> criteria("Demo done: Result=Held")
    [Criterion(words='Demo done', column='Result', value='Held')]
    """
    return [_criterion(line.strip()) for line in (text or "").splitlines() if line.strip()]


def _criterion(line: str) -> Criterion:
    if found := _FILLED.search(line):
        words, column = _last_part(line[: found.start()])
        return Criterion(words or line, column, None)
    told, is_tied, value = line.rpartition("=")
    words, column = _last_part(told)
    if not (is_tied and column and value.strip()):
        return Criterion(line)
    return Criterion(words or line, column, value.strip())


def _last_part(text: str) -> tuple[str, str]:
    """What stands before the last colon or equals sign, and after it."""
    words, _, column = re.sub(r"[:=](?=[^:=]*$)", "\0", text).rpartition("\0")
    return words.strip(), column.strip()
