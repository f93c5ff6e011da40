"""Rows are not deals: several rows of one deal become one, and the receipt says so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.deals.different import kept_apart
from analytics.intake.deals.line_amounts import Groups, LineAmounts, line_amounts
from analytics.intake.deals.newest import newest_rows
from analytics.intake.ids import repeated
from analytics.intake.receipt import Reading
from analytics.intake.values.units import amounts_of, units_of

_KEPT = ["deal_ref", "line", "row_number", "name", "product", "stage", "currency", "amount"]
_SHOWN = 3  # deals that a note names


def one_row_per_deal(rows: pd.DataFrame, columns: Columns) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per `deal_ref`, with `lines`, the number of rows that tell of it; and the lines of deals that have several.

    `rows` has a column `part`: missing for a row that tells of a deal, `continued` for one that goes on with the deal above
    it, `subitem` for one that names its parent.

    Rows with one id are lines of one deal (products, say) unless they plainly tell of different deals (`different.py`):
    those are kept apart and named; or of one deal at different times: then the newest counts (`newest.py`).  Of a deal's
    lines

    - the amounts are added up where they differ; where all are equal, the deal's amount is repeated and counts once, unless
      the amounts of other deals of the file differ from product to product: then each is of its row (`line_amounts.py`);
    - a row without a product that has the sum of the others is that sum, and is not added to it;
    - what continues a row is added to it, unless the row has the sum already; subitems count where the deal has no amount;
    - amounts in different currencies, and sums of ten trillions and more, are not added: the deal then has none;
    - the probability is the mean weighted by amount, so that the weighted amount is the sum over the lines;
    - everything else is that of the line with the largest amount, but the earliest creation and the latest expected close,
      subitems apart.

    The lines: `deal_ref`, `line` (1, 2 ... in the order of the file), `row_number`, `name`, `product`, `stage`, `currency`,
    `amount`.
    """
    is_repeated = repeated(rows["deal_ref"])
    if not is_repeated.any():
        return rows.drop(columns=["part"]).assign(lines=1), pd.DataFrame(columns=_KEPT)
    several = kept_apart(rows[is_repeated].assign(lines=1), columns.reading)
    several = newest_rows(several, columns, order_of(several))
    alone = ~several["deal_ref"].duplicated(keep=False).to_numpy()
    single = pd.concat([rows[~is_repeated].assign(lines=1), several[alone]]).drop(columns=["part"])
    several = several[~alone]
    if several.empty:
        return single.sort_values("row_number"), pd.DataFrame(columns=_KEPT)
    lines = several.sort_values("row_number")
    lines = lines.assign(line=lines.groupby("deal_ref").cumcount() + 1)[_KEPT]
    deals = pd.concat([single, _merge(several, columns).drop(columns=["part"])])
    return deals.sort_values("row_number"), lines


def _merge(several: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows of deals that have several -> one row for each deal."""
    ordered = several.iloc[order_of(several)]
    first = ~ordered["deal_ref"].duplicated().to_numpy()
    groups = Groups(np.flatnonzero(first), np.cumsum(first) - 1)
    part = ordered["part"].fillna("").to_numpy(dtype="str")
    amounts, questions = line_amounts(ordered, part, groups, columns.options.lines, columns.label("amount"))
    columns.reading.questions += questions
    by_deal = ordered.groupby(groups.of)
    below = part == "subitem"
    days = ordered[["created_on", "expected_close_on"]]
    of_deal = (days.mask(pd.Series(below, index=days.index)) if below.any() else days).groupby(groups.of)
    merged = ordered[first].assign(
        row_number=by_deal["row_number"].min().to_numpy(),
        lines=groups.add(ordered["lines"].to_numpy(dtype=np.int64)),
        created_on=of_deal["created_on"].min().to_numpy(),
        expected_close_on=of_deal["expected_close_on"].max().to_numpy(),
        currency=(by_deal["currency"].first() if below.any() else ordered["currency"][first]).array,
        amount=amounts_of(amounts.units, amounts.known & ~amounts.large & ~amounts.mixed),
        probability=_chance(ordered, part == "", amounts.added, groups),
    )
    _Notes(ordered, merged, groups, columns.reading).write(part, amounts)
    return merged


def order_of(several: pd.DataFrame) -> np.ndarray:
    """Deal by deal, the row first that speaks for it.  Where in the file they stand does not matter."""
    texts = several[["name", "account", "owner", "pipeline", "stage", "status", "product", "source", "region"]]
    rest = np.zeros(len(several), dtype=np.uint64)
    for column in texts:
        # rows that agree in all before: any order will do that does not depend on the file's
        hashed = pd.util.hash_array(texts[column].fillna("").to_numpy(dtype=object), categorize=True)
        rest = rest * np.uint64(31) + hashed
    units, known = units_of(several["amount"])
    moved = several["stage_changed_on"].astype("datetime64[s]").to_numpy().astype(np.int64)
    refs = pd.factorize(several["deal_ref"])[0]
    chance = several["probability"].fillna(-1.0).to_numpy(dtype=np.float64)
    is_part = several["part"].notna().to_numpy()
    return np.lexsort((rest, -chance, -moved, -np.where(known, units, -(10**18)), is_part, refs))


def _chance(ordered: pd.DataFrame, own: np.ndarray, added: np.ndarray, groups: Groups) -> np.ndarray:
    """The mean of the lines' probabilities by amount where amounts were added up, else that of the first row."""
    units, known = units_of(ordered["amount"])
    weights = np.where(own & known, units, 0).astype(np.float64)
    chances = ordered["probability"].to_numpy(dtype=np.float64, na_value=np.nan)
    whole = groups.add(weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = groups.add(np.where(weights != 0, weights * chances, 0.0)) / whole
    return np.where(added & (whole > 0) & np.isfinite(mean), mean, chances[groups.starts])


@dataclass(frozen=True)
class _Notes:
    """One sentence for each thing that happened to rows, with how often and a few of the deals."""

    ordered: pd.DataFrame
    merged: pd.DataFrame
    groups: Groups
    reading: Reading

    @property
    def _sizes(self) -> np.ndarray:
        return self.groups.add(np.ones(len(self.ordered), dtype=np.int64))

    def write(self, part: np.ndarray, amounts: LineAmounts) -> None:
        has = {which: self.groups.add((part == which).astype(np.int64)) for which in ("", "continued", "subitem")}
        several = has[""] > 1
        sound = several & ~amounts.mixed & ~amounts.large
        self._say(sound & (amounts.told < 2))
        stages = self.groups.varies(self.ordered["stage"].where(part == ""))
        repeats = sound & (amounts.told > 1) & ~amounts.added & ~amounts.differ
        is_dated = self.ordered["stage_changed_on"].notna().any()
        newest = ", as the row whose stage changed last has it" if is_dated else "; no row is known to be the newest"
        standing = self._standing(repeats & stages, newest, newest)
        self._say(
            repeats,
            f"The rows repeat one amount, which counts once{standing}.",
            f"Their rows repeat one amount, which counts once{standing}.",
        )
        self._say(
            sound & amounts.differ & ~amounts.added,
            "One of its rows has the sum of the others, and counts.",
            "One row of each has the sum of the others, and counts.",
        )
        for which, what in ((amounts.differ, "different amounts"), (~amounts.differ, "amounts of their own")):
            which = sound & amounts.added & which
            standing = self._standing(
                which & stages, ", where its largest line is", ", and count where their largest line is"
            )
            self._say(
                which,
                f"Its lines have {what}, which are added up{standing}.",
                f"Their lines have {what}, which are added up{standing}.",
            )
        self._say(
            amounts.mixed,
            "Its amounts are in several currencies, which are not added up; it has none.",
            "Their amounts are in several currencies, which are not added up; they have none.",
        )
        self._say(
            amounts.large & ~amounts.mixed,
            "Its amounts add up to ten trillions or more; it has none.",
            "Their amounts add up to ten trillions or more; they have none.",
        )
        added = ", their amounts added" if (amounts.continued & (has["continued"] > 0)).any() else ""
        self._say(
            has["continued"] > 0,
            f"Rows that are blank but for a few cells continue the deal above them{added}.",
            f"Rows that are blank but for a few cells continue the deal above them{added}.",
        )
        self._say(
            has["subitem"] > 0,
            "Its subitems are its lines; their amounts count only where it has none.",
            "Their subitems are their lines; their amounts count only where the deal has none.",
        )

    def _standing(self, which: np.ndarray, one: str, many: str) -> str:
        """Where a deal stands whose rows stand in several stages."""
        if not which.any():
            return ""
        if which.sum() > 1:
            return f"; {int(which.sum()):,} stand in several stages{many}"
        at = int(np.flatnonzero(which)[0])
        stages = self.ordered["stage"][self.groups.of == at].dropna().unique()
        return (
            f"; they stand in {' and '.join(sorted(stages))}: the deal stands in {self.merged['stage'].iloc[at]}{one}"
        )

    def _say(self, which: np.ndarray, one: str = "", many: str = "") -> None:
        deals = np.flatnonzero(which)
        if not len(deals):
            return
        deals = deals[np.argsort(self.merged["row_number"].to_numpy()[deals])]
        rows = self._sizes[deals].sum()
        # an id made of name, account and day of creation, without what the file lacks of these
        ids = [" · ".join(filter(None, each.split(" · "))) for each in self.merged["deal_id"].iloc[deals[:_SHOWN]]]
        shown = [(deal, self._listed(at)) for deal, at in zip(ids, deals[:_SHOWN], strict=True)]
        if len(deals) == 1:
            [(deal, numbers)] = shown
            self.reading.notes.append(
                f"Deal {deal} fills {rows} rows ({numbers}); it counts as one deal. {one}".rstrip()
            )
            return
        examples = "; ".join(f"{deal}: {numbers}" for deal, numbers in shown) + "; ..." * (len(deals) > _SHOWN)
        self.reading.notes.append(
            f"{len(deals):,} deals fill {rows:,} rows ({examples}); each counts as one deal. {many}".rstrip()
        )

    def _listed(self, deal: int) -> str:
        start = self.groups.starts[deal]
        rows = self.ordered["row_number"].to_numpy()[start : start + self._sizes[deal]]
        numbers = [str(int(row)) for row in np.sort(rows)]
        return ", ".join(numbers[:6]) + (", ..." if len(numbers) > 6 else "")
