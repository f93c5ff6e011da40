"""Why open deals need attention, and how the chance to win falls with the days in a stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import GRID, LOST, OPEN, figure, label

ROW, REST = 38, 16


def reasons_chart(
    names: Mapping[str, str],
    counts: Mapping[str, int],
    money: Mapping[str, str],
    *,
    serious: Collection[str] = (),
    separators: str = ".,",
) -> go.Figure:
    """A bar for each reason: how many deals, and `money`: their amount in words.  The reason is the bar's `customdata`.

    `serious`: the reasons that stand out; the others are grey.
    """
    flags = [flag for flag in names if counts.get(flag)]
    chart = figure(height=ROW * len(flags) + REST, separators=separators)
    chart.add_bar(
        orientation="h",
        y=[names[flag] for flag in flags],
        x=[counts[flag] for flag in flags],
        customdata=flags,
        marker_color=[LOST if flag in serious else OPEN for flag in flags],
        text=[f" · {money[flag]}" if money[flag] else "" for flag in flags],
        texttemplate=" %{x:,}%{text}",
        textposition="outside",
        cliponaxis=False,
        hovertemplate="<b>%{y}</b><br>%{x:,} deals%{text}<extra></extra>",
    )
    chart.update_layout(margin_r=150)
    chart.update_yaxes(autorange="reversed")
    return chart


def chance_chart(
    chances: pd.DataFrame, names: Mapping[int, str], limits: Mapping[int, int], horizon: int, *, separators: str = ".,"
) -> go.Figure:
    """`chances`: of one pipeline, of all segments together.  A line for each stage; a ring at its learned age (`limits`)."""
    chart = figure(height=360, separators=separators)
    dashes: Sequence[str] = ["solid", "dash", "dot", "dashdot"]
    colors = chart.layout.template.layout.colorway
    for position, part in chances.groupby("position"):
        # rings would take colours of their own
        color = colors[position % len(colors)]
        name = label(names[position], 60)
        chart.add_scatter(
            name=name,
            x=part["age"],
            y=part["chance"],
            mode="lines+markers",
            marker={"size": 6},
            line={"width": 2.5, "color": color, "dash": dashes[position // 6 % 4]},
            customdata=part["deals"],
            hovertemplate="Of %{customdata:,} deals still in "
            + name
            + f" after %{{x}} days<br>%{{y:.0%}} were won within {horizon} days<extra></extra>",
        )
        if position in limits:
            before = part[part["age"] <= limits[position]]
            if len(before):
                chart.add_scatter(
                    x=[limits[position]], y=[before["chance"].iloc[-1]], mode="markers", showlegend=False,
                    marker={"symbol": "circle-open", "size": 15, "line": {"width": 2}, "color": color},
                    hovertemplate="Four of five won deals had left " + name + " by day %{x}<extra></extra>",
                )  # fmt: skip
    chart.update_layout(margin={"t": 60, "b": 44, "r": 16})
    chart.update_xaxes(visible=True, showgrid=False, title="Days in the stage", rangemode="tozero")
    chart.update_yaxes(rangemode="tozero", tickformat=".0%", nticks=5, showgrid=True, gridcolor=GRID)
    return chart
