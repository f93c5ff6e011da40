"""Readings to be repeated: of the next export with the same columns, and of mended rows of an earlier import.

Both are told by the headings alone.  What a person states for a file always wins over what is repeated.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from analytics.intake import Options, Receipt
from analytics.intake.recognise import is_of_one_year, normal

if TYPE_CHECKING:
    from analytics.workspace.imports import Import

REASON_HEADING = "Sluice reason"
_ROW_HEADING = re.compile(r"sluice row of ([0-9a-f]{12})")


@dataclass(frozen=True)
class SavedMapping:
    """How a person confirmed that files with these headings are read.

    - `fingerprint`: of the headings, whatever their order; with the kind of file it tells saved mappings apart
    - `file`, `as_of`: the export that was confirmed last; a list of targets knows no day
    - `options`: what is repeated: CRM, kind, mapping, kept columns, date order, decimal sign, currency
    """

    fingerprint: str
    file: str
    as_of: date | None
    options: Options

    @property
    def note(self) -> str:
        """What the receipt of the next such file says of it."""
        of_day = f" of {self.as_of}" if self.as_of else ""
        return f"The columns are read as in {self.file}{of_day}."


@dataclass(frozen=True)
class Repeated:
    """What a file is read by because it was read so before: the options, a note for its receipt, the import it mends."""

    options: Options
    note: str
    mends: str | None = None


def row_heading(sha256: str) -> str:
    """The heading above row numbers in a file of rows to mend; it tells which upload they are of."""
    return f"Sluice row of {sha256[:12]}"


def is_ours(heading: str) -> bool:
    """Whether the column is one that we add to rows to mend."""
    name = normal(heading)
    return name == normal(REASON_HEADING) or _ROW_HEADING.fullmatch(name) is not None


def fingerprint(headings: Iterable[str]) -> str:
    """The same for the same headings in any order, case and spacing; the columns that we add do not count."""
    names = sorted({normal(heading) for heading in headings if not is_ours(heading)} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def headings_of(columns: Sequence[Mapping[str, object]]) -> list[str]:
    """The headings in the columns of a receipt or of a refusal."""
    return [str(each["heading"]) for each in columns]


def repeated(
    headings: Sequence[str],
    options: Options,
    saved: Sequence[SavedMapping],
    import_of: Callable[[str], Import | None],
) -> Repeated | None:
    """What is known of a file with these headings; None where nothing is, or where other things are stated for it.

    `import_of` finds an import that counts by the beginning of its SHA-256.
    """
    mended = next(filter(None, (_ROW_HEADING.fullmatch(normal(heading)) for heading in headings)), None)
    if mended and (mends := import_of(mended[1])):
        note = f"These are mended rows of {mends.receipt.file}: they are read as that file was, as of the same day, and take the place of its rows."
        return Repeated(under(options, to_repeat(mends.options, mends.receipt, of_its_day=True)), note, mends.import_id)
    found = saved_for(headings, options, saved)
    if found is None:
        return None
    return Repeated(under(options, found.options), found.note)


def saved_for(headings: Sequence[str], options: Options, saved: Sequence[SavedMapping]) -> SavedMapping | None:
    """The saved mapping of these headings, the newest where several kinds of file have them."""
    mark = fingerprint(headings)
    fitting = [
        each
        for each in saved
        if each.fingerprint == mark
        and options.kind in (None, each.options.kind)
        and options.crm in (None, each.options.crm)
    ]
    return max(fitting, key=lambda each: each.as_of or date.min, default=None)


def under(options: Options, known: Options) -> Options:
    """What is stated, and where nothing is, what is known."""
    stated = {name: value for name, value in vars(options).items() if value not in (None, {}, ())}
    return replace(known, **{**stated, "mapping": {**known.mapping, **options.mapping}})


def settled(options: Options, receipt: Receipt) -> Options:
    """The options with what was recognised, so that reading the upload again cannot turn out differently."""
    blank = {field: "" for field, heading in options.mapping.items() if not heading}
    opened = {name: getattr(receipt, name) for name in ("encoding", "delimiter", "sheet", "header_row")}
    return replace(
        options, crm=receipt.crm, kind=receipt.kind, as_of=receipt.as_of, mapping={**receipt.mapping, **blank}, **opened
    )


def to_repeat(options: Options, receipt: Receipt, *, of_its_day: bool = False) -> Options:
    """What another file with these columns is read by, as far as it does not settle it itself.

    How a file is opened is its own affair, and so are its day and the year of a heading such as Jan, unless it brings rows
    of this very file.
    """
    orders = set(receipt.date_order.values()) & {"dmy", "mdy"}
    signs = set(receipt.decimal.values())
    known = settled(options, receipt)
    return Options(
        as_of=receipt.as_of if of_its_day else None,
        crm=known.crm,
        kind=known.kind,
        mapping=known.mapping if of_its_day else _without_years(known.mapping),
        keep=known.keep,
        date_order=known.date_order or (orders.pop() if len(orders) == 1 else None),
        decimal=known.decimal or (signs.pop() if len(signs) == 1 else None),
        mixed_dates=known.mixed_dates,
        blanks=known.blanks,
        lines=known.lines,
        figure=known.figure,
        amounts=known.amounts,
        currency=known.currency,
    )


def _without_years(mapping: Mapping[str, str]) -> dict[str, str]:
    return {field: heading for field, heading in mapping.items() if not is_of_one_year(field, heading)}


def add_to(receipt: Receipt, options: Options, stated: Options) -> bool:
    """Whether reading by `options` can give anything but this receipt, which was read by what is stated alone."""
    mapping = {field: normal(heading) for field, heading in options.mapping.items() if heading}
    answered = [
        question.field in options.mapping or getattr(options, question.field, None) is not None
        for question in receipt.questions
    ]
    return (
        (options.crm, options.kind) != (receipt.crm, receipt.kind)
        or options.as_of not in (None, receipt.as_of)
        or (options.keep, options.currency) != (stated.keep, stated.currency)
        or mapping != {field: normal(heading) for field, heading in receipt.mapping.items()}
        or any(answered)
    )


def saved_from(stored: Mapping[str, object]) -> SavedMapping:
    """A saved mapping as `settings.toml` has it; the inverse of `as_stored`."""
    own = {"fingerprint": stored["fingerprint"], "file": stored["file"], "as_of": stored.get("as_of")}
    return SavedMapping(
        **own, options=Options.from_dict({name: each for name, each in stored.items() if name not in own})
    )


def as_stored(saved: SavedMapping) -> dict[str, object]:
    """A saved mapping for `settings.toml`: what says nothing is left out."""
    said = {"as_of": saved.as_of} | {name: each for name, each in saved.options.as_dict().items() if name != "as_of"}
    said = {name: value for name, value in said.items() if value not in (None, [], {})}
    return {"fingerprint": saved.fingerprint, "file": saved.file, **said}


def with_confirmed(saved: Sequence[SavedMapping], stated: Options, receipt: Receipt) -> tuple[SavedMapping, ...]:
    """The saved mappings with this reading, which a person confirmed, in the place of the former one of its kind."""
    new = SavedMapping(
        fingerprint(headings_of(receipt.columns)), receipt.file, receipt.as_of, to_repeat(stated, receipt)
    )
    return (*without(saved, new.fingerprint, receipt.kind), new)


def without(saved: Sequence[SavedMapping], fingerprint: str, kind: str) -> tuple[SavedMapping, ...]:
    """The saved mappings but the one of these headings and this kind."""
    return tuple(each for each in saved if (each.fingerprint, each.options.kind) != (fingerprint, kind))
