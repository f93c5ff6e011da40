"""What people should know of the deals of a file as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.deals.entered import has_stage
from analytics.intake.distinct import distinct_texts
from analytics.intake.ids import mangled
from analytics.intake.kinds.intervals import months_per_bill
from analytics.intake.stages import is_agreed_word, kind_by_name, meaning, usual_place
from analytics.wording import count, one_or_many


def note_no_lost(columns: Columns, deals: pd.DataFrame, kinds: Mapping[str, str]) -> None:
    """Say so where no deal of a file is lost: an export without its lost deals shows every deal as won in the end."""
    if len(deals) and not _is_any(deals, kinds, ["lost"]):
        columns.reading.notes.append(
            "No deal of this file is lost. Some CRMs archive lost deals and leave them out of exports; without them there is no win rate."
        )


def _is_any(deals: pd.DataFrame, kinds: Mapping[str, str], wanted: Sequence[str]) -> bool:
    """Whether some deal counts as one of these, by its status, or by its stage where it has none."""
    stated = deals["status"]
    stages = [name for name in kinds if kinds[name] in wanted]
    if not stated.notna().any():
        return bool(stages)  # each is the stage of some deal
    return bool(stated.isin(wanted).any() or deals["stage"][stated.isna().to_numpy()].isin(stages).any())


def note_no_won(columns: Columns, deals: pd.DataFrame, kinds: Mapping[str, str]) -> None:
    """Say so where deals are lost and none is won: a word for winning that nobody knows leaves won deals open."""
    if _is_any(deals, kinds, ["won", "post_sale", "churned"]) or not _is_any(deals, kinds, ["lost"]):
        return
    unknown = sorted(
        name for name in kinds if kinds[name] == "open" and meaning(name) is None and usual_place(name) is None
    )
    if unknown:
        columns.reading.notes.append(
            f"No deal of this file is won. Counted as open: {', '.join(unknown[:5])}. Setup changes what a stage counts as."
        )


def note_no_stage(columns: Columns, deals: pd.DataFrame) -> None:
    """Say how many deals are in no stage: they are in the totals, but in no funnel."""
    without = int((deals["stage"].isna() & deals["status"].isna()).sum())
    if without and has_stage(columns):
        columns.reading.notes.append(
            f"Without a stage: {count(without, 'deal')} of this file. Such a deal counts as open, and is in no funnel."
        )


def note_ticked_stages(columns: Columns, deals: pd.DataFrame) -> None:
    """Say so where nothing tells the stage of open deals but columns of yes and no that are called like stages."""
    if has_stage(columns) or not len(deals):
        return
    ticked = [
        columns.raw.headings[column]
        for column in columns.recognition.unmapped
        if usual_place(columns.raw.headings[column]) is not None
        and values.flags(columns.raw.cells[column]).values.notna().any()
    ]
    if ticked:
        columns.reading.notes.append(
            f"No column tells the stage of a deal. {', '.join(ticked[:5])} {'say' if len(ticked) > 1 else 'says'} yes or no,"
            " which is not read: write the stage that a deal has reached into one column, for a funnel."
        )


def note_open_with_reason(columns: Columns, deals: pd.DataFrame, kinds: Mapping[str, str]) -> None:
    """Say how many deals count as open although a reason says why they were lost, where most open deals have none."""
    has_reason = deals["lost_reason"].notna().to_numpy()
    with_reason = _open(deals.loc[has_reason, ["status", "stage"]], kinds)
    if with_reason and 2 * with_reason <= _open(deals, kinds):
        told = one_or_many(with_reason, "{} deal counts as open and has", "{} deals count as open and have")
        columns.reading.notes.append(
            f"{told} a reason in {columns.label('lost_reason')}: nothing else says that {'it was' if with_reason == 1 else 'they were'} lost."
        )


def _open(deals: pd.DataFrame, kinds: Mapping[str, str]) -> int:
    """How many deals count as open."""
    stages = [name for name in kinds if kinds[name] == "open"]
    stated = deals["status"]
    return int((stated == "open").sum()) + int(deals["stage"][stated.isna().to_numpy()].isin(stages).sum())


_FEW_WORDS, _FEW_COLUMNS = 12, 200


def note_intervals(columns: Columns) -> None:
    """Say so where a column that no field is tells that amounts are of a month in some rows and of a year, or once, in others."""
    if not columns.has("amount"):
        if columns.has("weighted_amount"):
            columns.reading.notes.append(
                f"The only amounts are weighted ones ({columns.label('weighted_amount')}): no deal of this file has an amount."
            )
        return
    for column in columns.recognition.unmapped[:_FEW_COLUMNS]:
        words = pd.Series(distinct_texts(columns.raw.cells[column].head(2000)), dtype="str")
        words = words[words != ""]
        if not 2 <= len(words) <= _FEW_WORDS or words.str.contains(r"\d").any():
            continue
        months, unknown = months_per_bill(words, pd.Series(1.0, index=words.index))
        once = [word for word in unknown if _ONCE.search(word.casefold())]
        if len(unknown) == len(once) and months.nunique() + bool(once) > 1 and months.notna().any():
            columns.reading.notes.append(
                f"{columns.raw.headings[column]} says {', '.join(sorted(words))}: the amounts in {columns.label('amount')} are added up as they stand,"
                " whatever they are paid for. Write them all for a year, or for the whole contract, to compare them."
            )


_ONCE = re.compile(
    r"\bonce\b|one[-_ ]?(?:time|off)|single|einmalig|eenmalig|engångs|unique|único|unico|una tantum|fixed"
)


def note_kinds(columns: Columns, kinds: Mapping[str, str]) -> None:
    """Say which stages count otherwise than their names alone would have it: by their percentages, by what stands beside them."""
    for kind, why in (("won", "as won"), ("lost", "as lost"), ("open", "as open, for the stages beside them")):
        stages = sorted(name for name in kinds if kinds[name] == kind != _alone(name))
        if stages:
            columns.reading.notes.append(
                f"Counted {why}: {', '.join(stages[:5])}. Setup changes what a stage counts as."
            )


def _alone(stage: str) -> str:
    return "won" if is_agreed_word(stage) else kind_by_name(stage)


def note_stage_ids(columns: Columns, deals: pd.DataFrame, kinds: Mapping[str, str]) -> None:
    """Say so where stages are bare ids and nothing beside them tells which are won or lost."""
    ids = {name for name in kinds if _STAGE_ID.fullmatch(name) and kinds[name] == "open"}
    waiting = deals["stage"].isin(ids) & deals["status"].isna() if ids else None
    if waiting is not None and waiting.any():
        columns.reading.notes.append(
            f"{columns.label('stage')}: {', '.join(sorted(ids)[:3])}{', ...' * (len(ids) > 3)} are ids of stages, and no column tells which of them are"
            f" won or lost. Open for want of that: {count(int(waiting.sum()), 'deal')}. Export the names of stages, or say in Setup what each counts as."
        )


_STAGE_ID = re.compile(r"\d{5,}|[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)


def note_mangled(columns: Columns, deals: pd.DataFrame) -> None:
    """Say so where ids lack digits: two deals may have got one, and the ids of other exports are others."""
    spoilt = deals["deal_id"][mangled(deals["deal_id"])]
    if len(spoilt):
        columns.reading.notes.append(
            f"{count(len(spoilt), 'id')} such as {spoilt.iloc[0]} {'was' if len(spoilt) == 1 else 'were'} rounded by a spreadsheet program, so that different deals may have got the same one. Export the file again and import it without saving it in such a program."
        )
