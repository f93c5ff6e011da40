"""How recurring revenue moves, how cohorts and customers stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, LOST, OPEN, figure, label, money_axis

GAINS = {"new": ("New", ADVANCED), "reactivation": ("Reactivation", "#009E73"), "expansion": ("Expansion", "#8A63B8")}
LOSSES = {"contraction": ("Contraction", "#B58900"), "churn": ("Churn", LOST)}
COLORS = [ADVANCED, LOST, "#009E73", "#8A63B8", "#B58900", OPEN]
BAND = "rgba(47,127,198,.16)"


def movements_chart(
    months: pd.DataFrame, names: Sequence[str], *, money: Callable[[object], str], separators: str = ".,"
) -> go.Figure:
    """`months`: rows of `churn` in units of money, losses below zero; `names`: how each month is called."""
    chart = figure(height=360, separators=separators)
    for name, (words, color) in {**GAINS, **LOSSES}.items():
        chart.add_bar(
            name=words,
            x=list(names),
            y=months[name],
            marker_color=color,
            marker_pattern_shape=["/" if each else "" for each in months["is_partial"]],
            customdata=[[f"{month:%Y-%m-%d}", name] for month in months["month"]],
            text=[money(abs(each)) for each in months[name]],
            textposition="none",
            hovertemplate="<b>%{x}</b><br>" + words + ": %{text}<extra></extra>",
        )
    chart.update_layout(barmode="relative", margin={"t": 48, "b": 60, "r": 8}, legend_traceorder="normal")
    # so many months are named that two lines each stand apart
    every = -(-len(names) // 9)
    chart.update_xaxes(
        visible=True, showgrid=False, type="category", tickangle=0, tickvals=list(names)[::every],
        ticktext=[name.replace(" ", "<br>", 1) for name in list(names)[::every]],
    )  # fmt: skip
    money_axis(chart, [months[list(GAINS)].sum(axis=1).max(), months[list(LOSSES)].sum(axis=1).min()], money)
    chart.update_yaxes(zeroline=True, zerolinecolor=OPEN)
    return chart


def survival_chart(curves: dict[str, pd.DataFrame], *, separators: str = ".,") -> go.Figure:
    """`curves`: name -> rows of `months`, `survival`, `low`, `high`, `at_risk`; one alone has its interval as a band."""
    chart = figure(height=340, separators=separators)
    for place, (name, rows) in enumerate(curves.items()):
        if len(curves) == 1:
            edge = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip", "showlegend": False}
            chart.add_scatter(x=rows["months"], y=rows["low"], **edge)
            chart.add_scatter(x=rows["months"], y=rows["high"], fill="tonexty", fillcolor=BAND, **edge)
        chart.add_scatter(
            name=label(name, 40),
            x=rows["months"],
            y=rows["survival"],
            customdata=rows[["low", "high", "at_risk"]],
            mode="lines",
            line={"shape": "hv", "width": 2.5, "color": COLORS[place % len(COLORS)]},
            hovertemplate=label(name, 40)
            + ": %{y:.1%} after %{x} months<br>95%% interval %{customdata[0]:.1%} to %{customdata[1]:.1%}, %{customdata[2]} watched".replace(
                "%%", "%"
            )
            + "<extra></extra>",
        )
    chart.update_layout(margin={"t": 48 if len(curves) > 1 else 12, "b": 60, "r": 16}, showlegend=len(curves) > 1)
    chart.update_xaxes(
        visible=True,
        showgrid=False,
        title="Months as a customer, and how many were watched so long",
        rangemode="tozero",
    )
    ticks = next(iter(curves.values()))
    ticks = ticks[ticks["months"] % (6 if len(ticks) < 50 else 12) == 0]
    words = [f"{month}<br>n = {n}" for month, n in zip(ticks["months"], ticks["at_risk"], strict=True)]
    if len(curves) == 1:
        chart.update_xaxes(tickmode="array", tickvals=ticks["months"], ticktext=words)
    else:
        chart.update_xaxes(title="Months as a customer", dtick=6)
    chart.update_yaxes(range=[0, 1.02], tickformat=".0%", nticks=6, showgrid=True, gridcolor=GRID)
    return chart


def cohort_chart(
    shares: pd.DataFrame, *, names: Sequence[str], ages: Sequence[str], texts: pd.DataFrame, separators: str = ".,"
) -> go.Figure:
    """`shares`: a row per cohort, a column per age, missing where nobody knows yet; `texts`: what each cell says."""
    chart = figure(height=64 + 30 * len(shares), separators=separators)
    chart.add_heatmap(
        z=shares.to_numpy(dtype=float),
        x=list(ages),
        y=list(names),
        text=texts.to_numpy(),
        texttemplate="%{text}",
        textfont={"size": 12},
        colorscale=[[0, LOST], [0.5, "#F3E9DC"], [1, ADVANCED]],
        zmin=0.4,
        zmax=1.6,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        hovertemplate="%{y}, after %{x}: %{text}<extra></extra>",
    )
    chart.update_layout(margin={"t": 44, "b": 8, "r": 8})
    chart.update_xaxes(visible=True, side="top", showgrid=False, type="category", title="Months since the beginning")
    chart.update_yaxes(autorange="reversed", type="category")
    return chart
