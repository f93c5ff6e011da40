"""Commands about the pipeline."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

import pandas as pd

from analytics.commands.documents import Document, money, plain, records
from analytics.commands.options import positive, scope_of, scope_options
from analytics.metrics.conversion import conversion as count_conversion
from analytics.metrics.detours import Detours
from analytics.metrics.detours import detours as count_detours
from analytics.metrics.funnel import funnel as count_funnel
from analytics.metrics.funnel_rules import RULES
from analytics.metrics.overview import overview as count_overview
from analytics.metrics.velocity import GROUPS, velocity_by
from analytics.metrics.velocity import velocity as count_velocity
from analytics.metrics.velocity_stages import WAITS
from analytics.workspace import Workspace


def add_to(add: object) -> None:
    """The commands, in the order in which `--help` lists them."""
    scope = scope_options()
    add("overview", overview, "Deals, money and pace.", scope)
    rule = add("funnel", funnel, "Deals that reached each stage, and what became of them.", scope)
    rule.add_argument("--rule", choices=list(RULES), default="reached", help="how a deal counts for a stage")
    days = add("conversion", conversion, "The chance to move on from each stage, open deals counted right.", scope)
    days.add_argument("--days", type=positive, metavar="N", help="the horizon; otherwise each stage has its own")
    by = add("velocity", velocity, "How fast money moves, and how long deals stay in each stage.", scope)
    by.add_argument("--by", choices=GROUPS, help="also for each value of this column")


def overview(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `overview`."""
    return {name: plain(value) for name, value in asdict(count_overview(workspace, scope_of(args))).items()}


def funnel(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `funnel`, with the lost reasons of each stage.

    `lost` are all lost deals, `unplaced` those of them that no stage counts, because no file tells in which they were lost.
    """
    result = count_funnel(workspace, scope_of(args), args.rule)
    stages = []
    for row in result.stages.to_dict("records"):
        here = result.reasons[
            (result.reasons["pipeline"] == row["pipeline"]) & (result.reasons["position"] == row["position"])
        ]
        reasons = [
            {"reason": plain(each["reason"]), "deals": int(each["deals"]), "amount": money(each["amount"])}
            for each in here.to_dict("records")
        ]
        amounts = {name: money(value) for name, value in row.items() if name.startswith("amount_")}
        stages.append({name: plain(value) for name, value in row.items()} | amounts | {"lost_reasons": reasons})
    return {
        "rule": result.rule,
        "evidence": result.weakest,
        "stages": stages,
        "won": result.won,
        "lost": sum(each.lost for each in result.evidence),
        "unplaced": sum(each.unplaced for each in result.evidence),
        "win_rate": plain(result.win_rate),
        **_detours(count_detours(workspace, scope_of(args))),
        "pipelines": [asdict(each) for each in result.evidence],
        "counted_by": {"used_by": RULES[args.rule].used_by, "words": RULES[args.rule].words},
    }


def conversion(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `conversion`."""
    result = count_conversion(workspace, scope_of(args), args.days)
    moves = result.moves.rename(columns={"from_stage": "from", "to_stage": "to"})
    return {
        "evidence": result.weakest,
        "stages": records(result.stages.drop(columns="variance")),
        "moves": records(moves[["pipeline", "from", "to", "deals", "moves"]]),
        **_detours(result.detours),
        "cohorts": records(result.cohorts),
        "delayed_entry": {pipeline: plain(day) for pipeline, day in result.purged.items()},
        "not_possible": result.impossible,
    }


def _detours(found: Detours) -> Document:
    """How many deals took each detour, and what became of those that were opened again."""
    return {"revived": found.revived()} | {
        name: len(found.keys(kind))
        for name, kind in (
            ("skipped", "skipped"),
            ("moved_back", "moved_back"),
            ("entered_again", "entered_again"),
            ("reopened", "reopened"),
            ("win_backs", "win_back"),
        )
    }


def velocity(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `velocity`; with `--by` also of each value of a column."""
    result = count_velocity(workspace, scope_of(args))
    now, before = ({name: plain(value) for name, value in asdict(each).items()} for each in (result.now, result.before))
    waits = result.waiting.groupby(["pipeline", "position"])["wait"].value_counts().unstack(fill_value=0)
    stages = [
        row | {"waiting": {wait: _waits(waits, row, wait) for wait in WAITS}}
        for row in records(result.stages)
    ]  # fmt: skip
    document = {
        **{name: now[name] for name in ("per_day", "opportunities", "win_rate", "average_won", "cycle_days")},
        "period": {"from": now["from_on"], "to": now["to_on"], "length_days": result.now.length_days},
        "within_days": result.days,
        "change": {"from": before, "to": now, "effects": result.effects},
        "stages": stages,
        "cycle": result.cycle,
        "not_possible": result.impossible,
    }
    if args.by:
        speeds, parts = velocity_by(workspace, scope_of(args), args.by)
        document |= {"by": args.by, "groups": records(speeds), "group_stages": records(parts)}
    return document


def _waits(waits: pd.DataFrame, row: Document, wait: str) -> int:
    place = (row["pipeline"], row["position"])
    return int(waits.loc[place, wait]) if place in waits.index and wait in waits else 0
