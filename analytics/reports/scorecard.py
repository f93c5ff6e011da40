"""A scorecard as one page of HTML that opens anywhere and prints well."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.metrics.coaching.cells import FEWEST
from analytics.metrics.coaching.coaching import NOTE
from analytics.metrics.scorecard.scorecard import Scorecard
from analytics.workspace.settings import Benchmark

_STYLE = """
body{font:14px/1.4 "Source Sans 3","Segoe UI",system-ui,sans-serif;color:#0F172A;max-width:860px;margin:32px auto;padding:0 24px}
h1{font-size:26px;margin:0}h2{font-size:16px;margin:22px 0 4px}p{margin:4px 0}.small{color:#475569;font-size:12px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:4px 7px;text-align:right;border-bottom:1px solid #E2E8F0;white-space:nowrap}
th{font-weight:600;font-size:12px;color:#475569;vertical-align:bottom}th:first-child,td:first-child{text-align:left;padding-left:0}td:first-child{white-space:normal}
.bar{position:relative;height:14px;width:130px;background:#EEF2F7;display:inline-block;vertical-align:middle;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.bar i{position:absolute;top:5px;height:4px;background:#8593A8}.bar b{position:absolute;top:1px;width:12px;height:12px;margin-left:-6px;border-radius:6px;background:#2F7FC6}
.bar u{position:absolute;top:-2px;height:18px;width:2px;margin-left:-1px;background:#0F172A}.bar s{position:absolute;top:-2px;height:18px;width:0;border-left:2px dotted #8A63B8}
.weak b{background:#D55E00;border-radius:0;transform:rotate(45deg) scale(.85)}
@media print{@page{size:A4;margin:14mm}body{font-size:12px;margin:0;padding:0;max-width:none}.small,th{font-size:10.5px}h2{break-after:avoid;margin-top:16px}table,p{break-inside:avoid}td,th{padding-top:3px;padding-bottom:3px}}
@media(prefers-color-scheme:dark){@media screen{body{background:#0F172A;color:#F1F5F9}th,.small{color:#CBD5E1}th,td{border-color:#334155}.bar{background:#1E293B}.bar u{background:#F1F5F9}}}
"""
MOST_NAMES = 12
_NAMES = {
    "win_rate": "Win rate",
    "cycle_days": "Sales cycle, median days",
    "average_won": "Average won",
    "kept": "Due in a quarter and won in it",
    "activities": "Activities for each deal",
}
_STATES = {"flag": "weak", "watch": "watch", "strong": "strong", "fine": "within chance", "not_enough": "too few deals"}


@dataclass(frozen=True)
class Writers:
    """How figures are written in the reader's way: a share, an amount, a count, a day, a quarter."""

    rate: Callable[[object], str]
    money: Callable[[object], str]
    number: Callable[[object], str]
    day: Callable[[object], str]
    quarter: Callable[[str], str] = str

    def range(self, row: Mapping[str, object]) -> str:
        """The interval of a share, `low` to `high`."""
        return f"{self.rate(row['low'])} – {self.rate(row['high'])}"

    def of(self, figure: str) -> Callable[[object], str]:
        """How one of the figures in short is written."""
        return {"average_won": self.money, "cycle_days": self.number, "activities": self.number}.get(figure, self.rate)


def scorecard_html(card: Scorecard, write: Writers, benchmarks: Sequence[Benchmark] = ()) -> str:
    """The page.  `benchmarks`: lines that somebody set."""
    people = [
        f"{name} {each}" for name, each in (("role", card.role), ("team", card.team), ("manager", card.manager)) if each
    ]
    names = f": {', '.join(card.peers)}" if len(card.peers) <= MOST_NAMES else ""
    head = " · ".join([f"Scorecard as of {write.day(card.as_of)}", *people, f"against {len(card.peers)} peers{names}"])
    told = {
        each.measure: write.of(each.measure)(each.value)
        for each in benchmarks
        if not each.stage and each.measure in _NAMES
    }
    lines = {each.stage: each.value for each in benchmarks if each.stage}
    parts = [
        f"<h1>{html.escape(card.owner)}</h1>",
        _small(head),
        *(f"<p>{html.escape(each)}</p>" for each in _to_say(card, write)),
        "<h2>In short</h2>",
        _table(
            ["", "Own", "95% interval", "Of", "Peers", "Of", *(["Benchmark"] if told else [])],
            [
                _figure(row, write) + ([told.get(row["figure"], "")] if told else [])
                for row in card.figures.to_dict("records")
                if row["n"]
            ],
        ),
        _small(
            f"Win rate: won within {card.days} days after creation, open deals counted for as long as they have been watched. "
            "Of: deals counted. * differs from the peers beyond chance."
        ),
    ]
    for pipeline, funnel in card.funnel.groupby("pipeline"):
        cells = card.cells[card.cells["pipeline"] == pipeline].set_index("position")
        rows = [
            _stage(
                row,
                cells.loc[row["position"]] if row["position"] in cells.index else None,
                lines.get(row["stage"]),
                write,
            )
            for row in funnel.to_dict("records")
        ]
        parts += [
            f"<h2>Stage by stage, {html.escape(pipeline)}, last four quarters</h2>",
            _table(
                ["Stage", "Reached", "Moved on", "Lost", "Open", "Own", "0 to 100%", "Like for like", "Peers", ""],
                rows,
            ),
        ]
    has_promises = card.why_no_promises is None
    parts += [
        _small(
            "Like for like: at the mix of all deals, held towards the peers as far as chance may explain the difference (the dot; line: "
            f"95% interval). Stroke: the peers.{' Dotted: the benchmark.' if lines else ''}"
        ),
        *(_small(f"Benchmark: {each}.") for each in sorted({each.source for each in benchmarks})),
        "<h2>By quarter of closing</h2>",
        _table(
            ["Quarter", "Won", "Lost", "Amount won", "Won / closed", "95% interval", "Peers", *(["Due", "Kept", "Peers kept"] if has_promises else [])],
            [_quarter(row, write, has_promises) for row in card.quarters.to_dict("records")],
        ),
        *([_small("Due: open when the quarter began, and expected to close in it. Kept: of these, won in it.")] if has_promises else []),
        _small(NOTE),
    ]  # fmt: skip
    if card.why_no_promises:
        parts.append(_small(f"Dates kept: {card.why_no_promises}"))
    title = html.escape(f"Scorecard of {card.owner}")
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>{"".join(parts)}</body></html>'


def _small(text: str) -> str:
    return f'<p class="small">{html.escape(text)}</p>'


def _to_say(card: Scorecard, write: Writers) -> list[str]:
    """What to talk about, and what others could learn here."""
    found = []
    for row in card.cells[card.cells["state"] == "flag"].to_dict("records"):
        text = f"To talk about: {row['stage']}. {write.rate(row['adjusted'])} move on ({write.range(row)}) where peers reach {write.rate(row['team'])}."
        if not pd.isna(row["worth"]):
            text += f" The gap costs about {write.money(row['worth'])} a quarter ({write.money(row['worth_low'])} – {write.money(row['worth_high'])})."
        found.append(text + (f" Somebody to learn from: {row['copy_from']}." if row["copy_from"] else ""))
    strong = card.cells.loc[card.cells["state"] == "strong", "stage"]
    return found + ([f"Strong in {', '.join(strong)}."] if len(strong) else [])


def _table(heads: list[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th>{html.escape(each)}</th>" for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{_safe(each)}</td>" for each in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class _Drawn(str):
    """HTML of our own, which is not escaped."""


def _safe(cell: str) -> str:
    return cell if isinstance(cell, _Drawn) else html.escape(str(cell))


def _figure(row: dict, write: Writers) -> list[str]:
    interval = "" if pd.isna(row["low"]) else write.range(row)
    mark = " *" if row["differs"] is True else ""
    own, peers = (write.of(row["figure"])(row[name]) for name in ("own", "peers"))
    return [_NAMES[row["figure"]] + mark, own, interval, write.number(row["n"]), peers, write.number(row["peers_n"])]


def _stage(row: dict, cell: pd.Series | None, benchmark: float | None, write: Writers) -> list[str]:
    rate = write.rate
    counts = [row["stage"], *(write.number(row[name]) for name in ("reached", "advanced", "lost", "open"))]
    if cell is None:
        return [*counts, "", "", "", "", "too few people"]
    if cell["n"] < FEWEST:
        return [*counts, "", "", "", rate(cell["team"]), _STATES[cell["state"]]]
    low, middle, high, team = (f"{100 * cell[name]:.1f}%" for name in ("low", "adjusted", "high", "team"))
    weak = " weak" if cell["state"] in ("flag", "watch") else ""
    line = "" if benchmark is None else f'<s style="left:{100 * benchmark:.1f}%"></s>'
    bar = _Drawn(
        f'<span class="bar{weak}"><i style="left:{low};right:calc(100% - {high})"></i><u style="left:{team}"></u>{line}<b style="left:{middle}"></b></span>'
    )
    return [*counts, rate(cell["raw"]), bar, rate(cell["adjusted"]), rate(cell["team"]), _STATES[cell["state"]]]


def _quarter(row: dict, write: Writers, has_promises: bool) -> list[str]:
    rate, number = write.rate, write.number
    few = row["won"] + row["lost"] < FEWEST
    own = ["", ""] if few else [rate(row["win_rate"]), write.range(row)]
    kept = [number(row["due"]), "" if row["due"] < FEWEST else rate(row["kept_rate"]), rate(row["peers_kept_rate"])]
    counts = [write.quarter(row["quarter"]), number(row["won"]), number(row["lost"]), write.money(row["won_amount"])]
    return [*counts, *own, rate(row["peers_rate"]), *(kept if has_promises else [])]
