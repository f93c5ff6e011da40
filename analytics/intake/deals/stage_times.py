"""How long each deal was in each stage, where a file tells durations: time in stage, but no order."""

from __future__ import annotations

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.distinct import distinct_texts
from analytics.intake.model import Reject
from analytics.intake.recognise import normal


def stage_times(columns: Columns, deals: pd.DataFrame) -> pd.DataFrame:
    """One row per deal and stage in which it has been, from columns such as `Cumulative time in "Demo (Sales)"`.

    `deal_ref`, `pipeline`, `stage`, `days`.  All these columns have one unit, decided over all of them.  Of several
    columns for one stage the cumulative one counts, which adds up returns, else the first.  A zero is no stay.
    """
    timed = columns.recognition.timed
    if not timed:
        return pd.DataFrame(columns=["deal_ref", "pipeline", "stage", "days"])
    chosen: dict[tuple[str, str], int] = {}
    for each in timed:
        place = (normal(each.stage), normal(each.pipeline))
        if place not in chosen or normal(columns.raw.headings[each.column]).startswith("cumulative"):
            chosen[place] = each.column
    told = [each for each in timed if each.column in chosen.values()]
    texts = pd.concat([columns.raw.cells[each.column] for each in told], keys=[each.column for each in told])
    read = values.durations(texts)
    columns.reading.rejects += [
        Reject(int(row), columns.raw.headings[column], str(text)[:200], "not a duration", accepted=True)
        for (column, row), text in read.bad.items()
    ]
    spelling = {normal(stage): stage for stage in distinct_texts(deals["stage"])}
    parts = []
    for each in told:
        columns.reading.how[columns.raw.headings[each.column]] = read.how
        days = read.values.loc[each.column].reindex(deals.index)
        part = pd.DataFrame({"deal_ref": deals["deal_ref"].to_numpy(), "days": days.to_numpy()})
        parts.append(part.assign(pipeline=each.pipeline, stage=spelling.get(normal(each.stage), each.stage)))
    times = pd.concat(parts, ignore_index=True).dropna(subset=["days"])
    if not columns.recognition.entered:
        columns.reading.notes.append(
            "The file tells how long deals were in each stage, but not when: time in stage is known, the order and the "
            "day of each move are not. Columns such as Date entered, or a history, would tell them."
        )
    return times[times["days"] > 0].reset_index(drop=True)
