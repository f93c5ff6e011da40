"""How long deals stay, and what changed the speed of money."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, LOST, OPEN, figure, label, name_rows

ROW, REST = 40, 60
OUTCOMES = {
    "all": ("All deals", OPEN, "solid"), "won": ("Deals won", ADVANCED, "dash"), "lost": ("Deals lost", LOST, "dot"),
}  # fmt: skip
NAMES = {
    "opportunities": "More or fewer deals", "win_rate": "Win rate", "average_won": "Average won amount",
    "cycle_days": "Sales cycle",
}  # fmt: skip


def stages_chart(stages: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`stages`: of one pipeline, as `velocity` gives them: from the median to the 80th percentile, and the mean of those who left."""
    chart = figure(height=ROW * len(stages) + REST, separators=separators)
    names = [label(each, 60) for each in stages["stage"]]
    for median, p80, position in zip(stages["median_days"], stages["p80_days"], stages["position"], strict=True):
        if pd.notna(median) and pd.notna(p80):
            chart.add_scatter(
                x=[median, p80], y=[position, position], mode="lines", line={"color": ADVANCED, "width": 6}, opacity=0.35,
                hoverinfo="skip", showlegend=False,
            )  # fmt: skip
    marks = {
        "median_days": ("Median", ADVANCED, "circle"),
        "p80_days": ("Four of five have left", ADVANCED, "line-ns-open"),
        "naive_mean_days": ("Mean of those who left", LOST, "diamond-open"),
    }
    for column, (name, color, symbol) in marks.items():
        chart.add_scatter(
            name=name,
            mode="markers",
            x=stages[column],
            y=stages["position"],
            marker={"color": color, "symbol": symbol, "size": 12, "line": {"width": 2, "color": color}},
            customdata=names,
            hovertemplate="<b>%{customdata}</b><br>" + name + ": %{x:.0f} days<extra></extra>",
        )
    chart.update_layout(margin={"t": 40, "b": 44})
    chart.update_xaxes(visible=True, rangemode="tozero", showgrid=True, gridcolor=GRID, title="Days")
    name_rows(chart, stages["position"], stages["stage"], of_points=True)
    return chart


def outcomes_chart(curves: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`curves`: of one stage: the share of deals still inside by day, of all, of those won and of those lost in the end."""
    chart = figure(height=300, separators=separators)
    for group, (name, color, dash) in OUTCOMES.items():
        part = curves[curves["deals"] == group]
        if len(part) < 2:
            continue
        chart.add_scatter(
            name=name,
            x=part["day"],
            y=part["inside"],
            mode="lines",
            line={"shape": "hv", "width": 2.5, "color": color, "dash": dash},
            hovertemplate="%{y:.0%} of " + name.lower() + " still inside after %{x} days<extra></extra>",
        )
    _by_day(chart, curves)
    return chart


def _by_day(chart: go.Figure, curves: pd.DataFrame) -> None:
    """Axes of shares by day; the long tail of the last few deals is cut."""
    last = curves.loc[curves["inside"] >= 0.05, "day"].max()
    chart.update_layout(margin={"t": 60, "b": 44, "r": 16})
    chart.update_xaxes(visible=True, showgrid=False, range=[0, last], title="Days in the stage")
    chart.update_yaxes(range=[0, 1.02], tickformat=".0%", nticks=5, showgrid=True, gridcolor=GRID)


def inside_chart(curves: pd.DataFrame, names: Mapping[int, str], *, separators: str = ".,") -> go.Figure:
    """`curves`: of one pipeline: the share of deals still inside each stage, by day."""
    chart = figure(height=320, separators=separators)
    for position, part in curves.groupby("position"):
        chart.add_scatter(
            name=label(names[position], 60),
            x=part["day"],
            y=part["inside"],
            mode="lines",
            line={"shape": "hv", "width": 2.5, "dash": ["solid", "dash", "dot", "dashdot"][position // 6 % 4]},
            hovertemplate="%{y:.0%} still in " + label(names[position], 60) + " after %{x} days<extra></extra>",
        )
    _by_day(chart, curves)
    return chart


def change_chart(
    before: float, now: float, effects: Mapping[str, float], names: tuple[str, str], *, money: Callable[[object], str]
) -> go.Figure:
    """From the velocity of the period before to that of this one, a step for each factor."""
    texts = [money(before), *(("+" if each >= 0 else "") + money(each) for each in effects.values()), money(now)]
    chart = figure(height=300, separators=".,")
    chart.add_waterfall(
        x=[names[0], *(NAMES[name] for name in effects), names[1]],
        y=[before, *effects.values(), now],
        measure=["absolute", *["relative"] * len(effects), "total"],
        text=texts,
        textposition="outside",
        cliponaxis=False,
        increasing_marker_color=ADVANCED,
        decreasing_marker_color=LOST,
        totals_marker_color=OPEN,
        connector={"line": {"color": OPEN, "width": 1}},
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    chart.update_layout(margin={"t": 36, "b": 60, "r": 8}, showlegend=False)
    chart.update_xaxes(visible=True, showgrid=False)
    chart.update_yaxes(visible=False, rangemode="tozero")
    return chart
