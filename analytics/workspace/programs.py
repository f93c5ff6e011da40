"""Programs and their accounts: `crm` is `pipedrive` for the first account of which there are deals, `pipedrive#2` for the next."""

from __future__ import annotations

from analytics.intake.recognise import crm_format, crm_names


def account_of(program: str, number: int) -> str:
    """An account of a program; the first, which is number 0, has the program's name."""
    return f"{program}#{number + 1}" if number else program


def program_of(crm: str) -> str:
    """The program whose account this is."""
    return crm.partition("#")[0]


def program_name(crm: str) -> str:
    """How people call a program and, where it has several accounts, which."""
    program, sign, number = crm.partition("#")
    name = crm_format(program)["name"] if program in crm_names() else program
    return f"{name} {sign}{number}".strip()
