"""From the opening to the closing of a period's planned deals, a bar for each thing that happened."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, LOST, OPEN, figure

NAMES = {
    "opening": "Opening", "created": "Created", "pulled_in": "Pulled in", "moved_in": "Moved in", "reopened": "Re-opened",
    "reassigned_in": "Handed in", "increased": "Increased", "decreased": "Decreased", "revalued": "Revalued", "won": "Won",
    "lost": "Lost", "pushed_out": "Pushed out", "moved_out": "Moved out", "reassigned_out": "Handed out",
    "deleted": "Deleted or merged", "closing": "Closing",
}  # fmt: skip
ROW, REST = 34, 32


def changes_chart(bars: pd.DataFrame, *, money: Callable[[object], str], separators: str = ".,") -> go.Figure:
    """`bars`: as `changes` gives them.  Bars that hold no deal are left out; each carries its name (`customdata`)."""
    rows = bars[(bars["deals"] > 0) | bars["bar"].isin(["opening", "closing"])]
    ends = rows["bar"].isin(["opening", "closing"])
    amounts = rows["amount"] / 100
    chart = figure(height=ROW * len(rows) + REST, separators=separators)
    chart.add_waterfall(
        orientation="h",
        y=[NAMES[bar] for bar in rows["bar"]],
        x=amounts,
        measure=["absolute" if end else "relative" for end in ends],
        text=[
            ("" if end or amount < 0 else "+") + money(amount) + f" · {deals:,}"
            for end, amount, deals in zip(ends, amounts, rows["deals"], strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        customdata=[[bar] for bar in rows["bar"]],
        increasing_marker_color=ADVANCED,
        decreasing_marker_color=LOST,
        totals_marker_color=OPEN,
        connector={"line": {"color": OPEN, "width": 1}},
        hovertemplate="<b>%{y}</b><br>%{text} deals<extra></extra>",
    )
    # an opening is a total too
    chart.update_traces(selector={"type": "waterfall"}, totals={"marker": {"color": OPEN}})
    reach = _reach(amounts.tolist(), ends.tolist())
    chart.update_xaxes(range=[min(0, reach[0]), reach[1] * 1.22])
    chart.update_yaxes(autorange="reversed")
    return chart


def _reach(amounts: list[float], ends: list[bool]) -> tuple[float, float]:
    """The lowest and the highest place that a bar comes to."""
    place, places = 0.0, [0.0]
    for amount, end in zip(amounts, ends, strict=True):
        place = amount if end else place + amount
        places.append(place)
    return min(places), max(places)
