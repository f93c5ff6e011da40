"""Win rates of kinds of deals with their intervals, and why deals are lost."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, LOST, figure, label, name_rows, whiskers

ROW, REST = 38, 84


def segments_chart(segments: pd.DataFrame, names: Sequence[str], *, separators: str = ".,") -> go.Figure:
    """`segments`: as in `Segments.segments`; `names`: what to call each.  A kind that differs is drawn full, the others hollow."""
    chart = figure(height=ROW * len(segments) + REST, separators=separators)
    places = list(range(len(segments)))
    rows = segments.assign(place=places, name=list(names))
    rows = rows[rows["shown"] != "counts"]
    for differs, words in ((True, "Differs from all others"), (False, "Within chance")):
        part = rows[rows["differs"] == differs]
        chart.add_scatter(
            name=words,
            mode="markers",
            x=part["win_rate"],
            y=part["place"],
            error_x=whiskers(part["win_rate"], part["low"], part["high"]),
            marker={"size": 12, "color": ADVANCED, "symbol": "circle" if differs else "circle-open", "line": {"width": 2, "color": ADVANCED}},
            customdata=[[label(row["name"], 60), row["low"], row["high"], row["deals"]] for row in part.to_dict("records")],
            hovertemplate="<b>%{customdata[0]}</b><br>%{x:.0%} won (%{customdata[1]:.0%} – %{customdata[2]:.0%}), %{customdata[3]} deals<extra></extra>",
        )  # fmt: skip
    chart.update_layout(margin={"t": 40, "b": 44, "r": 24})
    chart.update_xaxes(
        visible=True, showgrid=True, gridcolor=GRID, zeroline=False, tickformat=".0%", rangemode="tozero", title="Win rate"
    )  # fmt: skip
    name_rows(chart, places, names, of_points=True)
    return chart


def reasons_chart(kinds: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`kinds`: `name`, `deals`, one row per kind of lost reason, in the order to draw."""
    chart = figure(height=30 * len(kinds) + 30, separators=separators)
    chart.add_bar(
        orientation="h", y=[label(each) for each in kinds["name"]], x=kinds["deals"], text=kinds["deals"], texttemplate="%{text:,}",
        textposition="outside", cliponaxis=False, marker={"color": LOST}, hovertemplate="%{y}: %{x:,} deals<extra></extra>",
    )  # fmt: skip
    chart.update_yaxes(autorange="reversed")
    return chart
