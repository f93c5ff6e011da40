"""Scope: which deals a question is about, as of which day.  The one form that pages, links and the command line share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from analytics import errors

BASES = ("created", "closed", "expected")

# the filters that are lists of values, by their name in links and on the command line
LISTS = {
    "pipeline": "pipelines",
    "owner": "owners",
    "team": "teams",
    "source": "sources",
    "lead_type": "lead_types",
    "deal_type": "deal_types",
    "region": "regions",
    "product": "products",
    "segment": "segments",
}


@dataclass(frozen=True)
class Scope:
    """The filters of a question; an empty tuple does not filter.

    - `pipelines` ... `segments`: values that a deal may have
    - `dimensions`: `"Column=Value"` of kept columns; values of one column are alternatives, different columns must all hold
    - `from_on`, `to_on`: the period, both days included, of the day that `basis` names: `created`, `closed` or `expected`
    - `as_of`: the last day whose changes count; None: the last day that the data knows
    """

    pipelines: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lead_types: tuple[str, ...] = ()
    deal_types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    basis: str = "created"
    as_of: date | None = None

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise errors.unknown_option("basis", self.basis, BASES)

    def parameters(self, last_day: date, last_move: date | None = None) -> dict[str, object]:
        """The values of `scope.sql`; `last_day` stands in for an open `as_of`.  A question that splits deals says `by` what.

        `last_move`: the day of the last move of any deal: from then on each is in its last stage.
        """
        bound: dict[str, object] = {name: list(getattr(self, name)) or None for name in (*LISTS.values(), "dimensions")}
        bound["dimension_names"] = len({each.partition("=")[0] for each in self.dimensions})
        return bound | {
            "from_on": self.from_on,
            "to_on": self.to_on,
            "basis": self.basis,
            "as_of": self.as_of or last_day,
            "is_now": last_move is not None and (self.as_of or last_day) >= last_move,
            "by": None,
        }

    def only(self, **changes: object) -> Scope:
        """The same scope with some filters replaced."""
        return replace(self, **changes)

    def to_query(self) -> dict[str, list[str]]:
        """The scope as parameters of a link; what does not filter is left out."""
        query = {short: list(getattr(self, name)) for short, name in LISTS.items()}
        query["where"] = list(self.dimensions)
        for name in ("from_on", "to_on", "as_of"):
            day = getattr(self, name)
            query[name.removesuffix("_on")] = [day.isoformat()] if day else []
        query["basis"] = [self.basis] if self.basis != "created" else []
        return {name: values for name, values in query.items() if values}

    @classmethod
    def from_query(cls, query: Mapping[str, list[str]]) -> tuple[Scope, list[str]]:
        """The scope of a link, and a sentence for each part of it that makes no sense and is ignored."""
        known: dict[str, object] = {name: tuple(query.get(short, ())) for short, name in LISTS.items()}
        known["dimensions"] = tuple(each for each in query.get("where", ()) if "=" in each)
        ignored = []
        for short, name in (("from", "from_on"), ("to", "to_on"), ("as_of", "as_of")):
            for text in query.get(short, ())[:1]:
                try:
                    known[name] = date.fromisoformat(text)
                except ValueError:
                    ignored.append(f"{short}={text} is no day and was ignored.")
        for basis in query.get("basis", ())[:1]:
            if basis in BASES:
                known["basis"] = basis
            else:
                ignored.append(f"basis={basis} is not one of {', '.join(BASES)} and was ignored.")
        return cls(**known), ignored


SCOPE_PARAMETERS = frozenset(
    {*LISTS.values(), "dimensions", "dimension_names", "from_on", "to_on", "basis", "as_of", "is_now", "by"}
)
assert set(LISTS.values()) <= {each.name for each in fields(Scope)}
