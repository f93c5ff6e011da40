"""Dates: one order of day, month and year for a column, proven by its rows wherever they can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.intake.model import Column
from analytics.intake.values.date_numbers import day_stamps, number_stamps
from analytics.intake.values.date_shapes import DAY_WORD, TWO_NUMBERS, WORD_DAY, YEAR_FIRST, Form, form_of
from analytics.intake.values.iso import iso_dates
from analytics.intake.values.mixed_dates import EXCHANGED, MIXED, evidence, likely, misread
from analytics.intake.values.shapes import Shapes, shapes_of
from analytics.intake.values.stand_ins import stand_ins
from analytics.wording import count

ORDERS = {"dmy": "day-first", "mdy": "month-first", "ymd": "year-first"}
_PIVOT = 69  # as POSIX has it: 69 is 1969, 68 is 2068
_LONG = 5 * 365  # days over which the years of two digits of one file do not spread
_NAT = np.datetime64("NaT", "us")


class _Written(NamedTuple):
    """What each row says, the numbers as they stand: in 5/3/2026 the first is `day`, the second `month`."""

    kind: np.ndarray
    year: np.ndarray
    month: np.ndarray
    day: np.ndarray
    clock: np.ndarray  # microseconds since midnight, -1 for no time of day
    short: np.ndarray  # year of two digits
    separator: np.ndarray
    half: np.ndarray  # AM or PM is said
    zoned: np.ndarray

    def where(self, rows: np.ndarray) -> _Written:
        return _Written(*(each[rows] for each in self))

    def exchanged(self, rows: np.ndarray) -> _Written:
        day, month = np.where(rows, self.month, self.day), np.where(rows, self.day, self.month)
        return self._replace(day=day, month=month)


@dataclass(frozen=True)
class _Rule:
    order: str | None
    how: str
    choices: tuple[str, ...] = ()
    is_proven: bool = False
    conflict: Mapping[str, np.ndarray] = field(default_factory=dict)  # order -> the places of the rows that prove it


def dates(texts: pd.Series, order: str | None = None, mixed: str | None = None) -> Column:
    """The days, with their times where given, of a column of text.

    Written with the year first, with the month as a word (English, German, French, Spanish, Italian, Portuguese,
    Dutch, Norwegian), as Unix stamps or Excel serial numbers, a day needs no decision.  For 5/3/2026 one order holds
    for the whole column: the one that some row proves (13/5/2026 is no month 13) and none refutes; where rows
    disagree, the one that more of them prove, and the others are bad; where none proves anything, an assumption,
    with both orders as `choices`.  `order` (`dmy`, `mdy`, `ymd`) settles it beforehand.  26-01-05 is year-first where the
    column as days would spread over five years, and as years over less than half of that: an assumption too.
    Days that a spreadsheet program of another country misread (`mixed_dates.misread`) are read with day and month
    exchanged, with both readings as `choices`; `mixed` (`exchanged`, `as_written`) settles it.
    Times are kept as written: an offset such as +02:00 is left aside, so the day stays the one people saw.
    Bad are days that do not exist, years before 1970 or from 2100 on, numbers among dates, and what is not a whole
    date (2024, March 2024, 14:15).  Missing, not bad, and counted in `how`, are stand-ins for "still open" (the first or
    last day of a year from 2100 on, any day of 9999, and such a day from 2050 on where it lies ten years beyond every
    other day of the column) and for no day at all (0000-00-00, 1900-01-00, 1900-01-01, Excel's serial number 0).

        5/3/2026      2026-03-05   13/5/2026 proves day-first
        13/5/2026     2026-05-13
        2026-03-05    2026-03-05
        31/12/9999    missing      still open
        31/2/2026     missing      bad
    """
    if order is not None and order not in ORDERS:
        raise ValueError(f"unknown order of dates: {order!r} (known: {', '.join(ORDERS)})")
    if plain := iso_dates(texts):
        return plain
    shapes = shapes_of(texts)
    written = _written(shapes, forms := [form_of(name) for name in shapes.names])
    if written.kind.any():
        rule = _rule(written, order)
        made = misread(written.kind, written.month, written.day, written.separator)
        if made is not None and not written.zoned.any():
            reading = mixed or likely(made, written.kind)
            how = f"{rule.how}; {evidence(made, written.kind, reading)}"
            rule = replace(rule, how=how, choices=() if mixed else MIXED, is_proven=False)
            if reading == EXCHANGED:
                written = written.exchanged(made)
        stamps, notes, zero = _stamps(written, rule.order), _notes(written), _zero(written)
    else:
        stamps, decided, how = number_stamps(shapes, forms)
        rule, notes = _Rule(decided, how), []
        zero = _excel_zero(shapes) if (~np.isnat(stamps)).any() else np.zeros(len(stamps), dtype=bool)
    return _column(texts, shapes, stamps, rule, notes, zero)


def _zero(written: _Written) -> np.ndarray:
    """The rows of 0000-00-00 in any order, and of Excel's 1900-01-00."""
    least, most = np.minimum(written.month, written.day), np.maximum(written.month, written.day)
    return (written.kind > 0) & (least == 0) & ((most == 0) | ((most == 1) & (written.year == 1900)))


def _excel_zero(shapes: Shapes) -> np.ndarray:
    zero = shapes.per_row([name == "0" for name in shapes.names], bool)
    zero[zero] = shapes.digits[shapes.starts[zero]] == 0
    return zero


def _column(
    texts: pd.Series, shapes: Shapes, stamps: np.ndarray, rule: _Rule, notes: list[str], zero: np.ndarray
) -> Column:
    read, none, stood_in = stand_ins(stamps, zero)
    how = "; ".join(filter(None, [rule.how, *notes, *stood_in]))
    return Column(
        values=pd.Series(np.where(read, stamps, _NAT), index=texts.index, name=texts.name),
        bad=texts[~(read | none | shapes.empty)],
        decided=rule.order,
        how=how,
        choices=rule.choices,
        is_proven=rule.is_proven,
        conflict={order: texts.index[rows].tolist() for order, rows in rule.conflict.items()},
    )


def _written(shapes: Shapes, forms: list[Form | None]) -> _Written:
    """Lift the numbers of all rows whose shape is a day; kind 0 and nothing else where it is not."""
    calendar = [form if form and form.kind in (YEAR_FIRST, DAY_WORD, WORD_DAY, TWO_NUMBERS) else None for form in forms]
    year, month, day, clock = (np.zeros(len(shapes.of), dtype=np.int64) for _ in range(4))
    for place, rows in shapes.rows():
        form = calendar[place]
        if form is None:
            continue
        year[rows], day[rows] = shapes.number(rows, form.spans["year"]), shapes.number(rows, form.spans["day"])
        month[rows] = form.month or shapes.number(rows, form.spans["month"])
        clock[rows] = _clock(shapes, rows, form)
    short = shapes.per_row([bool(form) and _length(form.spans["year"]) == 2 for form in calendar], bool)
    return _Written(
        kind=shapes.per_row([form.kind if form else 0 for form in calendar], np.int8),
        year=np.where(short, _full_year(year), year),
        month=month,
        day=day,
        clock=clock,
        short=short,
        separator=shapes.per_row([form.separator if form else "" for form in calendar], "U1"),
        half=shapes.per_row([bool(form and form.half) for form in calendar], bool),
        zoned=shapes.per_row([bool(form and form.zoned) for form in calendar], bool),
    )


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _full_year(year: np.ndarray) -> np.ndarray:
    return year + np.where(year >= _PIVOT, 1900, 2000)


def _clock(shapes: Shapes, rows: np.ndarray, form: Form) -> np.ndarray:
    """Microseconds since midnight, -1 where there is no such time."""
    hour, minute, second = (
        shapes.number(rows, form.spans[part]) if part in form.spans else np.zeros(len(rows), np.int64)
        for part in ("hour", "minute", "second")
    )
    real = (hour < 24) & (minute < 60) & (second < 60)
    if form.half:
        real &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + (12 if form.half == "p" else 0)
    fraction = 0
    if "fraction" in form.spans:
        start, stop = form.spans["fraction"]
        stop = min(stop, start + 6)
        fraction = shapes.number(rows, (start, stop)) * 10 ** (6 - (stop - start))
    return np.where(real, ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction, -1)


def _stamps(written: _Written, order: str | None) -> np.ndarray:
    """The stamps under this order, NaT where there is none."""
    year, month, day = written.year, written.month, written.day
    two = written.kind == TWO_NUMBERS
    if order == "mdy":
        month, day = np.where(two, day, month), np.where(two, month, day)
    elif order == "ymd":
        # 26-03-05; with a year of four digits at the end no row can be year-first
        year, day = np.where(two, _full_year(day), year), np.where(two, year % 100, day)
        month = np.where(two & ~written.short, 0, month)
    real = (written.kind > 0) & (written.clock >= 0)
    stamps = day_stamps(year, np.where(real, month, 0), day)
    return stamps + np.where(real, written.clock, 0).astype("timedelta64[us]")


def _notes(written: _Written) -> list[str]:
    words = np.isin(written.kind, (DAY_WORD, WORD_DAY)).sum()
    year_first = (written.kind == YEAR_FIRST).sum()
    zoned = written.zoned.sum()
    return [
        f"year-first in {count(year_first, 'row')}" if year_first else "",
        f"the month a word in {count(words, 'row')}" if words else "",
        f"{count(zoned, 'row')} with a zone: the time is kept as written" if zoned else "",
    ]


def _rule(written: _Written, order: str | None) -> _Rule:
    """The order for the rows of two numbers; without any, the order that most rows show by themselves."""
    two = written.where(written.kind == TWO_NUMBERS)
    fits = {each: ~np.isnat(_stamps(two, each)) for each in ORDERS}
    if not two.kind.size or (order is None and not (fits["dmy"] | fits["mdy"]).any()):
        return _Rule(_usual(written.kind), "")
    if order is not None:
        unfit = (~fits[order]).sum()
        return _Rule(order, f"{ORDERS[order]}: as told" + (f", {count(unfit, 'row')} cannot be so" if unfit else ""))
    proofs = {"dmy": fits["dmy"] & ~fits["mdy"], "mdy": fits["mdy"] & ~fits["dmy"]}
    for_day, for_month = proofs["dmy"].sum(), proofs["mdy"].sum()
    conflict = {}
    if for_day and for_month:
        places = np.flatnonzero(written.kind == TWO_NUMBERS)
        conflict = {each: places[proof] for each, proof in proofs.items()}
    if for_day == for_month:
        return replace(_assumption(two, for_day), conflict=conflict)
    if fits["ymd"].all() and not fits["mdy"].any():
        as_days, as_years = _spread(two, "dmy"), _spread(two, "ymd")
        fitting = f"fits {count(two.kind.size, 'row')} as well"
        if as_days > _LONG and 2 * as_years < as_days:
            return _Rule(
                "ymd", f"year-first: an assumption, day-first {fitting}, over {as_days // 365} years", ("ymd", "dmy")
            )
        if (two.separator == "-").all():
            return _Rule("dmy", f"day-first: an assumption, year-first {fitting}", ("dmy", "ymd"))
    order, most, fewest = ("dmy", for_day, for_month) if for_day > for_month else ("mdy", for_month, for_day)
    against = f"{fewest:,} against" + (" and left out" if fewest else "")
    how = f"{ORDERS[order]}: proven by {count(most, 'row')}, {against}"
    return _Rule(order, how, is_proven=not fewest, conflict=conflict)


def _spread(two: _Written, order: str) -> int:
    """How many days lie between the first and the last."""
    stamps = _stamps(two, order).astype("datetime64[D]")
    known = stamps[~np.isnat(stamps)]
    return int((known.max() - known.min()).astype(np.int64)) if known.size else 0


def _usual(kind: np.ndarray) -> str | None:
    """The order that most rows show where none is in doubt."""
    rows = {"ymd": (kind == YEAR_FIRST).sum(), "dmy": (kind == DAY_WORD).sum(), "mdy": (kind == WORD_DAY).sum()}
    order = max(rows, key=rows.__getitem__)
    return order if rows[order] else None


def _assumption(two: _Written, each: int) -> _Rule:
    """The order to go on with while nothing is proven, or as much for one order as for the other."""
    if not each and (two.separator == ".").all():
        return _Rule("dmy", f"day-first: written with points in {count(two.kind.size, 'row')}, 0 against")
    american = (two.half & (two.separator == "/")).any()
    order = "mdy" if american else "dmy"
    if each:
        rows = count(each, "row")
        how = f"a conflict: {rows} can only be day-first, {rows} only month-first; {ORDERS[order]} assumed"
    else:
        how = f"{ORDERS[order]}: an assumption, no row proves it"
    return _Rule(order, how + (", AM and PM" * bool(american)), ("dmy", "mdy"))
