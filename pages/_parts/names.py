"""What people call the CRMs, the kinds of files, and the rules by which columns are read."""

from __future__ import annotations

from analytics.errors import SluiceError
from analytics.intake.recognise import GENERIC, crm_format, crm_names
from pages._parts import formats

KINDS = {"deals": "Deals", "history": "Stage history"}
RULES = {
    "dmy": "Day first (31.12.2026)",
    "mdy": "Month first (12/31/2026)",
    "ymd": "Year first (2026-12-31)",
    "comma": "Decimal comma (1.234,50)",
    "point": "Decimal point (1,234.50)",
    "exchanged": "Day and month exchanged",
    "as_written": "As written",
    "cents": "Cents",
    "units": "Whole units",
    "above": "The same as above",
    "empty": "Nothing",
    "added": "Of each row, added up",
    "once": "Of the whole deal, once",
}
SEPARATORS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}


def crm_name(crm: str) -> str:
    """A CRM as people write it."""
    if crm == GENERIC:
        return "Any table"
    return crm_format(crm)["name"] if crm in crm_names() else crm.replace("_", " ").title()


def kind_name(kind: str) -> str:
    """What a file lists."""
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def separator_name(sign: str) -> str:
    """What stands between the cells of a text file."""
    return SEPARATORS.get(sign, sign)


def things(kind: str, count: int) -> str:
    """How many deals, customers ... a file tells of."""
    return formats.count(count, "deal" if kind == "history" else kind.replace("_", " ").removesuffix("s"))


def choice_name(field: str, choice: str) -> str:
    """A possible answer to a question about a file; `""` stands for no column."""
    if not choice:
        return "No column of this file"
    names = {"kind": kind_name, "crm": crm_name, "delimiter": separator_name}
    return names[field](choice) if field in names else RULES.get(choice, choice)


# hints that speak of options of the command line, as they are to be read beside the review of a file
_HINTS = {
    "no_heading": "Say below in which row the headings stand.",
    "wrong_encoding": "Choose another encoding below, or clear the choice to have it found.",
    "periods_beside": "Where they are targets, or what customers pay by month (subscriptions), choose that below as what the file lists. Anything else is read with a row for each period: a column for the period, and one for the amount.",
    "too_many_stages": "Choose another column for the stage.",
}


def refusal(why: SluiceError) -> str:
    """Why something was refused, and what to do about it on a page."""
    return f"{why.message} {_HINTS.get(why.code) or why.hint or ''}".strip()
