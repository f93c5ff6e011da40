"""The parts of the delivery page."""

from __future__ import annotations

import streamlit as st

from analytics.charts.delivery import hazards_chart, promises_chart, steps_chart
from analytics.metrics.delivery.delivery import BAND, Delivery
from pages._parts import drawer, formats, show
from pages._parts.churn_view import tenths
from pages._parts.formats import md, short_money

MILESTONES = {
    "answered": "an answer",
    "handed_over": "the hand-over",
    "implementation": "the implementation",
    "live": "going live",
}
VERDICTS = {
    "above": "above the aim",
    "below": "below the aim",
    "within": "within the aim",
    "open": "not clear yet",
}


def sentence(result: Delivery, currency: str | None) -> str:
    """How long it takes until live, and who is stuck."""
    live = result.steps[result.steps["step"] == "won to live"]
    text = ""
    if len(live) and not formats.is_missing(live.iloc[0]["median_days"]):
        row = live.iloc[0]
        text = f"Half of the customers are live **{formats.days(row['median_days'])}** after the win"
        text += (
            f", four of five after {formats.number(row['p80_days'])}. "
            if not formats.is_missing(row["p80_days"])
            else ". "
        )
    if len(result.stuck):
        paid = result.stuck["cents"].sum() / 100
        text += f"**{formats.count(len(result.stuck), 'customer')}** {'waits' if len(result.stuck) == 1 else 'wait'} longer than usual"
        text += f", paying {md(short_money(paid, currency))} a month." if paid else "."
    return text or "The exports tell little of what happens after the win."


def figures(result: Delivery) -> None:
    """Until the hand-over, until live, the first renewal, and referrals."""
    cells = st.grid(4, min_column_width=150, gap="medium")
    by = result.steps.set_index("step")
    for step, label in (
        ("won to answered", "Until answered"),
        ("won to handed_over", "Until the hand-over"),
        ("implementation to live", "Implementation"),
    ):
        if step in by.index and not (step == "won to handed_over" and "won to answered" in by.index):
            row = by.loc[step]
            with cells.cell(), st.container(gap=None):
                st.metric(
                    label,
                    formats.days(row["median_days"]),
                    help="Median; who still waits counts for as long as they have waited.",
                )
                st.caption(f"n = {formats.number(row['n'])}, {formats.number(row['waiting'])} wait")
    renewed, decided, low, high = result.renewed
    if decided:
        with cells.cell(), st.container(gap=None):
            st.metric(
                "First renewal",
                formats.rate(renewed / decided, decided),
                help="Of the customers whose first term of more than a month has ended.",
            )
            st.caption(
                f"{formats.number(renewed)} of {formats.number(decided)}"
                + (f", {formats.rate(low)} to {formats.rate(high)}" if decided >= 10 else "")
            )
    if (found := result.referrals) is not None:
        with cells.cell(), st.container(gap=None):
            st.metric(
                "Referrals per 100 live", formats.number(round(100 * found.rate)) if found.live >= 10 else formats.MISSING,
                help="Deals of the last twelve months that began with a referral, for each 100 customers that are live. Who referred stands in no export.",
            )  # fmt: skip
            st.caption(
                f"{formats.deals(found.deals)}, {formats.number(found.won)} won; {formats.number(found.live)} live"
            )
            drawer.button(
                "Show them", "Deals that began with a referral", found.keys, key="delivery-referrals", type="tertiary"
            )


def timeline(result: Delivery) -> None:
    """Every step from the lead until live, as bars and as a table."""
    rows = result.steps
    if rows.empty:
        return
    behind = {(row["step"],): (f"Waiting: {row['question'].lower()}", row["keys"]) for row in rows.to_dict("records")}
    drawer.clickable(
        steps_chart(rows[rows["to"] != "renewed"], separators=formats.separators()),
        behind,
        alt="Days of each step from the lead until live",
        key="delivery-steps",
        of="customers",
    )
    columns = ["question", "n", "done", "waiting", "left", "median_days", "p80_days"]
    names = {
        "question": "Step",
        "n": "Customers",
        "done": "Through",
        "waiting": "Waiting",
        "left": "Left before",
        "median_days": "Median days",
        "p80_days": "Four of five by day",
    }
    show.table(
        rows.astype({"p80_days": "Float64"})[columns],
        alt="Steps after the win",
        file_name="delivery-steps",
        headings=names,
    )
    show.notes([*result.notes, "Click a bar for who waits in it."])


def stuck(result: Delivery, currency: str | None) -> None:
    """Who waits longer than four of five needed, the most money first."""
    rows = result.stuck
    st.subheader("Stuck", anchor=False)
    table = rows.assign(waits_for=rows["waits_for"].map(MILESTONES), since_on=rows["since"], amount=rows["cents"] / 100)
    columns = [
        "name",
        "waits_for",
        "days",
        "usual_days",
        "amount",
        "deal_amount",
        "success_owner",
        "owner",
        "plan",
        "since_on",
    ]
    names = {
        "name": "Customer", "waits_for": "Waits for", "days": "Days", "usual_days": "Usual, days", "amount": "Pays a month, {currency}",
        "deal_amount": "Deal, {currency}", "success_owner": "Looked after by", "owner": "Sold by", "plan": "Plan", "since_on": "Since",
    }  # fmt: skip
    show.table(
        show.filled(table, columns),
        alt="Stuck customers",
        file_name="stuck-customers",
        currency=currency,
        headings=names,
        height=420 if len(table) > 11 else None,
    )
    drawer.button(
        f"Open {formats.count(len(rows), 'customer')}",
        "Stuck customers",
        rows["account_key"],
        key="delivery-stuck",
        of="customers",
        type="tertiary",
    )


def promises(result: Delivery) -> None:
    """Whether the promise was kept, against the band of 80 to 85%."""
    rows = result.promises
    st.subheader("Was the promise kept?", anchor=False)
    told = rows[rows["kept_rate"].notna()]
    if len(told):
        names = [f"After {each} months" for each in told["months"]]
        show.chart(
            promises_chart(told, names, BAND, separators=formats.separators()),
            alt="Promise kept after 6, 9 and 12 months",
        )
    table = rows.assign(verdict=rows["verdict"].map(VERDICTS), low_rate=rows["low"], high_rate=rows["high"])
    columns = ["months", "asked", "answered", "kept", "kept_rate", "low_rate", "high_rate", "verdict"]
    names = {
        "months": "After months", "asked": "Customers of that age", "answered": "Answered", "kept": "Kept", "kept_rate": "Promise kept", "low_rate": "At least",
        "high_rate": "At most", "verdict": "Against 80 to 85%",
    }  # fmt: skip
    show.table(table[columns], alt="Promises kept", file_name="promises-kept", headings=names)
    with st.container(horizontal=True):
        for row in rows.to_dict("records"):
            drawer.button(
                f"Not kept after {row['months']} months: {formats.number(len(row['keys_broken']))}", f"Promise not kept after {row['months']} months", row["keys_broken"],
                key=f"delivery-broken-{row['months']}", of="customers", type="tertiary",
            )  # fmt: skip
    show.notes(
        [
            "The grey band is the aim. It is met or missed only where the whole interval says so; who did not answer is not known."
        ]
    )


def how_sold(result: Delivery) -> None:
    """Churn by how the deal was sold."""
    rows = result.hazards
    st.subheader("Does the way of selling show in churn?", anchor=False)
    by = st.selectbox("By", list(dict.fromkeys(rows["by"])), key="delivery_by", bind="query-params", width=220)
    mine = rows[rows["by"] == by]
    drawn = mine[mine["per_month"].notna()]
    if len(drawn):
        show.chart(
            hazards_chart(drawn, separators=formats.separators()),
            alt=f"Customers who leave in a month, by {by.lower()}",
        )
    table = mine.assign(
        months=mine["months"].round(),
        month_rate=mine["per_month"],
        low_rate=mine["low"],
        high_rate=mine["high"],
        times=mine["times"].astype("float64").round(2),
    )
    columns = ["value", "customers", "left", "months", "month_rate", "low_rate", "high_rate", "times"]
    names = {
        "value": by, "customers": "Customers", "left": "Left", "months": "Months watched", "month_rate": "Leave in a month", "low_rate": "At least",
        "high_rate": "At most", "times": "Times all",
    }  # fmt: skip
    percent = {
        name: st.column_config.NumberColumn(names[name], format="percent")
        for name in ("month_rate", "low_rate", "high_rate")
    }
    show.table(
        table[columns], alt="Churn by how the deal was sold", file_name="churn-by-sale", headings=names, config=percent
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            "Customers who left, of",
            range(len(mine)),
            format_func=lambda each: mine["value"].iloc[each],
            key="delivery_of",
            width=240,
        )
        row = mine.iloc[place]
        drawer.button(
            f"Left: {formats.number(len(row['keys_left']))}",
            f"Left: {row['value']}",
            row["keys_left"],
            key="delivery-left",
            of="customers",
            type="tertiary",
        )
    months = mine["months"].sum()
    together = f" All together: {tenths(mine['left'].sum() / months)} a month." if months else ""
    show.notes([f"What went together, not what caused it. Of fewer than ten customers only the counts.{together}"])
