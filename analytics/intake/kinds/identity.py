"""Which record a row tells of: the rows that tell of none go to furniture or quarantine."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.model import Furniture, Reject
from analytics.intake.recognise import GENERIC, aliases_of, loose
from analytics.intake.values import clean_text
from analytics.wording import count, one_or_many


def customer_names(columns: Columns) -> pd.Series:
    """The names of customers; where that cell is empty (a person has no company), what the next best column says that the
    program uses for a name."""
    names = columns.read("customer_name")
    known = aliases_of(columns.recognition.crm, columns.recognition.kind)
    known += aliases_of(GENERIC, columns.recognition.kind)
    places = {loose(each.written): at for at, each in reversed([*enumerate(known)]) if each.field == "customer_name"}
    free = [each for each in columns.recognition.unmapped if loose(columns.raw.headings[each]) in places]
    if not free or not columns.has("customer_name") or names.notna().all():
        return names
    beside = min(free, key=lambda each: places[loose(columns.raw.headings[each])])
    others = clean_text(columns.raw.cells[beside])
    filled = int((names.isna() & others.notna()).sum())
    if filled:
        columns.reading.notes.append(
            f"{columns.label('customer_name')} is empty in {count(filled, 'row')}: {columns.raw.headings[beside]} names the customer there."
        )
    return names.fillna(others)


def with_identity(rows: pd.DataFrame, columns: Columns, ref: str, *fields: str) -> pd.DataFrame:
    """The rows with a column `ref`: what the first of these fields says that the file fills (an id, else a name).

    A row that is empty in all mapped columns is furniture, and so is a deleted record; one that names nothing is quarantined.  Of rows that repeat
    another in all that was read, one is kept, and the receipt says so.
    """
    who = pd.Series(pd.NA, index=rows.index, dtype="object")
    for field in fields:
        who = who.fillna(rows[field].astype("object"))
    cells = columns.raw.cells[sorted(set(columns.recognition.mapping.values()))]
    blank, deleted = (cells == "").all(axis=1), columns.are_deleted()
    columns.reading.furniture += [
        Furniture(int(row), why, " | ".join(filter(None, columns.raw.cells.loc[row]))[:120])
        for which, why in ((blank, "empty in all columns that are read"), (deleted, "a deleted record"))
        for row in rows.index[which]
    ]
    if deleted.any():
        number = int(deleted.sum())
        columns.reading.notes.append(
            one_or_many(number, "{} row left out: a deleted record.", "{} rows left out: deleted records.")
        )
    heading = columns.label(next((field for field in fields if columns.has(field)), fields[0]))
    columns.reading.rejects += [
        Reject(int(row), heading, "", "empty: nothing tells whom this row is of", accepted=False)
        for row in rows.index[who.isna() & ~blank & ~deleted]
    ]
    return rows.assign(**{ref: who})[who.notna() & ~deleted]


def once(rows: pd.DataFrame, columns: Columns, key: list[str], what: str) -> pd.DataFrame:
    """One row for each key, the last of the file, said in the receipt where rows are left aside."""
    repeated = rows.duplicated(key, keep="last")
    if repeated.any():
        by = [columns.raw.headings[column] for column in telling_apart(rows, columns, key)]
        differ = (
            f" They differ in {' and '.join(by)}, which no field uses: if these are different ones, say what it is."
            if by
            else ""
        )
        columns.reading.notes.append(
            one_or_many(
                int(repeated.sum()),
                f"{{}} {columns.rows_are} tells of a {what} that a later row tells of again; the later row counts.{differ}",
                f"{{}} {columns.rows_are}s tell of a {what} that a later row tells of again; the later row counts.{differ}",
            )
        )
    return rows[~repeated]


def added_up(
    rows: pd.DataFrame, columns: Columns, key: list[str], amount: str, what: str, by: list[int]
) -> pd.DataFrame:
    """The rows of one key as one, their amounts added up, where the columns in `by` say of what each is."""
    which = rows.groupby(key, dropna=False).ngroup()
    currencies = rows["currency"].fillna("").groupby(which).transform("nunique")
    again = which.duplicated(keep=False) & (currencies == 1)
    if not by or not again.any():
        return rows
    last = ~which.duplicated(keep="last")
    headings = " and ".join(columns.raw.headings[each] for each in by)
    unused = ", which no field uses" if {*by} <= {*columns.recognition.unmapped} else ""
    columns.reading.notes.append(
        f"{count(int(again.sum()), columns.rows_are)} of {count(int((again & last).sum()), what)} differ in {headings}{unused}: their amounts are added up."
    )
    added = rows.groupby(which)[amount].transform("sum").where(again, rows[amount])
    return rows.assign(**{amount: added})[last | ~again]


def telling_apart(rows: pd.DataFrame, columns: Columns, key: list[str]) -> list[int]:
    """The columns that no field uses and by which rows of one key are different things, no repetitions.

    Such a column holds words, none of them empty or twice in the rows of one key: a seller, a product.  A comment, a day or
    a number may differ from one version of a row to the next.
    """
    again = rows[rows.duplicated(key, keep=False)]
    found = []
    for column in columns.recognition.unmapped if len(again) else ():
        texts = columns.raw.cells.loc[again.index, column]
        is_words = not texts.str.contains(r"\d").any() and texts.str.len().max() <= _LONGEST_WORD
        if is_words and (texts != "").all() and not again[key].assign(by=texts).duplicated().any():
            found.append(column)
    return found


_LONGEST_WORD = 60
