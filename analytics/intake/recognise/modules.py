"""Columns of renamed modules, known by their ending: "Students Pipeline Name", "Students Pipeline Owner"."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from analytics.intake.recognise.candidates import Table
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import key

FIELDS = ("name", "owner")


def by_ending(table: Table, used: Collection[int]) -> dict[str, tuple[list[int], bool]]:
    """Field -> columns that may be it by their ending, the best first; and whether that one is beyond doubt.

    A module has a name and an owner; a column that merely ends in "name" may be anything.
    """
    modules: dict[str, dict[str, list]] = {}
    for column, heading in enumerate(table.headings):
        words = key(heading)
        if column in used or table.contents.filled(column) == 0:
            continue
        for field in FIELDS:
            if module := _module(words.removesuffix(".id"), field):
                rank = (words.endswith(".id"), -table.filled(column), heading, column)
                modules.setdefault(module, {}).setdefault(field, []).append(rank)
    found = {}
    for field in FIELDS:
        ends = sorted((len(ends) < len(FIELDS), *min(ends[field])) for ends in modules.values() if field in ends)
        if ends:
            found[field] = ([each[-1] for each in ends], not ends[0][0] and all(each[0] for each in ends[1:]))
    return found


def _module(words: str, field: str) -> str | None:
    """What stands before the ending, if it can be the name of a module."""
    for ending in _endings(field):
        module = words.removesuffix(ending)
        if module != words and (module.endswith((" ", "-")) or not ending.isascii()):
            module = module.strip(" -:")
            return module if module and module.split()[-1] not in _no_modules() else None
    return None


@cache
def _endings(field: str) -> tuple[str, ...]:
    return tuple(map(key, crm_format(GENERIC)["endings"][field]))


@cache
def _no_modules() -> frozenset[str]:
    named = crm_format(GENERIC)
    return frozenset(key(word) for word in (*named["objects"]["other"], *named["endings"]["not_of"]))
