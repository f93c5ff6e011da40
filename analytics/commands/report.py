"""The command that writes a report."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from pathlib import Path

from analytics import errors
from analytics.commands.documents import Document
from analytics.commands.options import scope_of, scope_options
from analytics.commands.quarter import period_of
from analytics.reports.quarter import PAPERS, as_html, as_pdf, gather, remember
from analytics.workspace import Workspace


def add_to(add: object) -> None:
    """The command."""
    command = add("report", report, "The quarter as HTML or PDF.", scope_options())
    command.add_argument("--quarter", metavar="2026Q4", help="or a month, 2026-10; otherwise the one that goes on")
    command.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="its ending, .html or .pdf, says which"
    )
    command.add_argument("--paper", choices=list(PAPERS), default="a4", help="of a PDF; HTML prints on both")


def report(workspace: Workspace, args: Namespace) -> Document:
    """The file that was written, its pages (of a PDF) and its SHA-256."""
    kind = args.out.suffix.casefold()
    if kind not in (".html", ".htm", ".pdf"):
        raise errors.no_report_kind(args.out.name)
    scope = scope_of(args)
    told = gather(workspace, scope, period_of(workspace, scope, args.quarter), workspace.reporting_currency())
    content, pages = as_pdf(told, args.paper) if kind == ".pdf" else (as_html(told).encode(), None)
    try:
        args.out.write_bytes(content)
    except OSError as error:
        raise errors.report_not_written(str(args.out), error.strerror or str(error)) from None
    remember(workspace, told.said)
    return {"file": str(args.out), "pages": pages, "sha256": hashlib.sha256(content).hexdigest()}
