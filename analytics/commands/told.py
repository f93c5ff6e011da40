"""What became of files, told on a terminal: the receipt that `--json` has whole, as far as a person reads it there."""

from __future__ import annotations

import shlex
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from heapq import nsmallest
from itertools import groupby, zip_longest
from textwrap import wrap

from analytics.commands.documents import Document
from analytics.intake import Options
from analytics.intake.fields import LABELS, kind_name, label, thing
from analytics.intake.recognise import GENERIC, crm_name
from analytics.wording import count, one_or_many

_MOST_HEADINGS = 12
_MOST_REJECTS = 10
_NARROWEST = 40
_PLAIN = ("a usual heading", "as ")
"""How the reasons begin why a heading was taken that explain nothing: it says so, or somebody did."""
_OPTIONS = {each.name for each in fields(Options)} - {"mapping", "keep", "as_of"} | {"missing_deals"}


def imported(document: Document) -> str:
    """The receipts of an import or a dry run, and how it differs from the receipt that it was read by."""
    ids = document["import_ids"]
    parts = ["\n".join(_receipt(each, id_)) for each, id_ in zip_longest(document["files"], ids)]
    return "\n\n".join([*parts, *filter(None, ["\n".join(_compared(document))])])


def kept(document: Document) -> str:
    """The receipts of a workspace; of a file to which they were written, where it is."""
    if isinstance(document["imports"], int):
        # a path is to be copied, and stays whole
        return f"{count(document['imports'], 'import')}: receipt written to {document['file']}"
    head = f"{count(len(document['imports']), 'import')}, read by the rules {document['rules']}. --out FILE.json writes this receipt for others."
    parts = ["\n".join(_receipt(each["receipt"], each["import_id"])) for each in document["imports"]]
    return "\n\n".join(["\n".join(_lines(head)), *parts])


def loaded(document: Document) -> str:
    """The files of the sample, each in two lines."""
    numbered = zip(document["import_ids"], document["files"], strict=True)
    return listed({"imports": [{"import_id": id_, **file} for id_, file in numbered]})


def listed(document: Document) -> str:
    """The imports of a workspace, each in two lines."""
    if not document["imports"]:
        return "Nothing was imported yet."
    return "\n".join(
        line
        for each in document["imports"]
        for line in [
            *_lines(f"{each['import_id']}  {each['file']}: {_what(each)}"),
            *_lines(_sum(each), "      "),
        ]
    )


def _receipt(file: Document, import_id: str | None) -> Iterator[str]:
    """Each line of one file's receipt."""
    became = "not imported, this is a dry run" if import_id is None else f"imported as {import_id}"
    if file.get("already_imported"):
        became = f"already here as import {import_id}; nothing changed"
    yield from _lines(f"{file['file']}: {became}")
    yield from _lines(f"{_what(file)}, {count(file['deals'], thing(file['kind']))}")
    yield from _questions(file)
    yield ""
    why = Counter()
    for each in file["furniture"]:
        why[each["why"]] += (each["to"] or each["row"]) - each["row"] + 1
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in why.most_common())
    yield from _lines(_sum(file) + (f" ({reasons})" if reasons else ""))
    for line in _money(file):
        yield from _lines(line)
    yield from _columns(file)
    if file["notes"]:
        yield from ["", "Notes"]
        for note in file["notes"]:
            yield from _lines(f"- {note}", "  ", "    ")
    yield from _unread(file)


def _what(file: Document) -> str:
    """What it lists, who wrote it, and of which day it is."""
    crm = "no known CRM" if file["crm"] == GENERIC else crm_name(file["crm"])
    doubt = " (perhaps, see the question)" if any(each["field"] == "crm" for each in file.get("questions", ())) else ""
    day = f", as of {file['as_of']}" if file["as_of"] else ""
    return f"{kind_name(file['kind'])} of {crm}{doubt}{day}"


def _sum(file: Document) -> str:
    return (
        f"{count(file['rows_read'], 'row')} read = {file['rows_accepted']:,} accepted + {file['rows_rejected']:,} quarantined"
        f" + {file['rows_furniture']:,} that {'is' if file['rows_furniture'] == 1 else 'are'} no data"
    )


def _questions(file: Document) -> Iterator[str]:
    """What the file does not settle; what several columns share is answered once."""
    if not file["questions"]:
        return
    yield from [
        "",
        one_or_many(len(file["questions"]), "{} QUESTION", "{} QUESTIONS") + ", read as assumed until answered",
    ]
    headings = {*file["mapping"].values(), *file["unmapped"]}
    for (field, choices, assumed), same in groupby(
        file["questions"], lambda each: (each["field"], tuple(each["choices"]), each["assumed"])
    ):
        for each in same:
            yield from _lines(f"? {each['about']}", "  ", "    ")
        taken = "nothing" if assumed is None else assumed or "no column"
        answers = " or ".join(_answers(field, choices, headings))
        yield from _lines(f"Assumed: {taken}." + (f" To answer: {answers}" if answers else ""), "    ")


def _answers(field: str, choices: Iterable[str], headings: set[str]) -> list[str]:
    """For each choice the option of `import` that states it."""
    if field in LABELS and {*choices} - {""} <= headings:
        return [f"--map {field}={shlex.quote(each) if each else ''}" for each in choices]
    return [f"--{field.replace('_', '-')} {shlex.quote(each)}" for each in choices] if field in _OPTIONS else []


def _money(file: Document) -> Iterator[str]:
    """The file's own column of amounts, currency by currency, and the total that the file states."""
    heading = file["mapping"].get("amount", "Amounts")
    for each in file["amounts"]:
        parts = f"{_amount(each['accepted'])} accepted + {_amount(each['quarantined'])} quarantined"
        split = parts if each["quarantined"] else "all accepted"
        whole = _amount(each["accepted"] + each["quarantined"])
        named = f"{whole} {each['currency']}" if each["currency"] else f"{whole}, no currency named"
        yield f"{heading}: {named}{' = ' if each['quarantined'] else ', '}{split}"
    own = file["own_total"]
    if own is None:
        return
    total = sum(each["accepted"] + each["quarantined"] for each in file["amounts"])
    if own["agrees"]:
        yield f"The total in row {own['row']:,} of the file says the same."
    elif own["amount"] is None:
        yield f"The total in row {own['row']:,} of the file shows other figures: {own['text']}"
    else:
        less = "less" if own["amount"] < total else "more"
        yield f"The total in row {own['row']:,} of the file says {_amount(own['amount'])}, which is {_amount(abs(total - own['amount']))} {less}."


def _amount(value: float) -> str:
    return f"{value:,.2f}"


def _columns(file: Document) -> Iterator[str]:
    """Which heading was taken for which field, and why where that is not plain."""
    yield from ["", "Columns"]
    # what stands in brackets explains a field where people choose one
    names = {field: label(field).partition(" (")[0] for field in file["mapping"]}
    indent = max(map(len, names.values()), default=0) + 2
    for field, heading in file["mapping"].items():
        why = file["recognised"].get(field, "")
        told = [file["how"].get(heading), "" if why.startswith(_PLAIN) else why]
        about = "; ".join(dict.fromkeys(filter(None, told)))
        yield from _lines(
            f"{heading} ({about})" if about else heading, f"  {names[field]:<{indent}}", " " * (indent + 4)
        )
    if unread := file["unmapped"]:
        more = len(unread) - _MOST_HEADINGS
        rest = f" and {more:,} more" if more > 0 else ""
        yield from _lines(f"Not read: {', '.join(unread[:_MOST_HEADINGS])}{rest}", "  ", "    ")


def _unread(file: Document) -> Iterator[str]:
    """The first cells that could not be read, those first that cost a row."""
    rejects = file["rejects"]
    if not rejects:
        return
    yield ""
    yield from _lines(f"{len(rejects):,} could not be read; a row counts without such a cell unless it is quarantined")
    for each in nsmallest(_MOST_REJECTS, rejects, key=lambda each: (each["accepted"], each["row"])):
        where = f"row {each['row']:,}" + (f", {each['column']}" if each["column"] else "")
        why = f"is {each['reason']}" if each["reason"].startswith(("not ", "no ")) else each["reason"]
        value = f'"{each["value"]}"' + (" " if why.startswith("is ") else ": ") if each["value"] else ""
        became = "" if each["accepted"] else " (the row is quarantined)"
        yield from _lines(f"{where}: {value}{why}{became}", "  ", "    ")
    if (more := len(rejects) - _MOST_REJECTS) > 0:
        yield f"  and {more:,} more; --json shows all."


def _compared(document: Document) -> Iterator[str]:
    """Whether an import by a receipt is the analysis of that receipt."""
    if "same_rules" not in document:
        return
    rules = "the same rules as" if document["same_rules"] else "other rules than"
    taken = "taken" if document["settings_taken"] else "not taken: the workspace has its own"
    yield from _lines(f"Read by {rules} the receipt; its settings were {taken}.")
    for each in document["missing"]:
        yield from _lines(f"- {each['file']} of the receipt is not among these files.", "  ", "    ")
    for each in document["differs"]:
        what = each["what"].replace("_", " ")
        yield from _lines(f"- {each['file']}: {what} was {each['then']}, is {each['now']}.", "  ", "    ")


def _lines(text: str, first: str = "", further: str | None = None) -> list[str]:
    """A paragraph in lines as wide as the terminal, 100 signs where there is none; `�` for signs that would steer it."""
    plain = "".join(" " if sign.isspace() else sign if sign.isprintable() else "\ufffd" for sign in text)
    return wrap(
        plain,
        max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST),
        initial_indent=first,
        subsequent_indent=first if further is None else further,
        break_on_hyphens=False,
    )
