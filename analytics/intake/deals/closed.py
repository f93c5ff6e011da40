"""Deals that are closed, of which no column says whether they were won or lost."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.deals.entered import has_stage
from analytics.intake.distinct import distinct_texts, says
from analytics.intake.model import Question, Reject
from analytics.intake.stages import begins_closed, is_closed_word, usual_place
from analytics.wording import count

_CLOSED = "closed"


def closed_without_outcome(
    columns: Columns, status: pd.Series, stage: pd.Series, kind: pd.Series, probability: pd.Series
) -> pd.Series:
    """The statuses, with what became of closed deals of which nothing said so yet; `closed` where nothing does.

    Closed: the flag says so, or the status in a word such as Closed, the stage being an open one; or the stage is called
    that, and perhaps more (`Closed - rerouted`), beside another one called won.  Lost with a reason for that or a
    probability of 0, won with one of 1; lost too where won deals stand in a stage of their own and this one is in a stage
    like those of open deals; where no stage is called lost, or it says more than closed.
    """
    is_open = kind.isna() | (kind == "open")
    is_bare, goes_on = (
        pd.Series(says(stage, test), index=stage.index) & is_open for test in (is_closed_word, begins_closed)
    )
    in_closed = is_bare | (goes_on & bool((kind == "won").any()))
    closed = _is_closed(columns) | in_closed
    untold = closed & status.isna() & is_open
    if not untold.any():
        return status
    lost = untold & (columns.read("lost_reason").notna() | (probability == 0).fillna(False))
    won = untold & ~lost & (probability == 1).fillna(False)
    if (closed & kind.isin(["won", "post_sale"])).any():
        open_ones = set(distinct_texts(stage[~closed]))
        stayed = says(stage, lambda name: name in open_ones or usual_place(name) is not None)
        lost |= _said(
            columns,
            untold & ~lost & ~won & stayed,
            "closed in stages of open deals, while won ones stand in a stage of their own: lost.",
        )
    died = untold & ~lost & ~won & in_closed & (goes_on | (not (kind == "lost").any()))
    lost |= _said(
        columns, died, f"in {' and '.join(distinct_texts(stage[died]))}, beside a stage that is called won: lost."
    )
    untold &= ~lost & ~won
    if untold.any():
        _tell(columns, int(untold.sum()))
    return status.mask(lost, "lost").mask(won, "won").mask(untold, _CLOSED)


def set_aside(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows without those of deals that are closed nobody knows how, which go to quarantine."""
    untold = (rows["status"] == _CLOSED).fillna(False)
    if not untold.any():
        return rows
    field = _field(columns)
    cells = columns.raw.cells[columns.recognition.mapping[field]]
    columns.reading.rejects += [
        Reject(
            int(row), columns.label(field), cells[row], "closed, but nothing says whether won or lost", accepted=False
        )
        for row in rows.index[untold]
    ]
    return rows[~untold]


def _said(columns: Columns, died: pd.Series, how: str) -> pd.Series:
    if died.any():
        columns.reading.notes.append(f"{count(int(died.sum()), 'deal')} {how}")
    return died


def _is_closed(columns: Columns) -> pd.Series:
    closed = pd.Series(False, index=columns.raw.cells.index)
    for field in ("is_closed", "is_won", "is_lost"):
        if columns.has(field):
            closed |= columns.read(field).astype("boolean").fillna(False).astype(bool)
    if columns.has("status") and has_stage(columns):
        closed |= says(columns.read("status"), is_closed_word)
    return closed


def _field(columns: Columns) -> str:
    return next(field for field in ("is_closed", "status", "is_won", "is_lost", "stage") if columns.has(field))


def _tell(columns: Columns, deals: int) -> None:
    field = _field(columns)
    heading = columns.label(field)
    columns.reading.notes.append(
        f"{heading}: {count(deals, 'deal')} closed, and nothing says whether won or lost: quarantined, and counted as nothing. "
        "A column Won, a lost reason or a stage that says so would tell."
    )
    if field == "is_closed" and not columns.has("is_lost"):
        about = f"{heading}: {count(deals, 'deal')} closed, and nothing says whether won or lost. Were they lost? They are left out meanwhile."
        columns.reading.questions.append(Question(about, "is_lost", [heading, ""], ""))
