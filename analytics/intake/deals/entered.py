"""The days on which deals entered stages, and the stage of each deal where these days alone tell it."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import distinct_texts, nothing
from analytics.intake.fields import is_entry
from analytics.intake.recognise import normal
from analytics.intake.stages import KINDS, kinds_by_name, outcome, usual_place


def has_stage(columns: Columns) -> bool:
    """Whether the stage of a deal is told beside its status."""
    return columns.has("stage") or is_stage_dated(columns)


def is_stage_dated(columns: Columns) -> bool:
    """Whether the stage of a deal is the one that it entered last: no column holds stages, but days of entry."""
    if columns.has("stage") or not columns.recognition.entered:
        return False
    return not columns.has("status") or all(map(outcome, distinct_texts(columns.read("status"))))


def last_entered(columns: Columns) -> pd.Series:
    """The stage that each deal entered last, of two on one day the later one; missing where it entered none."""
    entered = columns.recognition.entered
    kinds = kinds_by_name(each.stage for each in entered)
    in_order = sorted(
        entered, key=lambda each: (KINDS.index(kinds[each.stage]), usual_place(each.stage) or 0, each.stage)
    )
    stage = nothing(columns.raw.cells.index)
    last = pd.Series(pd.NaT, index=stage.index, dtype="datetime64[s]")
    for each in in_order:
        times = pd.to_datetime(columns.date(each.column).values)
        later = times.notna() & ~(times < last)
        stage, last = stage.mask(later, each.stage), last.mask(later, times)
    columns.reading.notes.append(
        "No column tells the stage of a deal: it is the one that it entered last, by these days."
    )
    return stage


def entries(columns: Columns, deals: pd.DataFrame) -> pd.DataFrame:
    """Stage entries from columns of the shape `Date entered "STAGE (PIPELINE)"`."""
    parts = []
    # headings and cells may differ in case: the cells are what people see
    spelling = {normal(stage): stage for stage in distinct_texts(deals["stage"])} if columns.recognition.entered else {}
    for each in columns.recognition.entered:
        entered = pd.to_datetime(columns.date(each.column).values.reindex(deals.index))
        part = pd.DataFrame({"deal_ref": deals["deal_ref"].to_numpy(), "entered_at": entered.to_numpy()})
        # a heading with the id of a stage names no pipeline: it is the deal's own
        part["pipeline"] = each.pipeline or deals["pipeline"].to_numpy()
        parts.append(part.dropna().assign(stage=spelling.get(normal(each.stage), each.stage)))
    if told := [columns.label(field) for field in columns.recognition.mapping if is_entry("deals", field)]:
        columns.reading.notes.append(f"Read as the days on which deals entered stages: {', '.join(told)}.")
    if not parts:
        return pd.DataFrame(columns=["deal_ref", "entered_at", "pipeline", "stage"])
    return pd.concat(parts, ignore_index=True)
