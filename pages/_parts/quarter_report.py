"""The quarter as a file for those who do not open the dashboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import streamlit as st

from analytics.periods import Period
from analytics.reports.quarter import Report, as_html, as_pdf, gather, remember
from analytics.workspace import Scope, Workspace

_NO_PDF = "A PDF needs typst, which is not installed here (pip install typst). The HTML prints as well."


def buttons(work: Workspace, scope: Scope, period: Period, currency: str | None) -> None:
    """A report as HTML, and as PDF for A4 and Letter; each is written when it is asked for."""
    has_typst = find_spec("typst") is not None
    name = f"forecast-{period.name}"
    with st.container(horizontal=True, gap="small"):
        for label, file_name, mime, write in (
            ("Report as HTML", f"{name}.html", "text/html", _html),
            ("PDF, A4", f"{name}.pdf", "application/pdf", partial(_pdf, "a4")),
            ("PDF, Letter", f"{name}-letter.pdf", "application/pdf", partial(_pdf, "letter")),
        ):
            is_off = mime == "application/pdf" and not has_typst
            st.download_button(
                label, partial(_written, work, scope, period, currency, write), file_name, mime, key=f"report-{label}",
                icon=":material/description:", type="tertiary", on_click="ignore", disabled=is_off, help=_NO_PDF if is_off else None,
            )  # fmt: skip


def _written(
    work: Workspace, scope: Scope, period: Period, currency: str | None, write: Callable[[Report], bytes]
) -> bytes:
    """The report, which the next one will know of."""
    report = gather(work, scope, period, currency)
    content = write(report)
    remember(work, report.said)
    return content


def _html(report: Report) -> bytes:
    return as_html(report).encode()


def _pdf(paper: str, report: Report) -> bytes:
    return as_pdf(report, paper)[0]
