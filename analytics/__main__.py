"""The command line: the same answers without a browser.

Exit code 0 done, 2 wrong usage, 3 input refused: a sentence on stderr, and `{"error": ...}` on stdout for programs.
With --json one JSON document on stdout and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analytics import commands
from analytics.commands.documents import Document, as_text
from analytics.commands.options import check_values
from analytics.errors import SluiceError
from analytics.workspace import Workspace, default_folder


def parser() -> argparse.ArgumentParser:
    """All commands and their options; `--help` of each is the reference."""
    top = argparse.ArgumentParser(
        prog="python -m analytics", description="Sluice: pipeline analytics over CRM exports."
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--workspace", type=Path, default=default_folder() / "default", help="folder of the workspace")
    common.add_argument("--json", action="store_true", help="one JSON document on stdout")
    commands_of = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(
        name: str,
        run: Callable[[Workspace, argparse.Namespace], Document],
        help_: str,
        *parents: argparse.ArgumentParser,
    ) -> argparse.ArgumentParser:
        command = commands_of.add_parser(name, help=help_, description=help_, parents=[common, *parents])
        command.set_defaults(run=run, as_text=as_text)
        return command

    for module in commands.MODULES:
        module.add_to(add)
    return top


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
        workspace = Workspace(args.workspace)
        check_values(workspace, args)
        document = args.run(workspace, args)
    except SluiceError as error:
        # what is missing is no column of the file: the sentence names it in words
        places = ("sheet", "row") if error.code == "missing_fields" else ("sheet", "row", "column")
        where = "".join(f", {name} {value}" for name in places if (value := getattr(error, name)))
        if not args.json:
            print(_printable(f"Refused{where}: {error}"), file=sys.stderr)
        # who reads it with a program finds the document there; on a terminal the sentence is enough
        if args.json or not sys.stdout.isatty():
            print(_printable(json.dumps({"error": error.as_dict()}, ensure_ascii=False)))
        return 3
    try:
        print(json.dumps(document, ensure_ascii=False) if args.json else args.as_text(document), flush=True)
    except BrokenPipeError:  # whoever read it had enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
