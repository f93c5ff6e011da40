"""What stands below the forecast of a quarter: coverage and pacing, forecast categories, within-month rates, who has how much."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.charts.quarter import categories_chart, months_chart, pacing_chart
from analytics.metrics.coverage import DIMENSIONS, Coverage, breakdown, categories, coverage
from analytics.metrics.targets import target, target_rows
from analytics.metrics.within_month import within_month
from analytics.periods import Period
from analytics.workspace import Scope, Workspace
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money
from pages._parts.work import ask

_SINGLE, _CUMULATIVE = "Single", "Cumulative"
_BY = {"team": "Team", "owner": "Owner", "region": "Region", "product": "Product", "pipeline": "Pipeline"}
assert tuple(_BY) == DIMENSIONS
HEADINGS = {
    "won_deals": "Won deals",
    "won_amount": "Won, {currency}",
    "open_deals": "Open deals",
    "open_amount": "Open and due, {currency}",
    "weighted_amount": "Weighted, {currency}",
    "target_amount": "Target, {currency}",
    "coverage": "Coverage",
    "name": "Category",
    "amount": "Amount, {currency}",
    "cumulative_amount": "Cumulative, {currency}",
    "passed": "Passed",
    "won": "Won in the month",
    "won_rate": "Within-month rate",
    "low_rate": "Low",
    "high_rate": "High",
    "steady": "Month to month",
    "this_passed": "Passed this month",
    "this_won": "Won so far",
    "this_expected": "Expected by its end",
}


def _whole(scope: Scope) -> Scope:
    """The filters without the days of creation: the period says which deals count."""
    return scope.only(from_on=None, to_on=None)


def _head(title: str, *metrics: Callable) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(title, anchor=False, width="content")
        with st.popover("How this is counted", type="tertiary", icon=":material/help:"):
            for metric in metrics:
                st.markdown(show.definition(metric))


def target_coverage(work: Workspace, scope: Scope, period: Period, currency: str | None) -> None:
    """Whether what is open is enough for the target, and how the period goes on against past ones."""
    scope = _whole(scope)
    found = ask(coverage, work, scope, period)
    _head("Is enough open to reach the target?", coverage, target)
    st.markdown(coverage_sentence(found, currency))
    needed = found.needed
    cells = st.grid(3, min_column_width=150, gap="medium")
    for name, value, small in (
        ("Coverage now", times(found.coverage), f"{md(short_money(found.due_amount if needed.basis == 'due' else found.open_amount, currency))} open{' and due' if needed.basis == 'due' else ''}"),
        ("Coverage needed", times(needed.coverage), _needed_words(found)),
        ("Coverage on day one", times(found.first_coverage), "open then, against the whole target"),
    ):  # fmt: skip
        with cells.cell(), st.container(gap=None):
            st.metric(name, value)
            st.caption(small)
    _pacing(found, period)
    show.notes(_coverage_notes(work, scope, period, found, currency))


def times(value: float | None) -> str:
    """A coverage: how many times what is needed."""
    return formats.MISSING if value is None else f"{formats.decimal(value)}×"


def coverage_sentence(found: Coverage, currency: str | None) -> str:
    """Whether what is open is enough, by what it took in the past."""
    if found.why_not:
        return found.why_not
    open_ = found.due_amount if found.needed.basis == "due" else found.open_amount
    text = f"**{md(short_money(open_, currency))}** is open{' and due' if found.needed.basis == 'due' else ''} for {md(short_money(found.to_go, currency))} still to win: **{times(found.coverage)}**"
    if found.against_needed is None:
        return text + "."
    return text + f", {found.against_needed} the **{times(found.needed.coverage)}** that it took on this day of past periods."  # fmt: skip


def _needed_words(found: Coverage) -> str:
    n = len(found.needed.periods)
    if not n:
        return "no past period tells"
    words = formats.count(n, "past period")
    return words if found.needed.low is None else f"{times(found.needed.low)} to {times(found.needed.high)}, {words}"


def _coverage_notes(work: Workspace, scope: Scope, period: Period, found: Coverage, currency: str | None) -> list[str]:
    said = []
    if found.needed.basis == "open" and len(found.needed.periods):
        said.append(
            "The exports tell only today’s expected close, so coverage is of all open deals, then and now. "
            f"Of deals due in the period alone it is {times(found.due_coverage)}."
        )
    rows = ask(target_rows, work, scope, period)
    if rows is not None and (converted := rows[rows["rate"].notna()]).size:
        rates = sorted({(row.currency, row.rate) for row in converted.itertuples()})
        words = ", ".join(f"{code} at {formats.decimal(rate, 4)}" for code, rate in rates)
        said.append(md(f"Targets converted into {currency}: {words}, the rates in force when the period began."))
    return said


def _pacing(found: Coverage, period: Period) -> None:
    if not found.pacing.n:
        return
    st.markdown("How much of the period’s bookings was won by each week")
    whole = float(found.target) if found.target else None
    chart = pacing_chart(
        found.pacing.weeks, whole, f"{formats.period(period.name)}, of its target", separators=formats.separators()
    )
    show.chart(chart, alt="Share of bookings won by week, past periods and this one", key="pacing")
    this = "" if whole else " Without a target this period has no line."
    show.notes([f"Band: eight of ten of {formats.count(found.pacing.n, 'past period')}.{this}"])


def by_category(work: Workspace, scope: Scope, period: Period, currency: str | None) -> None:
    """The open deals by forecast category."""
    found = ask(categories, work, _whole(scope), period)
    _head("What do the owners call sure?", categories)
    if not found.is_told:
        st.caption(
            "No open deal that is due in the period has a forecast category. In Salesforce, HubSpot and Dynamics add the column "
            "*Forecast category* to the export."
        )
        return
    how = st.selectbox("Each category", [_SINGLE, _CUMULATIVE], key="categories-how", width=220)
    column = "cumulative_amount" if how == _CUMULATIVE else "amount"
    shown = found.rows[found.rows[column].notna()].reset_index(drop=True)
    chart = categories_chart(shown, column, money=lambda amount: short_money(amount, currency))
    behind = {
        place: (f"{row.name_}, {formats.period(period.name)}", row.deal_keys)
        for place, row in enumerate(shown.rename(columns={"name": "name_"}).itertuples())
    }
    drawer.clickable(chart, behind, alt="Amount by forecast category", key="categories")
    if found.unknown:
        show.notes([f"Not words of ours, and shown as the export has them: {md(', '.join(found.unknown))}."])
    show.table(
        found.rows[["name", "deals", "amount", "cumulative_amount"]], alt="Forecast categories", file_name="forecast-categories",
        headings=HEADINGS, currency=currency,
    )  # fmt: skip


def within_the_month(work: Workspace, scope: Scope) -> None:
    """How many deals that pass a stage are won in the same month."""
    found = ask(within_month, work, _whole(scope))
    _head("How many deals that pass a stage are won in the same month?", within_month)
    told = found.stages[found.stages["won_rate"].notna()]
    if told.empty:
        st.caption("Too few deals have passed a stage on a known day in the last twelve months: it takes ten.")
        return
    pipelines = list(dict.fromkeys(told["pipeline"]))
    most = told.groupby("pipeline")["passed"].sum().idxmax()
    with st.container(horizontal=True, gap="small"):
        pipeline = (
            st.selectbox("Pipeline", pipelines, pipelines.index(most), key="within-pipeline", width=260)
            if len(pipelines) > 1
            else pipelines[0]
        )
        rows = told[told["pipeline"] == pipeline]
        stages = rows["stage"].tolist()
        stage = st.selectbox("Stage", stages, max(len(stages) - 2, 0), key=f"within-stage-{pipeline}", width=260)
    row = rows[rows["stage"] == stage].iloc[0]
    st.markdown(within_sentence(row))
    months = found.months[(found.months["pipeline"] == pipeline) & (found.months["position"] == row["position"])]
    chart = months_chart(months, row["won_rate"], separators=formats.separators())
    show.chart(chart, alt=f"Share of deals past {stage} that were won in the same month, by month", key="within-month")
    table = rows.assign(
        low_rate=rows["low"], high_rate=rows["high"], steady=[_steady(each) for each in rows["is_steady"]]
    )
    table = table.assign(this_expected=table["this_expected"].astype("float64").round(1))
    table = table.round({"won_rate": 3, "low_rate": 3, "high_rate": 3})
    columns = ["stage", "passed", "won", "won_rate", "low_rate", "high_rate", "steady"]
    columns += ["this_passed", "this_won", "this_expected"] * bool(rows["this_passed"].any())
    show.table(table[columns], alt="Within-month rate by stage", file_name="within-month", headings=HEADINGS)


def within_sentence(row: pd.Series) -> str:
    """The rate of a stage, whether it is steady, and what it says of this month."""
    text = (
        f"**{formats.rate(row['won_rate'])}** of deals that pass {md(row['stage'])} are won in the same month "
        f"({formats.rate(row['low'])} to {formats.rate(row['high'])}; {formats.number(row['won'])} of {formats.number(row['passed'])} in the last twelve whole months)"
    )
    steady = row["is_steady"]
    if not formats.is_missing(steady):
        p = formats.decimal(row["p_value"], 2)
        text += f"; month to month that is {'steady' if steady else '**not steady**'} (p = {p})"
    if row["this_passed"]:
        text += (
            f". {formats.deals(int(row['this_passed']))} passed it so far this month, {formats.number(row['this_won'])} of them won; "
            f"about **{formats.number(round(row['this_expected']))}** will be by its end"
        )
    return text + "."


def _steady(value: object) -> str:
    return "too few to test" if formats.is_missing(value) else "steady" if value else "not steady"


def by_group(work: Workspace, scope: Scope, period: Period, currency: str | None) -> None:
    """Who has won how much, and has how much open."""
    _head("Who has won how much, and has how much open?", breakdown)
    by = st.selectbox("By", list(_BY), format_func=_BY.get, key="breakdown-by", width=220)
    found = ask(breakdown, work, _whole(scope), period, by)
    if found.empty:
        st.caption("Nothing is won in this period, and nothing is due in it.")
        return
    named = found.assign(value=found["value"].fillna(f"No {by}"))
    shown = (
        named.drop(columns="deal_keys").dropna(axis="columns", how="all").assign(coverage=found["coverage"].round(1))
    )
    show.table(
        shown, alt=f"Won and open by {by}", file_name=f"quarter-by-{by}", currency=currency,
        headings=HEADINGS | {"value": _BY[by]},
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Deals of", width="content")
        for row in named.head(8).itertuples():
            drawer.button(
                md(str(row.value)), f"{row.value}, {formats.period(period.name)}", row.deal_keys, key=f"breakdown-{by}-{row.value}", type="tertiary"
            )  # fmt: skip
