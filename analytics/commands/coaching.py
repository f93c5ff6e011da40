"""Commands about people and kinds of deals."""

from __future__ import annotations

from argparse import Namespace

from analytics.commands.documents import Document, money, plain, records
from analytics.commands.options import positive, scope_of, scope_options
from analytics.metrics.alarms.alarms import alarms as raise_alarms
from analytics.metrics.coaching.coaching import NOTE, QUARTERS
from analytics.metrics.coaching.coaching import coaching as find_cells
from analytics.metrics.scorecard.scorecard import scorecard as draw_up
from analytics.metrics.segments.segments import BY, revival
from analytics.metrics.segments.segments import segments as compare_segments
from analytics.metrics.what_to_fix import what_to_fix
from analytics.workspace import Workspace


def add_to(add: object) -> None:
    """The commands, in the order in which `--help` lists them."""
    scope = scope_options()
    coach = add("coaching", coaching, "Weak and strong stages of each person, beyond chance; what to fix.", scope)
    coach.add_argument("--quarters", type=positive, default=QUARTERS, metavar="N", help="how far back; otherwise four")
    coach.add_argument("--peers", choices=("role", "team", "all"), default="role", help="who is compared with whom")
    card = add("scorecard", scorecard, "One person against the peers.", scope)
    card.add_argument("--of", required=True, metavar="OWNER", help="whose scorecard")
    kinds = add("segments", segments, "How often and how fast each kind of deals is won; alarms.", scope)
    kinds.add_argument("--by", choices=BY, default="source", help="what tells kinds of deals apart")


def coaching(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metrics `coaching` and `what_to_fix`."""
    scope = scope_of(args)
    result = find_cells(workspace, scope, args.quarters, args.peers)
    fix = what_to_fix(workspace, scope, workspace.settings().fiscal_year_start)
    hidden = ["mean", "sd", "slope"]
    return {
        "cells": [_paid(row, "worth") for row in records(result.cells.drop(columns=hidden))],
        "note": NOTE,
        "time_in_stage": records(result.stays),
        "newcomers": {owner: plain(day) for owner, day in result.newcomers.items()},
        "period": {"from": plain(result.from_on), "to": plain(result.to_on)},
        "without_owner": result.unowned,
        "too_few_people": result.alone,
        "what_to_fix": [_paid(row, "point", "steady", "this_quarter") for row in records(fix.stages)],
        "quarter": fix.quarter,
        "not_possible": result.impossible,
    }


def scorecard(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `scorecard`, and the benchmarks that are set."""
    result = draw_up(workspace, scope_of(args), args.of, workspace.settings().fiscal_year_start)
    return {
        **{name: plain(getattr(result, name)) for name in ("owner", "role", "team", "manager", "started_on", "as_of", "days")},
        "figures": records(result.figures),
        "funnel": records(result.funnel),
        "cells": [_paid(row, "worth") for row in records(result.cells.drop(columns=["mean", "sd", "slope"]))],
        "time_in_stage": records(result.stays),
        "quarters": [_paid(row, "won_amount") for row in records(result.quarters)],
        "peers": list(result.peers),
        "benchmarks": [vars(each) for each in workspace.settings().benchmarks],
        "not_possible": result.why_no_promises,
        "note": NOTE,
    }  # fmt: skip


def segments(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metrics `segments`, `revival` and `alarms`."""
    scope = scope_of(args)
    result, back, warned = (
        compare_segments(workspace, scope, args.by),
        revival(workspace, scope),
        raise_alarms(workspace, scope),
    )
    loud = set(warned.alarms.loc[warned.alarms["by"] == args.by, "value"])
    rows = records(result.segments.assign(alarm=result.segments["value"].isin(loud)))
    return {
        "by": result.by,
        "segments": [_paid(row, "average_won", "won_amount", "least", "most") for row in rows],
        "days": result.days,
        "p": plain(result.p),
        "reasons": [_paid(row, "amount") for row in records(result.reasons)],
        "won_reasons": [_paid(row, "amount") for row in records(result.won_reasons)],
        "revival": {
            "lost": back.lost, "reopened": back.reopened, "share": plain(back.share), "ways": records(back.ways.drop(columns="keys")),
        },
        "alarms": [_alarm(row) for row in warned.alarms.to_dict("records")],
        "watched": {"cells": warned.cells, "limit": warned.limit, "false_alarms_per_quarter": round(warned.false_alarms, 3)},
        "not_possible": result.why_not,
    }  # fmt: skip


def _alarm(row: dict[str, object]) -> Document:
    """An alarm with the number of its deals, as keys mean nothing outside."""
    return {name: plain(value) for name, value in row.items() if name not in ("keys", "failed")} | {
        "failed": len(row["failed"])
    }


def _paid(row: Document, *columns: str) -> Document:
    """A row whose money has two decimals: the columns, and their ranges."""
    names = [name for name in row if name.removesuffix("_low").removesuffix("_high") in columns]
    return row | {name: money(row[name]) for name in names}
