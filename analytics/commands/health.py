"""Commands about what is open now, and about the stages themselves."""

from __future__ import annotations

from argparse import Namespace

from analytics.commands.documents import Document, money, plain, records
from analytics.commands.options import scope_of, scope_options
from analytics.metrics.health.health import FLAGS
from analytics.metrics.health.health import health as find_health
from analytics.metrics.process.process import STANDARDS
from analytics.metrics.process.process import process as audit_process
from analytics.workspace import Workspace

_SHOWN = [
    "deal_id", "crm", "name", "account", "owner", "team", "pipeline", "stage", "segment", "created_on", "expected_close_on",
    "last_activity_on", "age_days", "days", "limit_days", "silent_days", "chance", "chance_deals", "age", "why",
]  # fmt: skip


def add_to(add: object) -> None:
    """The commands, in the order in which `--help` lists them."""
    scope = scope_options()
    add("health", health, "Open deals that need attention, and why.", scope)
    add("process", process, "Which stages earn their place: skipped, rushed, informative, and what to do.", scope)


def health(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `health`."""
    result = find_health(workspace, scope_of(args))
    deals = [
        {name: plain(row[name]) for name in _SHOWN}
        | {"amount": money(row["reporting_amount"]), "flags": [name for name in FLAGS if row[name]]}
        for row in result.deals.to_dict("records")
    ]
    learned = result.learned
    signs = learned.signs.set_index(["pipeline", "position"]).to_dict("index")
    limits = [
        row | {"foretells": bool(signs.get((row["pipeline"], row["position"]), {}).get("foretells", False))}
        for row in records(learned.limits)
    ]
    return {
        "as_of": result.as_of.isoformat(),
        "open": len(result.deals),
        "attention": len(result.flagged),
        "at_risk": len(result.at_risk),
        "money_at_risk": money(result.at_risk["reporting_amount"].sum()),
        **result.counts,
        "amounts": {name: money(amount) for name, amount in result.amounts.items()},
        "horizon_days": result.horizon,
        "learned_ages": limits,
        "stale_against_fresh": records(learned.signs),
        "chances": records(learned.chances),
        "close_dates": records(result.patterns),
        "fields": records(result.fields.drop(columns="missing")),
        "deals": deals,
    }


def process(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `process`."""
    result = audit_process(workspace, scope_of(args))
    stages = []
    for row in result.stages.to_dict("records"):
        own = result.criteria[
            (result.criteria["pipeline"] == row["pipeline"]) & (result.criteria["position"] == row["position"])
        ]
        stages.append(
            {name: plain(value) for name, value in row.items() if name not in STANDARDS}
            | {
                "standards": {name: plain(row[name]) for name in STANDARDS},
                "criteria": records(own[["words", "column", "value", "asked", "met", "met_rate"]]),
            }
        )
    return {
        "stages": stages,
        "same_day_jumps": int(result.jumps["deal_key"].nunique()),
        "bulk_moves": records(result.bulk[["pipeline", "owner", "day", "deals", "usual"]]),
        "not_possible": {each.pipeline: each.why_not for each in result.evidence if each.why_not},
    }
