"""The lower part of the churn page: who stays, why customers leave, who is next, and what a customer is worth."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.churn import cohort_chart, survival_chart
from analytics.metrics.churn.churn import Churn, customer_survival
from analytics.metrics.churn.lifetimes import BY
from analytics.workspace import Scope, Terms, Workspace
from pages._parts import drawer, formats, show
from pages._parts.churn_view import month_name, tenths
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
    words.append("Present customers count for as long as they have been watched; the band is a 95 % interval.")
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
        "value": BY.get(by, "Customers"), "customers": "Customers", "left": "Left", "left_rate": "Left so far", "survival_12_rate": "Still there after 12 months",
        "low_rate": "At least", "high_rate": "At most", "median_months": "Half left after, months", "amount": "Paid a month, {currency}",
        "left_amount": "Of it, by who left, {currency}",
    }  # fmt: skip
    shown = [name for name in columns if table[name].notna().any()]
    show.table(
        table[shown],
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


def ahead(result: Churn, currency: str | None) -> None:
    """Who will leave for sure, and who may."""
    planned = result.scheduled
    names = {
        "name": "Customer", "owner": "Sold by", "plan": "Plan", "scheduled_on": "Leaves", "amount": "Pays a month, {currency}", "segment": "Segment",
        "source": "Source", "months": "Months a customer", "risk_rate": "Chance to leave in 3 months", "risk_amount": "At risk a month, {currency}",
        "why": "Stands out",
    }  # fmt: skip
    if len(planned):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"**Certain**: {formats.count(len(planned), 'customer')} asked to stop and still pay, {md(short_money(planned['cents'].sum() / 100, currency))} a month.",
                width="content",
            )
            drawer.button(
                "Show them",
                "Scheduled to leave",
                planned["account_key"],
                key="churn-scheduled",
                of="customers",
                type="tertiary",
            )
        table = planned.assign(amount=planned["cents"] / 100)[["name", "scheduled_on", "amount", "plan", "owner"]]
        show.table(
            table, alt="Customers scheduled to leave", file_name="scheduled-churn", currency=currency, headings=names
        )
    if result.no_risk:
        show.notes([result.no_risk])
        return
    rows = result.at_risk
    expected = rows["cents_at_risk"].sum() / 100
    told = f", {md(short_money(expected, currency))} a month" if rows["cents"].notna().any() else ""
    st.markdown(
        f"**Likely**: of {formats.count(len(rows), 'present customer')}, about {formats.number(round(rows['risk'].sum()))} leave within three months{told}. The most money first."
    )
    table = rows.head(100).assign(
        risk_rate=rows["risk"],
        amount=rows["cents"] / 100,
        risk_amount=rows["cents_at_risk"] / 100,
        months=rows["months"].round(),
    )
    columns = ["name", "risk_rate", "risk_amount", "amount", "why", "months", "plan", "segment", "source", "owner"]
    shown = [name for name in columns if table[name].notna().any()]
    show.table(
        table[shown],
        alt="Customers at risk",
        file_name="customers-at-risk",
        currency=currency,
        headings=names,
        height=420 if len(table) > 11 else None,
    )
    drawer.button(
        "Show the first 20",
        "Customers at risk",
        rows["account_key"].head(20),
        key="churn-risk",
        of="customers",
        type="tertiary",
    )
    show.notes(
        [
            "Learned from who left so far: from how long they had been customers, and from plan, segment, source, size and speed of the sale. A group of few is pulled towards all."
        ]
    )


def renewals(result: Churn) -> None:
    """Contracts by the month in which they were due."""
    rows = result.renewals
    renewed = result.renewed
    decided = renewed.renewed + renewed.lost
    if decided >= 10:
        st.markdown(
            f"Of {formats.number(decided)} contracts due in the last twelve months **{formats.rate(renewed.rate)}** were renewed "
            f"(95 % interval {formats.rate(renewed.low)} to {formats.rate(renewed.high)})."
        )
    drawer.button(
        f"Not renewed: {formats.number(len(renewed.keys_lost))}",
        "Not renewed",
        renewed.keys_lost,
        key="churn-not-renewed",
        of="customers",
        type="tertiary",
    )
    table = rows.assign(
        month=[month_name(each) for each in rows["month"]],
        renewal_rate=rows["renewal_rate"].where(rows["renewed"] + rows["lost"] >= 10),
    )
    show.table(
        table.iloc[::-1], alt="Renewals by month", file_name="renewals", height=300,
        headings={"month": "Due in", "due": "Due", "renewed": "Renewed", "lost": "Lost", "pending": "In grace", "renewal_rate": "Renewal rate"},
    )  # fmt: skip
    show.notes(
        [
            "The rate stands where at least ten were decided. Contracts by the month are due every month: their churn is above."
        ]
    )


def value(result: Churn, currency: str | None) -> None:
    """What a customer is worth, or why that is not shown."""
    worth = result.value
    st.subheader("What a customer is worth", anchor=False)
    shown = [
        ("Value (LTV)", short_money(worth.ltv, currency), f"cut off after five years: {md(short_money(worth.ltv_capped, currency))}", worth.ltv),
        ("As seen so far", short_money(worth.ltv_observed, currency), "for as long as customers were seen to stay", worth.ltv_observed),
        ("LTV : CAC", "" if worth.ltv_cac is None else f"{worth.ltv_cac:.1f}", f"CAC {md(short_money(worth.cac, currency))}", worth.ltv_cac),
        ("Payback", "" if worth.payback_months is None else f"{worth.payback_months:.1f} months", "CAC / (monthly revenue x margin)", worth.payback_months),
    ]  # fmt: skip
    if any(each is not None for *_, each in shown):
        cells = st.grid(4, min_column_width=150, gap="medium")
        for label, figure, small, each in shown:
            if each is not None:
                with cells.cell(), st.container(gap=None):
                    st.metric(label, figure)
                    st.caption(small)
        words = [
            f"{md(short_money(worth.arpa, currency))} a month from each customer; {tenths(worth.churn)} of customers lost a month, in the last twelve months."
        ]
        if worth.ltv is not None and worth.is_steady is False:
            words.append("Churn was not steady in these months: trust the figure as seen so far, not value / churn.")
        show.notes(words)
    if worth.sources is not None and len(worth.sources):
        table = worth.sources.rename(columns={"cost": "cost_amount", "cac": "cac_amount"})
        names = {
            "source": "Source",
            "cost_amount": "Cost, {currency}",
            "customers": "Customers won",
            "cac_amount": "CAC, {currency}",
            "payback_months": "Payback, months",
        }
        show.table(
            table,
            alt="Cost of winning customers by source",
            file_name="acquisition-cost",
            currency=currency,
            headings=names,
        )
    for sentence in worth.refused:
        st.caption(f":material/block: {sentence}")


def buyers(result: Churn, currency: str | None) -> None:
    """For buyers without contracts: who still buys."""
    found = result.buyers
    st.subheader("Do they still buy?", anchor=False)
    st.markdown(
        f"{formats.rate(found.repeat_share)} of the customers bought more than once, and nothing tells of contracts. Taken as buyers without a contract, "
        f"about **{formats.number(round(found.table['still_buying'].sum()))} of {formats.number(len(found.table))}** still buy, and "
        f"{formats.number(round(found.table['expected'].sum()))} purchases are to be expected in the next twelve months."
    )
    table = found.table.assign(
        name=found.table["row"].map(result.names),
        still_rate=found.table["still_buying"],
        expected=found.table["expected"].round(2),
        expected_amount=found.table["expected_cents"] / 100,
    )
    show.table(
        table[["name", "still_rate", "expected", "expected_amount", "purchases", "last_on"]].head(100), alt="Buyers", file_name="buyers", currency=currency,
        headings={"name": "Customer", "still_rate": "Still buys", "expected": "Purchases in 12 months", "expected_amount": "Worth, {currency}", "purchases": "Purchases so far", "last_on": "Last"},
    )  # fmt: skip
    show.notes(["BG/NBD model (Fader, Hardie & Lee 2005): from how often and how lately each has bought."])
