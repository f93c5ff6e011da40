"""A scorecard as one page of HTML that opens anywhere and prints well."""

from __future__ import annotations

import html
from collections.abc import Callable

import pandas as pd

from analytics.metrics.coaching.coaching import NOTE
from analytics.metrics.scorecard.scorecard import Scorecard

_STYLE = """
body{font:15px/1.45 "Source Sans 3","Segoe UI",system-ui,sans-serif;color:#0F172A;max-width:780px;margin:32px auto;padding:0 24px}
h1{font-size:26px;margin:0}h2{font-size:17px;margin:26px 0 6px}p{margin:4px 0}.small{color:#475569;font-size:13px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:5px 8px;text-align:right;border-bottom:1px solid #E2E8F0}
th{font-weight:600;font-size:13px;color:#475569}th:first-child,td:first-child{text-align:left}td:last-child{white-space:nowrap}
.bar{position:relative;height:14px;width:190px;background:#EEF2F7;display:inline-block;vertical-align:middle;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.bar i{position:absolute;top:5px;height:4px;background:#8593A8}.bar b{position:absolute;top:1px;width:12px;height:12px;margin-left:-6px;border-radius:6px;background:#2F7FC6}
.bar u{position:absolute;top:-2px;height:18px;width:2px;background:#0F172A}.weak b{background:#D55E00}
@media print{@page{size:A4;margin:16mm}body{margin:0;padding:0;max-width:none}tr{break-inside:avoid}h2{break-after:avoid}}
@media(prefers-color-scheme:dark){@media screen{body{background:#0F172A;color:#F1F5F9}th,.small{color:#CBD5E1}th,td{border-color:#334155}.bar{background:#1E293B}.bar u{background:#F1F5F9}}}
"""
_NAMES = {
    "win_rate": "Win rate",
    "cycle_days": "Sales cycle, median days",
    "average_won": "Average won",
    "kept": "Due in a quarter and won in it",
    "activities": "Activities for each deal",
}
_STATES = {"flag": "weak", "watch": "watch", "strong": "strong", "fine": "within chance", "not_enough": "too few deals"}


def scorecard_html(
    card: Scorecard,
    *,
    rate: Callable[[object], str],
    money: Callable[[object], str],
    number: Callable[[object], str],
    day: Callable[[object], str],
) -> str:
    """The page; the four functions write figures in the reader's way."""
    people = ", ".join(
        f"{name} {each}" for name, each in (("role", card.role), ("team", card.team), ("manager", card.manager)) if each
    )
    write = {"win_rate": rate, "kept": rate, "average_won": money, "cycle_days": number, "activities": number}
    parts = [
        f"<h1>{html.escape(card.owner)}</h1>",
        f'<p class="small">Scorecard as of {html.escape(day(card.as_of))}{html.escape(f" · {people}" if people else "")} · against {len(card.peers)} peers</p>',
        "<h2>In short</h2>",
        _table(
            ["", "Own", "95 % interval", "n", "Peers", "n"],
            [_figure(row, write[row["figure"]], rate, number) for row in card.figures.to_dict("records") if row["n"]],
        ),
        f'<p class="small">Win rate: won within {card.days} days after creation, open deals counted for as long as they have been watched. * differs from the peers beyond chance.</p>',
    ]  # fmt: skip
    for pipeline, cells in card.cells.groupby("pipeline"):
        parts += [
            f"<h2>Conversion by stage, {html.escape(pipeline)}</h2>",
            _table(
                ["Stage", "Deals", "Own", "", "At the mix of all", "Peers", ""],
                [_cell(row, rate, number) for row in cells.to_dict("records")],
            ),
        ]
    parts += [
        '<p class="small">Dot: at the mix of all deals, held towards the peers as far as chance may explain the difference; line: 95 % interval; stroke: the peers.</p>',
        "<h2>Funnel, last four quarters</h2>",
        _table(
            ["Stage", "Reached", "Moved on", "Lost", "Open"],
            [[row["stage"], *(number(row[name]) for name in ("reached", "advanced", "lost", "open"))] for row in card.funnel.to_dict("records")],
        ),
        "<h2>By quarter of closing</h2>",
        _table(
            ["Quarter", "Won", "Lost", "Amount won", "Won / closed", "95 % interval", "Peers"],
            [
                [row["quarter"], number(row["won"]), number(row["lost"]), money(row["won_amount"]), rate(row["win_rate"]),
                 f"{rate(row['low'])} – {rate(row['high'])}", rate(row["peers_rate"])]
                for row in card.quarters.to_dict("records")
            ],
        ),
        f'<p class="small">{html.escape(NOTE)}</p>',
    ]  # fmt: skip
    if card.why_no_promises:
        parts.append(f'<p class="small">Dates kept: {html.escape(card.why_no_promises)}</p>')
    title = html.escape(f"Scorecard of {card.owner}")
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>{"".join(parts)}</body></html>'


def _table(heads: list[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th>{html.escape(each)}</th>" for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{_safe(each)}</td>" for each in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class _Drawn(str):
    """HTML of our own, which is not escaped."""


def _safe(cell: str) -> str:
    return cell if isinstance(cell, _Drawn) else html.escape(str(cell))


def _figure(
    row: dict, write: Callable[[object], str], rate: Callable[[object], str], number: Callable[[object], str]
) -> list[str]:
    interval = "" if pd.isna(row["low"]) else f"{rate(row['low'])} – {rate(row['high'])}"
    mark = " *" if row["differs"] is True else ""
    return [
        _NAMES[row["figure"]] + mark,
        write(row["own"]),
        interval,
        number(row["n"]),
        write(row["peers"]),
        number(row["peers_n"]),
    ]


def _cell(row: dict, rate: Callable[[object], str], number: Callable[[object], str]) -> list[str]:
    few = row["n"] < 10
    low, middle, high, team = (f"{100 * row[name]:.1f}%" for name in ("low", "adjusted", "high", "team"))
    weak = " weak" if row["state"] in ("flag", "watch") else ""
    bar = _Drawn(
        f'<span class="bar{weak}"><i style="left:{low};right:calc(100% - {high})"></i><u style="left:{team}"></u><b style="left:{middle}"></b></span>'
    )
    return [
        row["stage"],
        number(row["n"]),
        "–" if few else rate(row["raw"]),
        bar,
        rate(row["adjusted"]),
        rate(row["team"]),
        _STATES[row["state"]],
    ]
