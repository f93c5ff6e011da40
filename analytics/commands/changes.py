"""Commands about what changed."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

from analytics import errors
from analytics.commands.documents import Document, plain, records
from analytics.commands.options import scope_of, scope_options
from analytics.metrics.changes import BARS, absent, by, export_days, news, pushes, slipped, weekly
from analytics.metrics.changes import changes as count_changes
from analytics.periods import period_named, quarter_of, quarters
from analytics.workspace import Workspace


def add_to(add: object) -> None:
    """The command; `--from` and `--to` are the two days that it compares."""
    asked = add("changes", changes, "What became of a period's planned deals between two days.", scope_options())
    asked.add_argument("--quarter", metavar="2026Q4", help="the period of the expected close; also a month or a year")


def changes(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `changes`.  Without days: from the export before the last one, or a week before, to the last day."""
    scope = scope_of(args).only(from_on=None, to_on=None)
    last = args.to_on or args.as_of or workspace.engine.last_day
    if last is None:
        raise errors.no_data()
    days = [each for each in export_days(workspace, scope) if each < last]
    first = args.from_on or (days[-1] if days else last - timedelta(days=7))
    start = workspace.settings().fiscal_year_start
    period = period_named(args.quarter, start) if args.quarter else quarter_of(last, start)
    result = count_changes(workspace, scope, first, last, period)
    idle = result.deals[result.deals["is_idle"]]
    four = quarters(last - timedelta(days=300), last, start)[-4:]
    pushed = pushes(workspace, scope.only(as_of=last))
    return {
        **{bar: _bar(*result.bar(bar)) for bar in BARS},
        "slip_rate": plain(result.slip_rate),
        "slip_rate_deals": plain(result.slip_rate_deals),
        "idle": _bar(len(idle), int(idle["amount_before"].sum())),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "quarter": period.name,
        "period": {"from": period.from_on.isoformat(), "to": period.to_on.isoformat()},
        "evidence": {"level": result.level, "reason": result.reason, "not_known_before": result.blind},
        "without_amount": result.without_amount,
        "news": [
            {"what": each.what, "deals": each.deals, "amount": each.amount / 100, "deal": plain(each.name)}
            for each in news(result)
        ],
        "weeks": _in_money(weekly(workspace, scope, first, last, period)),
        "by_owner": _in_money(by(result, "owner")),
        "by_team": _in_money(by(result, "team")),
        "by_segment": _in_money(by(result, "segment")),
        "disappeared": records(absent(workspace, scope.only(as_of=last), first)),
        "pushes": {
            "chances": records(pushed.chances),
            "owners": records(pushed.owners),
            "slipped": records(slipped(workspace, scope.only(as_of=last), tuple(four))),
        },
    }


def _bar(deals: int, amount: int) -> Document:
    return {"deals": deals, "amount": amount / 100}


def _in_money(rows: object) -> list[Document]:
    return records(rows.assign(**{bar: rows[bar] / 100 for bar in BARS}))
