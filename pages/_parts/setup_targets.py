"""The fiscal year, and the targets of teams, owners and pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
from babel.dates import get_month_names

from analytics import errors
from analytics.intake import values
from analytics.periods import period_named
from analytics.workspace import Scope, Workspace
from analytics.workspace.setting_rows import MOST, Target
from analytics.workspace.settings import Settings
from pages._parts import formats, show
from pages._parts.facts import facts, reporting_currency
from pages._parts.formats import md
from pages._parts.setup_stages import editor_key
from pages._parts.work import ask

FIELDS = ("period", "team", "owner", "pipeline", "amount", "currency")
HEADINGS = {"period": "Period", "amount": "Target", "reporting_amount": "Target, {currency}", "rate_used": "Rate"}


@dataclass(frozen=True)
class Plan:
    """What was chosen: the month with which the fiscal year begins, and the targets as edited."""

    fiscal_year_start: int
    targets: pd.DataFrame


def edit(work: Workspace) -> Plan:
    """The section; what was chosen."""
    settings = work.settings()
    st.subheader("Fiscal year and targets", anchor=False)
    months = get_month_names("wide", "stand-alone", locale=formats.locale())
    start = st.selectbox(
        "The fiscal year begins in", range(1, 13), settings.fiscal_year_start - 1, format_func=lambda month: months[month],
        key="fiscal-year-start", width=220, help="Quarters are those of this year: FY2027Q1 is the first quarter of the year that ends in 2027.",
    )  # fmt: skip
    st.caption(
        "What is to be won in a quarter, a month or a year. Leave team, owner and pipeline empty for all. Rows can be pasted from "
        "a spreadsheet. A team's target is never added to those of its owners; months add up to quarters. "
        "Write 2026Q4 for a quarter of the calendar, FY2027Q1 for one of the fiscal year."
    )
    targets = _editor(settings, work)
    _imported(work)
    return Plan(start, targets)


def _editor(settings: Settings, work: Workspace) -> pd.DataFrame:
    shown = pd.DataFrame(
        {
            name: pd.Series([getattr(each, name) for each in settings.targets], dtype="float64" if name == "amount" else "str")
            for name in FIELDS
        }
    )  # fmt: skip
    known, column = facts(work).values, st.column_config
    return st.data_editor(
        shown,
        key=editor_key("targets", shown),
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        alt="Targets",
        width=900,
        column_config={
            "period": column.TextColumn("Period", required=True, help="2026Q4, Q4 2026, 2026-10, FY2027Q1, 2026"),
            "team": column.TextColumn("Team", help=_some(known["team"])),
            "owner": column.TextColumn("Owner", help=_some(known["owner"])),
            "pipeline": column.TextColumn("Pipeline", help=_some(known["pipeline"])),
            "amount": column.NumberColumn("Target", min_value=0, format="localized", required=True),
            "currency": column.TextColumn("Currency", max_chars=3, help="Empty: the reporting currency."),
        },
    )


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12])
    return (
        md(f"As the exports write it: {shown}{' …' if len(names) > 12 else ''}")
        if names
        else "As the exports write it."
    )


def _imported(work: Workspace) -> None:
    """The targets of files, for those that look."""
    rows = ask(_all_targets, work, Scope())
    if unknown := _unknown(rows, work):
        st.caption(f"No deal is of {md(', '.join(unknown))}: check how the exports write these names.")
    listed = rows[rows["import_id"].notna()]
    if listed.empty:
        st.caption("A list of targets can be imported as well, with the columns period, team or owner, and target.")
        return
    with st.expander(f"{formats.count(len(listed), 'imported target')}; a typed one of the same days stands for them"):
        shown = listed[
            ["period", "from_on", "to_on", "team", "owner", "pipeline", "amount", "currency", "reporting_amount"]
        ]
        shown = shown.dropna(axis="columns", how="all")
        show.table(
            shown, alt="Imported targets", file_name="targets", headings=HEADINGS, currency=reporting_currency(work), height=300
        )  # fmt: skip


def _all_targets(snapshot: object, _: Scope) -> pd.DataFrame:
    return snapshot.engine.table("targets")


def _unknown(rows: pd.DataFrame, work: Workspace) -> list[str]:
    """Names of owners, teams and pipelines with a target, of whom there is no deal."""
    known = facts(work).values
    return [
        name
        for field in ("team", "owner", "pipeline")
        for name in sorted(set(rows[field].dropna()) - set(known[field]))
    ]


def wrong(plan: Plan) -> list[str]:
    """What keeps the targets from being saved."""
    rows = _filled(plan.targets)
    found = [
        f"“{text}” is no period: write 2026Q4, 2026-10 or FY2027Q1."
        for text in rows["period"][named_periods(rows["period"]).isna()]
    ]
    if not rows["amount"].between(0, MOST, inclusive="left").all():
        found.append("Every target is an amount of zero or more.")
    codes = rows["currency"].fillna("").str.strip()
    found += [
        f"“{code}” is no currency code: write three letters, as EUR."
        for code in codes
        if code and not (len(code) == 3 and code.isascii() and code.isalpha())
    ]
    if not found:
        targets = targets_of(plan.targets)
        days = [period_named(each.period, plan.fiscal_year_start) for each in targets]
        keys = [
            (day.from_on, day.to_on, each.owner, each.team, each.pipeline)
            for day, each in zip(days, targets, strict=True)
        ]
        twice = {targets[place].period for place, key in enumerate(keys) if key in keys[:place]}
        found += [
            f"Two targets are of the same team, owner and pipeline for the days of {each}." for each in sorted(twice)
        ]
    return found


def applied(settings: Settings, plan: Plan) -> Settings:
    """The settings with the fiscal year and the targets as edited."""
    return replace(settings, fiscal_year_start=plan.fiscal_year_start, targets=targets_of(plan.targets))


def targets_of(edited: pd.DataFrame) -> tuple[Target, ...]:
    """The targets as edited; empty rows are none."""
    rows = _filled(edited)
    return tuple(
        Target(
            str(period), round(float(row.amount), 2), owner=text_or_none(row.owner), team=text_or_none(row.team),
            pipeline=text_or_none(row.pipeline), currency=(text_or_none(row.currency) or "").upper() or None,
        )
        for period, row in zip(named_periods(rows["period"]), rows.itertuples(), strict=True)
    )  # fmt: skip


def _filled(edited: pd.DataFrame) -> pd.DataFrame:
    return edited[(edited["period"].fillna("").str.strip() != "") | edited["amount"].notna()]


def named_periods(periods: pd.Series) -> pd.Series:
    """The periods by their names, missing where a text is none; `Q4 2026` is read too."""
    texts = periods.fillna("").astype("str").str.strip()
    read = values.periods(texts).values
    return pd.Series(
        [_named(text) or told for text, told in zip(texts, read, strict=True)], index=periods.index, dtype="object"
    )


def _named(text: str) -> str | None:
    try:
        return period_named(text).name
    except errors.Refused:
        return None


def text_or_none(value: object) -> str | None:
    """The text of a cell; None where there is none."""
    return None if formats.is_missing(value) else str(value).strip() or None
