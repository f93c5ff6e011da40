"""The way from the lead to the customer who is live, and promises kept."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, LOST, OPEN, figure, label, whiskers


def steps_chart(steps: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`steps`: as `delivery` gives them, in order: a bar to the median, a line to the day by which four of five are through."""
    chart = figure(height=70 + 46 * len(steps), separators=separators)
    names = [label(each, 34) for each in steps["question"]]
    chart.add_bar(
        name="Median days", x=steps["median_days"], y=names, orientation="h", marker_color=ADVANCED, customdata=[[each] for each in steps["step"]],
        hovertemplate="<b>%{y}</b><br>Median: %{x:.0f} days<extra></extra>",
    )  # fmt: skip
    chart.add_scatter(
        name="Four of five are through", x=steps["p80_days"], y=names, mode="markers",
        marker={"symbol": "line-ns-open", "size": 20, "color": LOST, "line": {"width": 3, "color": LOST}},
        hovertemplate="<b>%{y}</b><br>Four of five by day %{x:.0f}<extra></extra>",
    )  # fmt: skip
    chart.update_layout(margin={"t": 40, "b": 44, "r": 16})
    chart.update_xaxes(visible=True, rangemode="tozero", showgrid=True, gridcolor=GRID, title="Days")
    chart.update_yaxes(autorange="reversed", type="category")
    return chart


def promises_chart(
    promises: pd.DataFrame, names: Sequence[str], band: tuple[float, float], *, separators: str = ".,"
) -> go.Figure:
    """`promises`: as `delivery` gives them: each share with its interval, before the band that is aimed at."""
    chart = figure(height=90 + 46 * len(promises), separators=separators)
    chart.add_vrect(x0=band[0], x1=band[1], fillcolor=OPEN, opacity=0.28, line_width=0, layer="below")
    chart.add_scatter(
        x=promises["kept_rate"], y=list(names), mode="markers", marker={"color": ADVANCED, "size": 13},
        error_x=whiskers(promises["kept_rate"], promises["low"], promises["high"], color=ADVANCED, width=6),
        customdata=promises[["months", "answered", "kept"]],
        hovertemplate="<b>%{y}</b><br>%{customdata[2]} of %{customdata[1]} say so: %{x:.0%}<extra></extra>", showlegend=False,
    )  # fmt: skip
    chart.update_layout(margin={"t": 12, "b": 44, "r": 16})
    chart.update_xaxes(
        visible=True, range=[0.4, 1.0], tickformat=".0%", showgrid=True, gridcolor=GRID, title="Promise kept"
    )
    chart.update_yaxes(autorange="reversed", type="category")
    return chart


def hazards_chart(rows: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`rows`: of one way of selling: leavings per month with their interval."""
    chart = figure(height=70 + 38 * len(rows), separators=separators)
    chart.add_scatter(
        x=rows["per_month"], y=[label(each, 30) for each in rows["value"]], mode="markers", marker={"color": LOST, "size": 12},
        error_x=whiskers(rows["per_month"], rows["low"], rows["high"], color=LOST, width=6),
        customdata=rows[["value", "left", "customers"]],
        hovertemplate="<b>%{customdata[0]}</b><br>%{x:.1%} a month; %{customdata[1]} of %{customdata[2]} left<extra></extra>", showlegend=False,
    )  # fmt: skip
    chart.update_layout(margin={"t": 8, "b": 44, "r": 16})
    chart.update_xaxes(
        visible=True,
        rangemode="tozero",
        tickformat=".1%",
        showgrid=True,
        gridcolor=GRID,
        title="Customers who leave in a month",
    )
    chart.update_yaxes(autorange="reversed", type="category")
    return chart
