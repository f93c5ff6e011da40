"""One person against the peers: stage by stage, and quarter by quarter."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, LOST, OPEN, figure, label, name_rows, whiskers


def stages_chart(cells: pd.DataFrame, benchmarks: Mapping[str, float], *, separators: str = ".,") -> go.Figure:
    """`cells`: of one person and pipeline, as in `Coaching.cells`; `benchmarks`: stage -> conversion that somebody set."""
    chart = figure(height=44 * len(cells) + 90, separators=separators)
    loud = cells["state"].isin(["flag", "watch"])
    chart.add_scatter(
        name="This person",
        mode="markers",
        x=cells["adjusted"],
        y=cells["position"],
        error_x=whiskers(cells["adjusted"], cells["low"], cells["high"]),
        marker={"size": 12, "color": [LOST if each else ADVANCED for each in loud]},
        customdata=[[label(row.stage, 60), row.low, row.high, int(row.n)] for row in cells.itertuples()],
        hovertemplate="<b>%{customdata[0]}</b><br>%{x:.0%} move on (%{customdata[1]:.0%} – %{customdata[2]:.0%}), %{customdata[3]} deals<extra></extra>",
    )  # fmt: skip
    chart.add_scatter(
        name="Peers", mode="markers", x=cells["team"], y=cells["position"],
        marker={"symbol": "line-ns-open", "size": 20, "color": OPEN, "line": {"width": 3}}, hovertemplate="Peers: %{x:.0%}<extra></extra>",
    )  # fmt: skip
    told = cells[cells["stage"].isin(list(benchmarks))]
    if len(told):
        chart.add_scatter(
            name="Benchmark", mode="markers", x=[benchmarks[each] for each in told["stage"]], y=told["position"],
            marker={"symbol": "x-thin-open", "size": 12, "color": "#8A63B8", "line": {"width": 3}},
            hovertemplate="Benchmark: %{x:.0%}<extra></extra>",
        )  # fmt: skip
    chart.update_layout(margin={"t": 40, "b": 44, "r": 24})
    chart.update_xaxes(visible=True, range=[0, 1.02], tickformat=".0%", showgrid=True, gridcolor=GRID, zeroline=False)
    name_rows(chart, cells["position"], cells["stage"], of_points=True)
    return chart


def quarters_chart(quarters: pd.DataFrame, benchmark: float | None = None, *, separators: str = ".,") -> go.Figure:
    """`quarters`: as in `Scorecard.quarters`: the win rate of each with its interval, and that of the peers."""
    chart = figure(height=260, separators=separators)
    chart.add_scatter(
        name="This person",
        mode="markers+lines",
        x=quarters["quarter"],
        y=quarters["win_rate"],
        error_y=whiskers(quarters["win_rate"], quarters["low"], quarters["high"], thickness=1.5, width=4),
        line={"color": ADVANCED, "width": 2},
        marker={"size": 9},
        customdata=quarters[["won", "lost"]],
        hovertemplate="%{x}: %{y:.0%}, %{customdata[0]} won, %{customdata[1]} lost<extra></extra>",
    )  # fmt: skip
    chart.add_scatter(
        name="Peers", mode="lines", x=quarters["quarter"], y=quarters["peers_rate"],
        line={"color": OPEN, "width": 2, "dash": "dash"}, hovertemplate="Peers, %{x}: %{y:.0%}<extra></extra>",
    )  # fmt: skip
    if benchmark is not None:
        chart.add_hline(y=benchmark, line={"color": "#8A63B8", "width": 2, "dash": "dot"}, annotation_text="Benchmark")
    chart.update_layout(margin={"t": 40, "b": 40, "r": 24})
    chart.update_xaxes(visible=True, type="category", showgrid=False)
    chart.update_yaxes(rangemode="tozero", tickformat=".0%", nticks=5, showgrid=True, gridcolor=GRID)
    return chart
