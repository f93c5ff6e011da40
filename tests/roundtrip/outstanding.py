"""What is not read yet, and why; each line goes when its reason does."""

from __future__ import annotations

import pytest


def mark(combination) -> list[pytest.MarkDecorator]:
    return []


def mark_database(export) -> list[pytest.MarkDecorator]:
    return []


def mark_awkward(case) -> list[pytest.MarkDecorator]:
    return []
