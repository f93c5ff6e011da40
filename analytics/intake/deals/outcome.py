"""What became of each deal, as far as its row says so beside the stage: flags, status, days, archive."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.deals.by_probability import by_probability
from analytics.intake.deals.closed import closed_without_outcome
from analytics.intake.deals.entered import has_stage
from analytics.intake.deals.no_deals import DELETED
from analytics.intake.distinct import distinct_texts, nothing, per_distinct
from analytics.intake.model import Question
from analytics.intake.recognise import GENERIC, crm_format, normal
from analytics.intake.stages import begins_closed, is_closed_word, is_outcome_alone, kinds_by_name, outcome
from analytics.wording import count, one_or_many

# of which any may say what became of a deal
_TELLING = ("is_won", "is_lost", "is_closed", "status", "won_on", "lost_on", "is_active", "is_archived")
# alone in a column of outcomes; sizes and classes have other letters beside them
_LETTERS = {"W": "won", "L": "lost", "O": "open"}
_OF_KIND = {"won": "won", "post_sale": "won", "churned": "won", "lost": "lost"}


def status_of(columns: Columns, stage: pd.Series, probability: pd.Series) -> pd.Series:
    """Open, won or lost where a row says so in a column of its own; missing where only the stage can tell.

    In this order: the flags Won, Lost and Closed; the words of a status; the days won and lost; the archive.  A deal in
    the archive is lost if it has a reason for that or a probability of 0; one that is won stays won.  `closed` where a row
    says that a deal is closed, and neither it nor the stage how: such a deal counts as nothing.
    """
    kinds = kinds_by_name(distinct_texts(stage))
    if not any(map(columns.has, _TELLING)) and not any(map(_is_merely_closed, kinds.items())):
        return by_probability(columns, nothing(stage.index), stage, kinds, probability)
    kind = per_distinct(stage, kinds.__getitem__)
    status = _by_flags(columns)
    if columns.has("status") and has_stage(columns):
        status = status.fillna(_by_words(columns, stage, kind))
    status = _by_days(columns, status, kind)
    status = _by_archive(columns, status, kind, probability)
    status = closed_without_outcome(columns, status, stage, kind, probability)
    return by_probability(columns, status, stage, kinds, probability)


def _is_merely_closed(stage: tuple[str, str]) -> bool:
    return stage[1] == "open" and (is_closed_word(stage[0]) or begins_closed(stage[0]))


def is_closed(deals: pd.DataFrame, kinds: Mapping[str, str] | None = None) -> np.ndarray:
    """For each deal: is it won or lost, by its status or else its stage?  `kinds` of the stages, where they are known."""
    kinds = kinds or kinds_by_name(distinct_texts(deals["stage"]))
    closing = deals["stage"].isin([stage for stage in kinds if kinds[stage] != "open"])
    closed = deals["status"].isin(["won", "lost"]) | (deals["status"].isna() & closing)
    return closed.to_numpy(dtype=bool)


def _by_flags(columns: Columns) -> pd.Series:
    status = nothing(columns.raw.cells.index)
    if not (columns.has("is_won") or columns.has("is_lost")):
        return status
    flags = {field: columns.read(field).astype("boolean") for field in ("is_closed", "is_won", "is_lost")}
    yes = {field: flag.fillna(False).astype(bool) for field, flag in flags.items()}
    no = {field: (~flag).fillna(False).astype(bool) for field, flag in flags.items()}
    closed, won, lost = yes.values()
    status = status.mask(closed & no["is_lost"] & flags["is_won"].isna(), "won")
    status = status.mask(closed & no["is_won"] & ~no["is_lost"], "lost")
    # an empty check box is no word of its own: the stage may tell
    status = status.mask(_written_no(columns, no, "is_won") & _written_no(columns, no, "is_lost") & ~closed, "open")
    status = status.mask(_written_no(columns, no, "is_closed"), "open").mask(lost, "lost").mask(won, "won")
    if (both := won & lost).any():
        columns.reading.notes.append(
            f"{columns.label('is_won')} and {columns.label('is_lost')} both say yes of {count(int(both.sum()), 'deal')}: neither is believed there."
        )
    return status.mask(both)


def _written_no(columns: Columns, no: dict[str, pd.Series], field: str) -> pd.Series:
    if not columns.has(field):
        return no[field]
    return no[field] & (columns.raw.cells[columns.recognition.mapping[field]] != "")


def _by_words(columns: Columns, stage: pd.Series, kind: pd.Series) -> pd.Series:
    words = columns.read("status")
    said = {word: outcome(word) for word in distinct_texts(words)}
    if said and {word.upper() for word in said} <= set(_LETTERS) and len(said) > 1:
        said = {word: _LETTERS[word.upper()] for word in said}
    heading = columns.label("status")
    if {*said.values()} - {None} == {"open"} and not _has_status(columns):
        is_open = words.isin([word for word in said if said[word] == "open"])
        closing = is_open & kind.isin(list(_OF_KIND))
        stages = sorted(stage[closing].unique())
        where = " and ".join([*stages[:2], *(["others"] if len(stages) > 2 else [])])
        if len({_OF_KIND[each] for each in kind[closing].unique()}) == 2 or any(map(is_outcome_alone, stages)):
            columns.reading.notes.append(
                f"{heading} says open of every deal, also of those in {where}: it does not tell what became of them, the stage does."
            )
            return nothing(words.index)
        dated = [field for field in ("won_on", "lost_on") if (columns.read(field).notna() & is_open).any()]
        where = f"in {where}" if stages else f"with a day in {' or '.join(map(columns.label, dated))}" if dated else ""
        if where:
            about = f"{heading}: it says open of every deal, also of those {where}. Does it tell what became of a deal? It is taken to."
            columns.reading.questions.append(Question(about, "status", [heading, ""], heading))
    unknown = sorted(
        word
        for word, meaning in said.items()
        if meaning is None and not DELETED.search(word.casefold()) and not is_closed_word(word)
    )
    if unknown:
        columns.reading.notes.append(
            f"{heading}: {', '.join(unknown[:5])} says neither open, won nor lost; the stage decides there."
        )
    return per_distinct(words, said.__getitem__)


def _has_status(columns: Columns) -> bool:
    """Whether the program that wrote the file keeps the outcome of a deal in a status."""
    crm = columns.recognition.crm
    return crm != GENERIC and bool(crm_format(crm).get("deals", {}).get("status"))


def _holds_days(columns: Columns, field: str) -> bool:
    """Whether a column of days won or lost holds days: bare numbers below Won or Lost may as well be amounts."""
    heading, column = columns.label(field), columns.recognition.mapping[field]
    texts = columns.raw.cells[column]
    if not is_outcome_alone(heading) or not texts[texts != ""].str.fullmatch(r"-?\d+(?:[.,]\d+)?").all():
        return True
    columns.reading.notes.append(f"{heading} holds numbers that no format makes days: no deal is closed by them.")
    return False


def _by_days(columns: Columns, status: pd.Series, kind: pd.Series) -> pd.Series:
    """A day on which a deal was won, or lost; of both the later one.  A stage that says the opposite is believed."""
    fields = [field for field in ("won_on", "lost_on") if columns.has(field) and _holds_days(columns, field)]
    if not fields:
        return status
    days = {field: pd.to_datetime(columns.read(field)) for field in fields}
    won, lost = (days.get(field, pd.Series(pd.NaT, index=status.index)) for field in ("won_on", "lost_on"))
    told = nothing(status.index).mask(won.notna(), "won").mask(lost.notna() & ~(won > lost), "lost")
    by_stage = kind.map(_OF_KIND)
    again = _opened_again(columns, won.where(~(lost > won), lost).fillna(lost))
    if is_open := int((again & status.isna() & by_stage.isna()).sum()):
        columns.reading.notes.append(
            one_or_many(
                is_open,
                "{} deal is open: it was opened again after the day on which it closed.",
                "{} deals are open: they were opened again after the day on which they closed.",
            )
        )
    told = told.where(status.isna() & ~again)
    names = " or ".join(map(columns.label, fields))
    if both := int((told.notna() & won.notna() & lost.notna()).sum()):
        columns.reading.notes.append(
            one_or_many(
                both,
                "{} deal has a day on which it was won and one on which it was lost; the later one counts.",
                "{} deals have a day on which they were won and one on which they were lost; the later one counts.",
            )
        )
    against = (told.notna() & by_stage.notna() & (by_stage != told)).fillna(False).astype(bool)
    if against.any():
        columns.reading.notes.append(
            f"The stage says otherwise than {names} of {count(int(against.sum()), 'deal')}; the stage is believed."
        )
    if alone := int((told.notna() & by_stage.isna()).sum()):
        columns.reading.notes.append(f"Won or lost because {names} has a day: {count(alone, 'deal')}.")
    return status.fillna(told.mask(against))


def _opened_again(columns: Columns, closed: pd.Series) -> pd.Series:
    """Whether a column that no field is tells that a deal was opened again after this day."""
    again = pd.Series(False, index=closed.index)
    for column in columns.recognition.unmapped:
        if re.search(crm_format(GENERIC)["reopened"], normal(columns.raw.headings[column])):
            again |= pd.to_datetime(columns.without_notes(column)) >= closed
    return again


def _by_archive(columns: Columns, status: pd.Series, kind: pd.Series, probability: pd.Series) -> pd.Series:
    archived = np.zeros(len(status), dtype=bool)
    for field, means in (("is_active", False), ("is_archived", True)):
        if columns.has(field):
            archived |= (columns.read(field).astype("boolean") == means).fillna(False).to_numpy()
    if not archived.any():
        return status
    if told := int((archived & (status == "open").fillna(False).to_numpy()).sum()):
        columns.reading.notes.append(
            f"{count(told, 'deal')} in the archive with a status that says open: as such {'it counts' if told == 1 else 'they count'}."
        )
    won = kind.isin(["won", "post_sale"]).to_numpy()
    reason = columns.read("lost_reason").notna().to_numpy() | (probability == 0).fillna(False).to_numpy()
    untold = archived & status.isna().to_numpy() & ~won
    lost, kept = untold & reason, untold & ~reason & (kind.isna() | (kind == "open")).fillna(True).to_numpy(dtype=bool)
    if lost.any():
        columns.reading.notes.append(
            f"{count(int(lost.sum()), 'deal')} in the archive with a lost reason or a probability of 0: lost."
        )
    if kept.any():
        columns.reading.notes.append(
            f"{count(int(kept.sum()), 'deal')} in the archive without a lost reason: nothing says that a deal is lost, so it counts as open."
        )
    return status.mask(pd.Series(lost, index=status.index), "lost")
