"""Reads the mapped columns of a table by the rule that its field asks for, and notes what it decided."""

from __future__ import annotations

import pandas as pd

from analytics.intake import values
from analytics.intake.fields import FIELDS, LABELS
from analytics.intake.model import Column, Question, RawTable, Reject
from analytics.intake.options import Options
from analytics.intake.receipt import Reading
from analytics.intake.recognise import Recognition, normal

_REASONS = {
    "date": "not a date",
    "money": "not an amount",
    "probability": "not a share from 0 to 100 %",
    "flag": "not yes or no",
}
_RULES = {
    "dmy": "day first",
    "mdy": "month first",
    "ymd": "year first",
    "comma": "decimal comma",
    "point": "decimal point",
}


class Columns:
    """The columns of one table, each read once, by field; a field that the file lacks is a column of missing values."""

    def __init__(self, raw: RawTable, recognition: Recognition, options: Options, reading: Reading) -> None:
        self.raw, self.recognition, self.options, self.reading = raw, recognition, options, reading
        self._dates: dict[int, Column] = {}

    def has(self, field: str) -> bool:
        """Whether the file has a column for this field."""
        return field in self.recognition.mapping

    def read(self, field: str) -> pd.Series:
        """The typed values of a field, one for each row."""
        if not self.has(field):
            return pd.Series(pd.NA, index=self.raw.cells.index, dtype="object")
        how = FIELDS[self.recognition.kind][field]
        column = self.recognition.mapping[field]
        if how == "text":
            read = values.clean_text(self.raw.cells[column])
            self.reading.show(self.raw.headings[column], self.raw.cells[column], read)
            return read
        if how == "date":
            return self.date(column).values
        read = self._read(how, column)
        self._note(how, column, read)
        return read.values

    def money(self, field: str) -> tuple[pd.Series, pd.Series]:
        """The amounts of a field and the currency that each cell names."""
        nothing = pd.Series(pd.NA, index=self.raw.cells.index, dtype="object")
        if not self.has(field):
            return nothing, nothing
        column = self.recognition.mapping[field]
        read = self._money(column)
        self._note("money", column, read)
        return read.values, nothing if read.currency is None else read.currency

    def _money(self, column: int) -> Column:
        texts = self.raw.cells[column]
        read = values.money(texts)
        return values.money(texts, self.options.decimal) if read.choices and self.options.decimal else read

    def date(self, column: int) -> Column:
        """The dates of one column; two fields may share it, it is read and noted once."""
        if column not in self._dates:
            texts = self.raw.cells[column]
            read = values.dates(texts)
            if read.choices and self.options.date_order:
                # what is stated settles the columns that do not settle it themselves
                read = values.dates(texts, self.options.date_order)
            self._dates[column] = read
            if read.decided:
                self.reading.date_order[self.raw.headings[column]] = read.decided
            self._note("date", column, read)
        return self._dates[column]

    def _read(self, how: str, column: int) -> Column:
        texts = self.raw.cells[column]
        if how == "money":
            return self._money(column)
        if how == "probability":
            return values.probability(texts, heading_says_percent="%" in normal(self.raw.headings[column]))
        return values.flags(texts)

    def _note(self, how: str, column: int, read: Column) -> None:
        heading = self.raw.headings[column]
        self.reading.how[heading] = read.how
        self.reading.show(heading, self.raw.cells[column], read.values)
        if how == "money" and read.decided:
            self.reading.decimal[heading] = read.decided
        self.reading.rejects += [
            Reject(int(row), heading, str(text)[:200], _REASONS[how], accepted=True) for row, text in read.bad.items()
        ]
        if read.choices:
            rules = " or ".join(_RULES.get(choice, choice) for choice in read.choices)
            about = f"{heading}: {rules}? No row proves either; read as {_RULES.get(read.decided, read.decided)}."
            option = {"date": "date_order", "money": "decimal"}.get(how, how)
            self.reading.questions.append(Question(about, option, list(read.choices), read.decided))

    def label(self, field: str) -> str:
        """The heading of a field as people know it."""
        column = self.recognition.mapping.get(field)
        return LABELS[field] if column is None else self.raw.headings[column]
