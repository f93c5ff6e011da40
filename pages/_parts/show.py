"""What every page shows alike: how a figure is known, how it is counted, a table with its files."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from pages._parts import exports
from pages._parts.formats import day, md

# what a person reads above a column; `{currency}` is the reporting currency
HEADINGS = {
    "deal_id": "Deal id",
    "name": "Deal",
    "account": "Account",
    "owner": "Owner",
    "team": "Team",
    "pipeline": "Pipeline",
    "stage": "Stage",
    "status": "Status",
    "source": "Source",
    "lead_type": "Lead type",
    "region": "Region",
    "lost_reason": "Lost reason",
    "reason": "Lost reason",
    "amount": "Amount",
    "currency": "Currency",
    "reporting_amount": "Amount, {currency}",
    "created_on": "Created",
    "reached_on": "Reached",
    "expected_close_on": "Expected close",
    "closed_on": "Closed",
    "position": "Position",
    "deals": "Deals",
    "reached": "Reached",
    "advanced": "Advanced",
    "open": "Open",
    "lost": "Lost",
    "skipped": "Skipped",
    "drop_off": "Drop-off",
    "of_first": "Of the first",
    "of_previous": "Of the one before",
    "vanished": "Vanish",
    "parted": "Where the rules part",
    "why": "Why",
    "ours": "Our rule",
    "theirs": "The other rule",
    "amount_reached": "Amount reached, {currency}",
    "amount_lost": "Amount lost, {currency}",
    "open_amount": "Open amount, {currency}",
    "weighted_amount": "Weighted amount, {currency}",
}
# of streamlit/elements/lib/streamlit_plotly_theme.py; the browser test sees to it that it still works
_INK = "#000037"
LEVELS = {
    "exact": ("Exact", "green", ":material/check:"),
    "inferred": ("Inferred", "orange", ":material/function:"),
    "not_possible": ("Not possible", "red", ":material/block:"),
}


def answer(question: str, sentence: str) -> None:
    """The title of a page, and the sentence that answers it."""
    st.title(question, anchor=False)
    st.markdown(sentence)


def known(level: str, reason: str, as_of: date | None, metric: Callable, *more: str) -> None:
    """In one line: as of which day, how the figures are known, and how they are counted."""
    label, color, icon = LEVELS[level]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(label, icon=icon, color=color, help=reason)
        if as_of is not None:
            st.markdown(f":small[As of {md(day(as_of))}]", width="content")
        with st.popover("How this is counted", type="tertiary", icon=":material/help:"):
            st.markdown(definition(metric))
            for sentence in (reason, *more):
                st.markdown(sentence)


def definition(metric: Callable) -> str:
    """The words of a metric's docstring that are meant for everybody."""
    return inspect.getdoc(metric).partition("\n\nParameters\n")[0]


@dataclass(frozen=True)
class Change:
    """How a figure has changed: in words, since when, and whether that is good news (None: neither).

    `is_sure`: False where chance explains it; then it has no arrow.
    """

    text: str
    since: str
    is_good: bool | None = None
    is_sure: bool = True


def figure(
    label: str, value: str, *, meaning: str, small: str = "", change: Change | None = None, trend: Sequence[float] = ()
) -> None:
    """One figure: what it means, how it changed, its way there as a small line, and the counts behind it."""
    looks: dict[str, object] = {"height": "stretch"}
    if change:
        arrow = "down" if change.text.startswith("-") else "up"
        good = {None: "gray", True: "green", False: "red"}[change.is_good if change.is_sure else None]
        looks |= {
            "delta": change.text, "delta_description": change.since, "delta_color": good,
            "delta_arrow": arrow if change.is_sure else "off",
        }  # fmt: skip
    points = [float(each) for each in trend if each is not None and not pd.isna(each)]
    with st.container(gap=None):
        st.metric(label, value, help=meaning, chart_data=points if len(points) > 2 else None, **looks)
        if small:
            st.caption(small)


def chart(figure: object, *, alt: str, key: str | None = None, on_select: object = "ignore") -> None:
    """A figure of ours, its words in the ink of the reader's theme (a colour that the browser exchanges for it)."""
    figure.update_traces(
        textfont_color=_INK,
        selector=lambda trace: trace.type == "scatter" or getattr(trace, "textposition", None) == "outside",
    )
    figure.update_layout(font_color=_INK, legend_font_color=_INK)
    figure.update_yaxes(tickfont_color=_INK)
    figure.update_annotations(font_color=_INK)
    config = {"displayModeBar": False}
    st.plotly_chart(figure, alt=alt, key=key, on_select=on_select, selection_mode="points", config=config)


def notes(sentences: Sequence[str]) -> None:
    """What was left out of the figures above, in small type."""
    if sentences:
        st.caption("  \n".join(sentences))


def table(
    frame: pd.DataFrame,
    *,
    alt: str,
    file_name: str,
    currency: str | None = None,
    config: Mapping[str, object] | None = None,
    headings: Mapping[str, str] | None = None,
    height: int | None = None,
) -> None:
    """A table, and the same as CSV and XLSX."""
    names = {column: heading(column, currency, headings or {}) for column in frame.columns}
    layout = {
        column: _column(column, names[column], frame[column], pinned=not place) for place, column in enumerate(frame)
    }
    layout |= dict(config or {})
    whole = {column: frame[column].astype("Float64").round(0) for column in frame.columns if "amount" in column}
    shares = {
        column: _share(frame[column])
        for column in frame.columns
        if (layout[column].get("type_config") or {}).get("format") == "percent"
    }
    st.dataframe(
        frame.assign(**whole, **shares),
        column_config=layout,
        hide_index=True,
        alt=alt,
        height=height or "auto",
        placeholder="–",
        row_height=32,
    )
    downloads(frame, names, file_name)


def filled(frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """The frame with those of these columns that hold anything: the others tell nothing."""
    return frame[[column for column in columns if column in frame and frame[column].notna().any()]]


def _share(values: pd.Series) -> pd.Series:
    """Whole percents; tenths where all are small.  The files keep them as they are."""
    values = values.astype("Float64")
    return values.round(3 if (values.dropna().abs() < 0.1).all() else 2)


def downloads(frame: pd.DataFrame, names: Mapping[str, str], file_name: str, words: str = "Download ") -> None:
    """Buttons for both files, `words` and their kind on them; the name tells how many rows are in it."""
    stem = f"{file_name}-{len(frame)}-rows"
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        for label, mime, write in (("CSV", exports.CSV, exports.csv_of), ("XLSX", exports.XLSX, exports.xlsx_of)):
            st.download_button(
                f"{words}{label}",
                partial(write, frame, names),
                f"{stem}.{label.lower()}",
                mime,
                key=f"download-{stem}-{label}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def heading(column: str, currency: str | None, more: Mapping[str, str]) -> str:
    """What a person reads above a column."""
    text = more.get(column) or HEADINGS.get(column, column)
    return text.replace("{currency}", currency) if currency else text.replace(", {currency}", "")


def _column(column: str, heading: str, values: pd.Series, *, pinned: bool) -> object:
    if column.endswith(("_rate", "drop_off", "of_first", "of_previous")):
        return st.column_config.NumberColumn(heading, format="percent")
    if column.endswith("_on"):
        return st.column_config.DateColumn(heading, format="localized")
    if "amount" in column:
        return st.column_config.NumberColumn(heading, format="localized")
    if pd.api.types.is_numeric_dtype(values):
        return st.column_config.NumberColumn(heading, format="localized")
    return st.column_config.TextColumn(heading, pinned=pinned)
