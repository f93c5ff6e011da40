"""An export of deals -> one row per deal, and the stage entries that its columns tell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.columns import Columns
from analytics.intake.currency import currency_of
from analytics.intake.deals.amount_won import amount_won
from analytics.intake.deals.closed import set_aside
from analytics.intake.deals.dimensions import dimensions
from analytics.intake.deals.entered import entries, is_stage_dated, last_entered
from analytics.intake.deals.lines import one_row_per_deal, order_of
from analytics.intake.deals.no_deals import furniture, no_deals
from analytics.intake.deals.notes import (
    note_intervals,
    note_kinds,
    note_mangled,
    note_no_lost,
    note_no_stage,
    note_no_won,
    note_open_with_reason,
    note_stage_ids,
    note_ticked_stages,
)
from analytics.intake.deals.outcome import is_closed, status_of
from analytics.intake.deals.parts import parts_of
from analytics.intake.deals.stage_times import stage_times
from analytics.intake.deals.subitems import with_subitems
from analytics.intake.deals.told_probability import told_probability
from analytics.intake.distinct import TEXT, distinct_texts, nothing, per_pair
from analytics.intake.ids import identifying
from analytics.intake.lead_types import lead_types
from analytics.intake.model import Records, Reject
from analytics.intake.recognise import GENERIC, crm_format, labels
from analytics.intake.reconcile import by_currency
from analytics.intake.stages import kinds_by_name
from analytics.intake.values.units import MONEY
from analytics.wording import count

_AS_TOLD = (
    "owner",
    "team",
    "account",
    "source",
    "deal_type",
    "region",
    "product",
    "segment",
    "lost_reason",
    "forecast_category",
    "next_step",
)
_DAYS = ("created_on", "expected_close_on", "stage_changed_on", "last_activity_on")


def read_deals(columns: Columns) -> Records:
    """The deals of a file, their stage entries and their kept dimensions.

    - `deals`: one row per deal, in the order of the file: the fields of `deal_versions` that an export can know
    - `lines`: one row per row of a deal that fills several: `deal_ref`, `line`, `row_number`, and what a line may have
    - `events`: one row per deal and stage whose entry the file dates: `deal_ref`, `pipeline`, `stage`, `entered_at`
    - `dimensions`: one row per deal and kept column that is filled: `deal_ref`, `name`, `value`; of an e-mail address only
      whether it is free mail

    The amounts are added up before the lines of one deal are merged: that is what the file's column adds up to.  Where
    subitems have a column of their own, theirs count in it for deals that have none.
    """
    told = _rows(columns)
    rows = _with_identity(told, columns)
    quarantined = sorted({each.row for each in columns.reading.rejects if not each.accepted})
    counted = told[told.index.isin(rows.index) | told.index.isin(quarantined)]
    whole = with_subitems(rows, columns)
    if len(whole) > len(rows):
        lacking = ~whole["deal_ref"].isin(rows.loc[rows["amount"].notna(), "deal_ref"])
        counted = pd.concat([counted, whole[lacking & ~whole.index.isin(rows.index)]])
    rows = whole
    amounts = by_currency(counted["amount"], counted["currency"], quarantined)
    deals, lines = one_row_per_deal(rows, columns)
    kinds = kinds_by_name(distinct_texts(deals["stage"]))
    note_kinds(columns, kinds)
    note_no_lost(columns, deals, kinds)
    note_no_won(columns, deals, kinds)
    note_no_stage(columns, deals)
    note_ticked_stages(columns, deals)
    note_open_with_reason(columns, deals, kinds)
    note_intervals(columns)
    note_stage_ids(columns, deals, kinds)
    note_mangled(columns, deals)
    events = entries(columns, deals).assign(evidence="date_entered")
    return Records(
        tables={
            "deals": deals,
            "lines": lines,
            "events": events,
            "dimensions": dimensions(columns, deals),
            "stage_times": stage_times(columns, deals),
        },
        count=len(deals),
        happened=[
            *(deals[field] for field in ("created_on", "stage_changed_on", "last_activity_on")),
            events["entered_at"],
        ],
        closings=_closings(deals, kinds),
        amount_total=_total(counted.loc[~counted.index.isin(quarantined), "amount"]),
        amounts=amounts,
    )


def _total(amounts: pd.Series) -> Decimal | None:
    return pc.sum(pa.array(amounts, type=MONEY, from_pandas=True)).as_py()


def _rows(columns: Columns) -> pd.DataFrame:
    """One row per record, typed, nothing left out yet."""
    index = columns.raw.cells.index
    read = {
        "row_number": pd.Series(index, index=index),
        "deal_id": columns.read("deal_id"),
        "name": columns.read("name"),
    }
    read |= {field: columns.read(field) for field in _AS_TOLD}
    read |= {field: _day(columns.read(field)) for field in _DAYS}
    # where a file has no column for it, the source often says of which type a lead was
    says_type = "lead_type" if columns.has("lead_type") else "source"
    read["lead_type"] = lead_types(columns.read(says_type), columns.label(says_type))
    read["pipeline"] = _labelled(columns.read("pipeline"), columns).fillna(_own_pipeline(columns))
    read["stage"] = _without_pipeline(_labelled(_stage(columns), columns), read["pipeline"])
    read["previous_stage"] = _labelled(columns.read("previous_stage"), columns)
    read["amount"], named = columns.money("amount")
    read["recurring_amount"], _ = columns.money("recurring_amount")
    read["probability"] = told_probability(columns, read["amount"])
    read["status"] = status_of(columns, read["stage"], read["probability"])
    read["amount"], named = amount_won(columns, read["amount"], named, read["status"], read["stage"])
    read["currency"] = currency_of(columns, named, read["amount"].notna())
    read["closed_on"] = _closed_on(columns, read["status"])
    return pd.DataFrame(read, copy=False)


def _stage(columns: Columns) -> pd.Series:
    if is_stage_dated(columns):
        return last_entered(columns)
    # a board has one column for both
    return columns.read("stage" if columns.has("stage") else "status")


def _without_pipeline(stages: pd.Series, pipelines: pd.Series) -> pd.Series:
    """Stages alone: some portals write the pipeline behind them, "Closed won (Sales Pipeline)"."""
    if not any(stage.endswith(")") for stage in distinct_texts(stages)):
        return stages
    return per_pair(stages, pipelines, lambda stage, pipeline: stage.removesuffix(f" ({pipeline})"))


def _own_pipeline(columns: Columns) -> str:
    """The pipeline of deals without a column for it: the one that the headings "Date entered ..." name, else the CRM."""
    named = {each.pipeline for each in columns.recognition.entered} - {""}
    if len(named) == 1:
        return named.pop()
    crm = columns.recognition.crm
    return crm_format(crm)["name"] if crm != GENERIC else "Pipeline"


def _labelled(names: pd.Series, columns: Columns) -> pd.Series:
    """Internal values, where an export shows them instead of what people see."""
    known = labels(columns.recognition.crm)
    if not known or not names.isin(list(known)).any():
        return names
    return names.map(known).astype(names.dtype).fillna(names)


def _day(times: pd.Series) -> pd.Series:
    days = pd.to_datetime(times).to_numpy().astype("datetime64[D]")
    return pd.Series(days.astype("datetime64[s]"), index=times.index)


def _closed_on(columns: Columns, status: pd.Series) -> pd.Series:
    closed = columns.read("closed_on")
    for field, said in (("won_on", "won"), ("lost_on", "lost")):
        if columns.has(field):
            closed = closed.where(closed.notna() | (status != said).fillna(True), columns.read(field))
    return _day(closed)


def _with_identity(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Only rows that are deals or parts of them, with the key that tells which; the others go to furniture or quarantine."""
    rows = rows.assign(deal_ref=identifying(rows["deal_id"]) if columns.has("deal_id") else _composite(rows))
    rows = set_aside(_without_no_deals(parts_of(rows, columns), columns), columns)
    who = rows["deal_ref"]
    if who.isna().any():
        empty = who.isna() & rows["stage"].isna() & rows["created_on"].isna() & rows["expected_close_on"].isna()
        why = nothing(rows.index).mask(empty, "no deal: neither an id, a stage nor a date")
        columns.reading.furniture += furniture(columns, why)
        heading = columns.label("deal_id" if columns.has("deal_id") else "name")
        columns.reading.rejects += [
            Reject(int(row), heading, "", "empty: nothing tells which deal this is", accepted=False)
            for row in rows.index[who.isna() & ~empty]
        ]
        rows = rows[who.notna()]
    return rows if columns.has("deal_id") else _numbered(rows, columns)


def _without_no_deals(parts: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows but for those that are no deals, and but for what is part of these."""
    why = no_deals(columns).reindex(parts.index)
    if not why.notna().any():
        return parts
    gone = set(parts["deal_ref"][why.notna() & parts["part"].isna()].dropna())
    why = why.mask(parts["part"].notna() & parts["deal_ref"].isin(gone), "a part of a row that is no deal")
    columns.reading.furniture += furniture(columns, why)
    columns.reading.notes += [
        f"{count(int(number), 'row')} left out: {reason}." for reason, number in why.value_counts().items()
    ]
    return parts[why.isna()]


def _composite(rows: pd.DataFrame) -> pd.Series:
    created = rows["created_on"].dt.strftime("%Y-%m-%d").astype(TEXT).fillna("")
    return rows["name"] + " · " + rows["account"].fillna("") + " · " + created


def _numbered(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Deals without an id: what is told twice with the same name, account and day is two deals."""
    ref, heads = rows["deal_ref"], rows["part"].isna().to_numpy()
    again = np.zeros(len(rows), dtype=np.int64)
    several = np.flatnonzero(heads)[ref[heads].duplicated(keep=False).to_numpy()]
    if len(several):
        ordered = several[order_of(rows.iloc[several])]
        again[ordered] = ref.iloc[ordered].groupby(ref.iloc[ordered]).cumcount().to_numpy()
    # what continues a row is a part of that very one; what names its parent names it by a name that no other deal has
    tells = heads | (rows["part"] == "subitem").fillna(False).to_numpy(dtype=bool)
    again = pd.Series(again, index=rows.index).where(tells).ffill().fillna(0).astype("int64")
    ref = ref.where(again == 0, ref + " #" + (again + 1).astype("str"))
    repeated = int((again[heads] > 0).sum())
    columns.reading.notes.append(
        "There is no id: a deal is known by its name, account and day of creation."
        + (f" Repeated, and kept as deals of their own: {count(repeated, 'row')}." if repeated else "")
    )
    return rows.assign(deal_ref=ref, deal_id=ref)


def _closings(deals: pd.DataFrame, kinds: Mapping[str, str]) -> pd.Series:
    """The closing days of closed deals; expected dates of open deals say nothing of the past."""
    return deals.loc[is_closed(deals, kinds), "closed_on"]
