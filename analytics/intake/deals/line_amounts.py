"""What the rows of a deal amount to together: each its own, or one amount that they repeat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.intake.model import Question
from analytics.intake.values.units import PLACES, units_of
from analytics.wording import one_or_many

LIMIT = 10.0 ** (13 + PLACES)  # nobody sells for ten trillions


@dataclass(frozen=True)
class Groups:
    """Rows sorted deal by deal: where each deal begins, and of which deal each row is."""

    starts: np.ndarray
    of: np.ndarray

    def add(self, values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, self.starts)

    def varies(self, values: pd.Series) -> np.ndarray:
        """For each deal: are there different values among those that are known?"""
        codes = pd.factorize(values)[0]
        lowest = np.minimum.reduceat(np.where(codes < 0, len(codes), codes), self.starts)
        return np.maximum.reduceat(codes, self.starts) > lowest


@dataclass(frozen=True)
class LineAmounts:
    """What each deal's amounts add up to, in ten-thousandths."""

    units: np.ndarray
    known: np.ndarray
    told: np.ndarray  # how many of the deal's own rows have an amount
    differ: np.ndarray  # they do so from row to row
    added: np.ndarray  # they are added up
    continued: np.ndarray  # added to them
    large: np.ndarray
    mixed: np.ndarray


def line_amounts(
    ordered: pd.DataFrame, part: np.ndarray, groups: Groups, stated: str | None, heading: str
) -> tuple[LineAmounts, list[Question]]:
    """The amount of each deal, and what the file does not settle about it.

    `ordered`: rows deal by deal; `part`: "" for a deal's own rows, else as in `parts.py`; `stated`: `Options.lines`.
    """
    units, known = units_of(ordered["amount"])

    def sums(rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        return groups.add(np.where(rows & known, values, 0))

    def has(rows: np.ndarray) -> np.ndarray:
        return groups.add((rows & known).astype(np.int64)) > 0

    own, goes_on, below = (part == which for which in ("", "continued", "subitem"))
    highest = np.maximum.reduceat(np.where(own & known, units, np.iinfo(np.int64).min), groups.starts)
    lowest = np.minimum.reduceat(np.where(own & known, units, np.iinfo(np.int64).max), groups.starts)
    told = groups.add((own & known).astype(np.int64))
    differ = has(own) & (lowest < highest)
    unnamed = own & known & ordered["product"].isna().to_numpy()
    has_sum = differ & (2 * highest == sums(own, units)) & (told > 2) & (groups.add(unnamed.astype(np.int64)) == 1)
    has_sum &= has(unnamed & (units == highest[groups.of]))
    with_products = groups.add(unnamed.astype(np.int64)) == 0
    varied = differ & groups.varies(ordered["product"].where(own & known)) & with_products
    equal = (told > 1) & ~differ & with_products
    of_rows, questions = _are_of_rows(int(varied.sum()), int(equal.sum()), stated, heading)
    added = (differ & ~has_sum) | (equal & of_rows) | ((told > 1) & ~has_sum & (stated == "added"))
    total = np.where(added, sums(own, units), np.where(has(own), highest, 0))
    continued = has(goes_on) & ~(has(own) & (total == sums(goes_on, units)))
    from_below = ~has(own) & ~continued & has(below)
    total = total + np.where(continued, sums(goes_on, units), 0) + np.where(from_below, sums(below, units), 0)
    counted = known & (own | (goes_on & continued[groups.of]) | (below & from_below[groups.of]))
    amounts = LineAmounts(
        units=total,
        known=has(own) | continued | from_below,
        told=told,
        differ=differ,
        added=added,
        continued=continued,
        large=np.abs(groups.add(np.where(counted, units, 0).astype(np.float64))) >= LIMIT,
        mixed=groups.varies(ordered["currency"].where(counted)),
    )
    return amounts, questions


def _are_of_rows(varied: int, equal: int, stated: str | None, heading: str) -> tuple[bool, list[Question]]:
    """Whether equal amounts of a deal's products are each of its row, and what to ask about it.

    One column means one thing: it is the amount of a row if it differs between the products of some deals, and of the
    deal if it never does.  `varied`, `equal`: the deals of which it does, and does not.  Few that vary among many that do
    not prove little.
    """
    if stated or not varied or not equal:
        return stated == "added", []
    of_rows = 4 * varied >= equal
    differs = one_or_many(varied, "differs between the products of {} deal", "differs between the products of {} deals")
    repeats = one_or_many(
        equal, "is the same for all products of {} other", "is the same for all products of {} others"
    )
    read = "added up" if of_rows else "one amount that the rows repeat"
    about = f"{heading} {differs} and {repeats}. What are equal amounts: each of its row, or of the whole deal? Read as {read}."
    return of_rows, [Question(about, "lines", ["added", "once"], "added" if of_rows else "once")]
