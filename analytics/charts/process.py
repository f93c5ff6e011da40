"""What each stage tells about winning."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, OPEN, figure, label, name_rows, whiskers

ROW, REST = 46, 76


def information_chart(stages: pd.DataFrame, meaning: Mapping[int, str], *, separators: str = ".,") -> go.Figure:
    """`stages`: of one pipeline, as `process` gives them.  A bar for each stage, with its interval; a line at an even share.

    `meaning`: position -> the buyer's outcome and the exit criteria, for the hover.
    """
    chart = figure(height=ROW * len(stages) + REST, separators=separators)
    told = stages["information"]
    # the words would stand on the whisker
    texts = [
        f"{share:.0%} ({low:.0%}–{high:.0%})"
        for share, low, high in zip(told, stages["information_low"], stages["information_high"], strict=True)
    ]
    chart.add_bar(
        orientation="h",
        y=stages["position"],
        x=told,
        marker_color=ADVANCED,
        showlegend=False,
        error_x=whiskers(told, stages["information_low"], stages["information_high"]),
        hovertext=[
            "<br>".join([f"<b>{label(stage, 60)}</b>", text, *(label(line, 60) for line in meaning.get(place, "").splitlines())])
            for stage, text, place in zip(stages["stage"], texts, stages["position"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    chart.add_scatter(
        mode="text",
        y=stages["position"],
        x=stages["information_high"],
        text=[f" {share:.0%}" for share in told],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    chart.add_vline(x=1 / len(stages), line={"color": OPEN, "dash": "dot", "width": 2})
    chart.add_annotation(
        x=1 / len(stages), y=1, yref="paper", yanchor="bottom", text="an even share", showarrow=False, font={"size": 12}
    )
    chart.update_layout(margin={"t": 28, "b": 44})
    chart.update_xaxes(visible=True, rangemode="tozero", tickformat=".0%", nticks=6, showgrid=True,
                       gridcolor=GRID, title="Of all that the stages tell about winning")  # fmt: skip
    name_rows(chart, stages["position"], stages["stage"])
    return chart
