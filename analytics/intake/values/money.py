"""Money: exact amounts, one decimal sign for a column, the currency that a cell names."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pandas as pd

from analytics.intake.model import Column
from analytics.intake.values.money_shapes import Amount, amount_of
from analytics.intake.values.numbers import NOT, SIGNS, Sign, sign_of
from analytics.intake.values.plain import plain_amounts
from analytics.intake.values.shapes import MOST_DIGITS, Shapes, shapes_of
from analytics.intake.values.units import LIMIT, PLACES, amounts_of
from analytics.wording import count

_UNREAD = np.iinfo(np.int64).min


def money(texts: pd.Series, decimal: str | None = None, scale: int = 0) -> Column:
    """The amounts of a column of text, exact, and the currency each cell names.

    One decimal sign holds for the whole column: the one that some row proves (`1,234.50`, `1.234.567`, `12.5`) and
    none refutes; where rows disagree, the one that more of them prove, and the others are bad.  `1.234` may be either;
    if no row proves more, the sign is assumed to group thousands, with both as `choices`.  `decimal` (`point`,
    `comma`) settles it beforehand.

    `scale` is the power of ten in which the whole column is written, as its heading says (3: thousands); a cell that
    says its own, such as `45k`, is left at that.

    Negative is `-500`, `500-` or `(500)`; `45k`, `1.2M`, `3 Mio.` and `2bn` are thousands, millions and billions.
    Four decimals are kept, further ones rounded half to even and counted in `how`.  Empty, `-`, `n/a`, `null` and
    `none` are missing.  Bad are other words, shares (12%), and ten trillions and more.

        1.234,50 €    1234.5000   EUR      -> decimal comma
        (1.000)       -1000.0000  missing
        kr 1 234      1234.0000   missing  (crowns of which country?)
        12abc         missing     missing  bad
    """
    if decimal is not None and decimal not in SIGNS:
        raise ValueError(f"unknown decimal sign: {decimal!r} (known: {', '.join(SIGNS)})")
    if decimal is None and (plain := plain_amounts(texts, scale)):
        return plain
    shapes = shapes_of(texts)
    amounts = [amount_of(name) for name in shapes.names]
    sign = _sign(shapes, amounts, decimal)
    units, rounded = _units(shapes, amounts, sign.decided, scale)
    read = units != _UNREAD
    currency = pd.Series(pd.array([each.currency if each else "" for each in amounts], dtype="str"))
    named = currency.where(currency != "").take(shapes.of).set_axis(texts.index)
    more = f"{count(rounded, 'amount')} rounded to {PLACES} decimals" if rounded else ""
    return Column(
        values=pd.Series(amounts_of(units, read), index=texts.index, name=texts.name),
        bad=texts[~read & ~shapes.empty],
        decided=sign.decided,
        how="; ".join(filter(None, [sign.how, more])),
        choices=sign.choices,
        currency=named.where(read),
        conflict={rule: texts.index[rows].tolist() for rule, rows in sign.conflict.items()},
    )


def _sign(shapes: Shapes, amounts: list[Amount | None], decimal: str | None) -> Sign:
    point = shapes.per_row([each.point if each else NOT for each in amounts], np.int64)
    comma = shapes.per_row([each.comma if each else NOT for each in amounts], np.int64)
    sign = sign_of(point, comma, _leading_zero(shapes))
    if decimal is None or sign.decided is None:
        return sign
    unfit = (((point >= 0) | (comma >= 0)) & ((point if decimal == "point" else comma) < 0)).sum()
    return Sign(decimal, f"decimal {decimal}: as told" + (f", {count(unfit, 'row')} cannot be so" if unfit else ""))


def _leading_zero(shapes: Shapes) -> np.ndarray:
    """For each row: is its first digit a zero?"""
    has = shapes.per_row(["0" in name for name in shapes.names], bool)
    leading = np.zeros(len(has), dtype=bool)
    leading[has] = shapes.digits[shapes.starts[has]] == 0
    return leading


def _units(shapes: Shapes, amounts: list[Amount | None], decided: str | None, scale: int) -> tuple[np.ndarray, int]:
    """Ten-thousandths for each row, _UNREAD where there is no amount; and how many of them were rounded."""
    units, rounded = np.full(len(shapes.of), _UNREAD), 0
    leading = _leading_zero(shapes)  # `0.125` is no grouped number, whatever the column decided
    for place, rows in shapes.rows():
        amount = amounts[place]
        fraction = NOT if amount is None else amount.comma if decided == "comma" else amount.point
        if amount is None or fraction == NOT:
            continue
        read = _short if amount.digits <= MOST_DIGITS and not amount.power_digits else _long
        size, inexact = read(shapes, rows, amount, (amount.scale or scale) - fraction + PLACES)
        fits = (size <= LIMIT) & ~(leading[rows] & (fraction < max(amount.point, amount.comma)))
        units[rows[fits]] = (-size if amount.negative else size)[fits]
        rounded += int((inexact & fits).sum())
    return units, rounded


def _short(shapes: Shapes, rows: np.ndarray, amount: Amount, power: int) -> tuple[np.ndarray, np.ndarray]:
    """Units of numbers that fit an int64, one beyond the limit where they are too large; and which were rounded."""
    number = shapes.number(rows, (0, amount.digits))
    if power >= 0:
        fits = number <= LIMIT // 10**power
        return np.where(fits, number, 0) * 10**power + np.where(fits, 0, LIMIT + 1), np.zeros(len(rows), dtype=bool)
    whole, rest = np.divmod(number, 10**-power)
    half = np.sign(2 * rest - 10**-power)
    return whole + ((half > 0) | ((half == 0) & (whole % 2 == 1))), rest > 0


def _long(shapes: Shapes, rows: np.ndarray, amount: Amount, power: int) -> tuple[np.ndarray, np.ndarray]:
    """The same for long and for scientific numbers, one by one: there are few."""
    sizes, inexact = np.full(len(rows), LIMIT + 1), np.zeros(len(rows), dtype=bool)
    for at, start in enumerate(shapes.starts[rows].tolist()):
        digits = shapes.digits[start : start + amount.digits + amount.power_digits].tolist()
        raised = int("".join(map(str, digits[amount.digits :])) or "0")
        size = Decimal((0, tuple(digits[: amount.digits]), power - raised if amount.small else power + raised))
        if size <= LIMIT:
            whole = size.to_integral_value(ROUND_HALF_EVEN, Context(prec=len(digits) + 20))
            sizes[at], inexact[at] = int(whole), whole != size
    return sizes, inexact
