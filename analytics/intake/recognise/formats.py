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


def crm_name(crm: str) -> str:
    """A program as people write it, with the number of the account where it has several (`pipedrive#2`)."""
    program, sign, number = crm.partition("#")
    if program == GENERIC:
        name = "Any table"
    else:
        name = crm_format(program)["name"] if program in crm_names() else program.replace("_", " ").title()
    return f"{name} {sign}{number}".strip()


@cache
def labels(crm: str) -> dict[str, str]:
    """Internal value -> label, of the pipelines and stages that every customer of a program starts with."""
    known = [each for each in crm_format(crm).get("pipelines", []) if "ids" in each]
    return {each["id"]: each["name"] for each in known} | {
        id_: stage for each in known for id_, stage in zip(each["ids"], each["stages"], strict=True)
    }
