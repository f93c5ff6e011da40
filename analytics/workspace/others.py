"""Of which account of a program the files are that list no deals: histories, audits, and what else names deals by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pandas as pd
import pyarrow as pa

from analytics.intake import Receipt
from analytics.intake.recognise.formats import crm_name, program_of
from analytics.workspace.accounts import Told
from analytics.workspace.keys import Keys

_TABLES = ("events", "field_changes", "stage_times", "subscriptions", "customers", "leads")


class _Kept(Protocol):
    receipt: Receipt

    def rows(self, table: str) -> pa.Table | None: ...


def accounts_of_others(
    imports: Sequence[_Kept], told: Sequence[Told], keys: Keys
) -> tuple[list[str], dict[int, list[str]]]:
    """`keys.crms` and `keys.notes` with those of the imports without deals, where their program has several accounts.

    A file is of the account with whose deals of the same ids most of its names agree, then of the one that has most of its
    ids, then of that whose deals were imported last before it.  A file of no known program is of the only one that has deals.
    """
    crms, notes = list(keys.crms), dict(keys.notes)
    with_deals = [at for at, each in enumerate(told) if len(each.refs)]
    accounts = sorted({crms[at] for at in with_deals})
    programs = sorted({program_of(crm) for crm in accounts})
    if len(accounts) == len(programs):
        return crms, notes
    names = {crm: _names(told, [at for at in keys.order if crms[at] == crm]) for crm in accounts}
    for at in sorted({*range(len(told))} - {*with_deals}):
        program = crms[at] if crms[at] in programs or len(programs) > 1 else programs[0]
        mine = [crm for crm in accounts if program_of(crm) == program]
        asked = _named(imports[at]) if len(mine) > 1 else None
        if asked is None or not len(asked):
            continue
        found = []
        for crm in mine:
            theirs = names[crm].reindex(asked.index)
            before = max((place for place in with_deals if place < at and crms[place] == crm), default=-1)
            found.append((int((theirs == asked).sum()), int(asked.index.isin(names[crm].index).sum()), before))
        best = max(range(len(mine)), key=lambda number: (*found[number], -number))
        if not found[best][1]:
            continue
        crms[at] = mine[best]
        by = "the names of its deals" if found[best][0] else "the ids of its deals"
        if not found[best][0] and sum(each[1] == found[best][1] for each in found) > 1:
            by = "the deals imported last before it, since several accounts have its ids and it names no deal of theirs"
        notes[at] = [f"This file is taken for one of {crm_name(mine[best])}, by {by}."]
    return crms, notes


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
