"""What a table must have to be counted, and why one that lacks it is refused."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics import errors
from analytics.intake.fields import ACROSS, NEEDED, label
from analytics.intake.model import RawTable
from analytics.intake.recognise import Recognition, beside_deals, is_before_a_sale, suggested_headings
from analytics.intake.recognise.across.headings import of_figures, period_columns
from analytics.intake.recognise.contents import Contents
from analytics.intake.values.text import filled

_LOOKED_AT = 10_000  # cells of a column, for a few that differ


def check_needed(raw: RawTable, recognition: Recognition, file_name: str) -> None:
    """Refuse a table that lacks what its kind needs (`fields.NEEDED`), with what it may be instead and what to do."""
    for group in NEEDED[recognition.kind]:
        if not _is_told(group, recognition):
            raise _refusal(group, raw, recognition, file_name)


def _is_told(group: tuple[str, ...], recognition: Recognition) -> bool:
    if any(field in recognition.mapping for field in group):
        return True
    if "stage" in group and recognition.entered:  # days on which deals entered stages tell the stage too
        return True
    return recognition.across is not None and not {*ACROSS[recognition.kind]}.isdisjoint(group)


def _refusal(group: tuple[str, ...], raw: RawTable, recognition: Recognition, file_name: str) -> errors.Refused:
    described, mapping = columns_of(raw), recognition.mapping
    free = [raw.headings[column] for column in recognition.unmapped]
    beside = of_figures(period_columns(raw.headings), Contents(raw.cells))
    if recognition.across is None and len(beside) > 1:
        return errors.periods_beside(file_name, [raw.headings[each.column] for each in beside], described)
    likely = {field: suggested_headings(field, raw.headings, raw.cells, {*mapping.values()}) for field in group}
    is_deals = recognition.kind == "deals"
    lacks_stage = is_deals and "stage" in group
    if lacks_stage and "probability" in mapping:
        return errors.no_stage(file_name, raw.headings[mapping["probability"]], described, likely)
    early = [heading for heading in free if is_before_a_sale(heading)]
    if "started_on" in likely and early:
        likely["started_on"] = [each for each in likely["started_on"] if each not in early]
        return errors.no_start(file_name, early, described, likely)
    contents = Contents(raw.cells)
    days = [raw.headings[each] for each in recognition.unmapped if contents.holds_days(each)] if lacks_stage else []
    other = beside_deals(raw.headings) if is_deals else None
    return errors.missing_fields(file_name, {field: label(field) for field in group}, described, likely, days, other)


def columns_of(raw: RawTable) -> list[dict[str, object]]:
    """What every column holds, for the mapping editor."""
    described = []
    for column, heading in enumerate(raw.headings):
        texts = raw.cells[column]
        has = filled(texts)
        some = pa.array(texts.array).take(pa.array(np.flatnonzero(has)[:_LOOKED_AT])).unique().slice(0, 4).to_pylist()
        described.append({"heading": heading, "filled": int(has.sum()), "samples": [text[:80] for text in some]})
    return described
