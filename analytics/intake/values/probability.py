"""Probabilities: shares from 0 to 1, whether the file writes percents or fractions."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analytics.intake.model import Column
from analytics.intake.values.numbers import NOT, decimals, sign_of
from analytics.intake.values.shapes import Shapes, shapes_of
from analytics.wording import count

_SHARE = re.compile(r"(?P<body>[0.,]{1,18}) ?(?P<percent>%)?")


def probability(texts: pd.Series, heading_says_percent: bool = False) -> Column:
    """The probabilities of a column of text, from 0 to 1.

    A cell with `%` is in percent.  The others are in percent if any of them lies above 1 (and not above 100), else
    shares where there are fractions among them or a cell has `%`: nobody gives all deals less than 1 %, whatever the
    heading says.  Nothing but 0 and 1 is in percent where the heading says so, else shares.  A decimal comma is
    understood.  Below 0 and above 100 % (a real file has 1000) is bad; empty, `-`, `n/a`, `null` and `none` are missing.

        20 %     0.20
        7,5      0.075   -> the column is in percent
        1000     missing   bad
    """
    shapes = shapes_of(texts)
    found = [_SHARE.fullmatch(name) for name in shapes.names]
    numbers = _numbers(shapes, [each["body"] if each else "" for each in found])
    signed = shapes.per_row([bool(each and each["percent"]) for each in found], bool) & ~np.isnan(numbers)
    decided, how = _unit(numbers[~signed], int(signed.sum()), heading_says_percent)
    shares = np.where(signed | (decided == "percent"), numbers / 100, numbers)
    read = shares <= 1
    return Column(
        values=pd.Series(np.where(read, shares, np.nan), index=texts.index, name=texts.name),
        bad=texts[~read & ~shapes.empty],
        decided="percent" if signed.any() else decided,
        how=how,
    )


def below_one_percent(texts: pd.Series, read: Column) -> str:
    """What to say of numbers below 1 in a column that is in percent: 0.5 beside 50 may be a half; "" without such."""
    if read.decided != "percent":
        return ""
    small = texts[((read.values > 0) & (read.values < 0.01)).to_numpy()]
    small = small[~small.str.contains("%", regex=False)]
    if small.empty:
        return ""
    was = "cell below 1 was" if len(small) == 1 else "cells below 1 were"
    return f"{len(small):,} {was} read as percent as the others are ({small.iloc[0].strip()} as {small.iloc[0].strip()} %); check whether a share is meant."


def _unit(bare: np.ndarray, signed: int, heading_says_percent: bool) -> tuple[str | None, str]:
    """What the numbers without a sign are, and the evidence for all."""
    sound = bare[bare <= 100]
    above = int((sound > 1).sum())
    with_sign = f"percent: {count(signed, 'row')} with %"
    if signed and (above or not sound.any()):
        return "percent", with_sign
    if signed:
        return "fraction", f"{with_sign}; {count(sound.size, 'row')} from 0 to 1 without it read as shares"
    if not sound.size:
        return None, ""
    if above:
        return (
            "percent",
            "percent: the heading says so" if heading_says_percent else f"percent: {count(above, 'row')} above 1",
        )
    if np.isin(sound, (0, 1)).all():
        return (
            ("percent", "only 0 and 1: read as percent, as the heading says")
            if heading_says_percent
            else ("fraction", "only 0 and 1: read as shares")
        )
    return "fraction", (
        f"shares: {count(sound.size, 'row')} from 0 to 1, though the heading says percent"
        if heading_says_percent
        else f"fraction: {count(sound.size, 'row')} from 0 to 1"
    )


def _numbers(shapes: Shapes, bodies: list[str]) -> np.ndarray:
    """The number in each row, NaN where there is none."""
    point, comma = ([decimals(body, sign) for body in bodies] for sign in ("point", "comma"))
    read_as = {sign: np.full(len(shapes.of), np.nan) for sign in ("point", "comma")}
    whole = np.zeros(len(shapes.of), dtype=np.int64)
    leading = np.zeros(len(shapes.of), dtype=bool)
    for place, rows in shapes.rows():
        digits = bodies[place].count("0")
        if not digits:
            continue
        whole[rows] = shapes.number(rows, (0, digits))
        leading[rows] = shapes.digits[shapes.starts[rows]] == 0
        for sign, places in (("point", point[place]), ("comma", comma[place])):
            if places != NOT:
                read_as[sign][rows] = whole[rows] / 10**places
    decided = sign_of(shapes.per_row(point, np.int64), shapes.per_row(comma, np.int64), leading)
    if decided.choices and (whole % 1000 > 0)[shapes.per_row(point, np.int64) == 3].any():
        # no probability is 12 thousand, so 12.500 has decimals; 1,000 may well be the thousand of a careless user
        return np.fmin(read_as["point"], read_as["comma"])
    return read_as[decided.decided or "point"]
