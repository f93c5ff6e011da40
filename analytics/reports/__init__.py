"""The quarter as a report for people without the dashboard: HTML that needs nothing, and PDF."""

from analytics.reports.content import Report, gather
from analytics.reports.page import as_html
from analytics.reports.pdf import PAPERS, as_pdf

__all__ = ["PAPERS", "Report", "as_html", "as_pdf", "gather"]
