"""Which fields each column may be, and how far it is from each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analytics.intake.fields import FIELDS
from analytics.intake.recognise import aliases
from analytics.intake.recognise.aliases import LANGUAGES, Alias, Doubt
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import ID_INSTEAD, LATE, WITHOUT_BRACKETS, Form, forms, loose
from analytics.intake.values.heading_units import unit_behind

_LOOKUPS = frozenset({"owner", "account", "team", "pipeline", "stage", "source", "product", "customer_name", "plan"})
"""Fields for which an id does where there is no name."""

_CARRIED = frozenset({"account", "region", "segment", "source", "last_activity_on", "customer_name", "customer_id"})
"""Fields that a column of another object ("Account: Region") may tell."""


@dataclass(frozen=True)
class Table:
    """A table read as one kind of file of one program.

    `names` tell the columns apart, also those of one heading; `stated`: what people said, field -> column, None where the
    file has no such column; `taken`: columns that are no candidates for any field.
    """

    headings: Sequence[str]
    names: Sequence[str]
    crm: str
    kind: str
    contents: Contents
    stated: Mapping[str, int | None]
    taken: Collection[int] = ()

    def filled(self, column: int) -> int:
        """How many cells are not empty, 0 where that is not known."""
        return self.contents.filled(column) or 0


class Cost(NamedTuple):
    """How far a column is from a field; the smallest is taken, and each part decides only where those before it tie.

    An empty column; one whose cells mostly say something else; a heading read late (`headings.LATE`); the program's own
    word or anybody's; how the heading had to be read; the place in the order of trust.  None depends on where a column
    stands or on columns that no field could use.
    """

    is_empty: bool
    is_unlike: bool
    is_late: bool
    is_generic: bool
    step: int
    tier: int


@dataclass(frozen=True)
class Candidate:
    """A column that may be a field, at what cost, and why.  `is_clear`: its heading says so by itself."""

    field: str
    column: int
    cost: Cost
    place: int
    why: str
    doubt: Doubt | None
    is_clear: bool


def candidates_of(table: Table) -> list[Candidate]:
    """The candidates for the fields that nobody stated, without those that the cells refute."""
    found = [
        each
        for column, heading in enumerate(table.headings)
        if heading and column not in table.taken
        for each in _candidates(heading, column, table)
        if each.field not in table.stated
    ]
    return _without_refuted(found, table)


def _candidates(heading: str, column: int, table: Table) -> list[Candidate]:
    """The fields that a column may be; where its program knows the heading, only what that program means by it."""
    best: dict[str, Candidate] = {}
    for source in _sources(table):
        if any(not each.cost.is_late for each in best.values()):
            break
        lookup = aliases.lookup(source, table.kind)
        for form in forms(heading, table.kind):
            for alias, is_loose in (*lookup.get(form.words, ()), *lookup.get(loose(form.words), ())):
                if not _may_be(form, alias.field, table.kind):
                    continue
                is_unlike = source == GENERIC and not table.contents.fits(FIELDS[table.kind][alias.field], column)
                if source == GENERIC and _is_refused(alias.field, table):
                    continue
                if alias.field == "currency" and table.contents.are_figures(column):
                    # Deal Value (currency): how the program calls an amount
                    continue
                if is_unlike and (form.step or is_loose or alias.tier > 1 or not _has_some(alias.field, column, table)):
                    continue
                each = _candidate(alias, form, column, is_loose, source, is_unlike, table)
                if alias.field not in best or each.cost < best[alias.field].cost:
                    best[alias.field] = each
    return list(best.values())


def _sources(table: Table) -> list[str]:
    """Whose words the headings are: the program's, then anybody's."""
    is_described = crm_format(table.crm) is not crm_format(GENERIC) and table.kind in crm_format(table.crm)
    return [table.crm, GENERIC] if is_described else [GENERIC]


def _may_be(form: Form, field: str, kind: str) -> bool:
    if form.of_money:
        return FIELDS[kind][field] == "money"
    if form.step == ID_INSTEAD:
        return field in _LOOKUPS
    return not form.other or field in _CARRIED


def _is_refused(field: str, table: Table) -> bool:
    """Whether the program has no such field."""
    return crm_format(table.crm).get(table.kind, {}).get(field) == []


def _has_some(field: str, column: int, table: Table) -> bool:
    """Whether cells of a column can be what its heading says, though most cannot.

    An "Amount" is taken whatever it holds: nothing else is called so, and its cells are named one by one.
    """
    how = FIELDS[table.kind][field]
    return how == "money" or table.contents.fits_somewhere(how, column)


def _candidate(
    alias: Alias, form: Form, column: int, is_loose: bool, source: str, is_unlike: bool, table: Table
) -> Candidate:
    is_generic = source == GENERIC
    is_late = form.step >= LATE
    cost = Cost(
        is_empty=table.contents.filled(column) == 0,
        is_unlike=is_unlike,
        is_late=is_late,
        is_generic=is_generic,
        step=2 * form.step + (is_loose and is_generic),
        tier=alias.tier,
    )
    why = (
        f"a usual heading ({LANGUAGES[alias.language]})" if is_generic else f"as {crm_format(source)['name']} writes it"
    )
    if form.step == ID_INSTEAD:
        why += ", its id"
    elif is_late:
        why += f", read as {alias.written}"
    # a currency behind it takes nothing from a heading: Quota (USD)
    is_told = not is_late or (form.step == WITHOUT_BRACKETS and unit_behind(table.headings[column]) is not None)
    doubt = aliases.doubts(table.kind).get(loose(form.words)) if is_generic else None
    return Candidate(
        alias.field, column, cost, alias.place, why, doubt, is_clear=is_told and (not is_generic or alias.tier == 0)
    )


def _without_refuted(found: list[Candidate], table: Table) -> list[Candidate]:
    """Of a heading with two meanings only the one that the cells show; where they show none, both stay."""
    kept = []
    for each in found:
        if each.doubt:
            said = {
                name: table.contents.says(name, FIELDS[table.kind][name], each.column) for name in each.doubt.fields
            }
            sure = [name for name in said if said[name]]
            if said[each.field] is False or (len(sure) == 1 and each.field not in sure):
                continue
        kept.append(each)
    return kept


def settled_columns(candidates: list[Candidate]) -> set[int]:
    """The columns whose heading has two meanings, of which only one is left."""
    left = Counter(each.column for each in candidates if each.doubt)
    return {column for column, fields in left.items() if fields == 1}
