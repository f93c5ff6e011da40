"""The fiscal year, and the targets of teams, owners and pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
from babel.dates import get_month_names

from analytics.periods import period_named
from analytics.workspace import Workspace
from analytics.workspace.setting_rows import Target
from analytics.workspace.settings import Settings
from pages._parts import formats
from pages._parts import setup_plans as plans
from pages._parts.facts import facts
from pages._parts.formats import md
from pages._parts.setup_plans import text_or_none

LISTED = ("period", "from_on", "to_on", "team", "owner", "pipeline", "amount", "currency", "reporting_amount")
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
    known, column = facts(work).values, st.column_config
    columns = {
        "period": column.TextColumn("Period", required=True, help=f"{plans.PERIODS}, 2026"),
        "team": column.TextColumn("Team", help=_some(known["team"])),
        "owner": column.TextColumn("Owner", help=_some(known["owner"])),
        "pipeline": column.TextColumn("Pipeline", help=_some(known["pipeline"])),
        "amount": column.NumberColumn("Target", min_value=0, format="localized", required=True),
        "currency": column.TextColumn("Currency", max_chars=3, help="Empty: the reporting currency."),
    }
    targets = plans.editor(settings.targets, columns, key="targets", alt="Targets", width=900)
    rows = plans.imported(
        work, "targets", LISTED, what="target", headings=HEADINGS,
        how="A list of targets can be imported as well, with the columns period, team or owner, and target.",
    )  # fmt: skip
    plans.say_unknown(plans.unknown(rows, work, ("team", "owner", "pipeline")))
    return Plan(start, targets)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12])
    return (
        md(f"As the exports write it: {shown}{' …' if len(names) > 12 else ''}")
        if names
        else "As the exports write it."
    )


def wrong(plan: Plan) -> list[str]:
    """What keeps the targets from being saved."""
    rows = plans.filled(plan.targets)
    found = plans.wrong(rows, "target")
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
    rows = plans.filled(edited)
    return tuple(
        Target(
            str(period), round(float(row.amount), 2), owner=text_or_none(row.owner), team=text_or_none(row.team),
            pipeline=text_or_none(row.pipeline), currency=(text_or_none(row.currency) or "").upper() or None,
        )
        for period, row in zip(plans.named_periods(rows["period"]), rows.itertuples(), strict=True)
    )  # fmt: skip
