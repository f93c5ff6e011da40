"""Reads the mapped columns of a table by the rule that its field asks for, and notes what it decided."""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat

import numpy as np
import pandas as pd

from analytics.intake import amounts, values
from analytics.intake.column_notes import RULES, remarks
from analytics.intake.distinct import nothing
from analytics.intake.fields import FIELDS, LABELS
from analytics.intake.model import Column, RawTable, Reject
from analytics.intake.options import Options
from analytics.intake.receipt import Reading
from analytics.intake.recognise import Recognition, normal
from analytics.intake.values.date_numbers import SERIAL
from analytics.intake.values.mixed_dates import MIXED
from analytics.intake.values.units import MONEY

_REASONS = {
    "date": "not a date",
    "money": "not an amount",
    "number": "not a number",
    "probability": "not a share from 0 to 100%",
    "flag": "not yes or no",
    "duration": "not a duration",
    "days": "not a duration",
    "months": "not a duration",
    "period": "not a month, quarter or year",
}
# a column that the file does not have: missing, and of the type that it would have
_LACKING = {
    "date": "datetime64[s]",
    "money": pd.ArrowDtype(MONEY),
    "number": pd.ArrowDtype(MONEY),
    "probability": "float64",
    "flag": "boolean",
    "duration": "float64",
    "days": "float64",
    "months": "float64",
    "period": "object",
}
# the days between the two beginnings from which workbooks count
FROM_1904 = pd.Timedelta(days=1462)
# whose order of day and month is in doubt: 5/3/2026
_TWO_NUMBERS = r"\s*\d{1,2}[-/.] ?\d{1,2}[-/.] ?\d{2,4}\b"


class Columns:
    """The columns of one table, each read once, by field; a field that the file lacks is a column of missing values.

    `rows_are`: what a row of the table is in the file, for notes.
    """

    def __init__(
        self, raw: RawTable, recognition: Recognition, options: Options, reading: Reading, rows_are: str = "row"
    ) -> None:
        self.raw, self.recognition, self.options, self.reading = raw, recognition, options, reading
        self.rows_are = rows_are
        self._dates: dict[int, Column] = {}
        self._scales: dict[int, int] = {}
        self._empty: dict[str, pd.Series] = {}
        self._flags: dict[str, pd.Series] = {}

    def has(self, field: str) -> bool:
        """Whether the file has a column for this field."""
        return field in self.recognition.mapping

    def read(self, field: str) -> pd.Series:
        """The typed values of a field, one for each row."""
        if not self.has(field):
            return self._lacking(FIELDS[self.recognition.kind][field])
        how = FIELDS[self.recognition.kind][field]
        column = self.recognition.mapping[field]
        if how == "text":
            read = values.clean_text(self.raw.cells[column])
            self.reading.show(self.raw.headings[column], self.raw.cells[column], read)
            return read
        if how == "date":
            return self.date(column).values
        if how == "flag":
            return self._flag(field, column)
        read = _WAYS[how](self, column)
        self._note(how, column, read)
        return read.values

    def money(self, field: str, texts: pd.Series | None = None) -> tuple[pd.Series, pd.Series]:
        """The amounts of a field and the currency that each cell names; `texts`: its cells, without what is no amount."""
        if not self.has(field):
            return self._lacking("money"), self._lacking("text")
        column = self.recognition.mapping[field]
        read = self._number(column, self._scale(column), texts)
        self._note("money", column, read)
        return read.values, self._lacking("text") if read.currency is None else read.currency

    def _lacking(self, how: str) -> pd.Series:
        if how not in self._empty:
            index = self.raw.cells.index
            self._empty[how] = nothing(index) if how == "text" else pd.Series(None, index=index, dtype=_LACKING[how])
        return self._empty[how].copy(deep=False)

    def _figures(self, column: int) -> pd.Series:
        return values.half_width(self.raw.cells[column])

    def _money(self, column: int) -> Column:
        return self._number(column, self._scale(column))

    def _number(self, column: int, scale: int = 0, texts: pd.Series | None = None) -> Column:
        texts = self._figures(column) if texts is None else texts
        read = values.money(texts, scale=scale)
        return values.money(texts, self.options.decimal, scale) if read.choices and self.options.decimal else read

    def _scale(self, column: int) -> int:
        """The power of ten in which amounts are written, as the heading says or a column beside it shows."""
        if column not in self._scales:
            self._scales[column], note, question = amounts.scale_of(self.raw, column, self.options.amounts)
            if note:
                self.reading.notes.append(note)
            if question:
                self.reading.questions.append(question)
            if self._scales[column]:
                self.reading.scale[self.raw.headings[column]] = self._scales[column]
        return self._scales[column]

    def date(self, column: int) -> Column:
        """The dates of one column; two fields may share it, it is read and noted once."""
        if column not in self._dates:
            texts = self._figures(column)
            read = values.dates(texts)
            if read.choices == MIXED:
                read = values.dates(texts, self.options.date_order, self.options.mixed_dates)
            elif read.choices and self.options.date_order:
                # what is stated settles the columns that do not settle it themselves
                read = values.dates(texts, self.options.date_order)
            elif read.choices and (proof := self._proven_beside(column)):
                heading, order = proof
                conflict = read.conflict
                read = values.dates(texts, order)
                how = read.how.replace("as told", f"as the column {heading} proves")
                read = replace(read, how=how, conflict=conflict)
            if self.raw.is_from_1904 and SERIAL in read.how:
                read = replace(read, values=read.values + FROM_1904, how=f"{read.how}, counted from 1904")
            self._dates[column] = read
            if read.decided:
                self.reading.date_order[self.raw.headings[column]] = read.decided
            self._note("date", column, read)
        return self._dates[column]

    def without_notes(self, column: int) -> pd.Series:
        """The days of a column that no field is: what cannot be read is of no concern to anybody."""
        if column in self._dates:
            return self._dates[column].values
        texts = self._figures(column)
        read = values.dates(texts)
        if read.choices and (proof := self._proven_beside(column)):
            read = values.dates(texts, proof[1])
        elif read.choices and self.options.date_order:
            read = values.dates(texts, self.options.date_order)
        return read.values

    def _proven_beside(self, column: int) -> tuple[str, str] | None:
        """A column of this file that proves an order of day and month, and that order; None if none does or two differ."""
        proven: dict[str, str] = {}
        for other, heading in enumerate(self.raw.headings):
            texts = self._figures(other)
            filled = texts[texts != ""].head(20)
            if other == column or not filled.str.match(_TWO_NUMBERS).any():
                continue
            read = values.dates(texts)
            if read.is_proven and read.decided:
                proven.setdefault(read.decided, heading)
        if len(proven) != 1:
            return None
        [(order, heading)] = proven.items()
        return heading, order

    def _duration(self, column: int, usual: str | None = None) -> Column:
        return values.durations(self._figures(column), values.unit_said(self.raw.headings[column]) or usual)

    def _months(self, column: int) -> Column:
        read = self._duration(column, "months")
        return replace(read, values=(read.values / values.MONTH).round(4))

    def _probability(self, column: int) -> Column:
        heading = self.raw.headings[column]
        says_percent = "%" in normal(heading)
        read = values.probability(self._figures(column), heading_says_percent=says_percent)
        if says_percent and (read.decided == "fraction" or read.values.max() <= 0.01):
            self.reading.notes.append(f"{heading}: {read.how}.")
        return read

    def _flag(self, field: str, column: int) -> pd.Series:
        """The flags of one field; several rules ask for them, they are read and noted once."""
        if field not in self._flags:
            read = values.flags(self.raw.cells[column], values.STATES.get(field))
            self._note("flag", column, read)
            self._flags[field] = read.values
        return self._flags[field]

    def are_deleted(self) -> np.ndarray:
        """For each row: does a column say that the record was deleted?  Some exports hold the recycle bin too."""
        if not self.has("is_deleted"):
            return np.zeros(len(self.raw.cells), dtype=bool)
        return self.read("is_deleted").astype("boolean").fillna(False).to_numpy(dtype=bool)

    def note(self, field: str, how: str, read: Column) -> pd.Series:
        """The values of a column that was read elsewhere, its evidence and bad cells noted."""
        self._note(how, self.recognition.mapping[field], read)
        return read.values

    def _note(self, how: str, column: int, read: Column) -> None:
        heading = self.raw.headings[column]
        self.reading.how[heading] = read.how
        self.reading.show(heading, self.raw.cells[column], read.values)
        if how == "money" and read.decided:
            self.reading.decimal[heading] = read.decided
        reason = _REASONS[how]
        if how == "date" and read.decided in ("dmy", "mdy"):
            reason = f"not a date, the column being {RULES[read.decided]}"
        rows, texts = read.bad.index.tolist(), read.bad.astype("str").str.slice(0, 200).tolist()
        reasons = (amounts.why_bad(text, reason) if how == "money" else reason for text in texts)
        self.reading.rejects += map(Reject, rows, repeat(heading), texts, reasons, repeat(True))
        if how == "probability" and (small := values.below_one_percent(self.raw.cells[column], read)):
            self.reading.notes.append(f"{heading}: {small}")
        notes, questions = remarks(heading, how, read)
        self.reading.notes += notes
        self.reading.questions += questions

    def label(self, field: str) -> str:
        """The heading of a field as people know it."""
        column = self.recognition.mapping.get(field)
        return LABELS[field] if column is None else self.raw.headings[column]


# kind of field -> how a column of it is read; texts, days and flags are read apart
_WAYS = {
    "money": Columns._money,
    "number": Columns._number,
    "probability": Columns._probability,
    "period": lambda columns, column: values.periods(columns._figures(column)),
    "duration": Columns._duration,
    "days": lambda columns, column: columns._duration(column, "days"),
    "months": Columns._months,
}
