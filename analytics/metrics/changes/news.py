"""What changed, in the order of the money that it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.metrics.changes.changes import Changes
from analytics.metrics.changes.ledger import ENDS


@dataclass(frozen=True)
class News:
    """One thing that happened: `what` is a bar of the ledger, `amount` its sign and hundredths, `keys` its deals.

    `name`: the deal that alone makes up most of it, with its amount on the two days; missing where there is none.
    """

    what: str
    deals: int
    amount: int
    keys: tuple[int, ...]
    name: str | None
    amount_before: int
    amount_after: int


def news(result: Changes) -> list[News]:
    """What happened between the two days, that which moved most money first.

    One entry for each bar of the ledger that holds a deal; deals whose amount changed at least twofold have an entry of
    their own.
    """
    moves = result.moves[~result.moves["bar"].isin(ENDS)]
    changed = moves["bar"].isin(("increased", "decreased"))
    large = moves[["amount_before", "amount_after"]].max(axis=1) >= 2 * moves[["amount_before", "amount_after"]].min(
        axis=1
    )
    alone = moves[changed & large]
    groups = [part for _, part in alone.groupby("deal_key")]
    groups += [part for _, part in moves.drop(alone.index).groupby("bar")]
    return sorted((_entry(part) for part in groups), key=lambda each: (-abs(each.amount), each.what, each.keys))


def _entry(part: object) -> News:
    total = int(part["amount"].sum())
    first = part.loc[part["amount"].abs().idxmax()]
    is_most = len(part) == 1 or 2 * abs(first["amount"]) > part["amount"].abs().sum()
    name = next((first[of] for of in ("account", "name") if isinstance(first[of], str)), None)
    return News(
        what=str(first["bar"]),
        deals=len(part),
        amount=total,
        keys=tuple(int(key) for key in part["deal_key"]),
        name=name if is_most else None,
        amount_before=int(first["amount_before"]),
        amount_after=int(first["amount_after"]),
    )
