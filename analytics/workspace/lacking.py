"""Exports that lack most open deals of a pipeline or an owner, found before they are imported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.intake.model import Question
from analytics.intake.recognise.formats import program_of
from analytics.wording import count
from analytics.workspace.engine import Engine
from analytics.workspace.imports import Reading
from analytics.workspace.kept_rows import kept_rows
from analytics.workspace.likeness import Account, Told, chosen
from analytics.workspace.setting_rows import MissingDeals

ANSWERS = {"another view": False, "gone": True}
"""What may have become of them, and whether they are gone."""
_MOST = 2_000  # deals of a file by which its account is told
_FEWEST = 5  # open deals of an owner; a pipeline of fewer is asked for where all of them are missing


@dataclass(frozen=True)
class Lack:
    """What an export lacks: of the `expected` open deals of a pipeline or owner (`field`, `value`), so many are `missing`."""

    crm: str
    as_of: date
    field: str
    value: str
    expected: int
    missing: int

    @property
    def question(self) -> Question:
        """What is asked of a person, who may answer in the settings."""
        deals, are = count(self.expected, "open deal"), "is" if self.missing == 1 else "are"
        about = f"{self.missing:,} of {deals} of the {self.field} {self.value}, which the export before shows, {are} missing"
        return Question(about, "missing_deals", list(ANSWERS), "another view")

    def decided(self, *, are_gone: bool) -> MissingDeals:
        """The decision of a person."""
        return MissingDeals(self.crm, self.as_of, self.field, self.value, are_gone)


def lacking(engine: Engine, readings: Sequence[Reading], one_account: Collection[str] = ()) -> list[Lack]:
    """Where most open deals that the last export of their pipeline shows are in none of these files.

    The rule is that of `partial_exports`, which has the same once the files are imported.  Files of one CRM and day are one
    export.  Only the first new day of each CRM is compared, and only if it is later than all days that are there.  What is
    of another account of its program (see `crms_of`) lacks nothing of the first; `one_account`: programs that have but one.
    """
    found = []
    told = [each for each in readings if each.receipt.kind == "deals" and each.receipt.deals]
    programs = {each.receipt.crm for each in told}
    accounts = sorted(crm for crm in set(engine.crms().values()) if program_of(crm) in programs)
    shown_before = {crm: _last_shown(engine, crm) for crm in accounts}
    crms = [_crm(each, shown_before, one_account) for each in told]
    for crm in sorted(set(crms) - {None}):
        mine = [each for each, of in zip(told, crms, strict=True) if of == crm]
        day = min(each.receipt.as_of for each in mine)
        before = shown_before[crm]
        if before["as_of"].max() >= pd.Timestamp(day):
            continue
        shown = pa.concat_tables(_rows(each) for each in mine if each.receipt.as_of == day).to_pandas()
        expected = before[
            before["is_open"]
            & (before["as_of"] == before.groupby("pipeline")["as_of"].transform("max"))
            & before["exported_pipeline"].isin(shown["pipeline"])
        ]
        expected = expected.assign(is_missing=~expected["deal_ref"].isin(shown["deal_ref"]))
        found += [Lack(crm, day, *each) for each in _most(expected)]
    return found


def undecided(engine: Engine, exports: Collection[tuple[str, date]]) -> list[Lack]:
    """What the exports of these CRMs and days lack, as far as nobody has decided on it."""
    table = engine.table("partial_exports")
    open_ = table[~table["is_confirmed"]]
    rows = zip(*(open_[name] for name in ("crm", "as_of", "field", "value", "expected", "missing")), strict=True)
    return [Lack(crm, on.date(), *told) for crm, on, *told in rows if (crm, on.date()) in exports]


def _last_shown(engine: Engine, crm: str) -> pd.DataFrame:
    """The deals of a CRM as its newest export of each has them: `deal_ref`, `name`, `account`, `created_on`, `pipeline`,
    `exported_pipeline`, `owner`, `is_open`, `as_of`."""
    return engine.rows(
        """
        select
            coalesce(details.deal_ref, deals.deal_id) as deal_ref, deals.name, deals.account, deals.created_on, deals.pipeline,
            coalesce(details.exported_pipeline, deals.pipeline) as exported_pipeline, deals.owner,
            deals.status = 'open' as is_open, deals.as_of
        from deals
        inner join stored_newest_versions as newest on deals.deal_key = newest.deal_key
        left join stored_newest_details as details on deals.deal_key = details.deal_key
        where deals.crm = $crm
        """,
        {"crm": crm},
    )


def _crm(reading: Reading, before: Mapping[str, pd.DataFrame], one_account: Collection[str]) -> str | None:
    """The account whose deals a file tells of, among those of its program that have deals; None: there is none."""
    program = reading.receipt.crm
    mine = [crm for crm, deals in before.items() if program_of(crm) == program and len(deals)]
    if not mine or program in one_account:
        return program if mine else None
    rows = kept_rows(reading.folder, "deals")
    refs = pd.Index(rows["deal_ref"].to_pandas())
    likeness = {}
    for place, crm in enumerate(mine):
        at = pd.Index(before[crm]["deal_ref"]).get_indexer(refs)
        shared = np.flatnonzero(at >= 0)
        shared = shared[np.linspace(0, len(shared) - 1, min(len(shared), _MOST)).astype(np.int64)]
        told = [_told(rows.take(pa.array(shared))), _told(pa.Table.from_pandas(before[crm].iloc[at[shared]]))]
        account, nodes = Account.empty(len(shared)), np.arange(len(shared))
        account.add(1, nodes)
        likeness[place] = account.likeness(told, 0, nodes)
    number = chosen(likeness)
    return None if number is None else mine[number]


def _told(rows: pa.Table) -> Told:
    texts = {name: pa.nulls(len(rows), pa.large_string()) for name in ("name", "account", "owner")}
    texts |= {name: rows[name].cast(pa.large_string()).combine_chunks() for name in texts if name in rows.column_names}
    days = (
        rows["created_on"].cast(pa.date32(), safe=False).combine_chunks() if "created_on" in rows.column_names else None
    )
    refs = rows["deal_ref"].cast(pa.large_string()).combine_chunks()
    return Told("", date.min, refs, texts["name"], days, texts["account"], texts["owner"])


def _rows(reading: Reading) -> pa.Table:
    rows = kept_rows(reading.folder, "deals")
    return pa.table({name: rows[name].cast(pa.large_string()) for name in ("deal_ref", "pipeline")})


def _most(expected: pd.DataFrame) -> Iterable[tuple[str, str, int, int]]:
    for field in ("owner", "pipeline"):
        for value, missing in expected.groupby(field)["is_missing"]:
            lost, all_ = int(missing.sum()), len(missing)
            if 2 * lost > all_ and (all_ >= _FEWEST or (field == "pipeline" and lost == all_)):
                yield field, str(value), all_, lost
