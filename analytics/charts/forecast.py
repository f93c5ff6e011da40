"""What the quarter may bring, and how right that was in the past."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, LOST, OPEN, figure, label, money_axis, round_up

BAND = "rgba(47,127,198,.22)"
SOFT, FAINT = "#7FB2E0", "#8A63B8"
Money = Callable[[object], str]


def fan_chart(
    fan: pd.DataFrame,
    pacing: pd.DataFrame,
    ends: tuple[date, date],
    target: float | None,
    *,
    money: Money,
    day: Callable[[date], str],
) -> go.Figure:
    """`fan`, `pacing`: as `forecast` gives them: what was won by each day, and the band of what may come."""
    chart = figure(height=360, separators=".,")
    if len(fan):
        chart.add_scatter(
            x=[*fan["day"], *fan["day"][::-1]], y=[*fan["p90"], *fan["p10"][::-1]], fill="toself", fillcolor=BAND,
            mode="lines", line={"width": 0}, name="80% band", hoverinfo="skip",
        )  # fmt: skip
        chart.add_scatter(
            x=fan["day"], y=fan["p50"], mode="lines", line={"color": ADVANCED, "width": 2.5, "dash": "dash"}, name="Median",
            customdata=[f"{day(on)}: {money(a)} ({money(b)} – {money(c)})" for on, a, b, c in zip(fan["day"], fan["p50"], fan["p10"], fan["p90"], strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    if len(pacing):
        chart.add_scatter(
            x=pacing["day"], y=pacing["amount"], mode="lines", line={"color": ADVANCED, "width": 3, "shape": "hv"}, name="Won",
            customdata=[f"Won by {day(on)}: {money(each)}" for on, each in zip(pacing["day"], pacing["amount"], strict=True)], hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    if target is not None:
        chart.add_scatter(
            x=list(ends), y=[target, target], mode="lines", line={"color": LOST, "width": 2, "dash": "dot"}, name="Target",
            customdata=[f"Target: {money(target)}"] * 2, hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    money_axis(
        chart,
        [0, target or 0, fan["p90"].max() if len(fan) else 0, pacing["amount"].max() if len(pacing) else 0],
        money,
    )
    chart.update_layout(margin={"t": 44, "b": 40, "l": 8, "r": 16}, hovermode="x")
    chart.update_xaxes(visible=True, showgrid=False, range=list(ends), nticks=7)
    return chart


def parts_chart(parts: Mapping[str, float], *, money: Money) -> go.Figure:
    """`parts`: name -> amount, in order; one bar."""
    chart = figure(height=124, separators=".,")
    colors = [ADVANCED, SOFT, FAINT, OPEN]
    total = sum(parts.values()) or 1
    for (name, amount), color in zip(parts.items(), colors, strict=False):
        chart.add_bar(
            x=[amount], y=[""], orientation="h", name=name, marker_color=color,
            text=money(amount) if amount > 0.08 * total else "", textposition="inside", insidetextanchor="middle",
            textfont_color="#FFFFFF" if color in (ADVANCED, FAINT) else "#0F172A",
            customdata=[money(amount)], hovertemplate=f"{name}: %{{customdata}}<extra></extra>",
        )  # fmt: skip
    chart.update_layout(barmode="stack", margin={"t": 44, "b": 8, "l": 0, "r": 8}, bargap=0.1)
    chart.update_xaxes(range=[0, total])
    chart.update_yaxes(visible=False)
    return chart


def methods_chart(bands: Mapping[str, object], target: float | None, *, money: Money) -> go.Figure:
    """`bands`: name -> band, from top to bottom: the median of each method with its band."""
    chart = figure(height=44 * len(bands) + 70, separators=".,")
    names = list(bands)
    for place, name in enumerate(names):
        band = bands[name]
        if band.p10 is not None:
            chart.add_scatter(
                x=[band.p10, band.p90], y=[place, place], mode="lines", line={"color": ADVANCED, "width": 7},
                opacity=0.35, hoverinfo="skip", showlegend=False,
            )  # fmt: skip
        words = (
            f"{money(band.p50)} ({money(band.p10)} – {money(band.p90)})" if band.p10 is not None else money(band.p50)
        )
        chart.add_scatter(
            x=[band.p50], y=[place], mode="markers", marker={"size": 13, "color": ADVANCED}, showlegend=False,
            hovertemplate=f"<b>{label(name, 60)}</b><br>{words}<extra></extra>",
        )  # fmt: skip
    if target is not None:
        chart.add_vline(
            x=target,
            line={"color": LOST, "width": 2, "dash": "dot"},
            annotation_text="Target",
            annotation_position="top",
        )
    values = [each for band in bands.values() for each in (band.p10, band.p50, band.p90) if each is not None]
    low, high = min([*values, target or min(values)]), max([*values, target or 0])
    step = round_up((high - low) / 5 or 1)
    first = int(low // step) * step
    ticks = [first + step * each for each in range(8) if first + step * each <= high + step]
    chart.update_layout(margin={"t": 26, "b": 36, "r": 24})
    chart.update_xaxes(
        visible=True, showgrid=True, gridcolor=GRID, tickvals=ticks, ticktext=[money(each) for each in ticks],
        range=[low - 0.06 * (high - low or 1), high + 0.06 * (high - low or 1)],
    )  # fmt: skip
    chart.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), ticktext=[label(each, 26) for each in names],
        range=[len(names) - 0.5, -0.5],
    )  # fmt: skip
    return chart


def replay_chart(rows: pd.DataFrame, *, money: Money) -> go.Figure:
    """`rows`: one per past period, of one week and method: the band that was forecast, and what came."""
    chart = figure(height=340, separators=".,")
    for period, low, high in zip(rows["period"], rows["p10"], rows["p90"], strict=True):
        chart.add_scatter(
            x=[period, period], y=[low, high], mode="lines", line={"color": ADVANCED, "width": 14}, opacity=0.3,
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    chart.add_scatter(
        x=rows["period"], y=rows["p50"], mode="markers", name="Forecast, with 80% band",
        marker={"color": ADVANCED, "size": 12, "symbol": "line-ew-open", "line": {"width": 4, "color": ADVANCED}},
        customdata=[f"{money(a)} ({money(b)} – {money(c)})" for a, b, c in zip(rows["p50"], rows["p10"], rows["p90"], strict=True)],
        hovertemplate="<b>%{x}</b><br>Forecast: %{customdata}<extra></extra>",
    )  # fmt: skip
    chart.add_scatter(
        x=rows["period"], y=rows["actual"], mode="markers", name="What came", marker={"color": LOST, "size": 10, "symbol": "diamond"},
        customdata=[money(each) for each in rows["actual"]], hovertemplate="<b>%{x}</b><br>Came: %{customdata}<extra></extra>",
    )  # fmt: skip
    money_axis(chart, [rows["p90"].max(), rows["actual"].max()], money)
    chart.update_layout(margin={"t": 44, "b": 40, "r": 8})
    chart.update_xaxes(visible=True, showgrid=False, type="category")
    return chart


def calibration_chart(bins: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`bins`: as `calibration` of `accuracy` gives them, of one method: chances given, and how often they came true."""
    chart = figure(height=380, separators=separators)
    chart.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": OPEN, "dash": "dot", "width": 2},
        name="Just right",
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=bins["predicted"], y=bins["observed"], mode="lines+markers", name="Came true", line={"color": ADVANCED, "width": 2},
        marker={"size": (8 + 16 * (bins["n"] / bins["n"].max()) ** 0.5).tolist(), "color": ADVANCED}, customdata=bins["n"],
        hovertemplate="Chance given %{x:.0%}<br>won %{y:.0%} of %{customdata:,} deals<extra></extra>",
    )  # fmt: skip
    chart.update_layout(margin={"t": 44, "b": 48, "r": 16})
    axis = {
        "visible": True,
        "range": [-0.03, 1.03],
        "tickformat": ".0%",
        "showgrid": True,
        "gridcolor": GRID,
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
    }
    chart.update_xaxes(title="Chance given", **axis)
    chart.update_yaxes(title="Share won", **axis)
    return chart
