"""Targets: what is to be won in a period?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from analytics.periods import Period
from analytics.workspace import Scope, Workspace

# filters by which targets are set; under any other there is none
_SET_BY = {"owners", "teams", "pipelines", "from_on", "to_on", "basis", "as_of"}
Row = dict[str, object]


def target(workspace: Workspace, scope: Scope, period: Period) -> Decimal | None:
    """What the owners, teams and pipelines in scope are to win in a period, in the reporting currency.

    Targets are typed in the setup or imported; a typed one wins.  Of each level only one is taken, never a sum over two:

    - of everything: the target set for all; without one the sum over the teams
    - of a team: the target set for it; without one the sum over its owners.  An owner whose target names no team belongs
      to the team of her newest deals; one of no known team counts only where no team has a target
    - of an owner: her target; where she has one in each of several teams, their sum
    - of a pipeline: the target set for it.  Of all pipelines: the target that names none, else the sum over the pipelines

    A target of the very days of the period comes first; else months add up to quarters, and quarters to a year, where they
    cover all of its days.  A year is not split.  A target in another currency is converted at the rate in force on the first
    day that it is for, and keeps that rate.

    Missing where a team, an owner or a pipeline that is filtered by has none, where any of those added up is in a currency
    without a rate, and under every other filter: targets are not set by region, source or product.
    """
    return _amount(target_rows(workspace, scope, period))


def targets_by(workspace: Workspace, scope: Scope, period: Period, by: str) -> dict[str, Decimal]:
    """The targets of each `team`, `owner` or `pipeline` that has one, as `target` has them; of anything else there are none."""
    name = {"team": "teams", "owner": "owners", "pipeline": "pipelines"}.get(by)
    if name is None or (level := _levels(workspace, scope, period)) is None:
        return {}
    chosen = getattr(scope, name)
    found = {}
    for value in chosen or level.values(by):
        part = scope.only(**{name: (value,)})
        amount = _amount(level.asked(part))
        if amount is not None:
            found[value] = amount
    return found


def target_rows(workspace: Workspace, scope: Scope, period: Period) -> pd.DataFrame | None:
    """The targets that `target` adds up, None where there is none: one row each, with amount, currency and the rate used.

    `period`, `from_on`, `to_on`, `owner`, `team`, `pipeline`, `amount`, `currency`, `reporting_amount` (text, exact), `rate`,
    `rate_from_on`, `is_typed`.
    """
    level = _levels(workspace, scope, period)
    return None if level is None else level.asked(scope)


def _amount(rows: pd.DataFrame | None) -> Decimal | None:
    """The exact sum; missing where there is nothing, or a part without a rate."""
    if rows is None or rows["reporting_amount"].isna().any():
        return None
    return sum((Decimal(text) for text in rows["reporting_amount"]), Decimal(0))


def _levels(workspace: Workspace, scope: Scope, period: Period) -> _Level | None:
    """All targets of the days of a period; None where the filters are not those by which targets are set."""
    if any(getattr(scope, each.name) for each in fields(scope) if each.name not in _SET_BY):
        return None
    engine = workspace.engine
    found = engine.query("targets", Scope(), period_from=period.from_on, period_to=period.to_on)
    if found.empty:
        return None
    found = found.astype("object").where(found.notna(), None)
    known = engine.query("targets_teams", Scope(as_of=scope.as_of))
    pipelines = frozenset(engine.query("targets_pipelines", Scope())["pipeline"])
    team_of = dict(zip(known["owner"], known["team"], strict=True))
    return _Level(_over(found.to_dict("records"), period), team_of, pipelines)


@dataclass(frozen=True)
class _Level:
    """The targets of one period by (owner, team, pipeline), each as the rows that add up to it.

    `team_of` each owner; `known`: all pipelines; `pipelines`: those asked for, None for all.
    """

    rows: dict[tuple[str | None, str | None, str | None], list[Row]]
    team_of: dict[str, str]
    known: frozenset[str]
    pipelines: tuple[str, ...] | None = None

    def asked(self, scope: Scope) -> pd.DataFrame | None:
        """The targets for a scope, as rows."""
        some = scope.pipelines and not self.known <= set(scope.pipelines)
        level = replace(self, pipelines=scope.pipelines if some else None)
        rows = level.named(scope) if scope.owners or scope.teams else level.everything()
        return None if rows is None else pd.DataFrame(rows)

    def values(self, by: str) -> list[str]:
        """The teams, owners or pipelines that targets name, or whose owners' targets do."""
        place = ("owner", "team", "pipeline").index(by)
        found = {key[place] for key in self.rows if key[place]}
        return sorted(
            found | {self.team_of[key[0]] for key in self.rows if key[0] in self.team_of} if by == "team" else found
        )

    def everything(self) -> list[Row] | None:
        if (whole := self.of(None, None)) is not None:
            return whole
        owners = {owner for owner, _, _ in self.rows if owner}
        teams = {team for _, team, _ in self.rows if team} | {self.team_of[each] for each in owners & set(self.team_of)}
        in_teams = _sum(self.team(each) for each in sorted(teams))
        if any(owner is None and team for owner, team, _ in self.rows):
            return in_teams
        loose = [each for each in sorted(owners) if self._teams_of(each) == {None}]
        return _sum([in_teams, *(self.owner(each) for each in loose)])

    def named(self, scope: Scope) -> list[Row] | None:
        """Of the owners or teams that are filtered by, all of which must have one."""
        if scope.owners:
            parts = [self.owner(each, scope.teams) for each in scope.owners]
        else:
            parts = [self.team(each) for each in scope.teams]
        return None if any(each is None for each in parts) else _sum(parts)

    def team(self, team: str) -> list[Row] | None:
        if (whole := self.of(None, team)) is not None:
            return whole
        owners = sorted({owner for owner, _, _ in self.rows if owner and team in self._teams_of(owner)})
        return _sum(self.owner(each, (team,)) for each in owners)

    def owner(self, owner: str, teams: Iterable[str] = ()) -> list[Row] | None:
        """Of an owner, in some teams or in all."""
        teams = set(teams)
        if (not teams or self.team_of.get(owner) in teams) and (whole := self.of(owner, None)) is not None:
            return whole
        told = sorted({team for each, team, _ in self.rows if each == owner and team and (not teams or team in teams)})
        return _sum(self.of(owner, each) for each in told)

    def of(self, owner: str | None, team: str | None) -> list[Row] | None:
        """Of exactly this owner and team, in the pipelines asked for."""
        if self.pipelines is not None:
            parts = [self.rows.get((owner, team, each)) for each in self.pipelines]
            return None if any(each is None for each in parts) else _sum(parts)
        if (whole := self.rows.get((owner, team, None))) is not None:
            return whole
        return _sum(rows for (one, other, _), rows in self.rows.items() if (one, other) == (owner, team))

    def _teams_of(self, owner: str) -> set[str | None]:
        """The teams that an owner's targets name; where one names none, that of her deals."""
        return {team or self.team_of.get(owner) for each, team, _ in self.rows if each == owner}


def _sum(parts: Iterable[list[Row] | None]) -> list[Row] | None:
    """All rows of the parts that are there; None where none is."""
    found = [each for each in parts if each is not None]
    return [row for part in found for row in part] or None


def _over(rows: list[Row], period: Period) -> dict[tuple, list[Row]]:
    """By owner, team and pipeline the rows that cover the whole period, the longest first."""
    by_level: dict[tuple, dict[tuple[date, date], Row]] = {}
    for row in rows:
        key = (row["owner"], row["team"], row["pipeline"])
        by_level.setdefault(key, {})[_day(row["from_on"]), _day(row["to_on"])] = row
    covered = {key: list(_tiles(level, period)) for key, level in by_level.items()}
    return {key: tiles for key, tiles in covered.items() if tiles and _day(tiles[-1]["to_on"]) == period.to_on}


def _tiles(level: dict[tuple[date, date], Row], period: Period) -> Iterator[Row]:
    """From the first day on the longest target that begins where the one before ended."""
    begin = period.from_on
    while ends := [to_on for from_on, to_on in level if from_on == begin]:
        yield level[begin, max(ends)]
        begin = max(ends) + timedelta(days=1)


def _day(value: object) -> date:
    return pd.Timestamp(value).date()
