"""Two different deals under one id: noticed by what they say of themselves, and kept apart."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.intake.ids import mangled
from analytics.intake.receipt import Reading

_MOST = 40  # ways in which the rows of one id describe it; more are not compared with each other


class _Told(NamedTuple):
    """What a row says of which deal it is of; empty where it does not."""

    created: str
    name: str
    account: str
    owner: str
    close: str


def kept_apart(several: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """The rows of repeated ids; where these are of different deals, `deal_ref` and `deal_id` get `#1`, `#2` ...

    Rows of one id are different deals where their names plainly differ and besides the days of their creation or their
    accounts do; where neither is known, owner and expected close both.  So lines with names of their own, and a deal that
    was renamed, stay one deal.  An id that a spreadsheet has rounded (1.23457E+11) proves nothing: there every other name,
    account or day is another deal.
    """
    refs = several["deal_ref"]
    heads = several["part"].isna().to_numpy()
    spoilt = mangled(refs)
    doubtful = np.zeros(len(several), dtype=bool)
    doubtful[heads] = _doubtful(several[heads], spoilt[heads])
    if not doubtful.any():
        return several
    rows = several[doubtful]
    rounded = set(refs[spoilt])
    labels = {}
    for ref, group in _told(rows).groupby(rows["deal_ref"], sort=False):
        labels |= _labels(group, rounded=ref in rounded)
    # what continues a row, or is a part of it, goes with the first of them
    number = pd.Series(labels, dtype="float64").reindex(several.index)
    apart = (number.groupby(refs).transform("nunique") > 1).to_numpy()
    if not apart.any():
        return several
    named = refs.where(~apart, refs + "#" + number.fillna(1).astype("int64").astype("str"))
    _note(several[apart], spoilt[apart], reading)
    return several.assign(deal_ref=named, deal_id=several["deal_id"].where(~apart, named))


def _doubtful(rows: pd.DataFrame, spoilt: np.ndarray) -> np.ndarray:
    """Whether the rows of an id could be of different deals at all; few are, so few are compared."""
    of, _ = pd.factorize(rows["deal_ref"])

    def varies(values: pd.Series) -> np.ndarray:
        codes = pd.Series(pd.factorize(values)[0], dtype="float64")
        bounds = codes.where(codes >= 0).groupby(of).agg(["min", "max"])
        return (bounds["min"] < bounds["max"]).to_numpy()[of]

    name = varies(rows["name"].str.lower())
    beside = varies(rows["created_on"]) | varies(rows["account"].str.lower())
    besides = beside | (varies(rows["owner"]) & varies(rows["expected_close_on"]))
    return (name & besides) | (spoilt & (name | beside))


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    plain = {
        field: rows[field].fillna("").astype("str").str.casefold().str.strip() for field in ("name", "account", "owner")
    }
    days = {
        short: rows[field].dt.strftime("%Y-%m-%d").fillna("").astype("str")
        for short, field in (("created", "created_on"), ("close", "expected_close_on"))
    }
    return pd.DataFrame({**plain, **days})[list(_Told._fields)]


def _labels(group: pd.DataFrame, *, rounded: bool) -> dict[int, int]:
    """Row -> the number of its deal among those of one id, by day of creation and name."""
    rows = [_Told(*each) for each in group.itertuples(index=False)]
    if rounded:
        rows = [each._replace(owner="", close="") for each in rows]
    ways = sorted(set(rows))
    same = {way: way for way in ways}
    if not rounded and len(ways) <= _MOST:
        for at, way in enumerate(ways):
            for other in ways[:at]:
                if not _differ(way, other):
                    root, joined = same[other], same[way]
                    same = {each: root if of == joined else of for each, of in same.items()}
    numbers: dict[_Told, int] = {}
    for way in ways:
        numbers.setdefault(same[way], len(numbers) + 1)
    return {row: numbers[same[way]] for row, way in zip(group.index, rows, strict=True)}


def _differ(one: _Told, other: _Told) -> bool:
    if not (one.name and other.name and _names_differ(one.name, other.name)):
        return False
    if one.created and other.created and one.created != other.created:
        return True
    if one.account and other.account:
        return one.account != other.account
    if one.created and other.created:
        return False
    return one.owner != other.owner and one.close != other.close and "" not in (*one[3:], *other[3:])


def _names_differ(one: str, other: str) -> bool:
    """Plainly: not one name within the other, less than half of their words in common, no slip of the pen."""
    words, others = (set(re.findall(r"\w+", name)) for name in (one, other))
    common = len(words & others)
    if common == min(len(words), len(others)) or 2 * common >= len(words | others):
        return False
    figures = [re.findall(r"\d+", name) for name in (one, other)]
    return figures[0] != figures[1] or SequenceMatcher(None, one, other).ratio() < 0.8


def _note(apart: pd.DataFrame, spoilt: np.ndarray, reading: Reading) -> None:
    ids = list(apart.sort_values("row_number").groupby("deal_ref", sort=False)["row_number"])
    shown = "; ".join(f"{ref}: rows {_listed(rows)}" for ref, rows in ids[:3]) + ("; ..." if len(ids) > 3 else "")
    which = (
        f"1 id stands for several different deals ({shown})"
        if len(ids) == 1
        else (f"{len(ids):,} ids stand for several different deals each ({shown})")
    )
    said = f"{which}: other names, and other days or accounts. They are kept apart, numbered #1, #2 ..."
    if spoilt.any():
        said += " A spreadsheet has rounded the ids; export again, and upload the file without opening it there."
    reading.notes.append(said)


def _listed(rows: pd.Series) -> str:
    numbers = [str(int(row)) for row in rows]
    return ", ".join(numbers[:6]) + (", ..." if len(numbers) > 6 else "")
