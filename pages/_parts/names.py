"""What people call the CRMs, the kinds of files, and the rules by which columns are read."""

from __future__ import annotations

from analytics.errors import SluiceError
from analytics.intake.fields import kind_name, thing
from analytics.intake.recognise import crm_name
from pages._parts import formats

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
ENCODINGS = {
    "utf-8": "Unicode (UTF-8)", "utf-16": "Unicode (UTF-16)", "cp1252": "Western European", "iso-8859-15": "Western European",
    "mac_roman": "Western European, Mac", "cp850": "Western European, DOS", "cp858": "Western European, DOS with €",
    "cp1250": "Central European",
    "iso-8859-2": "Central European", "cp852": "Central European, DOS", "mac_latin2": "Central European, Mac",
    "cp1254": "Turkish", "cp1257": "Baltic", "cp1251": "Cyrillic", "koi8_r": "Cyrillic", "koi8_u": "Cyrillic, Ukrainian",
    "cp866": "Cyrillic, DOS", "mac_cyrillic": "Cyrillic, Mac",
    "cp1253": "Greek", "cp1255": "Hebrew", "cp1256": "Arabic", "cp874": "Thai", "cp1258": "Vietnamese",
    "cp932": "Japanese", "euc_jp": "Japanese", "gb18030": "Chinese, simplified", "big5": "Chinese, traditional",
    "cp949": "Korean", "cp437": "DOS", "utf-7": "Unicode (UTF-7)",
}  # fmt: skip
_ALSO = {"utf-8-sig": "utf-8", "iso8859_15": "iso-8859-15"}
SEPARATORS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar", ":": "Colon"}


def separator_name(sign: str) -> str:
    """What stands between the cells of a text file."""
    return SEPARATORS.get(sign, sign)


def encoding_name(encoding: str) -> str:
    """An encoding with its script or region before its code; one that is not known by its code.

    >>> encoding_name("cp932"), encoding_name("utf-8+cp1252")
    ('Japanese (cp932)', 'Unicode (UTF-8) and Western European (cp1252)')
    """
    if encoding.startswith("utf-8+"):
        return f"{ENCODINGS['utf-8']} and {encoding_name(encoding.removeprefix('utf-8+'))}"
    known = ENCODINGS.get(_ALSO.get(encoding, encoding))
    return encoding if known is None else known if "(" in known else f"{known} ({encoding})"


def things(kind: str, count: int) -> str:
    """How many deals, customers ... a file tells of."""
    return formats.count(count, thing(kind))


def choice_name(field: str, choice: str) -> str:
    """A possible answer to a question about a file; `""` stands for no column."""
    if not choice:
        return "No column of this file"
    names = {"kind": kind_name, "crm": crm_name, "delimiter": separator_name, "encoding": encoding_name}
    return names[field](choice) if field in names else RULES.get(choice, choice)


# hints that speak of options of the command line, as they are to be read beside the review of a file
_HINTS = {
    "no_heading": "Say below in which row they stand, or what stands between the cells. A file without headings needs a row of them.",
    "wrong_encoding": "Choose another encoding below.",
    "unknown_encoding": "Choose one below.",
    "periods_beside": "Where they are targets, or what customers pay by month (subscriptions), choose that below as what the file lists. Anything else is read with a row for each period: a column for the period, and one for the amount.",
    "too_many_stages": "Choose another column for the stage.",
}


def refusal(why: SluiceError) -> str:
    """Why something was refused, and what to do about it on a page."""
    return f"{why.message} {_HINTS.get(why.code) or why.hint or ''}".strip()
