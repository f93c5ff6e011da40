"""One look for all charts: colours that the colour-blind tell apart, on light and on dark ground."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

# each has at least 3:1 against white and against #0F172A
ADVANCED, LOST, OPEN = "#2F7FC6", "#D55E00", "#8593A8"
WHOLE, PART = OPEN, ADVANCED
# room at the right for the words after the longest bar (the screen's own theme takes the template's margins away)
WORDS = 64
GRID = "rgba(133,147,168,.25)"
FATES = {"advanced": ADVANCED, "open": OPEN, "lost": LOST}

TEMPLATE = go.layout.Template(
    layout=go.Layout(
        font={"size": 14},
        colorway=[ADVANCED, LOST, "#009E73", "#8A63B8", "#B58900", OPEN],
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        bargap=0.28,
        dragmode=False,
        hovermode="closest",
        legend={
            "orientation": "h",
            "xref": "container",
            "x": 0,
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "traceorder": "normal",
            "title": {"text": ""},
        },
        xaxis={"visible": False, "fixedrange": True},
        yaxis={"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "automargin": True},
        uniformtext={"minsize": 11, "mode": "hide"},
    )
)


def label(name: str, width: int = 24) -> str:
    """A name as Plotly may show it: what it holds is text, and a long one stands on two lines."""
    lines = textwrap.wrap(name, width, max_lines=2, placeholder=" …", break_on_hyphens=False) or [name]
    return "<br>".join(html.escape(line) for line in lines)


def figure(*, height: int, separators: str) -> go.Figure:
    """An empty figure in our look; `separators` are the decimal and the thousands sign."""
    return go.Figure(layout=go.Layout(template=TEMPLATE, height=height, separators=separators, margin_r=WORDS))


def whiskers(
    middle: pd.Series, low: pd.Series, high: pd.Series, *, color: str = OPEN, thickness: float = 2, width: int = 5
) -> dict[str, object]:
    """The bars of error around `middle`, from `low` to `high`."""
    return {
        "type": "data", "symmetric": False, "array": high - middle, "arrayminus": middle - low,
        "color": color, "thickness": thickness, "width": width,
    }  # fmt: skip


def name_rows(chart: go.Figure, places: Sequence[int], names: Iterable[str], *, of_points: bool = False) -> None:
    """The rows of a chart from top to bottom, each with its name; `of_points`: bars make room of their own, points need it."""
    chart.update_yaxes(tickmode="array", tickvals=places, ticktext=[label(each) for each in names])
    if of_points:
        chart.update_yaxes(range=[max(places, default=0) + 0.5, min(places, default=0) - 0.5])
    else:
        chart.update_yaxes(autorange="reversed")


def round_up(value: float) -> float:
    """The next of 1, 2, 2.5 and 5 times a power of ten."""
    size = 10.0 ** (len(str(int(value))) - 1)
    return next(size * each for each in (1, 2, 2.5, 5, 10) if size * each >= value)


def money_axis(chart: go.Figure, values: Iterable[float], money: Callable[[object], str]) -> None:
    """Some steps of round amounts from zero as far as `values` go, up and down, worded as everywhere."""
    low, high = min(0, *(each := list(values))), max(0, *each)
    high = high or (0 if low else 1)
    step = round_up((high - low) / 6)
    ticks = [step * each for each in range(-8, 9) if low - step < step * each < high + step]
    chart.update_yaxes(
        visible=True, range=[min(low * 1.06, -high / 100 if low else 0), high * 1.06], tickvals=ticks,
        ticktext=[money(each) for each in ticks], showgrid=True, gridcolor=GRID,
    )  # fmt: skip
