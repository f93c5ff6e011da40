"""What is not read yet, and why; each line goes when its reason does."""

from __future__ import annotations

import re

import pytest

# exports whose headings, habits or shape are not known yet
EXPORTS = {
    r"dynamics|zoho|odoo": "programs without a description",
    r"generic with .* (de|es|fr|it|nb|nl|pt|zh)": "headings in these languages",
    r"hubspot double quotes (fr|pt)": "HubSpot's own day of creation is taken for the deal's where one heading is translated",
    r"hubspot internal names": "stages that are named by their ids",
    r"pipedrive list fr": "headings that are partly French",
    r"salesforce details (es|fr|it|pt|zh)": "headings in these languages",
    r"salesforce grouped": "a group is named on its first row alone",
    r"salesforce field history|salesforce history objects": "audits and objects as histories",
    r"generic log of intervals|generic values in time": "logs with both ends of a stay, and values in time",
}
AWKWARD = {
    "a heading over two lines": "two lines of headings are not joined where the lower one has a unit",
    "a status that says deleted": "a deleted deal is a deal",
    "groups with counts": "the title of a group counts as a deal",
    "leads among the opportunities": "a lead counts as a deal",
    "noise around headings": "curly quotes and a colon around a heading",
    "two columns of one name": "two columns of one name are no question",
    "wide as a barn": "thousands of columns take longer than two seconds",
}
# a file in which no deal has a stage, or none has a status
PROPERTIES = "the newest day of a file without stages is an error of the program"


def _because(reason: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=reason)] if reason else []


def mark(combination) -> list[pytest.MarkDecorator]:
    return mark_database(combination.export)


def mark_database(export) -> list[pytest.MarkDecorator]:
    return _because(next((reason for pattern, reason in EXPORTS.items() if re.match(pattern, export.name)), None))


def mark_awkward(case) -> list[pytest.MarkDecorator]:
    return _because(AWKWARD.get(case.name))
