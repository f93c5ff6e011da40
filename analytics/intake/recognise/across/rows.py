"""A table with a column for each period, read as the long one that the readers know: a row for each filled cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.intake import values
from analytics.intake.columns import Columns
from analytics.intake.fields import ACROSS, is_period
from analytics.intake.model import RawTable, Records, Reject
from analytics.intake.options import Options
from analytics.intake.receipt import Reading
from analytics.intake.recognise import Recognition
from analytics.intake.recognise.across.totals import columns_said
from analytics.intake.values.text import EMPTY_WORDS

# the headings of the long table, where people see them in notes and questions
_PERIOD, _AMOUNTS = "The periods", "The amounts"
_WHAT = {"targets": "the target of each period", "subscriptions": "what each customer paid in each month (MRR)"}
_NEEDS = {"targets": "a target needs an amount", "subscriptions": "nothing is paid in any month"}


def read_across(
    raw: RawTable, recognition: Recognition, options: Options, reading: Reading, reader: Callable[[Columns], Records]
) -> Records:
    """What `reader` makes of the long table; rejects, notes and evidence in `reading`, by the rows and headings of the file.

    A row of the file counts as taken where one of its cells does; one without any is quarantined.
    """
    long, rows, cells, recognised = _long(raw, recognition)
    own = Reading()
    records = reader(Columns(long, recognised, options, own, rows_are="cell"))
    tables = {
        name: its.assign(row_number=rows[its["row_number"].to_numpy(int)]) for name, its in records.tables.items()
    }
    year = recognition.mapping.get("year")
    years = None if year is None else (raw.headings[year], raw.cells[year])
    reading.rejects += _rejects(own.rejects, rows, {long.headings[-1]: cells, _PERIOD: cells}, years)
    empty = raw.cells.index.difference(rows).tolist()
    first = raw.headings[
        next(column for field, column in recognition.mapping.items() if is_period(recognition.kind, field))
    ]
    why = f"empty, as in all periods: {_NEEDS[recognition.kind]}"
    reading.rejects += [Reject(int(row), first, "", why, accepted=False) for row in empty]
    reading.furniture += dict.fromkeys(replace(each, row=int(rows[each.row])) for each in own.furniture)
    reading.questions += own.questions
    reading.notes += [*_said(raw, recognition), *dict.fromkeys(own.notes)]
    _evidence(reading, own, long, cells)
    reading.notes += columns_said(raw, recognition, own.decimal.get(long.headings[-1]))
    return replace(records, tables=tables)


def _long(raw: RawTable, recognition: Recognition) -> tuple[RawTable, np.ndarray, np.ndarray, Recognition]:
    """The long table with rows numbered from 0, of each its row in the file and its heading there, and what its columns are."""
    periods = {
        column: field.partition(":")[2]
        for field, column in recognition.mapping.items()
        if is_period(recognition.kind, field)
    }
    texts = raw.cells[list(periods)]
    at, which = np.nonzero(np.column_stack([~texts[each].str.strip().str.lower().isin(EMPTY_WORDS) for each in texts]))
    others = [column for column in raw.cells.columns if column not in periods]
    cells = raw.cells[others].iloc[at].reset_index(drop=True).set_axis(range(len(others)), axis="columns")
    named = np.array([*periods.values()], dtype=object)[which]
    if (year := recognition.mapping.get("year")) is not None:
        years = raw.cells[year].iloc[at].str.strip()
        named = [
            f"{each}-{part}" if part.isdigit() else f"{part} {each}" for each, part in zip(years, named, strict=True)
        ]
    cells[len(others)] = pd.Series(named, index=cells.index, dtype="str")
    cells[len(others) + 1] = pd.Series(texts.to_numpy()[at, which], index=cells.index, dtype="str")
    period, amount = ACROSS[recognition.kind]
    place = {column: new for new, column in enumerate(others)}
    mapping = {
        field: place[column] for field, column in recognition.mapping.items() if column in place and field != "year"
    }
    headings = [raw.headings[column] for column in others]
    table = replace(
        raw,
        headings=[*headings, _PERIOD, f"{_AMOUNTS}{recognition.across.unit}"],
        cells=cells,
        furniture=[],
        ragged={},
        unfit={},
    )
    recognised = replace(
        recognition,
        mapping=mapping | {period: len(others), amount: len(others) + 1},
        unmapped=[place[column] for column in recognition.unmapped if column not in recognition.across.sums],
        across=None,
    )
    headings = np.array([raw.headings[column] for column in periods], dtype=object)[which]
    return table, raw.cells.index.to_numpy()[at], headings, recognised


def _rejects(
    own: list[Reject], rows: np.ndarray, places: dict[str, np.ndarray], years: tuple[str, pd.Series] | None
) -> list[Reject]:
    """The rejects of the long table by the rows and headings of the file, each once; a period without its year by the year."""
    lost = {each.row for each in own if not each.accepted}
    taken = {*np.delete(rows, list(lost)).tolist()}
    found: dict[Reject, None] = {}
    quarantined = set()
    for each in own:
        row = int(rows[each.row])
        column = places[each.column][each.row] if each.column in places else each.column
        if each.column == _PERIOD and years is not None:
            column, text = years[0], years[1][row]
            each = each._replace(value=text if each.value else "")
        if not each.accepted:
            if row in taken or row in quarantined:
                continue
            quarantined.add(row)
        found[each._replace(row=row, column=column)] = None
    return list(found)


def _said(raw: RawTable, recognition: Recognition) -> Iterator[str]:
    names = [
        raw.headings[column] for field, column in recognition.mapping.items() if is_period(recognition.kind, field)
    ]
    named = ", ".join(names) if len(names) < 5 else f"{names[0]}, {names[1]}, ..., {names[-1]} ({len(names)} columns)"
    yield f"Read as {_WHAT[recognition.kind]}: {named}."


def _evidence(reading: Reading, own: Reading, long: RawTable, cells: np.ndarray) -> None:
    """How each column was read: of the periods each as all of them were."""
    amount = long.headings[-1]
    texts, decimal, scale = long.cells[len(long.headings) - 1], own.decimal.get(amount), own.scale.get(amount, 0)
    amounts = values.money(values.half_width(texts), decimal, scale).values
    for heading, its in pd.Series(texts.index).groupby(cells, sort=False).indices.items():
        own.show(heading, texts.iloc[its], amounts.iloc[its])
    for name in ("date_order", "decimal", "scale", "how", "examples"):
        told = getattr(own, name)
        if amount in told and name != "examples":
            told |= dict.fromkeys(cells, told[amount])
        getattr(reading, name).update({key: told[key] for key in told if key not in (amount, _PERIOD)})
