"""The funnel of one pipeline: a bar for each stage, by what became of the deals that reached it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import FATES, figure, label, name_rows

NAMES = {"advanced": "Advanced", "open": "Still open", "lost": "Lost"}
ROW, REST, LEGEND = 46, 56, 40


def funnel_chart(
    stages: pd.DataFrame, *, money: Callable[[object], str] | None = None, separators: str = ".,"
) -> go.Figure:
    """`stages`: of one pipeline, as `funnel` gives them.  Where drop-off is not possible, only the open deals are drawn.

    `money` words an amount; with it the bars are amounts, else deals.

    Each bar carries its position and fate (`customdata`), by which a click finds the deals behind it.
    """
    drawn = {fate: stages[f"amount_{fate}"].fillna(0) if money else stages[fate] for fate in NAMES}
    fates = [fate for fate in NAMES if stages[fate].notna().all()]
    chart = figure(height=ROW * len(stages) + REST, separators=separators)
    for fate in fates:
        chart.add_bar(
            name=NAMES[fate],
            orientation="h",
            y=stages["position"],
            x=drawn[fate],
            customdata=[[position, fate] for position in stages["position"]],
            marker_color=FATES[fate],
            text=[money(amount) for amount in drawn[fate]] if money else drawn[fate],
            texttemplate="%{text}" if money else "%{x:,}",
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont={"color": "#0B1220" if fate == "open" else "#FFFFFF"},
            textangle=0,
            hovertext=[label(stage, 60) for stage in stages["stage"]],
            hovertemplate="<b>%{hovertext}</b><br>"
            + ("%{text} " if money else "%{x:,} ")
            + NAMES[fate].lower()
            + "<extra></extra>",
        )
    if "lost" in fates and not money:
        _drop_off(chart, stages[stages["drop_off"].notna()])
    chart.update_layout(barmode="stack", showlegend=True, margin_t=LEGEND)
    name_rows(chart, stages["position"], stages["stage"])
    return chart


def _drop_off(chart: go.Figure, stages: pd.DataFrame) -> None:
    """The share lost, at the end of each bar."""
    chart.add_scatter(
        mode="text",
        y=stages["position"],
        x=stages["reached"],
        text=stages["drop_off"],
        texttemplate=" %{text:.0%} lost",
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
