"""The report as PDF, set by typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from analytics import errors
from analytics.reports.quarter.content import Report
from analytics.reports.quarter.page import blocks

HERE = Path(__file__).parent
PAPERS = {"a4": "a4", "letter": "us-letter"}


def as_pdf(report: Report, paper: str = "a4") -> tuple[bytes, int]:
    """The report and its number of pages.  The same report gives the same bytes.

    Raises `Refused` where typst is not installed: it is optional.
    """
    try:
        import typst
    except ImportError:
        raise errors.no_typst() from None
    document = asdict(report) | {"notes": [(name, blocks(text)) for name, text in report.notes]}
    given = {
        "font_paths": [str(HERE.parent / "fonts")],
        "ignore_system_fonts": True,
        "sys_inputs": {"report": json.dumps(document, ensure_ascii=False), "paper": PAPERS[paper]},
    }
    compiler = typst.Compiler(str(HERE / "report.typ"), root=str(HERE), **given)
    [pages] = json.loads(compiler.query("<pages>", field="value"))
    return compiler.compile(format="pdf", timestamp=0), int(pages)
