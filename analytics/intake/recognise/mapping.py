"""Which column is which field: every heading is weighed for every field, the best pair is taken first.

A pair's cost has five parts, each decisive only where those before it are equal: an empty column, a heading read late
(`headings.LATE`), the program's own word or anybody's, how the heading had to be read, the place in the order of trust.
None of them depends on where a column stands or on columns that no field could use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from analytics.intake.fields import FIELDS, LABELS
from analytics.intake.model import Question
from analytics.intake.recognise import aliases
from analytics.intake.recognise.aliases import LANGUAGES, Alias
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import BEHIND_OBJECT, ID_INSTEAD, LATE, Form, forms, key, loose

TOGETHER = frozenset({"expected_close_on", "closed_on"})
"""One column may be both: the expected day while a deal is open, the actual one once it is closed."""

_LOOKUPS = frozenset({"owner", "account", "team", "pipeline", "stage", "source", "product", "customer_name", "plan"})
"""Fields for which an id does where there is no name."""

_CARRIED = frozenset({"account", "region", "segment", "source", "last_activity_on", "customer_name", "customer_id"})
"""Fields that a column of another object ("Account: Region") may tell."""


class Cost(NamedTuple):
    """How far a column is from being a field; the smallest is taken."""

    is_empty: bool
    is_late: bool
    is_generic: bool
    step: int
    tier: int


@dataclass(frozen=True)
class Candidate:
    """A column that may be a field, at what cost, and why."""

    field: str
    column: int
    cost: Cost
    place: int
    why: str
    words: str
    is_clear: bool


@dataclass
class Mapping:
    """Field -> column, why each was taken, what people should decide, and the fields that clear headings tell."""

    columns: dict[str, int] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    clear: set[str] = field(default_factory=set)


def map_columns(
    headings: Sequence[str],
    crm: str,
    kind: str,
    contents: Contents,
    *,
    stated: dict[str, int | None],
    taken: Collection[int] = (),
) -> Mapping:
    """Assign the columns of a table to the fields of one kind of file.

    `stated`: what people said, field -> column, None where the file has no such column; `taken`: columns that are spoken for.
    """
    held = {column for column in stated.values() if column is not None} | set(taken)
    found = Mapping({name: column for name, column in stated.items() if column is not None})
    found.why = dict.fromkeys(found.columns, "as stated")
    candidates = [
        each
        for column, heading in enumerate(headings)
        if heading and column not in held
        for each in _candidates(heading, column, crm, kind, contents)
        if each.field not in stated
    ]
    candidates, settled = _without_doubt(candidates, kind, contents)
    _assign(found, candidates, headings, kind, contents)
    if kind == "history":
        _settle_history(found, stated)
    _endings(found, headings, kind, contents, stated, held)
    _currency(found, headings, crm, kind, stated, held)
    _ask_doubts(found, headings, kind, stated, settled)
    found.questions = [each for each in found.questions if each.field in found.columns]
    return found


def _candidates(heading: str, column: int, crm: str, kind: str, contents: Contents) -> list[Candidate]:
    """The fields that a column may be; where its program knows the heading, only what that program means by it."""
    best: dict[str, Candidate] = {}
    read = forms(heading, kind)
    for source in dict.fromkeys((crm_source(crm, kind), GENERIC)):
        if any(not each.cost.is_late for each in best.values()):
            break
        table = aliases.lookup(source, kind)
        for form in read:
            loosely = loose(form.words)
            for alias, is_loose in [*table.get(form.words, ()), *(table.get(loosely, ()) if loosely else ())]:
                if not _may_be(form, alias.field):
                    continue
                each = _candidate(alias, form, column, source, crm, is_loose, contents)
                known = best.get(alias.field)
                if (known is None or each.cost < known.cost) and (source != GENERIC or _fits(each, kind, contents)):
                    best[alias.field] = each
    return list(best.values())


def crm_source(crm: str, kind: str) -> str:
    """Whose words a file of this kind is read by first."""
    return crm if crm_format(crm) is not crm_format(GENERIC) and kind in crm_format(crm) else GENERIC


def _may_be(form: Form, name: str) -> bool:
    if form.step == ID_INSTEAD:
        return name in _LOOKUPS
    return not form.other or name in _CARRIED


def _candidate(
    alias: Alias, form: Form, column: int, source: str, crm: str, is_loose: bool, contents: Contents
) -> Candidate:
    is_generic = source == GENERIC
    cost = Cost(
        is_empty=contents.filled(column) == 0,
        is_late=form.step >= LATE,
        is_generic=is_generic,
        step=2 * form.step + (is_loose and is_generic),
        tier=alias.tier,
    )
    why = f"a usual heading ({LANGUAGES[alias.language]})" if is_generic else f"as {crm_format(crm)['name']} writes it"
    if form.step == ID_INSTEAD:
        why += ", its id"
    elif form.step >= LATE:
        why += f", read as {alias.written}"
    is_clear = form.step < LATE and (not is_generic or alias.tier == 0)
    return Candidate(alias.field, column, cost, alias.place, why, form.words, is_clear)


def _fits(each: Candidate, kind: str, contents: Contents) -> bool:
    return contents.fits(FIELDS[kind][each.field], each.column)


def _without_doubt(candidates: list[Candidate], kind: str, contents: Contents) -> tuple[list[Candidate], set[int]]:
    """The candidates without those that the cells refute, of a heading with two meanings; and the columns settled so."""
    refuted = set()
    for each in candidates:
        doubt = _doubt(each, kind)
        if doubt is None:
            continue
        said = {name: contents.says(name, FIELDS[kind][name], each.column) for name in doubt.fields}
        sure = [name for name in doubt.fields if said[name]]
        if said[each.field] is False or (len(sure) == 1 and each.field not in sure):
            refuted.add((each.column, each.field))
    kept = [each for each in candidates if (each.column, each.field) not in refuted]
    open_ = Counter(each.column for each in kept if _doubt(each, kind))
    return kept, {column for column, fields in open_.items() if fields < 2}


def _doubt(each: Candidate, kind: str) -> aliases.Doubt | None:
    if not each.cost.is_generic:
        return None
    found = aliases.doubts(kind)
    return found.get(each.words) or found.get(loose(each.words))


def _assign(
    found: Mapping, candidates: list[Candidate], headings: Sequence[str], kind: str, contents: Contents
) -> None:
    """Take the cheapest pairs first; where several columns cost the same for one field, the best filled one."""
    holders: dict[int, str] = {}
    groups: dict[tuple[Cost, int], list[Candidate]] = {}
    order = list(FIELDS[kind])
    for each in candidates:
        groups.setdefault((each.cost, order.index(each.field)), []).append(each)
    for cost, place in sorted(groups):
        name = order[place]
        if name in found.columns:
            continue
        free = [each for each in groups[cost, place] if _is_free(each, holders)]
        if not free:
            continue
        free.sort(key=lambda each: _preference(each, headings, contents))
        chosen = free[0]
        found.columns[name] = chosen.column
        found.why[name] = chosen.why
        if chosen.is_clear:
            found.clear.add(name)
        holders.setdefault(chosen.column, name)
        rivals = [each for each in free[1:] if _is_rival(each, chosen, headings, contents)]
        if rivals and cost.is_generic and not cost.is_empty:
            choices = list(dict.fromkeys(headings[each.column] for each in (chosen, *rivals)))
            about = f"Which column is {LABELS[name]}: {' or '.join(choices)}?"
            found.questions.append(Question(about, name, choices, choices[0]))


def _is_free(each: Candidate, holders: dict[int, str]) -> bool:
    holder = holders.get(each.column)
    return holder is None or {holder, each.field} == TOGETHER


def _preference(each: Candidate, headings: Sequence[str], contents: Contents) -> tuple:
    """Better filled first, then the place in the list, the words, and what the column holds: nothing of its position."""
    return (
        -(contents.filled(each.column) or 0),
        each.place,
        key(headings[each.column]),
        headings[each.column],
        contents.samples(each.column)[:5],
    )


def _is_rival(each: Candidate, chosen: Candidate, headings: Sequence[str], contents: Contents) -> bool:
    """Whether a second candidate is another column indeed: no twin by its heading, no copy of the first."""
    return headings[each.column] != headings[chosen.column] and not contents.same(each.column, chosen.column)


def _settle_history(found: Mapping, stated: dict[str, int | None]) -> None:
    """What the columns of a history mean beside each other."""
    has = found.columns.__contains__
    if has("to_stage") and not (has("changed_field") or has("from_stage") or has("stage")) and "to_stage" not in stated:
        # nothing to come from: a value with its time
        found.columns["stage"], found.why["stage"] = found.columns.pop("to_stage"), found.why["to_stage"]
    if has("from_stage") and has("to_stage") and not has("changed_field") and "stage" not in stated:
        # beside both ends of a change, the stage is today's
        found.columns.pop("stage", None)
    if has("entered_at") and has("left_at") and "changed_at" not in stated:
        # beside both ends of a stay, the day is one of the deal's
        found.columns.pop("changed_at", None)


def _endings(
    found: Mapping,
    headings: Sequence[str],
    kind: str,
    contents: Contents,
    stated: dict[str, int | None],
    held: set[int],
) -> None:
    """The columns of renamed modules, known by their ending: "Students Pipeline Name", "Students Pipeline Owner"."""
    missing = [name for name in ("name", "owner") if kind == "deals" and name not in {**found.columns, **stated}]
    used = held | set(found.columns.values())
    modules: dict[str, dict[str, list]] = {}
    for column, heading in enumerate(headings if missing else []):
        if column in used or contents.filled(column) == 0:
            continue
        for name in ("name", "owner"):
            module = _module(key(heading).removesuffix(".id"), name)
            if module:
                rank = (key(heading).endswith(".id"), -(contents.filled(column) or 0), heading)
                modules.setdefault(module, {}).setdefault(name, []).append((rank, column))
    for name in missing:
        # a module has a name and an owner; a column that merely ends in "name" may be anything
        ends = sorted((len(ends) < 2, *min(ends[name])) for ends in modules.values() if name in ends)
        if not ends:
            continue
        is_alone, _, column = ends[0]
        found.columns[name] = column
        found.why[name] = "for want of better, by its ending"
        if is_alone or (len(ends) > 1 and not ends[1][0]):
            choices = [*dict.fromkeys(headings[each[2]] for each in ends), ""]
            about = f"Is {headings[column]} the {LABELS[name].lower()}? It is taken for want of a better heading."
            found.questions.append(Question(about, name, choices, choices[0]))


def _module(words: str, name: str) -> str | None:
    """What stands before the ending, if it can be the name of a module."""
    ends = crm_format(GENERIC)["endings"]
    for ending in map(key, ends[name]):
        module = words.removesuffix(ending)
        if module != words and (module.endswith((" ", "-")) or not ending.isascii()):
            module = module.strip(" -")
            is_other = not module or module.split()[-1] in _no_modules()
            return None if is_other else module
    return None


@cache
def _no_modules() -> frozenset[str]:
    named = crm_format(GENERIC)
    return frozenset(key(word) for word in (*named["objects"]["other"], *named["endings"]["not_of"]))


def _currency(
    found: Mapping, headings: Sequence[str], crm: str, kind: str, stated: dict[str, int | None], held: set[int]
) -> None:
    """The currency that belongs to the column of amounts, where the file has one for each column of money."""
    if "amount" not in found.columns or "currency" in stated or "currency" not in FIELDS[kind]:
        return
    amount = {form.words for form in forms(headings[found.columns["amount"]], kind) if form.step <= BEHIND_OBJECT}
    wanted = {loose(name.format(words)) for name in crm_format(GENERIC)["currency_of"]["names"] for words in amount}
    mine = [
        column
        for column, heading in enumerate(headings)
        if column not in held
        and column not in (found.columns[name] for name in found.columns if name != "currency")
        and any(loose(form.words) in wanted for form in forms(heading, kind) if form.step <= BEHIND_OBJECT)
    ]
    if mine and found.columns.get("currency") not in mine:
        column = min(mine, key=lambda column: headings[column])
        found.columns["currency"] = column
        found.why["currency"] = f"the currency of {headings[found.columns['amount']]}"
        found.questions = [each for each in found.questions if each.field != "currency"]


def _ask_doubts(
    found: Mapping, headings: Sequence[str], kind: str, stated: dict[str, int | None], settled: set[int]
) -> None:
    """Ask for headings that may mean another field which nothing else in the file is."""
    for name, column in list(found.columns.items()):
        doubt = next(
            (
                aliases.doubts(kind)[words]
                for form in forms(headings[column], kind)
                for words in (form.words, loose(form.words))
                if form.step <= BEHIND_OBJECT and words in aliases.doubts(kind)
            ),
            None,
        )
        if (
            doubt is None
            or doubt.about is None
            or column in settled
            or not found.why[name].startswith("a usual heading")
        ):
            continue
        others = [each for each in doubt.fields if each != name]
        is_both = any(found.columns.get(each) == column for each in others)
        is_settled = any(each in stated or (each in found.columns and not is_both) for each in others)
        asked = doubt.fields[-1] if is_both else name
        if not is_settled and all(each.field != asked for each in found.questions):
            about = f"{headings[column]}: {doubt.about}."
            found.questions.append(Question(about, asked, [headings[column], ""], headings[column]))
