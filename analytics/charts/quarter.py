"""What belongs to a quarter besides its forecast: pacing, forecast categories, deals won in the month in which they passed a stage."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, OPEN, figure, label, name_rows, whiskers

OTHER = "#8A63B8"  # a category that is none of ours
BAND = "rgba(133,147,168,.22)"


def pacing_chart(weeks: pd.DataFrame, whole: float | None, name: str, *, separators: str = ".,") -> go.Figure:
    """`weeks`: as `coverage` gives them; `whole`: what this period's line is a share of; `name`: of that line."""
    chart = figure(height=320, separators=separators)
    quiet = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    chart.add_scatter(x=weeks["week"], y=weeks["low"], showlegend=False, **quiet)
    chart.add_scatter(
        x=weeks["week"], y=weeks["high"], fill="tonexty", fillcolor=BAND, name="Eight of ten past periods", **quiet
    )
    chart.add_scatter(
        x=weeks["week"], y=weeks["median"], mode="lines", line={"color": OPEN, "width": 2, "dash": "dash"},
        name="Past periods, median", hovertemplate="Week %{x}: %{y:.0%} of the period’s bookings were won<extra></extra>",
    )  # fmt: skip
    if whole:
        known = weeks[weeks["amount"].notna()]
        chart.add_scatter(
            x=known["week"], y=known["amount"] / whole, mode="lines+markers", line={"color": ADVANCED, "width": 3},
            marker={"size": 7}, name=label(name, 60), hovertemplate="Week %{x}: %{y:.0%}<extra></extra>",
        )  # fmt: skip
    chart.update_layout(margin={"t": 56, "b": 44, "r": 16})
    chart.update_xaxes(visible=True, showgrid=False, title="Week of the period", dtick=1 if len(weeks) <= 6 else 2)
    chart.update_yaxes(tickformat=".0%", nticks=6, showgrid=True, gridcolor=GRID, rangemode="tozero")
    return chart


def categories_chart(rows: pd.DataFrame, column: str, *, money: Callable[[object], str]) -> go.Figure:
    """`rows`: as `categories` gives them; `column`: `amount` or `cumulative_amount`.  A bar's `customdata` is its place."""
    chart = figure(height=40 * len(rows) + 16, separators=".,")
    colors = [
        ADVANCED if each == "closed" else OPEN if known else OTHER
        for each, known in zip(rows["category"], rows["is_known"], strict=True)
    ]
    chart.add_bar(
        orientation="h", y=list(range(len(rows))), x=rows[column], marker_color=colors, text=[money(each) for each in rows[column]],
        textposition="outside", cliponaxis=False, customdata=list(range(len(rows))),
        hovertext=[f"{label(name, 60)}: {money(amount)}" for name, amount in zip(rows["name"], rows[column], strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    name_rows(chart, list(range(len(rows))), rows["name"], of_points=True)
    return chart


def months_chart(months: pd.DataFrame, rate: float | None, *, separators: str = ".,") -> go.Figure:
    """`months`: of one stage, as `within_month` gives them; `rate`: of all of them together."""
    chart = figure(height=280, separators=separators)
    told = months[months["won_rate"].notna()]
    chart.add_scatter(
        x=told["month"], y=told["won_rate"], mode="markers", marker={"color": ADVANCED, "size": 9}, showlegend=False,
        error_y=whiskers(told["won_rate"], told["low"], told["high"], thickness=1.5, width=0),
        customdata=told[["won", "passed"]],
        hovertemplate="%{x|%Y-%m}: %{customdata[0]} of %{customdata[1]}, %{y:.0%}<extra></extra>",
    )  # fmt: skip
    if rate is not None:
        chart.add_hline(y=rate, line={"color": OPEN, "width": 2, "dash": "dash"})
    chart.update_layout(margin={"t": 16, "b": 40, "r": 16})
    chart.update_xaxes(visible=True, showgrid=False, tickformat="%b %y")
    chart.update_yaxes(tickformat=".0%", nticks=6, showgrid=True, gridcolor=GRID, rangemode="tozero")
    return chart
