"""The text of each question: a metric's SQL behind the scoped tables that it reads."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
METRICS = HERE.parent / "metrics"

_ASKED_DAYS = (
    "asked_days as (select unnest($before_days::date[]) as before_on, unnest($after_days::date[]) as after_on)"
)
# what makes the deals of one day those of each day asked for
_ON_DAYS = (
    ("scoped_deals as", "scoped_days as"),
    (
        "from deals\n",
        """from (
                select deals.*, days.day
                from deals
                cross join (select before_on as day from asked_days union select after_on from asked_days) as days
            ) as deals
""",
    ),
    ("deals.deal_key,\n", "deals.day,\n            deals.deal_key,\n"),
    ("$as_of", "deals.day"),
    ("$is_now", "false"),
)


@cache
def query_text(name: str) -> str:
    """The text of `metrics/<name>.sql` as it runs: behind those scoped tables of `scope.sql` that it reads.

    Every metric's query begins with `with`; its first steps follow those of the scope.  One that compares days reads
    `scoped_days`, the same deals as they were known on each day of `asked_days`: the pairs `before_on`, `after_on` that
    `$before_days` and `$after_days` list.
    """
    scope = scoped_tables()
    text = (METRICS / f"{name}.sql").read_text(encoding="utf-8")
    comments, found, body = re.match(r"((?:\s*--[^\n]*\n)*)\s*(with)\b(.*)", text, re.DOTALL).groups()
    assert found, name
    # a table that nobody reads costs its planning all the same
    tables = [scope[each] for each in ("scoped_reach", "scoped_stays", "scoped_accounts") if each in body]
    if "scoped_deals" in "".join([*tables, body]):
        tables.insert(0, scope["scoped_deals"])
    if "scoped_days" in body:
        tables += [_ASKED_DAYS, _on_days(scope["scoped_deals"])]
    return f"{comments}with\n\n" + ",\n\n".join([*tables, body.lstrip()])


def _on_days(deals: str) -> str:
    """The text of `scoped_deals` as that of `scoped_days`."""
    for old, new in _ON_DAYS:
        assert old in deals, old
        deals = deals.replace(old, new)
    return deals


@cache
def scoped_tables() -> dict[str, str]:
    """The tables of `scope.sql`, by name, each as a step of a `with`."""
    scope = (HERE / "scope.sql").read_text(encoding="utf-8")
    return {each[1]: each[0] for each in re.finditer(r"^(\w+) as \(.*?^\)", scope, re.DOTALL | re.MULTILINE)}
