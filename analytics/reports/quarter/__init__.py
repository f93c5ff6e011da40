"""The quarter as a report for people without the dashboard: HTML that needs nothing, and PDF."""

from analytics.reports.quarter.content import Report, gather
from analytics.reports.quarter.last import remember
from analytics.reports.quarter.page import as_html
from analytics.reports.quarter.pdf import PAPERS, as_pdf

__all__ = ["PAPERS", "Report", "as_html", "as_pdf", "gather", "remember"]
