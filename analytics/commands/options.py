"""Options that several commands have."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from analytics import errors
from analytics.intake import Options
from analytics.intake.fields import FIELDS
from analytics.intake.options import AMOUNTS, BLANKS, DATE_ORDERS, DECIMALS, LINES, MIXED_DATES
from analytics.workspace import Scope, Workspace
from analytics.workspace.lacking import ANSWERS
from analytics.workspace.scope import BASES, LISTS


def import_options(command: argparse.ArgumentParser) -> None:
    """How files are to be read, where that is not to be found out."""
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--as-of", type=day, metavar="D", help="the day of which the export is")
    command.add_argument("--crm", metavar="NAME", help="who wrote it, where that is not recognised")
    command.add_argument("--kind", choices=list(FIELDS), help="what it lists")
    command.add_argument(
        "--map", action="append", default=[], type=_pair, metavar="FIELD=HEADING", help="which column is what"
    )
    command.add_argument(
        "--keep", action="append", default=[], metavar="HEADING", help="keep a further column as a filter"
    )
    command.add_argument("--date-order", choices=DATE_ORDERS, help="for date columns that do not settle it")
    command.add_argument(
        "--mixed-dates",
        choices=MIXED_DATES,
        help="for days beside texts such as 1/13/2026: whether day and month are exchanged in the former",
    )
    command.add_argument("--decimal", choices=DECIMALS, help="for amounts that do not settle it")
    command.add_argument("--blanks", choices=BLANKS, help="what blank cells below an owner or a stage say")
    command.add_argument(
        "--lines", choices=LINES, help="amounts of a deal's several rows: added up, or one amount, told once"
    )
    command.add_argument(
        "--figure", metavar="WORD", help="which counts of several figures of a target or forecast: Commit, Best Case"
    )
    command.add_argument(
        "--amounts",
        choices=AMOUNTS,
        help="what bare amounts are beside columns of an interface that writes cents (Close)",
    )
    command.add_argument(
        "--year", metavar="YEAR", help="of headings such as Jan or Q1 that name none: 2026, or FY2026 for a fiscal year"
    )
    command.add_argument("--currency", metavar="EUR", help="of amounts that name none")
    command.add_argument("--encoding", metavar="NAME", help="of a text, such as utf-8, cp1252 or shift_jis")
    command.add_argument("--delimiter", type=_delimiter, metavar="SIGN", help="between cells; TAB for a tabulator")
    command.add_argument("--sheet", metavar="NAME", help="of a workbook, the sheet to read")
    command.add_argument("--header-row", type=int, metavar="N", help="the row that names the columns, 1 for the first")
    command.add_argument(
        "--receipt",
        type=Path,
        metavar="FILE",
        help="read the files as this receipt says, with its settings in a new workspace",
    )
    command.add_argument(
        "--missing-deals",
        choices=ANSWERS,
        help="what became of open deals where an export lacks most that the one before shows",
    )
    command.add_argument("--dry-run", action="store_true", help="show the receipt, import nothing")


def scope_options() -> argparse.ArgumentParser:
    """The filters of a question, as a parent of its command."""
    options = argparse.ArgumentParser(add_help=False)
    for name in LISTS:
        options.add_argument(
            f"--{name.replace('_', '-')}", action="append", default=[], metavar="VALUE", help="repeatable"
        )
    options.add_argument(
        "--where", action="append", default=[], metavar="COLUMN=VALUE", help="a kept column; repeatable"
    )
    options.add_argument("--from", dest="from_on", type=day, metavar="D", help="first day of the period")
    options.add_argument("--to", dest="to_on", type=day, metavar="D", help="last day of the period")
    options.add_argument("--basis", choices=BASES, default="created", help="the day that the period is about")
    options.add_argument("--as-of", type=day, metavar="D", help="the last day whose changes count")
    return options


def day(text: str) -> date:
    """A day as ISO writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-06-30") from None


def positive(text: str) -> int:
    """A number of days."""
    if not text.isdigit() or not 1 <= int(text) <= 36500:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days: write a whole number above 0")
    return int(text)


def _delimiter(text: str) -> str:
    return "\t" if text.casefold() in ("tab", "\\t") else text


def _pair(text: str) -> tuple[str, str]:
    field, found, heading = text.partition("=")
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not field=heading")
    return field, heading


def scope_of(args: argparse.Namespace) -> Scope:
    """The scope that the options make."""
    lists = {name: tuple(getattr(args, short)) for short, name in LISTS.items()}
    period = {name: getattr(args, name) for name in ("from_on", "to_on", "basis", "as_of")}
    return Scope(**lists, **period, dimensions=tuple(args.where))


def check_values(workspace: Workspace, args: argparse.Namespace) -> None:
    """Refuse a filter for a value that no deal has, a period that ends before it begins, and a day of which no file knows.

    The answer would be zeros, or waiting made up, and look like one.
    """
    first, last = getattr(args, "from_on", None), getattr(args, "to_on", None)
    if first and last and first > last:
        raise errors.days_in_wrong_order(first, last)
    on = getattr(args, "as_of", None)
    # of an import, the day is that of its file
    if on and not hasattr(args, "files"):
        known = workspace.engine.last_day
        if known and on > known:
            raise errors.day_not_known(on, known)
    asked = {name: getattr(args, name, []) for name in (*LISTS, "where")}
    if not any(asked.values()):
        return
    known = workspace.engine.filter_values()
    for name, values in asked.items():
        for value in values:
            if value not in known[name]:
                raise errors.unknown_value(name.replace("_", "-"), value, known[name])


def options_of(args: argparse.Namespace) -> Options:
    """How to read the files of the command."""
    return Options(
        as_of=args.as_of,
        crm=args.crm,
        kind=args.kind,
        mapping=dict(args.map),
        keep=tuple(args.keep),
        date_order=args.date_order,
        decimal=args.decimal,
        mixed_dates=args.mixed_dates,
        blanks=args.blanks,
        lines=args.lines,
        figure=args.figure,
        amounts=args.amounts,
        year=args.year,
        currency=args.currency,
        encoding=args.encoding,
        delimiter=args.delimiter,
        sheet=args.sheet,
        header_row=args.header_row,
    )
