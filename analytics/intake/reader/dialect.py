"""Which delimiter and which quotes a text has: chosen on a sample, held against the whole afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from analytics import errors
from analytics.intake.reader.heading import DEPTH, count_known
from analytics.intake.reader.tolerant import Dialect, Record, records

# of equally good ones the first
DELIMITERS = [",", ";", "\t", "|", "^", "~", "\x1f"]
BLANKS = ["  ", " "]

SAMPLE = 65_536
CERTAIN = 0.8  # share of records as wide as usual from which a sample decides
PIECE = 16_384
LONG = 2**20
WINDOWS = 50  # further places of a mark that the sample may lack


BEFORE_QUOTES = " \"'"


class Fit:
    """How well records look like a table.

    - `known`: the most headings that some CRM writes in one record, 0 for a single one
    - `width`, `share`: the commonest number of cells, and how many of the records that are not blank have it; counted from the
      record with most known headings on, since a report may have more lines above its table than in it
    - `stray`: how many of them have quotes left in a cell by which it was meant to be quoted
    - `shape`: the share, more for wider, less for stray quotes
    """

    def __init__(self, dialect: Dialect, known: Callable[[str], bool], found: Iterable[Record]) -> None:
        widths: Counter[int] = Counter()
        most, stray = 0, 0
        for place, record in enumerate(found):
            if place < DEPTH and (count := count_known(record, known)) > max(most, 1):
                most, stray = count, 0
                widths.clear()
            if any(record):
                widths[len(record)] += 1
                stray += any(cell[:1] in BEFORE_QUOTES and _is_stray(cell, dialect) for cell in record)
        filled = widths.total() or 1
        self.known = most if most >= 2 else 0
        self.width = usual_width(widths)
        self.share = widths[self.width] / filled
        self.stray = stray / filled
        self.shape = self.share * (1 - 1 / max(self.width, 1)) - self.stray / 2

    @property
    def score(self) -> tuple[int, float]:
        """Known headings are right whatever the shape of the table; else the shape tells."""
        return self.known, self.shape


def usual_width(widths: Counter[int]) -> int:
    """The commonest number of cells of a record; of equally common ones the larger."""
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _is_stray(cell: str, dialect: Dialect) -> bool:
    bare = cell.lstrip(" ")
    if bare[:1] in ('"', dialect.quote):
        return True
    return len(bare) > 1 and bare[0] == bare[-1] == "'"


def checked(delimiter: str) -> str:
    """A delimiter that a person stated: one character, or one with a blank after it."""
    if delimiter[1:] not in ("", " ") or delimiter[0] in "\"'\r\n\\":
        raise errors.unknown_option("delimiter", delimiter, [",", ";", "TAB", "|", "or another single character"])
    return delimiter


def choose(text: bytes, known: Callable[[str], bool], delimiter: str | None, *, whole: bool = False) -> Dialect:
    """The dialect that fits a sample of the text best, with `delimiter` where that is stated.

    The whole text is tried where the sample does not decide, or where that is asked for.
    """
    sample = _middle(text) if whole else _sample(text)

    def fit(dialect: Dialect) -> Fit:
        return Fit(dialect, known, records(sample, dialect))

    plain = [Dialect(each) for each in ([delimiter] if delimiter else DELIMITERS) if each in sample]
    fits = {each: fit(each) for each in plain or [Dialect(delimiter or ",")]}
    best, found = max(fits.items(), key=lambda each: each[1].score)
    if delimiter is None and not found.known and found.shape < 0.5:
        for each in map(Dialect, BLANKS):
            if each.delimiter in sample:
                blank = fit(each)
                # lines of prose have this many blanks and that many; a table has the same in every line
                if (blank.known or blank.share == 1) and blank.width > 1 and blank.score > found.score:
                    best, found = each, blank
    for variant in _variants(best, sample):
        other = fit(variant)
        if other.score > found.score and other.share >= found.share and _is_proven(variant, other, found):
            best, found = variant, other
    if not whole and len(text) > SAMPLE and found.share < CERTAIN:
        return choose(text, known, delimiter, whole=True)
    return best


def _is_proven(variant: Dialect, fit: Fit, plain: Fit) -> bool:
    """Whether it is the rule of the text, not that of one cell: a name may be written 'Acme'."""
    if variant.quote == '"':
        return fit.stray <= plain.stray
    return fit.known > plain.known or plain.stray >= 0.5 or (fit.stray == 0 and fit.share == 1 > plain.share)


def _variants(dialect: Dialect, sample: str) -> Iterator[Dialect]:
    """Rarer rules for the same delimiter, where the text has what they are about."""
    if '\\"' in sample:
        yield Dialect(dialect.delimiter, backslash=True)
    if dialect.delimiter + "'" in sample or sample.startswith("'"):
        yield Dialect(dialect.delimiter, "'")
        yield Dialect(dialect.delimiter, "'", backslash=True)
    if dialect.delimiter != " " and dialect.delimiter + ' "' in sample:
        yield Dialect(dialect.delimiter + " ")


def _middle(text: bytes) -> str:
    """The whole text; of a long one lines from its middle, no more than take a second to try."""
    if len(text) <= LONG:
        return text.decode()
    start = text.find(b"\n", len(text) // 2) + 1
    return text[start : start + LONG].rpartition(b"\n")[0].decode("utf-8", "ignore")


def _sample(text: bytes) -> str:
    """The first lines, some from further down, and those that have what the rarer rules are about."""
    if len(text) <= SAMPLE:
        return text.decode()
    end = text.rfind(b"\n", 0, SAMPLE) + 1 or SAMPLE
    pieces = [text[:end]]
    for quarter in (1, 2, 3):
        start = text.find(b"\n", max(end, len(text) * quarter // 4)) + 1
        if start:
            pieces.append(text[start : text.rfind(b"\n", start, start + PIECE) + 1])
    place = end
    for _ in range(WINDOWS if b"\\" in text else 0):
        place = text.find(b'\\"', place)
        if place < 0:
            break
        line = text.rfind(b"\n", max(end, place - PIECE), place) + 1
        line_end = text.find(b"\n", place, place + PIECE) + 1
        pieces.append(text[line:line_end] if line and line_end else b"")
        place = line_end or place + 1
    return b"".join(pieces).decode("utf-8", "ignore")
