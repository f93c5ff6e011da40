"""An export of deals -> one row per deal, and the stage entries that its columns tell."""

from __future__ import annotations

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.ids import identifying
from analytics.intake.lines import one_row_per_deal
from analytics.intake.model import Furniture, Records, Reject
from analytics.intake.recognise import GENERIC, crm_format, normal
from analytics.intake.stage_times import stage_times
from analytics.intake.stages import kind_by_name, outcome
from analytics.intake.values.currencies import currency_words

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
    - `events`: one row per deal and stage whose entry the file dates: `deal_ref`, `pipeline`, `stage`, `entered_at`
    - `dimensions`: one row per deal and kept column that is filled: `deal_ref`, `name`, `value`

    The amounts are added up before the lines of one deal are merged: that is what the file's column adds up to.
    """
    rows = _with_identity(_rows(columns), columns)
    amounts = rows["amount"].dropna()
    deals = one_row_per_deal(rows, columns.reading).drop(columns=["name_key"])
    events = _entries(columns, deals).assign(evidence="date_entered")
    return Records(
        tables={
            "deals": deals,
            "events": events,
            "dimensions": _dimensions(columns, deals),
            "stage_times": stage_times(columns, deals),
        },
        count=len(deals),
        last_day=_last_known_day(deals, events),
        closings=_closings(deals),
        amount_total=amounts.sum() if len(amounts) else None,
    )


def _rows(columns: Columns) -> pd.DataFrame:
    """One row per record, typed, nothing left out yet."""
    form = crm_format(columns.recognition.crm)
    rows = pd.DataFrame({"row_number": columns.raw.cells.index}, index=columns.raw.cells.index)
    rows["deal_id"], rows["name"] = columns.read("deal_id"), columns.read("name")
    for field in (*_AS_TOLD, *_DAYS):
        rows[field] = columns.read(field)
    own_name = form["name"] if columns.recognition.crm != GENERIC else "Pipeline"
    named = {each.pipeline for each in columns.recognition.entered}
    if len(named) == 1:
        # without a column of its own, the pipeline is the one that the headings "Date entered ..." name
        [own_name] = named
    rows["pipeline"] = columns.read("pipeline").fillna(own_name)
    rows["stage"] = _stage(columns, rows["pipeline"])
    rows["status"] = _status(columns)
    rows["amount"], named = columns.money("amount")
    rows["recurring_amount"], _ = columns.money("recurring_amount")
    rows["currency"] = _currency(columns, named, rows["amount"])
    rows["probability"] = columns.read("probability")
    closed = columns.read("closed_on")
    for field, status in (("won_on", "won"), ("lost_on", "lost")):
        if columns.has(field):
            closed = closed.where(closed.notna() | (rows["status"] != status).fillna(True), columns.read(field))
    rows["closed_on"] = closed
    for field in (*_DAYS, "closed_on"):
        rows[field] = pd.to_datetime(rows[field]).dt.normalize()
    return rows


def _stage(columns: Columns, pipeline: pd.Series) -> pd.Series:
    stage = columns.read("stage")
    if not columns.has("stage") and columns.has("status"):
        # a board has one column for both
        stage = columns.read("status")
    # some portals write the pipeline behind the stage: "Closed won (Sales Pipeline)"
    bare = {
        (named, within): named.removesuffix(f" ({within})")
        for named, within in set(zip(stage.dropna(), pipeline[stage.notna()], strict=True))
    }
    return pd.Series([bare.get(both) for both in zip(stage, pipeline, strict=True)], index=stage.index, dtype="object")


def _status(columns: Columns) -> pd.Series:
    """Open, won or lost where the file says so in a column of its own; missing elsewhere."""
    status = pd.Series(pd.NA, index=columns.raw.cells.index, dtype="object")
    if columns.has("status") and columns.has("stage"):
        words = columns.read("status")
        said = {word: outcome(word) for word in words.dropna().unique()}
        unknown = [word for word, meaning in said.items() if meaning is None]
        if unknown:
            columns.reading.notes.append(
                f"{columns.label('status')}: {', '.join(sorted(unknown)[:5])} says neither open, won nor lost; the stage decides there."
            )
        return words.map(said)
    if columns.has("is_won"):
        won = columns.read("is_won").astype("boolean")
        closed = columns.read("is_closed").astype("boolean") if columns.has("is_closed") else None
        if closed is not None:
            status = status.mask(closed.fillna(False) & ~won.fillna(False), "lost").mask(~closed.fillna(True), "open")
        return status.mask(won.fillna(False), "won")
    return status


def _currency(columns: Columns, named: pd.Series, amount: pd.Series) -> pd.Series:
    """The currency column, else the sign in the cell, else the one stated for the file; only where there is an amount.

    A currency that nobody knows is kept as it is written, so that its amounts are in no total until it has a rate.
    """
    words = currency_words()
    written = columns.read("currency").astype("object")
    codes = {text: words.get(text.casefold().rstrip(".")) or text.upper() for text in written.dropna().unique()}
    unknown = sorted(code for code in set(codes.values()) if words.get(code.casefold()) != code)
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('currency')}: {', '.join(unknown[:5])} is no currency that is known; its amounts are in no total."
        )
    currency = written.map(codes).astype("object").fillna(named)
    if columns.options.currency:
        currency = currency.fillna(columns.options.currency)
    return currency.where(amount.notna())


def _with_identity(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Only rows that are deals, with the key that tells them apart; the others go to furniture or quarantine."""
    who = rows["deal_id"] if columns.has("deal_id") else rows["name"]
    empty = who.isna() & rows["stage"].isna() & rows["created_on"].isna() & rows["expected_close_on"].isna()
    columns.reading.furniture += [
        Furniture(
            int(row),
            "no deal: neither an id, a stage nor a date",
            " | ".join(text for text in columns.raw.cells.loc[row] if text)[:120],
        )
        for row in rows.index[empty]
    ]
    heading = columns.label("deal_id" if columns.has("deal_id") else "name")
    columns.reading.rejects += [
        Reject(int(row), heading, "", "empty: nothing tells which deal this is", accepted=False)
        for row in rows.index[who.isna() & ~empty]
    ]
    rows = rows[who.notna()].copy()
    rows["name_key"] = rows["name"].fillna("").str.casefold()
    if columns.has("deal_id"):
        rows["deal_ref"] = identifying(rows["deal_id"])
        return rows
    created = rows["created_on"].dt.strftime("%Y-%m-%d").fillna("")
    composite = rows["name"] + " · " + rows["account"].fillna("") + " · " + created
    again = composite.groupby(composite).cumcount()
    rows["deal_ref"] = composite.where(again == 0, composite + " #" + (again + 1).astype("str"))
    rows["deal_id"] = rows["deal_ref"]
    columns.reading.notes.append(
        "There is no id: a deal is known by its name, account and day of creation."
        + (
            f" {int((again > 0).sum())} rows repeat these and are kept as deals of their own."
            if (again > 0).any()
            else ""
        )
    )
    return rows


def _entries(columns: Columns, deals: pd.DataFrame) -> pd.DataFrame:
    """Stage entries from columns of the shape `Date entered "STAGE (PIPELINE)"`."""
    parts = []
    # headings and cells may differ in case: the cells are what people see
    spelling = {normal(stage): stage for stage in deals["stage"].dropna().unique()}
    for each in columns.recognition.entered:
        entered = pd.to_datetime(columns.date(each.column).values.reindex(deals["row_number"]))
        part = pd.DataFrame({"deal_ref": deals["deal_ref"].to_numpy(), "entered_at": entered.to_numpy()}).dropna()
        parts.append(part.assign(pipeline=each.pipeline, stage=spelling.get(normal(each.stage), each.stage)))
    if not parts:
        return pd.DataFrame(columns=["deal_ref", "entered_at", "pipeline", "stage"])
    return pd.concat(parts, ignore_index=True)


def _dimensions(columns: Columns, deals: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for column in columns.recognition.unmapped:
        if columns.raw.headings[column] in columns.options.keep:
            value = values.clean_text(columns.raw.cells[column].reindex(deals["row_number"]))
            part = pd.DataFrame({"deal_ref": deals["deal_ref"].to_numpy(), "value": value.to_numpy()}).dropna()
            parts.append(part.assign(name=columns.raw.headings[column]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["deal_ref", "name", "value"])


def _last_known_day(deals: pd.DataFrame, events: pd.DataFrame) -> pd.Timestamp | None:
    """The newest day on which something had happened, closings aside."""
    days = [deals[field].max() for field in ("created_on", "stage_changed_on", "last_activity_on")]
    days.append(pd.to_datetime(events["entered_at"]).max() if len(events) else pd.NaT)
    known = [day for day in days if pd.notna(day)]
    return max(known).normalize() if known else None


def _closings(deals: pd.DataFrame) -> pd.Series:
    """The closing days of closed deals; expected dates of open deals say nothing of the past."""
    closing = {stage: kind_by_name(stage) != "open" for stage in deals["stage"].dropna().unique()}
    closed = deals["status"].isin(["won", "lost"]) | (
        deals["status"].isna() & deals["stage"].map(closing).fillna(False).astype(bool)
    )
    return deals.loc[closed, "closed_on"]
