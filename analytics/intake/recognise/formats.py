"""The descriptions of programs' exports, `crms/*.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

CRMS = Path(__file__).parents[1] / "crms"
GENERIC = "generic"
# what a description need not say
_UNSAID = {"file_name": "", "signature": [], "patterns": []}


@cache
def crm_format(crm: str) -> dict:
    """The description of one program's exports; a name without a description reads like any table."""
    path = CRMS / f"{crm}.toml"
    return _UNSAID | tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else crm_format(GENERIC)


@cache
def crm_names() -> tuple[str, ...]:
    """The programs that are described, any table last."""
    names = sorted(path.stem for path in CRMS.glob("*.toml") if path.stem != GENERIC)
    return (*names, GENERIC)


def program_of(crm: str) -> str:
    """The program whose account this is: `pipedrive` of `pipedrive#2`."""
    return crm.partition("#")[0]


def account_of(program: str, number: int) -> str:
    """An account of a program, counted from 1; the first has the program's name."""
    return f"{program}#{number}" if number > 1 else program


def number_of(crm: str) -> int:
    """Which account of its program this is, from 1; the inverse of `account_of`."""
    return int(crm.partition("#")[2] or 1)


def crm_name(crm: str) -> str:
    """A program as people write it, with the number of the account behind the first (`Pipedrive #2`)."""
    program, number = program_of(crm), number_of(crm)
    name = crm_format(program)["name"] if program in crm_names() else program.replace("_", " ").title()
    return f"{name} #{number}" if number > 1 else name


@cache
def labels(crm: str) -> dict[str, str]:
    """Internal value -> label, of the pipelines and stages that every customer of a program starts with."""
    known = [each for each in crm_format(crm).get("pipelines", []) if "ids" in each]
    return {each["id"]: each["name"] for each in known} | {
        id_: stage for each in known for id_, stage in zip(each["ids"], each["stages"], strict=True)
    }
