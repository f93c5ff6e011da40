"""Health: which open deals need attention now?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics import errors
from analytics.metrics.evidence import Evidence, evidence
from analytics.metrics.health.dates import defaults, patterns
from analytics.metrics.health.learned import ENOUGH_WON, Learned, chance_for, learn, limit_for
from analytics.metrics.health.words import why
from analytics.workspace import Scope, Workspace

# what a deal may be flagged for, the most telling first
FLAGS = (
    "stale", "pregnant", "limbo", "overdue", "month_end_default", "no_close_date", "no_next_step", "silent", "no_amount",
)  # fmt: skip
# reasons that tell against winning a deal; the others are fields to fill in
RISKS = ("limbo", "overdue", "silent", "pregnant", "stale")
# flag -> column of the export without which nobody is flagged
_NEEDS = {
    "overdue": "expected_close_on",
    "no_close_date": "expected_close_on",
    "month_end_default": "expected_close_on",
    "no_next_step": "next_step",
    "silent": "last_activity_on",
    "no_amount": "amount",
}
# a rule of thumb, where no age can be learned
SILENT_DAYS = 30
# a field is expected where so many deals have it
USUAL = 0.8
# fields whose completeness is told, where the export has them
FIELDS = (
    "amount", "expected_close_on", "next_step", "last_activity_on", "owner", "account", "source", "lead_type", "deal_type",
    "region", "product", "segment", "forecast_category",
)  # fmt: skip


@dataclass(frozen=True)
class Health:
    """The result of `health`.

    `deals`: one row per open deal, those to look at first: flagged ones by amount, then the others.  `age_days` since
    creation, `days` in the stage, `limit_days` the learned age, `chance` to be won within `horizon` days of a deal that has
    been there for `age` days (of `chance_deals`), `overdue_days`, `silent_days`, a column for each of `FLAGS`, their number
    `flags`, and `why` in words.
    `counts`: flag -> deals; None where no deal could be judged.  `amounts`: flag -> their amount.
    `fields`: one row per field that the exports have: `field`, `filled`, `deals`, `filled_rate`, `missing` (keys of deals).
    `patterns`: see `dates.patterns`.  `learned`: see `Learned`.
    """

    as_of: date
    horizon: int
    deals: pd.DataFrame
    counts: dict[str, int | None]
    amounts: dict[str, float]
    fields: pd.DataFrame
    patterns: pd.DataFrame
    learned: Learned
    evidence: list[Evidence]

    @property
    def flagged(self) -> pd.DataFrame:
        """The deals that are flagged for anything."""
        return self.deals[self.deals["flags"] > 0]

    @property
    def at_risk(self) -> pd.DataFrame:
        """The deals with a reason that tells against winning them (`RISKS`); a field left empty is no such reason."""
        return self.deals[self.deals[list(RISKS)].any(axis=1)]


def health(workspace: Workspace, scope: Scope) -> Health:
    """Open deals that need attention, the most money first, each with its reasons.

    - *Stale*: longer in its stage than four of five won deals stayed there (of its segment, where 20 won deals tell it, else of
      the stage).  Only in stages in which this foretells something: on past days, deals beyond that age were won within the
      next 91 days clearly more seldom than the others (ratio below 0.9 with 90% certainty).
    - *Older than any winner*: open for longer than any deal of the pipeline ever took to be won (20 won deals at least).
    - *In limbo*: beyond the learned age in the last third of the stages, where a decision is due.
    - *Overdue*: the expected close date has passed.  *No close date*, *no next step*.
    - *No amount* (0 counts as none): from the first stage of the pipeline on in which four of five open deals have one; before it
      none is expected.  Where no stage has so many, one is expected in all.
    - *Default date*: closes on the last day of the month in which it was created, where far more deals do so than chance explains.
    - *Silent*: no activity and no change for longer than the learned age of the stage (30 days where none is learned).

    Nobody is flagged by a column that the export does not have, or in which it has nothing at all.  The chance is the share of
    earlier deals, still in the stage after that many days, that were won within 91 days from then; it never rises with age
    (isotonic smoothing) and is told from 30 deals on.  Ages and chances are learned from all deals up to the day, whatever the
    filters.  Money at risk is the amount, in the reporting currency, of deals that are stale, older than any winner, in limbo, overdue
    or silent; a field left empty or a default date alone puts no deal at risk.
    """
    as_of = scope.as_of or workspace.engine.last_day
    if as_of is None:
        raise errors.no_data()
    deals = workspace.engine.query("health/health_open", scope).astype({"segment": object, "pipeline": object})
    learned = learn(workspace, as_of)
    winners = workspace.engine.query("health/learned_winners", Scope(as_of=as_of))
    used = _used(workspace, deals)
    found = patterns(deals)
    deals = deals.assign(needs_amount=_needs_amount(workspace, as_of, deals))
    deals = deals.join(limit_for(learned.limits, deals)).join(chance_for(learned.chances, deals))
    deals = deals.merge(winners[winners["winners"] >= ENOUGH_WON], on="pipeline", how="left")
    judged, flags = _flags(deals, learned, used, defaults(deals, found))
    deals = deals.assign(**flags, flags=sum(flags[name].astype(int) for name in FLAGS))
    deals = deals.assign(why=why(deals))
    deals = deals.sort_values(
        ["flags", "reporting_amount", "age_days"],
        ascending=False,
        key=lambda column: column > 0 if column.name == "flags" else column.fillna(-1),
        kind="stable",
        ignore_index=True,
    )
    counts = {name: int(flags[name].sum()) if judged[name].any() else None for name in FLAGS}
    amounts = {name: float(deals.loc[deals[name], "reporting_amount"].sum()) for name in FLAGS}
    return Health(
        as_of=as_of,
        horizon=learned.horizon,
        deals=deals,
        counts=counts,
        amounts=amounts,
        fields=_fields(workspace, deals, used),
        patterns=found,
        learned=learned,
        evidence=evidence(workspace, scope),
    )


def _used(workspace: Workspace, deals: pd.DataFrame) -> dict[str, pd.Series]:
    """For each field, whether the export that told of a deal has the column, and anything in it."""
    imports = workspace.engine.table("imports")
    has = {row.import_id: set(json.loads(row.mapping)) for row in imports.itertuples()}
    filled = deals.groupby("import_id")[list(FIELDS)].count() > 0
    used = {}
    for field in FIELDS:
        # the day on which a closed deal closed stands in the same column, so open deals alone may leave it empty
        may_be_empty = field in ("amount", "expected_close_on")
        told = [each for each in filled.index if field in has[each] and (may_be_empty or filled.at[each, field])]
        used[field] = deals["import_id"].isin(told)
    return used


def _needs_amount(workspace: Workspace, as_of: date, deals: pd.DataFrame) -> pd.Series:
    """Whether each deal stands in a stage in which an amount is expected, which all deals of the pipeline tell."""
    stages = workspace.engine.query("health/health_amounts", Scope(as_of=as_of))
    usual = stages[stages["with_amount"] >= USUAL * stages["deals"]]
    first = usual.groupby("pipeline")["position"].min()
    return deals["position"] >= deals["pipeline"].map(first).fillna(0)


def _flags(
    deals: pd.DataFrame, learned: Learned, used: dict[str, pd.Series], is_default: pd.Series
) -> tuple[dict[str, pd.Series], dict[str, pd.Series]]:
    """For each flag, which deals can be judged, and which are flagged."""
    foretells = learned.signs.loc[learned.signs["foretells"], ["pipeline", "position"]].apply(tuple, axis=1)
    telling = pd.Series([*zip(deals["pipeline"], deals["position"], strict=True)], index=deals.index, dtype=object)
    is_beyond = deals["days"] > deals["limit_days"]
    timed = deals["days"].notna() & deals["limit_days"].notna()
    is_late = (deals["open_stages"] > 1) & (
        deals["position"] >= deals["open_stages"] - (deals["open_stages"] // 3).clip(lower=1)
    )
    judged = {name: used[field] for name, field in _NEEDS.items()}
    judged |= {"stale": timed, "limbo": timed, "pregnant": deals["oldest_days"].notna() & deals["age_days"].notna()}
    flags = {
        "stale": is_beyond & telling.isin(set(foretells)),
        "pregnant": deals["age_days"] > deals["oldest_days"],
        "limbo": is_beyond & is_late,
        "overdue": deals["overdue_days"] > 0,
        "month_end_default": is_default,
        "no_close_date": deals["expected_close_on"].isna(),
        "no_next_step": deals["next_step"].isna(),
        "silent": deals["silent_days"] > deals["limit_days"].fillna(SILENT_DAYS),
        "no_amount": (deals["amount"].fillna(0) == 0) & deals["needs_amount"],
    }
    return judged, {name: (flags[name].fillna(False).astype(bool) & judged[name]) for name in FLAGS}


def _fields(workspace: Workspace, deals: pd.DataFrame, used: dict[str, pd.Series]) -> pd.DataFrame:
    """How complete the fields are, those that were kept as filters included."""
    rows = []
    for field in FIELDS:
        asked = deals[used[field]]
        if len(asked):
            missing = asked[field].isna() | (asked[field] == 0 if field == "amount" else False)
            rows.append((field, len(asked), asked.loc[missing, "deal_key"].tolist()))
    kept = workspace.engine.table("deal_dimensions")
    for name, part in kept.groupby("name", sort=True):
        # a column of one export says nothing of the deals of another
        keys = set(part["deal_key"])
        told = set(deals.loc[deals["deal_key"].isin(keys), "import_id"])
        asked = deals[deals["import_id"].isin(told)]
        if len(asked):
            rows.append((str(name), len(asked), asked.loc[~asked["deal_key"].isin(keys), "deal_key"].tolist()))
    fields = pd.DataFrame(rows, columns=["field", "deals", "missing"])
    filled = fields["deals"] - fields["missing"].map(len)
    return fields.assign(filled=filled, filled_rate=filled / fields["deals"])
