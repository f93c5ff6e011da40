"""Rows are not deals: several rows of one deal become one, and the receipt says so."""

from __future__ import annotations

import pandas as pd

from analytics.intake.receipt import Reading


def one_row_per_deal(rows: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """One row per `deal_ref`, with `lines`, the number of rows that tell of it.

    Rows with one id are lines of one deal (products, say) unless both their names and their days of creation differ:
    then they are different deals, kept apart and named.  Of a deal's lines

    - the amounts are added up where they differ; where all are equal, the deal's amount is repeated and counts once;
    - amounts in different currencies are not added: the deal then has none;
    - the probability is the mean weighted by amount, so that the weighted amount is the sum over the lines;
    - everything else is that of the line with the largest amount, but the earliest creation and the latest expected close.
    """
    repeated = rows["deal_ref"].duplicated(keep=False)
    single = rows[~repeated].assign(lines=1)
    if not repeated.any():
        return single
    groups = [_merge(group, reading) for _, group in rows[repeated].groupby("deal_ref", sort=False)]
    return pd.concat([single, *groups]).sort_values("row_number")


def _merge(group: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    if group["name_key"].nunique() == len(group) and group["created_on"].nunique() == len(group):
        ref, rows = group["deal_ref"].iloc[0], _listed(group)
        reading.notes.append(
            f"Id {ref} stands for {len(group)} different deals (rows {rows}: other names, other days); they are kept apart."
        )
        count = pd.Series(range(1, len(group) + 1), index=group.index).astype("str")
        return group.assign(deal_ref=ref + "#" + count, deal_id=ref + "#" + count, lines=1)
    amounts = group["amount"].dropna()
    repeats = amounts.nunique() <= 1
    largest = group.loc[[amounts.astype("float64").idxmax() if len(amounts) else group.index[0]]]
    merged = largest.assign(
        row_number=int(group["row_number"].min()),
        lines=len(group),
        created_on=group["created_on"].min(),
        expected_close_on=group["expected_close_on"].max(),
    )
    if not repeats:
        merged["amount"] = pd.Series([amounts.sum()], index=merged.index, dtype=group["amount"].dtype)
        weights = amounts.astype("float64")
        chances = pd.to_numeric(group["probability"].reindex(weights.index))
        if chances.notna().all() and weights.sum() > 0:
            merged["probability"] = float((chances * weights).sum() / weights.sum())
    if group["currency"].nunique() > 1:
        merged["amount"] = pd.Series([pd.NA], index=merged.index, dtype=group["amount"].dtype)
        reading.notes.append(
            f"Deal {merged['deal_id'].iloc[0]} fills {len(group)} rows ({_listed(group)}) in several currencies, "
            "which are not added up; it counts as one deal without an amount."
        )
        return merged
    reading.notes.append(_sentence(group, merged, repeats))
    return merged


def _sentence(group: pd.DataFrame, merged: pd.DataFrame, repeats: bool) -> str:
    said = f"Deal {merged['deal_id'].iloc[0]} fills {len(group)} rows ({_listed(group)}); it counts as one deal. "
    if repeats:
        return said + "The rows repeat one amount, which counts once."
    stages = group["stage"].dropna().unique()
    said += "Its lines have different amounts, which are added up"
    if len(stages) > 1:
        said += f"; they stand in {' and '.join(stages)}: the deal stands in {merged['stage'].iloc[0]}, where its largest line is"
    return said + "."


def _listed(group: pd.DataFrame) -> str:
    numbers = [str(int(number)) for number in group["row_number"]]
    return ", ".join(numbers[:6]) + (", ..." if len(numbers) > 6 else "")
