"""What is not read yet, and why; each line goes when its reason does."""

from __future__ import annotations

import re

import pytest

# exports whose headings, habits or shape are not known yet
EXPORTS: dict[str, str] = {}
AWKWARD = {}


def _because(reason: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=reason)] if reason else []


def mark(combination) -> list[pytest.MarkDecorator]:
    return mark_database(combination.export)


def mark_database(export) -> list[pytest.MarkDecorator]:
    return _because(next((reason for pattern, reason in EXPORTS.items() if re.match(pattern, export.name)), None))


def mark_awkward(case) -> list[pytest.MarkDecorator]:
    return _because(AWKWARD.get(case.name))
