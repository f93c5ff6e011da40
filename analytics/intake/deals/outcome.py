"""What became of each deal, as far as its row says so beside the stage: status, flags, archive; and rows that are no deals."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.distinct import nothing, per_distinct, says
from analytics.intake.model import Furniture
from analytics.intake.recognise.contents import LEADS
from analytics.intake.stages import kind_by_name, outcome
from analytics.wording import count

_DELETED = re.compile(r"deleted|gelöscht|verwijderd|slettet|supprimée?|eliminad[oa]|excluíd[oa]|eliminat[oa]|已删除")


def status_of(columns: Columns, stage: pd.Series, probability: pd.Series) -> pd.Series:
    """Open, won or lost where a row says so in a column of its own; missing where only the stage can tell.

    In this order: the flags Won and Closed; the words of a status; the archive.  A deal in the archive is lost if it has
    a reason for that or a probability of 0; one that is won stays won.
    """
    status = _by_flags(columns)
    if columns.has("status") and columns.has("stage"):
        status = status.fillna(_by_words(columns))
    return _by_archive(columns, status, stage, probability)


def _by_flags(columns: Columns) -> pd.Series:
    status = nothing(columns.raw.cells.index)
    if not columns.has("is_won"):
        return status
    won = columns.read("is_won").astype("boolean")
    if columns.has("is_closed"):
        closed = columns.read("is_closed").astype("boolean")
        status = status.mask(closed.fillna(False) & (won == False).fillna(False), "lost")  # noqa: E712
        status = status.mask((closed == False).fillna(False), "open")  # noqa: E712
    return status.mask(won.fillna(False), "won")


def _by_words(columns: Columns) -> pd.Series:
    words = columns.read("status")
    said = {word: outcome(word) for word in words.dropna().unique()}
    unknown = sorted(word for word, meaning in said.items() if meaning is None and not _DELETED.search(word.casefold()))
    if unknown:
        columns.reading.notes.append(
            f"{columns.label('status')}: {', '.join(unknown[:5])} says neither open, won nor lost; the stage decides there."
        )
    return per_distinct(words, said.__getitem__)


def _by_archive(columns: Columns, status: pd.Series, stage: pd.Series, probability: pd.Series) -> pd.Series:
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
    won = says(stage, lambda name: kind_by_name(name) in ("won", "post_sale"))
    reason = columns.read("lost_reason").notna().to_numpy() | (probability == 0).fillna(False).to_numpy()
    untold = archived & status.isna().to_numpy() & ~won
    lost, kept = untold & reason, untold & ~reason & ~says(stage, lambda name: kind_by_name(name) != "open")
    if lost.any():
        columns.reading.notes.append(
            f"{count(int(lost.sum()), 'deal')} in the archive with a lost reason or a probability of 0: lost."
        )
    if kept.any():
        columns.reading.notes.append(
            f"{count(int(kept.sum()), 'deal')} in the archive without a lost reason: nothing says that a deal is lost, so it counts as open."
        )
    return status.mask(pd.Series(lost, index=status.index), "lost")


def no_deals(columns: Columns) -> pd.Series:
    """Why a row is no deal, for deleted deals and for leads that stand among deals; missing for all others."""
    why = nothing(columns.raw.cells.index)
    if columns.has("status"):
        deleted = says(columns.read("status"), lambda word: _DELETED.fullmatch(word.casefold()) is not None)
        why = why.mask(pd.Series(deleted, index=why.index), "a deleted deal")
    if columns.has("record_type"):
        leads = says(columns.read("record_type"), lambda word: word.casefold() in LEADS)
        if leads.all():
            columns.reading.notes.append(
                f"{columns.label('record_type')}: every row is a lead; they are counted as deals, as stated."
            )
        else:
            why = why.mask(pd.Series(leads, index=why.index), "a lead, not a deal")
    return why


def told_probability(columns: Columns, amount: pd.Series) -> pd.Series:
    """The probability as written, else the share of the amount that the weighted amount is, where that is a share."""
    probability = pd.to_numeric(columns.read("probability"), errors="coerce").astype("float64")
    if columns.has("probability") or not columns.has("weighted_amount") or not columns.has("amount"):
        return probability
    weighted, _ = columns.money("weighted_amount")
    whole, part = (each.astype("float64").to_numpy() for each in (amount, weighted))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.round(part / whole, 4)
    told = np.isfinite(share)
    sound = told & (share >= 0) & (share <= 1)
    names = f"{columns.label('weighted_amount')} / {columns.label('amount')}"
    if told.any() and 2 * sound.sum() <= told.sum():
        columns.reading.notes.append(f"{names} is seldom a share from 0 to 1: it tells no probability.")
        return probability
    if sound.any():
        left = f"; in {count(int((told & ~sound).sum()), 'row')} it is no share" if (told & ~sound).any() else ""
        columns.reading.notes.append(
            f"The probability is {names} in {count(int(sound.sum()), 'row')}, no column tells it{left}."
        )
    return pd.Series(np.where(sound, share, np.nan), index=probability.index)


def note_no_lost(columns: Columns, deals: pd.DataFrame) -> None:
    """Say so where no deal of a file is lost: an export without its lost deals shows every deal as won in the end."""
    stated = deals["status"]
    lost = (stated == "lost").fillna(False).to_numpy()
    lost |= stated.isna().to_numpy() & says(deals["stage"], lambda name: kind_by_name(name) == "lost")
    if len(deals) and not lost.any():
        columns.reading.notes.append(
            "No deal of this file is lost. Some CRMs archive lost deals and leave them out of exports; without them there is no win rate."
        )


def note_no_stage(columns: Columns, deals: pd.DataFrame) -> None:
    """Say how many deals are in no stage: they are in the totals, but in no funnel."""
    without = int((deals["stage"].isna() & deals["status"].isna()).sum())
    if without and columns.has("stage"):
        columns.reading.notes.append(
            f"Without a stage: {count(without, 'deal')} of this file. Such a deal counts as open, and is in no funnel."
        )


def furniture(columns: Columns, why: pd.Series) -> list[Furniture]:
    """The rows that are no deals, with the beginning of what they say."""
    rows = why.dropna()
    cells = columns.raw.cells.loc[rows.index]
    texts = cells.iloc[:, 0].str.cat([cells[column] for column in cells.columns[1:]], sep=" | ") if len(cells) else []
    return [
        Furniture(int(row), reason, _short(text)) for row, reason, text in zip(rows.index, rows, texts, strict=True)
    ]


def _short(text: str) -> str:
    return " | ".join(part for part in text.split(" | ") if part)[:120]
