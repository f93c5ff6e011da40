"""Which column is which field: every column is weighed for every field, the cheapest pair is taken first."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.intake.fields import FIELDS, LABELS
from analytics.intake.model import Question
from analytics.intake.recognise import modules
from analytics.intake.recognise.candidates import Candidate, Cost, Table, candidates_of, settled_columns
from analytics.intake.recognise.changed import column_of_fields, is_value_alone
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import BEHIND_OBJECT, forms, key, loose
from analytics.intake.recognise.looks import suggested

TOGETHER = frozenset({"expected_close_on", "closed_on"})
"""One column may be both: the expected day while a deal is open, the actual one once it is closed."""


STATED = "as stated"
"""Why a column was taken that a person named."""


@dataclass
class Mapping:
    """Field -> column, why each was taken, what people should decide, and the fields that clear headings tell."""

    columns: dict[str, int] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    clear: set[str] = field(default_factory=set)

    def ask(self, about: str, name: str, choices: list[str]) -> None:
        """Note a question whose first choice is assumed; the first for a field is enough."""
        if all(each.field != name for each in self.questions):
            self.questions.append(Question(about, name, choices, choices[0]))


def map_columns(table: Table) -> Mapping:
    """Assign the columns of a table to the fields of its kind."""
    found = Mapping({name: column for name, column in table.stated.items() if column is not None})
    found.why = dict.fromkeys(found.columns, STATED)
    candidates = candidates_of(table)
    doubtful = _assign(found, candidates, table)
    if table.kind == "history":
        _settle_history(found, table)
    if table.kind == "deals":
        _renamed_modules(found, table)
        _close_of_its_own(found, candidates, table)
        _only_amount(found, table)
    if table.kind == "subscriptions":
        _settle_interval(found, candidates, table)
    _currency(found, table)
    _ask_doubts(found, doubtful, settled_columns(candidates), table)
    found.questions = [each for each in found.questions if each.field in found.columns]
    return found


def _assign(found: Mapping, candidates: list[Candidate], table: Table) -> list[Candidate]:
    """Take the cheapest pairs first; where several columns cost the same for one field, the best filled one.

    Returns those taken whose heading has two meanings.
    """
    holders = {column: name for name, column in found.columns.items()}
    groups: dict[tuple[Cost, int], list[Candidate]] = {}
    order = list(FIELDS[table.kind])
    for each in candidates:
        groups.setdefault((each.cost, order.index(each.field)), []).append(each)
    doubtful = []
    for cost, place in sorted(groups):
        name = order[place]
        free = [each for each in groups[cost, place] if _is_free(each, holders)]
        if name in found.columns or not free:
            continue
        chosen, *others = sorted(free, key=lambda each: _preference(each, table))
        found.columns[name], found.why[name] = chosen.column, chosen.why
        holders.setdefault(chosen.column, name)
        if chosen.is_clear:
            found.clear.add(name)
        if chosen.doubt:
            doubtful.append(chosen)
        rivals = [each for each in others if _is_rival(each, chosen, table)]
        # where a program writes a heading twice, it says no more than anybody which is which
        if not cost.is_generic:
            rivals = [each for each in rivals if _is_twin(each, chosen, table)]
        if rivals and not cost.is_empty:
            choices = list(dict.fromkeys(table.names[each.column] for each in (chosen, *rivals)))
            found.ask(f"Which column is {LABELS[name]}: {' or '.join(choices)}?", name, choices)
    return doubtful


def _is_free(each: Candidate, holders: dict[int, str]) -> bool:
    holder = holders.get(each.column)
    return holder is None or {holder, each.field} == TOGETHER


def _preference(each: Candidate, table: Table) -> tuple:
    """Better filled first, then the place in the list, the words, and what the column holds: nothing of its position."""
    heading = table.headings[each.column]
    return (-table.filled(each.column), each.place, key(heading), heading, table.contents.samples(each.column)[:5])


def _is_rival(each: Candidate, chosen: Candidate, table: Table) -> bool:
    """Whether a second candidate is another column indeed: no copy of the first, no twin of it that is hardly filled."""
    if _is_twin(each, chosen, table) and 2 * table.filled(each.column) < table.filled(chosen.column):
        return False
    return not table.contents.same(each.column, chosen.column)


def _is_twin(each: Candidate, chosen: Candidate, table: Table) -> bool:
    return table.headings[each.column] == table.headings[chosen.column]


def _settle_history(found: Mapping, table: Table) -> None:
    """What the columns of a history mean beside each other."""
    has, stated = found.columns.__contains__, table.stated
    _settle_audit(found, table)
    if has("to_stage") and not (has("changed_field") or has("from_stage") or has("stage")) and "to_stage" not in stated:
        # nothing to come from: a value with its time
        found.columns["stage"], found.why["stage"] = found.columns.pop("to_stage"), found.why["to_stage"]
    if has("from_stage") and has("to_stage") and not has("changed_field") and "stage" not in stated:
        # beside both ends of a change, the stage is today's
        found.columns.pop("stage", None)
    if has("entered_at") and has("left_at") and "changed_at" not in stated:
        # beside both ends of a stay, the day is one of the deal's
        found.columns.pop("changed_at", None)


def _settle_audit(found: Mapping, table: Table) -> None:
    """The column of an audit that says which field changed, known by what it holds, and that of its values."""
    has, stated = found.columns.__contains__, table.stated
    used = {*table.taken, *found.columns.values()}
    free = [column for column, heading in enumerate(table.headings) if heading and column not in used]
    if has("from_stage") and has("to_stage") and not (has("changed_field") or "changed_field" in stated):
        column = column_of_fields(free, table.contents)
        if column is not None:
            name = table.names[column]
            found.columns["changed_field"], found.why["changed_field"] = column, "by what it holds"
            found.ask(
                f"Does {name} say which field changed? It is taken so, by what it holds.", "changed_field", [name, ""]
            )
    if has("changed_field") and not has("to_stage") and "to_stage" not in stated:
        where = found.columns.get("stage")
        values = [
            column for column in (*free, *([] if where is None else [where])) if is_value_alone(table.headings[column])
        ]
        if values and not (values[0] == where and "stage" in stated):
            found.columns["to_stage"], found.why["to_stage"] = values[0], "the value of the field that changed"
            if values[0] == where:
                del found.columns["stage"], found.why["stage"]


def _settle_interval(found: Mapping, candidates: list[Candidate], table: Table) -> None:
    """Of two columns of intervals, the one of words is the unit (months), the one of whole numbers how many of them."""
    if "interval" in table.stated or "interval_count" in found.columns or "interval_count" in table.stated:
        return
    used = {column for name, column in found.columns.items() if name != "interval"}
    columns = sorted({each.column for each in candidates if each.field == "interval"} - used)
    is_count = [all(map(str.isdigit, texts)) for column in columns if (texts := table.contents.samples(column))]
    if len(columns) == len(is_count) == 2 and sum(is_count) == 1:
        count, unit = columns if is_count[0] else columns[::-1]
        found.columns |= {"interval": unit, "interval_count": count}
        found.why |= {"interval": "the unit, by what it holds", "interval_count": "how many of them, by what it holds"}
        found.questions = [each for each in found.questions if each.field != "interval"]


def _renamed_modules(found: Mapping, table: Table) -> None:
    used = {*table.taken, *found.columns.values()}
    missing = [name for name in modules.FIELDS if name not in found.columns and name not in table.stated]
    ends = modules.by_ending(table, used) if missing else {}
    for name in missing:
        if name not in ends:
            continue
        columns, is_sure = ends[name]
        found.columns[name], found.why[name] = columns[0], "for want of better, by its ending"
        if not is_sure:
            choices = [*dict.fromkeys(table.headings[column] for column in columns), ""]
            about = f"Is {choices[0]} the {LABELS[name].lower()}? It is taken for want of a better heading."
            found.ask(about, name, choices)


def _close_of_its_own(found: Mapping, candidates: list[Candidate], table: Table) -> None:
    """A column for the actual close alone beats the one that a program has for both: somebody added it because that is none."""
    shared = found.columns.get("closed_on")
    if shared is None or "closed_on" in table.stated or found.columns.get("expected_close_on") != shared:
        return
    used = {*found.columns.values()}
    own = [
        each
        for each in candidates
        if each.field == "closed_on"
        and each.column not in used
        and not (each.cost.is_empty or each.cost.is_unlike or each.cost.tier)
    ]
    if own:
        chosen = min(own, key=lambda each: (each.cost, _preference(each, table)))
        found.columns["closed_on"], found.why["closed_on"] = chosen.column, chosen.why


def _only_amount(found: Mapping, table: Table) -> None:
    """What was won is the amount of a deal where no other column can be that."""
    has = found.columns.__contains__
    if not has("won_amount") or has("amount") or {"amount", "won_amount"} & set(table.stated):
        return
    used = {*table.taken, *found.columns.values()}
    free = [column for column, heading in enumerate(table.headings) if heading and column not in used]
    if not suggested("amount", free, table.contents):
        found.columns["amount"], found.why["amount"] = found.columns.pop("won_amount"), found.why.pop("won_amount")


def _currency(found: Mapping, table: Table) -> None:
    """The currency that belongs to the column of amounts, where the file has one for each column of money."""
    if "amount" not in found.columns or "currency" in table.stated or "currency" not in FIELDS[table.kind]:
        return
    amount = table.headings[found.columns["amount"]]
    names = crm_format(GENERIC)["currency_of"]["names"]
    wanted = {loose(name.format(words)) for name in names for words in _near(amount, table)}
    used = {*table.taken, *(column for name, column in found.columns.items() if name != "currency")}
    mine = [
        column
        for column, heading in enumerate(table.headings)
        if column not in used and any(loose(words) in wanted for words in _near(heading, table))
    ]
    if mine and found.columns.get("currency") not in mine:
        found.columns["currency"] = min(mine, key=lambda column: (-table.filled(column), table.headings[column]))
        found.why["currency"] = f"the currency of {amount}"
        found.questions = [each for each in found.questions if each.field != "currency"]


def _near(heading: str, table: Table) -> list[str]:
    return [form.words for form in forms(heading, table.kind) if form.step <= BEHIND_OBJECT]


def _ask_doubts(found: Mapping, doubtful: list[Candidate], settled: set[int], table: Table) -> None:
    """Ask for headings that may mean another field which nothing else in the file is."""
    for each in doubtful:
        others = [name for name in each.doubt.fields if name != each.field]
        is_both = any(found.columns.get(name) == each.column for name in others)
        is_told = any(name in table.stated or (name in found.columns and not is_both) for name in others)
        if each.doubt.about and each.column not in settled and not is_told:
            heading = table.headings[each.column]
            asked = each.doubt.fields[-1] if is_both else each.field
            found.ask(f"{heading}: {each.doubt.about}.", asked, [heading, ""])
