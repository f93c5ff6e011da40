"""How deals leave each stage: shares within a horizon, their curves by day, and the months in which they came."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, FATES, GRID, LOST, OPEN, figure, label, name_rows, whiskers

# share -> its name, its colour, and what became of the deals behind it
SHARES = {
    "conversion": ("Moved on", ADVANCED, "advanced"), "still_open": ("Still open", OPEN, "open"),
    "lost_share": ("Lost", LOST, "lost"),
}  # fmt: skip
LINES = {"advanced": "Moved on", "open": "Still open", "lost": "Lost"}
ROW, REST = 46, 56
RIGHT = 150


def conversion_chart(stages: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`stages`: of one pipeline, as `conversion` gives them.

    One bar of 100% per stage; each part carries its position and fate (`customdata`), by which a click finds its deals.  Few deals are drawn pale; of fewer than ten only the counts are written.
    """
    chart = figure(height=ROW * len(stages) + REST, separators=separators)
    told = stages[stages["shown"] != "counts"]
    for column, (name, color, fate) in SHARES.items():
        chart.add_bar(
            name=name,
            orientation="h",
            y=told["position"],
            x=told[column],
            customdata=[[position, fate] for position in told["position"]],
            hovertext=[
                f"{name.lower()} within {days} days<br><b>{label(stage, 60)}</b>"
                for stage, days in zip(told["stage"], told["days"], strict=True)
            ],
            marker={"color": color, "opacity": [0.45 if shown == "unsure" else 1 for shown in told["shown"]]},
            text=told[column],
            texttemplate="%{text:.0%}",
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont={"color": "#0B1220" if column == "still_open" else "#FFFFFF"},
            textangle=0,
            hovertemplate="%{x:.1%}%{hovertext}<extra></extra>",
        )
    _words(chart, stages)
    chart.update_layout(barmode="stack", margin_t=40, margin_r=RIGHT)
    # three shares may add up to a little more than 1; of a bar that ends beyond the axis the text is hidden
    chart.update_xaxes(range=[0, 1 + 1e-6])
    name_rows(chart, stages["position"], stages["stage"])
    return chart


def _words(chart: go.Figure, stages: pd.DataFrame) -> None:
    """Beside each bar, how sure its first share is and how long the deals were given."""
    few = stages["shown"] == "counts"
    texts = [
        f" {row.advanced} of {row.entered} moved on" if row.shown == "counts"
        else f" {row.low:.0%} – {row.high:.0%} in {row.days} days"
        for row in stages.itertuples()
    ]  # fmt: skip
    chart.add_scatter(
        mode="text", y=stages["position"], x=[0 if each else 1 for each in few], text=texts,
        textposition="middle right", cliponaxis=False, hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def curves_chart(curve: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`curve`: of one stage, as in `Conversion.curves`: what had become of its deals by each day."""
    chart = figure(height=260, separators=separators)
    for fate, name in LINES.items():
        chart.add_scatter(
            name=name,
            x=curve["day"],
            y=curve[fate],
            mode="lines",
            line={"color": FATES[fate], "shape": "hv", "width": 2.5, "dash": "dot" if fate == "open" else "solid"},
            hovertemplate="%{y:.0%} " + name.lower() + " by day %{x}<extra></extra>",
        )
    chart.update_layout(margin={"t": 40, "b": 40, "r": 16}, hovermode="x unified")
    chart.update_xaxes(
        visible=True, showgrid=False, zeroline=False, title="Days since the stage was reached", rangemode="tozero"
    )
    chart.update_yaxes(range=[0, 1.02], tickformat=".0%", nticks=5, showgrid=True, gridcolor=GRID)
    return chart


def cohorts_chart(cohorts: pd.DataFrame, *, separators: str = ".,") -> go.Figure:
    """`cohorts`: of one stage, as in `Conversion.cohorts`: share moved on in time, by month of reaching the stage.

    Months of which some deals still have time are hatched: their bars can only grow.
    """
    chart = figure(height=260, separators=separators)
    young = cohorts["watched"] < cohorts["entered"]
    chart.add_bar(
        x=cohorts["month"],
        y=cohorts["share"],
        marker={"color": ADVANCED, "pattern": {"shape": ["/" if each else "" for each in young], "fgcolor": OPEN}},
        customdata=cohorts[["advanced", "entered"]],
        hovertemplate="%{x|%B %Y}<br>%{customdata[0]} of %{customdata[1]} moved on in time (%{y:.0%})<extra></extra>",
        showlegend=False,
    )
    chart.update_layout(margin={"t": 40, "b": 40, "r": 16})
    chart.update_xaxes(visible=True, showgrid=False, tickformat="%b<br>%Y", nticks=8)
    chart.update_yaxes(range=[0, 1.02], tickformat=".0%", nticks=5, showgrid=True, gridcolor=GRID)
    return chart


def comparison_chart(rows: pd.DataFrame, *, points: Callable[[object], str]) -> go.Figure:
    """`rows`: of one pipeline, as `compare` gives them: the difference of each stage with its interval.

    `points` words a difference.

    A difference that is one is drawn full, one that chance explains hollow.
    """
    told = rows[rows["difference"].notna()]
    chart = figure(height=ROW * len(rows) + REST, separators=".,")
    for is_real, name in ((True, "Differs"), (False, "Chance explains it")):
        part = told[told["is_real"] == is_real]
        chart.add_scatter(
            name=name,
            mode="markers",
            x=part["difference"],
            y=part["position"],
            error_x=whiskers(part["difference"], part["low"], part["high"]),
            marker={"size": 12, "color": ADVANCED, "symbol": "circle" if is_real else "circle-open", "line": {"width": 2}},
            hovertext=[
                f"<b>{label(row.stage, 60)}</b><br>{points(row.difference)} ({points(row.low)} to {points(row.high)})"
                for row in part.itertuples()
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
    chart.add_vline(x=0, line={"color": OPEN, "width": 1, "dash": "dash"})
    chart.update_layout(margin={"t": 40, "b": 44})
    chart.update_xaxes(
        visible=True, showgrid=False, zeroline=False, title="Difference in percentage points", tickformat="+.0%"
    )
    name_rows(chart, rows["position"], rows["stage"], of_points=True)
    return chart
