"""Exports that lack most open deals of a pipeline or an owner, found before they are imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa

from analytics.intake.model import Question
from analytics.wording import count
from analytics.workspace.engine import Engine
from analytics.workspace.imports import Reading
from analytics.workspace.kept_rows import kept_rows
from analytics.workspace.setting_rows import MissingDeals

ANSWERS = {"another view": False, "gone": True}
"""What may have become of them, and whether they are gone."""
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


def lacking(engine: Engine, readings: Sequence[Reading]) -> list[Lack]:
    """Where most open deals that the last export of their pipeline shows are in none of these files.

    The rule is that of `partial_exports`, which has the same once the files are imported.  Files of one CRM and day are one
    export.  Only the first new day of each CRM is compared, and only if it is later than all days that are there.
    """
    found = []
    told = [each for each in readings if each.receipt.kind == "deals" and each.receipt.deals]
    for crm in sorted({each.receipt.crm for each in told}):
        day = min(each.receipt.as_of for each in told if each.receipt.crm == crm)
        before = engine.last_shown(crm)
        if before.empty or before["as_of"].max() >= pd.Timestamp(day):
            continue
        rows = pa.concat_tables(_rows(each) for each in told if (each.receipt.crm, each.receipt.as_of) == (crm, day))
        shown = rows.to_pandas()
        expected = before[
            before["is_open"]
            & (before["as_of"] == before.groupby("pipeline")["as_of"].transform("max"))
            & before["exported_pipeline"].isin(shown["pipeline"])
        ]
        expected = expected.assign(is_missing=~expected["deal_ref"].isin(shown["deal_ref"]))
        found += [Lack(crm, day, *each) for each in _most(expected)]
    return found


def _rows(reading: Reading) -> pa.Table:
    rows = kept_rows(reading.folder, "deals")
    return pa.table({name: rows[name].cast(pa.large_string()) for name in ("deal_ref", "pipeline")})


def _most(expected: pd.DataFrame) -> Iterable[tuple[str, str, int, int]]:
    for field in ("owner", "pipeline"):
        for value, missing in expected.groupby(field)["is_missing"]:
            lost, all_ = int(missing.sum()), len(missing)
            if 2 * lost > all_ and (all_ >= _FEWEST or (field == "pipeline" and lost == all_)):
                yield field, str(value), all_, lost
