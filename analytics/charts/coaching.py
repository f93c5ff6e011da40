"""Weak and strong cells, the funnel of chance, and what a stage would bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from analytics.charts.theme import ADVANCED, GRID, LOST, OPEN, figure, label, name_rows, whiskers

STRONG = "#009E73"
ROW, REST = 38, 100
# state -> name, colour, symbol, size
STATES = {
    "flag": ("Weak", LOST, "diamond", 20),
    "watch": ("Watch", LOST, "diamond-open", 18),
    "strong": ("Strong", STRONG, "star", 18),
    "fine": ("Within chance", OPEN, "circle", 9),
    "not_enough": ("Too few deals", OPEN, "circle-open", 8),
}


def cells_chart(cells: pd.DataFrame, owners: Sequence[str], *, separators: str = ".,") -> go.Figure:
    """`cells`: of one pipeline, as in `Coaching.cells`; `owners`: the rows, from top to bottom.

    One sign per person and stage; only what stands out beyond chance has a colour and a figure.  `customdata`: owner, position.
    """
    cells = cells[cells["owner"].isin(owners)]
    stages = cells.drop_duplicates("position").sort_values("position")
    chart = figure(height=ROW * len(owners) + REST, separators=separators)
    for state, (name, color, symbol, size) in STATES.items():
        part = cells[cells["state"] == state]
        loud = state in ("flag", "watch", "strong")
        chart.add_scatter(
            name=name,
            mode="markers+text",
            x=part["position"],
            y=[owners.index(each) for each in part["owner"]],
            marker={"symbol": symbol, "size": size, "color": color, "line": {"width": 2 if symbol.endswith("open") else 0, "color": color}},
            text=[f"{each:.0%}" if loud else "" for each in part["adjusted"]],
            textposition="top center",
            cliponaxis=False,
            customdata=[[row.owner, int(row.position)] for row in part.itertuples()],
            hovertext=[
                f"<b>{label(row.owner, 60)}, {label(row.stage, 60)}</b><br>{row.adjusted:.0%} move on ({row.low:.0%} – {row.high:.0%}), "
                f"peers {row.team:.0%}<br>{row.n} deals"
                for row in part.itertuples()
            ],
            hovertemplate="%{hovertext}<extra>" + name + "</extra>",
        )  # fmt: skip
    chart.update_layout(margin={"t": 64, "b": 8, "r": 24}, legend={"itemsizing": "trace"})
    chart.update_xaxes(
        visible=True, side="top", showgrid=False, zeroline=False, tickmode="array", tickvals=stages["position"],
        ticktext=[label(each, 14) for each in stages["stage"]], range=[stages["position"].min() - 0.5, stages["position"].max() + 0.7],
    )  # fmt: skip
    chart.update_yaxes(
        # room for a figure above the first row
        range=[len(owners) - 0.5, -0.8], tickmode="array", tickvals=list(range(len(owners))), ticktext=[label(each, 28) for each in owners],
        showgrid=True, gridcolor="rgba(133,147,168,.18)",
    )  # fmt: skip
    return chart


def plot_of_chance(
    cells: pd.DataFrame, limits: pd.DataFrame, chosen: str | None, *, separators: str = ".,"
) -> go.Figure:
    """`cells`: of one stage; `limits`: as `limits` gives them.  Conversion at the mix of all by number of deals.

    `customdata`: owner, position.
    """
    chart = figure(height=330, separators=separators)
    for level, name, dash in (("998", "99.8% of people who are alike", "dot"), ("95", "95%", "solid")):
        for side in ("low", "high"):
            chart.add_scatter(
                name=name, x=limits["n"], y=limits[f"{side}{level}"], mode="lines", legendgroup=level, showlegend=side == "low",
                line={"color": OPEN, "width": 1.5, "dash": dash}, hoverinfo="skip",
            )  # fmt: skip
    told = cells[cells["at_mix"].notna()]
    names = [each == chosen for each in told["owner"]]
    chart.add_scatter(
        name="People",
        mode="markers+text",
        x=told["n_eff"],
        y=told["at_mix"],
        text=[label(row.owner) if (row.state in ("flag", "watch", "strong") or row.owner == chosen) else "" for row in told.itertuples()],
        textposition="top center",
        marker={
            "size": [14 if each else 10 for each in names],
            "color": [STATES[state][1] if state in ("flag", "watch", "strong") else ADVANCED for state in told["state"]],
            "symbol": [STATES[state][2] if state in ("flag", "watch", "strong") else "circle" for state in told["state"]],
        },
        customdata=[[row.owner, int(row.position), label(row.owner, 60), int(row.n)] for row in told.itertuples()],
        hovertemplate="<b>%{customdata[2]}</b><br>%{y:.0%} of %{customdata[3]} deals move on, at the mix of all<extra></extra>",
    )  # fmt: skip
    if len(told):
        chart.add_hline(y=float(told["team"].iloc[0]), line={"color": OPEN, "width": 1, "dash": "dash"})
    chart.update_layout(margin={"t": 40, "b": 44, "r": 24})
    chart.update_xaxes(visible=True, showgrid=False, zeroline=False, title="Deals", rangemode="tozero")
    chart.update_yaxes(tickformat=".0%", nticks=6, showgrid=True, gridcolor=GRID)
    return chart


def fix_chart(stages: pd.DataFrame, *, money: Callable[[float], str], separators: str = ".,") -> go.Figure:
    """`stages`: of one pipeline, as in `WhatToFix.stages`: the value of each gap per quarter, steady and this quarter, with its range."""
    chart = figure(height=52 * len(stages) + 80, separators=separators)
    for name, column, color in (("Steady, per quarter", "steady", ADVANCED), ("This quarter", "this_quarter", OPEN)):
        chart.add_bar(
            name=name,
            orientation="h",
            x=stages[column],
            y=stages["position"],
            marker={"color": color},
            error_x=whiskers(
                stages[column], stages[f"{column}_low"].clip(upper=stages[column]), stages[f"{column}_high"].clip(lower=stages[column]),
                thickness=1.5, width=4,
            ),
            customdata=[[label(row["stage"], 60), money(row[column]), money(row[f"{column}_low"]), money(row[f"{column}_high"])]
                        for row in stages.to_dict("records")],
            hovertemplate="<b>%{customdata[0]}</b><br>" + name + ": %{customdata[1]} (%{customdata[2]} – %{customdata[3]})<extra></extra>",
        )  # fmt: skip
    chart.update_layout(barmode="group", margin={"t": 40})
    name_rows(chart, stages["position"], stages["stage"])
    return chart
