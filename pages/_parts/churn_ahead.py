"""Churn: who leaves next, what is due, and what a customer is worth."""

from __future__ import annotations

import streamlit as st

from analytics.metrics.churn.churn import Churn
from pages._parts import drawer, formats, show
from pages._parts.churn_view import month_name, tenths
from pages._parts.formats import md, short_money


def leaving(result: Churn, currency: str | None) -> None:
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
                f"**Certain**: {formats.count(len(planned), 'customer')} asked to stop and still {'pays' if len(planned) == 1 else 'pay'} {md(short_money(planned['cents'].sum() / 100, currency))} a month.",
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
    of = (
        f"the {formats.number(len(rows))} others that pay"
        if len(planned)
        else formats.count(len(rows), "present customer")
    )
    st.markdown(
        f"**Likely**: of {of}, about {formats.number(round(rows['risk'].sum()))} leave within three months{told}. The most money first."
    )
    table = rows.head(100).assign(
        risk_rate=rows["risk"],
        amount=rows["cents"] / 100,
        risk_amount=rows["cents_at_risk"] / 100,
        months=rows["months"].round(),
    )
    columns = ["name", "risk_rate", "risk_amount", "amount", "why", "months", "plan", "segment", "source", "owner"]
    show.table(
        show.filled(table, columns),
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
            f"(95% interval {formats.rate(renewed.low)} to {formats.rate(renewed.high)})."
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
