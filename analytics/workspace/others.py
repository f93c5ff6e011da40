"""Of which account of a program the files are that list no deals: histories, audits, and what else names deals by their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd
import pyarrow as pa

from analytics.intake import Receipt
from analytics.intake.recognise.formats import crm_name, program_of
from analytics.workspace.keys import Keys
from analytics.workspace.likeness import Told

_TABLES = ("events", "field_changes", "stage_times", "subscriptions", "customers", "leads")
_CUSTOMERS = {
    "customers": "customer_name",
    "subscriptions": "customer_name",
    "mrr_months": "customer_name",
    "leads": "account",
}
_OF_ONE_ACCOUNT = ("history", "customers", "subscriptions", "leads")


class _Kept(Protocol):
    receipt: Receipt

    def rows(self, table: str) -> pa.Table | None: ...


def accounts_of_others(
    imports: Sequence[_Kept], told: Sequence[Told], keys: Keys
) -> tuple[list[str], dict[int, list[str]]]:
    """`keys.crms` and `keys.notes` with those of the imports without deals, where their program has several accounts.

    A file is of the account that is given, else of that with whose deals of the same ids most of its names agree, then of the
    one that has most of its ids, then of that whose deals were imported last before it.  A file without ids of deals is of the
    account with whose deals it has most names of customers in common.  Else it is of the first, which is said.

    A file of no known program is taken for one of the only program that has deals, unless it names customers of several
    accounts: then it is of none.
    """
    crms, notes = list(keys.crms), dict(keys.notes)
    with_deals = [at for at, each in enumerate(told) if len(each.refs)]
    accounts = sorted({crms[at] for at in with_deals})
    programs = sorted({program_of(crm) for crm in accounts})
    if len(accounts) == len(programs):
        return crms, notes
    deals_of = {crm: [at for at in keys.order if crms[at] == crm and len(told[at].refs)] for crm in accounts}
    names = {crm: _names(told, deals_of[crm]) for crm in accounts}
    for at in sorted({*range(len(told))} - {*with_deals}):
        program = crms[at] if crms[at] in programs or len(programs) > 1 else programs[0]
        mine = [crm for crm in accounts if program_of(crm) == program]
        if len(mine) < 2:
            continue
        if program_of(told[at].given or "") == program:
            crms[at] = told[at].given
            continue
        asked = _named(imports[at])
        if asked is not None and len(asked):
            crm, by = _by_deals(asked, [(crm, names[crm], deals_of[crm]) for crm in mine], at)
        else:
            is_its = crms[at] == program
            deals = {each: (told, deals_of[each]) for each in mine}
            crm, by = (
                _by_customers(_customers(imports[at]), deals, may_be_mixed=not is_its),
                "the names of its customers",
            )
            if crm is None and is_its and imports[at].receipt.kind in _OF_ONE_ACCOUNT:
                notes[at] = [
                    f"Nothing in this file tells of which account of {crm_name(program)} it is: it is taken for one of the first. "
                    "If it is of another, say so in the setup, under Pipelines."
                ]
        if crm is not None:
            crms[at] = crm
            notes[at] = [f"This file is taken for one of {crm_name(crm)}, by {by}."]
    return crms, notes


def _by_deals(
    asked: pd.Series, accounts: Sequence[tuple[str, pd.Series, list[int]]], at: int
) -> tuple[str | None, str]:
    """The account whose deals a file names, and by what it is known; `asked`: the name of each deal, by its id."""
    found = []
    for _, names, places in accounts:
        agreeing = int((names.reindex(asked.index) == asked).sum())
        before = max((place for place in places if place < at), default=-1)
        found.append((agreeing, int(asked.index.isin(names.index).sum()), before))
    best = max(range(len(accounts)), key=lambda number: (*found[number], -number))
    agreeing, shared, _ = found[best]
    if not shared:
        return None, ""
    by = "the names of its deals" if agreeing else "the ids of its deals"
    if not agreeing and sum(each[1] == shared for each in found) > 1:
        by = "the deals imported last before it, since several accounts have its ids and it names no deal of theirs"
    return accounts[best][0], by


def _by_customers(
    asked: set[str], accounts: Mapping[str, tuple[Sequence[Told], list[int]]], *, may_be_mixed: bool
) -> str | None:
    """The account with whose deals a file has most customers in common; None where none has more than each other, or where
    several have any in a file that may be of all."""
    shared = {
        crm: len(asked & set().union(*(_words(told[at].accounts) for at in places if told[at].accounts is not None)))
        for crm, (told, places) in accounts.items()
    }
    most, second, *_ = sorted(shared.values(), reverse=True)
    if most == second or (second and may_be_mixed):
        return None
    return max(shared, key=shared.get)


def _customers(each: _Kept) -> set[str]:
    """The names of the customers that a file tells of, as they are compared."""
    tables = {name: each.rows(name) for name in _CUSTOMERS}
    return {
        word
        for name, rows in tables.items()
        if rows is not None and _CUSTOMERS[name] in rows.column_names
        for word in _words(rows[_CUSTOMERS[name]])
    }


def _words(column: pa.Array | pa.ChunkedArray) -> set[str]:
    return {" ".join(each.casefold().split()) for each in column.unique().to_pylist() if each}


def _names(told: Sequence[Told], places: Sequence[int]) -> pd.Series:
    """The newest name of each deal by its id, as it is compared; `places`: from the oldest import to the newest."""
    parts = [pd.Series(told[at].names.to_pandas().to_numpy(), index=told[at].refs.to_pandas()) for at in places]
    return _plain(pd.concat(parts))


def _named(each: _Kept) -> pd.Series | None:
    """The name of each deal that a file tells of, by its id; None where it names none by an id."""
    parts = []
    for table in _TABLES:
        rows = each.rows(table)
        if rows is not None and "deal_ref" in rows.column_names:
            name = rows["name"].to_pandas().to_numpy() if "name" in rows.column_names else None
            parts.append(pd.Series(name, index=rows["deal_ref"].to_pandas(), dtype=object))
    if not parts:
        return None
    whole = pd.concat(parts)
    return _plain(whole[whole.index.notna()])


def _plain(names: pd.Series) -> pd.Series:
    last = names[~names.index.duplicated(keep="last")].astype("str")
    return last.str.casefold().str.replace(r"\s+", " ", regex=True).str.strip()
