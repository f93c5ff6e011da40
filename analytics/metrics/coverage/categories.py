"""Forecast categories: what do the owners themselves call sure?"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pandas as pd

from analytics.metrics.coverage.words import WORDS
from analytics.periods import Period
from analytics.workspace import Scope, Workspace

NAMES = {
    "closed": "Closed", "commit": "Commit", "most_likely": "Most likely", "best_case": "Best case", "pipeline": "Pipeline",
    "omitted": "Omitted", "not_told": "Not known of that day",
}  # fmt: skip
NOT_TOLD = "not_told"
_BY_WORD = {word: name for name, words in WORDS.items() for word in words}


@dataclass(frozen=True)
class Categories:
    """The result of `categories`.

    `rows`: one row per category: `category` (`closed`, `commit`, `most_likely`, `best_case`, `pipeline`, `omitted`, `not_told`; else the word of
    the export in quotes; missing: no category), `name`, `is_known`, `deals`, `amount`, `cumulative_amount`, `deal_keys`.
    `is_told`: whether any deal has a category; `unknown`: the words that are none of ours.
    """

    rows: pd.DataFrame
    is_told: bool
    unknown: tuple[str, ...]


def categories(workspace: Workspace, scope: Scope, period: Period) -> Categories:
    """The deals of a period by the forecast category that their owners gave them.

    Closed is what is won in the period, whatever its category says.  The others are the open deals that are expected to close
    in it: commit, most likely, best case, pipeline.  Single: each category by itself.  Cumulative, as Salesforce rolls up: each
    with all surer ones, closed included; omitted deals are in none.  The words of Salesforce, HubSpot and Dynamics are known in
    nine languages; any other word stands by itself, after pipeline, and is never dropped, and so do open deals without a
    category, or with one that says closed.  On an earlier day the category of a deal that has closed since is not known, unless
    an export or an audit of then tells it.
    """
    deals = workspace.engine.query(
        "coverage/coverage_deals",
        scope.only(from_on=None, to_on=None),
        period_from=period.from_on,
        period_to=period.to_on,
    )
    opened = deals["status"] == "open"
    is_told = deals["is_category_told"].astype(bool)
    told = deals["forecast_category"].astype("object").where(opened & is_told, None)
    # an open deal is not closed, whatever a field says that nobody kept up to date
    meant = {word: meaning(word) for word in told.dropna()}
    named = {word: each if each and each != "closed" else f"“{word}”" for word, each in meant.items()}
    category = told.map(named.get).astype("object").where(opened, "closed").where(is_told, NOT_TOLD)
    unknown = sorted(set(named.values()) - set(NAMES), key=str.casefold)
    rows, total = [], 0.0
    for each in ("closed", "commit", "most_likely", "best_case", "pipeline", *unknown, None, NOT_TOLD, "omitted"):
        part = deals[category.isna() if each is None else category == each]
        if part.empty and each not in ("closed", "commit", "best_case", "pipeline"):
            continue
        amount = float(part["amount"].sum())
        total += 0.0 if each == "omitted" else amount
        rows.append(
            {
                "category": each,
                "name": _name(each),
                "is_known": each in NAMES and each != NOT_TOLD,
                "deals": len(part),
                "amount": amount,
                "cumulative_amount": None if each == "omitted" else total,
                "deal_keys": tuple(part["deal_key"].astype(int)),
            }
        )
    return Categories(pd.DataFrame(rows), bool(told.notna().any()), tuple(each.strip("“”") for each in unknown))


def _name(category: str | None) -> str:
    if category is None:
        return "No category"
    # what an open deal's field says is no category of ours where it says closed
    word = category.strip("“”")
    return NAMES.get(category) or (f"{word}, yet open" if meaning(word) == "closed" else word)


def meaning(word: str) -> str | None:
    """The category that a word of an export means; None where it is none of ours.

    >>> meaning("BEST_CASE"), meaning("Prognose zugesagt"), meaning("60% maybe")
    ('best_case', 'commit', None)
    """
    return _BY_WORD.get(plain(word))


def plain(word: str) -> str:
    """Without case, accents and signs, as words are compared."""
    letters = "".join(
        sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign)
    )
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())
