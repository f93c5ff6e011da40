"""Churn: how long customers stay, and why they leave."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.churn import cohort_chart, survival_chart
from analytics.metrics.churn.churn import Churn, customer_survival
from analytics.metrics.churn.lifetimes import BY
from analytics.workspace import Scope, Terms, Workspace
from pages._parts import drawer, formats, show
from pages._parts.churn_view import month_name
from pages._parts.formats import md, short_money
from pages._parts.work import ask

KINDS = {"avoidable": "Avoidable", "unavoidable": "Unavoidable", "paused": "Pause, no churn", "not_told": "Not told"}
EVERYBODY, LOGOS, MONEY = "All customers", "Customers", "Money"


def survival(result: Churn, work: Workspace, scope: Scope, terms: Terms, currency: str | None) -> None:
    """How long customers stay, of all or by one column."""
    st.subheader("How long customers stay", anchor=False)
    offered = [by for by in BY if (result.groups["by"] == by).any()]
    by = st.selectbox(
        "Compare by",
        [EVERYBODY, *offered],
        key="churn_by",
        bind="query-params",
        width=220,
        format_func=lambda each: BY.get(each, each),
    )
    curves = {"All customers": result.survival} if by == EVERYBODY else ask(customer_survival, work, scope, terms, by)
    show.chart(
        survival_chart(curves, separators=formats.separators()),
        alt="Share of customers still there by months as a customer",
    )
    rows = result.groups[result.groups["by"].isin(["all"] if by == EVERYBODY else ["all", by])]
    median = rows.iloc[0]["median_months"]
    words = [
        "Half have left after " + f"{formats.number(round(median))} months."
        if not formats.is_missing(median)
        else "More than half of all customers are still there for as long as they were watched."
    ]
    words.append("Present customers count for as long as they have been watched; the band is a 95% interval.")
    show.notes(words)
    table = rows.assign(
        value=rows["value"].replace("all", "All"), amount=rows["cents"] / 100, left_amount=rows["cents_left"] / 100, survival_12_rate=rows["survival_12"],
        low_rate=rows["low"], high_rate=rows["high"],
    )  # fmt: skip
    columns = [
        "value",
        "customers",
        "left",
        "left_rate",
        "survival_12_rate",
        "low_rate",
        "high_rate",
        "median_months",
        "amount",
        "left_amount",
    ]
    names = {
        "value": BY.get(by, "Group"), "customers": "Customers", "left": "Left", "left_rate": "Left so far", "survival_12_rate": "Still there after 12 months",
        "low_rate": "At least", "high_rate": "At most", "median_months": "Half left after, months", "amount": "Paid a month, {currency}",
        "left_amount": "Of it, by who left, {currency}",
    }  # fmt: skip
    show.table(
        show.filled(table, columns),
        alt="Customers who stay, by group",
        file_name="customers-staying",
        currency=currency,
        headings=names,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            "Customers of",
            range(len(rows)),
            format_func=lambda each: table["value"].iloc[each],
            key="churn_group",
            width=220,
        )
        row = table.iloc[place]
        for name, words_, keys in (("all", "All", row["keys"]), ("left", "Left", row["keys_left"])):
            title = f"{row['value']}: {words_.lower()}"
            drawer.button(
                f"{words_}: {formats.number(len(keys))}",
                title,
                keys,
                key=f"churn-group-{name}",
                of="customers",
                type="tertiary",
            )


def _by_quarter(result: Churn) -> bool:
    return result.cohorts["cohort"].nunique() > 14


def cohort_rows(result: Churn) -> pd.DataFrame:
    """The cohorts by month, where they are many by quarter; none where all have only just begun."""
    rows = result.quarters if _by_quarter(result) else result.cohorts
    return rows.iloc[:0] if rows.empty or rows["age"].max() == 0 else rows


def cohorts(result: Churn, currency: str | None) -> None:
    """The triangle: of those who began together, how many and how much money is still there."""
    by_quarter, rows = _by_quarter(result), cohort_rows(result)
    told = rows["opening_cents"].any()
    what = st.selectbox(
        "Share of", [LOGOS, MONEY] if told else [LOGOS], key="churn_cohorts", bind="query-params", width=180
    )
    of = ("active", "customers") if what == LOGOS else ("cents", "opening_cents")
    rows = rows.assign(share=rows[of[0]] / rows[of[1]].where(rows[of[1]] > 0))
    # of fewer than ten customers a share would say too much
    texts = (
        rows["active"]
        .map(formats.number)
        .where((rows["customers"] < 10) if what == LOGOS else False, rows["share"].map(formats.rate))
    )
    rows = rows.assign(text=texts)
    wide = rows.pivot(index="cohort", columns="age", values="share")
    words = rows.pivot(index="cohort", columns="age", values="text").fillna("")
    sizes = rows[rows["age"] == 0].set_index("cohort")["customers"]
    names = [f"{_cohort_name(cohort, by_quarter)} · n = {formats.number(sizes[cohort])}" for cohort in wide.index]
    ages = [formats.number(age) for age in wide.columns]
    show.chart(
        cohort_chart(wide, names=names, ages=ages, texts=words, separators=formats.separators()),
        alt="Cohorts by months since their beginning",
    )
    table = rows.assign(
        cohort=[_cohort_name(each, by_quarter) for each in rows["cohort"]],
        cohort_rate=rows["share"],
        amount=rows["cents"] / 100,
    )
    names_ = {
        "cohort": "Began in",
        "age": "Months later",
        "customers": "Customers",
        "active": "Still pay",
        "cohort_rate": what,
        "amount": "Paid a month, {currency}",
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cohort = st.selectbox(
            "Customers who began in",
            list(wide.index[::-1]),
            format_func=lambda each: _cohort_name(each, by_quarter),
            key="churn_cohort",
            width=220,
        )
        months = pd.date_range(cohort, periods=3 if by_quarter else 1, freq="MS")
        keys = [key for month in months for key in result.beginners.get(month.date(), ())]
        title = f"Began in {_cohort_name(cohort, by_quarter)}"
        drawer.button(
            f"{formats.count(len(keys), 'customer')}",
            title,
            keys,
            key="churn-cohort-open",
            of="customers",
            type="tertiary",
        )
        show.downloads(
            table[list(names_)],
            {name: text.replace("{currency}", currency or "") for name, text in names_.items()},
            "cohorts",
        )


def _cohort_name(cohort: object, by_quarter: bool) -> str:
    day = pd.Timestamp(cohort)
    return formats.period(f"{day.year}Q{day.quarter}") if by_quarter else month_name(day)


def reasons(result: Churn, currency: str | None) -> None:
    """Why customers left: what could have been met, what could not, and pauses."""
    rows = result.reasons
    st.subheader("Why customers leave", anchor=False)
    cells = st.grid(4, min_column_width=150, gap="medium")
    for kind, words in KINDS.items():
        part = rows[rows["kind"] == kind]
        keys = tuple({key: None for each in part["keys"] for key in each})
        with cells.cell(), st.container(gap=None):
            st.metric(words, formats.number(len(keys)))
            st.caption(md(short_money(part["cents"].sum() / 100, currency)) + " a month")
            drawer.button("Show them", f"{words}", keys, key=f"churn-kind-{kind}", of="customers", type="tertiary")
    table = rows.assign(kind=rows["kind"].map(KINDS), amount=rows["cents"] / 100)
    show.table(
        table[["kind", "reason", "customers", "amount"]], alt="Reasons for leaving", file_name="churn-reasons", currency=currency,
        headings={"kind": "Kind", "reason": "Reason", "customers": "Customers", "amount": "Paid a month, {currency}"},
    )  # fmt: skip
    came_back, left = result.returned
    since = f"Since {formats.day(result.reasons_from)}. " if result.reasons_from else ""
    show.notes(
        [f"{since}Of all {formats.count(left, 'customer')} who ever left, {formats.number(came_back)} came back."]
    )
