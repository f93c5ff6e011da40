"""The open pipeline by stage: what is open, and what is left of it once each deal counts by its probability."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics.charts.theme import PART, TEMPLATE, WHOLE, WORDS, label

BARS = {"open_amount": ("Open", WHOLE), "weighted_amount": ("Weighted", PART)}
ROW, TITLE, REST = 40, 40, 40
NO_STAGE = "No stage told"


def overview_chart(stages: pd.DataFrame, *, money: Callable[[object], str]) -> go.Figure:
    """`stages`: as `overview_stages` gives them; `money` words an amount.  Each pipeline has a part of its own."""
    pipelines = stages["pipeline"].unique()
    rows = [stages[stages["pipeline"] == pipeline] for pipeline in pipelines]
    several = len(pipelines) > 1
    bars = {column: bar for column, bar in BARS.items() if stages[column].notna().any()}
    height = ROW * len(stages) + (TITLE * len(pipelines) if several else 0) + REST
    chart = make_subplots(
        rows=len(pipelines),
        shared_xaxes=True,
        row_heights=[len(part) for part in rows],
        vertical_spacing=TITLE / (height - REST - TITLE) if several else 0,
        subplot_titles=[label(pipeline, 60) for pipeline in pipelines] if several else None,
    )
    for place, (pipeline, part) in enumerate(zip(pipelines, rows, strict=True), start=1):
        names = [NO_STAGE if pd.isna(stage) else str(stage) for stage in part["stage"]]
        places = list(range(len(names)))
        for column, (name, color) in bars.items():
            chart.add_bar(
                row=place,
                col=1,
                name=name,
                legendgroup=column,
                showlegend=place == 1,
                orientation="h",
                y=places,
                x=part[column],
                marker_color=color,
                text=[money(amount) for amount in part[column]],
                textposition="outside",
                cliponaxis=False,
                # by which a click finds the deals
                customdata=[[pipeline, stage] for stage in names],
                hovertext=[
                    f"{deals:,} deals<br><b>{label(stage, 60)}</b>"
                    for stage, deals in zip(names, part["deals"], strict=True)
                ],
                hovertemplate=name + " %{text}, %{hovertext}<extra></extra>",
            )
        ticks = [label(each) for each in names]
        chart.update_yaxes(autorange="reversed", tickmode="array", tickvals=places, ticktext=ticks, row=place, col=1)
    chart.update_layout(template=TEMPLATE, height=height, barmode="group", bargroupgap=0.06)
    chart.update_layout(margin_t=REST + (24 if several else 0), margin_r=WORDS)
    chart.update_annotations(x=0, xanchor="left", font_size=14)
    return chart
