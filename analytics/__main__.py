"""The command line: the same answers without a browser.

Exit code 0 done, 2 wrong usage, 3 input refused.  With --json one JSON document on stdout and nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from analytics import commands
from analytics.errors import SluiceError
from analytics.intake import Options
from analytics.intake.fields import FIELDS
from analytics.intake.options import DATE_ORDERS, DECIMALS
from analytics.metrics.funnel_rules import RULES
from analytics.workspace import Scope, Workspace, default_folder
from analytics.workspace.scope import BASES, LISTS


def parser() -> argparse.ArgumentParser:
    """All commands and their options; `--help` of each is the reference."""
    top = argparse.ArgumentParser(
        prog="python -m analytics", description="Sluice: pipeline analytics over CRM exports."
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--workspace", type=Path, default=default_folder() / "default", help="folder of the workspace")
    common.add_argument("--json", action="store_true", help="one JSON document on stdout")
    commands_of = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, help_: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands_of.add_parser(name, help=help_, description=help_, parents=[common, *parents])

    _import_options(add("import", "Import exports: all of them, or, where one is refused, none."))
    add("imports", "List the imports of the workspace.")
    add("undo", "Leave an import out; its upload is kept.").add_argument("import_id", metavar="ID")
    add("rebuild", "Make the database again from the kept uploads.")
    export = add("export", "Write the canonical tables as Parquet files.")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder for the files")
    add("sample", "Load the sample company.")
    add("tables", "Count the rows of every table.")
    add("overview", "Deals, money and pace.", _scope_options())
    funnel = add("funnel", "Deals that reached each stage, and what became of them.", _scope_options())
    funnel.add_argument("--rule", choices=list(RULES), default="reached", help="how a deal counts for a stage")
    conversion = add("conversion", "The chance to move on from each stage, open deals counted right.", _scope_options())
    conversion.add_argument("--days", type=_positive, metavar="N", help="the horizon; otherwise each stage has its own")
    add("velocity", "How fast money moves, and how long deals stay in each stage.", _scope_options())
    return top


def _import_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--as-of", type=_day, metavar="D", help="the day of which the export is")
    command.add_argument("--crm", metavar="NAME", help="who wrote it, where that is not recognised")
    command.add_argument("--kind", choices=list(FIELDS), help="what it lists")
    command.add_argument(
        "--map", action="append", default=[], type=_pair, metavar="FIELD=HEADING", help="which column is what"
    )
    command.add_argument(
        "--keep", action="append", default=[], metavar="HEADING", help="keep a further column as a filter"
    )
    command.add_argument("--date-order", choices=DATE_ORDERS, help="for date columns that do not settle it")
    command.add_argument("--decimal", choices=DECIMALS, help="for amounts that do not settle it")
    command.add_argument("--currency", metavar="EUR", help="of amounts that name none")
    command.add_argument("--encoding", metavar="NAME", help="of a text, such as utf-8, cp1252 or shift_jis")
    command.add_argument("--delimiter", type=_delimiter, metavar="SIGN", help="between cells; TAB for a tabulator")
    command.add_argument("--sheet", metavar="NAME", help="of a workbook, the sheet to read")
    command.add_argument("--header-row", type=int, metavar="N", help="the row that names the columns, 1 for the first")
    command.add_argument("--dry-run", action="store_true", help="show the receipt, import nothing")


def _scope_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    for name in LISTS:
        options.add_argument(
            f"--{name.replace('_', '-')}", action="append", default=[], metavar="VALUE", help="repeatable"
        )
    options.add_argument(
        "--where", action="append", default=[], metavar="COLUMN=VALUE", help="a kept column; repeatable"
    )
    options.add_argument("--from", dest="from_on", type=_day, metavar="D", help="first day of the period")
    options.add_argument("--to", dest="to_on", type=_day, metavar="D", help="last day of the period")
    options.add_argument("--basis", choices=BASES, default="created", help="the day that the period is about")
    options.add_argument("--as-of", type=_day, metavar="D", help="the last day whose changes count")
    return options


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-06-30") from None


def _positive(text: str) -> int:
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


def _scope(args: argparse.Namespace) -> Scope:
    lists = {name: tuple(getattr(args, short)) for short, name in LISTS.items()}
    period = {name: getattr(args, name) for name in ("from_on", "to_on", "basis", "as_of")}
    return Scope(**lists, **period, dimensions=tuple(args.where))


def _options(args: argparse.Namespace) -> Options:
    return Options(
        as_of=args.as_of,
        crm=args.crm,
        kind=args.kind,
        mapping=dict(args.map),
        keep=tuple(args.keep),
        date_order=args.date_order,
        decimal=args.decimal,
        currency=args.currency,
        encoding=args.encoding,
        delimiter=args.delimiter,
        sheet=args.sheet,
        header_row=args.header_row,
    )


def _run(args: argparse.Namespace) -> dict:
    workspace = Workspace(args.workspace)
    match args.command:
        case "import":
            return commands.import_(workspace, args.files, _options(args), args.dry_run, _tell)
        case "undo":
            return commands.undo(workspace, args.import_id)
        case "export":
            return commands.export(workspace, args.to)
        case "sample":
            return commands.sample(workspace, _tell)
        case "imports" | "rebuild" | "tables":
            return getattr(commands, args.command)(workspace)
        case "overview" | "velocity":
            return getattr(commands, args.command)(workspace, _scope(args))
        case "funnel":
            return commands.funnel(workspace, _scope(args), args.rule)
        case "conversion":
            return commands.conversion(workspace, _scope(args), args.days)
    raise AssertionError(args.command)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


def _printable(text: str) -> str:
    """Bytes of a path or an argument that are no text, shown as what cannot be shown."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    args = parser().parse_args(arguments)
    files = {str(path) for path in getattr(args, "files", [])}
    for each in arguments:
        if each not in files and _printable(each) != each:
            parser().error(f"{_printable(each)!r} is not written in UTF-8; nothing in the data can be meant by it")
    try:
        document = _run(args)
    except SluiceError as error:
        print(_printable(json.dumps({"error": error.as_dict()}, ensure_ascii=False, indent=None if args.json else 1)))
        return 3
    print(json.dumps(document, ensure_ascii=False) if args.json else commands.as_text(document))
    return 0


if __name__ == "__main__":
    sys.exit(main())
