"""Any text to records, whatever is wrong with its quotes.

A quote opens a quoted cell only at the cell's start, and is doubled inside (or follows a backslash, in that dialect).  If
the closing quote is not followed by a delimiter or the end of the line, or never comes, then the opening quote is text: a
stray quote costs one cell, never the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Record = list[str]

LINE_ENDS = ("\n", "\r\n", "\r", "")  # the last: of the text

# whether a quoted cell in this column (counted from 0) holds what must be records of their own
Swallowed = Callable[[str, int], bool]


@dataclass(frozen=True)
class Dialect:
    """How cells are set apart and quoted.

    - `delimiter`: one character, or `", "`, or `"  "` for two blanks and more
    - `quote`: `"` or `'`
    - `backslash`: a quote inside a quoted cell is written with a backslash before it
    """

    delimiter: str
    quote: str = '"'
    backslash: bool = False

    @property
    def mark(self) -> str:
        """The delimiter as a regular expression."""
        return " {2,}" if self.delimiter == "  " else re.escape(self.delimiter)


def records(text: str, dialect: Dialect, swallowed: Swallowed | None = None) -> Iterator[Record]:
    """The records of a text; blank lines are `[]`.  Cells that hold records of their own (`swallowed`) are opened."""
    cell, unquoted = _patterns(dialect)
    record: Record = []
    place, pattern = 0, cell
    while True:
        for match in pattern.finditer(text, place):
            quoted, plain, ending = match.groups()
            if quoted is not None and swallowed and swallowed(quoted, len(record)):
                place, pattern = match.start(), unquoted
                break
            record.append(plain if quoted is None else _unescaped(quoted, dialect))
            if ending in LINE_ENDS:
                if len(record) > 1 or record[0]:
                    yield record
                elif ending or quoted is not None:  # after the last line end comes nothing, not a blank record
                    yield []
                record = []
            if not ending:
                return
            if pattern is unquoted:
                place, pattern = match.end(), cell
                break


def _patterns(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What one cell is, quoted or not, and what one is that cannot be quoted: (text in quotes, text without, end)."""
    mark, quote = dialect.mark, dialect.quote
    end = rf"({mark}|\r\n|\r|\n|\Z)"
    plain = rf"([^{mark}\r\n]*+)" if len(dialect.delimiter) == 1 else rf"((?:(?!{mark})[^\r\n])*+)"
    escaped = r"\\[\s\S]|" if dialect.backslash else ""
    inner = rf"(?>[^{quote}{'' if not escaped else chr(92) * 2}]+|{escaped}{quote}{quote})*+"
    return re.compile(rf"(?:{quote}({inner}){quote}|{plain}){end}"), re.compile(rf"((?!)x)?{plain}{end}")


def _unescaped(quoted: str, dialect: Dialect) -> str:
    quote = dialect.quote
    if dialect.backslash:
        return re.sub(rf"\\([\\{quote}])|{quote}{quote}", lambda found: found[1] or quote, quoted)
    return quoted.replace(quote * 2, quote)
