"""The upper part of the churn page: how recurring revenue moves."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from babel.dates import format_date

from analytics.charts.churn import movements_chart
from analytics.metrics.churn.churn import Churn
from analytics.metrics.churn.ledger import MOVEMENTS
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money

NAMES = {
    "new": "New",
    "reactivation": "Reactivation",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churn": "Churn",
}
TABLE = {
    "month": "Month", "opening_amount": "Opening, {currency}", "new_amount": "New, {currency}", "reactivation_amount": "Back, {currency}",
    "expansion_amount": "Expansion, {currency}", "contraction_amount": "Contraction, {currency}", "churn_amount": "Churn, {currency}",
    "closing_amount": "Closing, {currency}", "customers": "Customers at start", "lost": "Lost", "logo_churn_rate": "Customer churn",
    "gross_churn_rate": "Gross MRR churn", "net_churn_rate": "Net MRR churn", "grr_rate": "GRR", "nrr_rate": "NRR", "nrr_12_rate": "NRR, 12 months",
    "quick_ratio": "Quick ratio",
}  # fmt: skip


def month_name(month: object) -> str:
    """A month with its year, in the reader's language."""
    return format_date(pd.Timestamp(month).date(), "MMM y", locale=formats.locale())


def tenths(value: object) -> str:
    """A share as percent with one decimal: churn is small."""
    if formats.is_missing(value):
        return formats.MISSING
    return formats.format_percent(round(float(value), 3), "#,##0.0%", locale=formats.locale())


def sentence(result: Churn, currency: str | None) -> str:
    """Who left in the last whole month, and what the year did."""
    now = result.now
    if now is None or not now["customers"]:
        if not result.customers:
            return "No customer fits these filters."
        text = f"**{formats.number(result.left)} of {formats.count(result.customers, 'customer')}** have left"
        return text + (f", {tenths(result.left / result.customers)}." if result.customers >= 10 else ".")
    text = f"In {month_name(now['month'])} **{formats.number(now['lost'])} of {formats.count(int(now['customers']), 'customer')}** left"
    if now["opening"] and now["lost"]:
        text += f", taking **{md(short_money(now['churn'] / 100, currency))} a month**"
    if not formats.is_missing(now["nrr_12"]):
        text += f". Those of a year ago pay {formats.rate(now['nrr_12'])} of what they paid then"
    return text + "."


def figures(result: Churn) -> None:
    """Four figures with what they are shares of."""
    now, renewed = result.now, result.renewed
    cells = st.grid(4, min_column_width=150, gap="medium")
    if now is not None:
        _figure(
            cells, "Customer churn", tenths(now["logo_churn"]) if now["customers"] >= 10 else formats.MISSING,
            f"{formats.number(now['lost'])} of {formats.number(now['customers'])} in {month_name(now['month'])}",
            "Customers lost in the month / customers at its start. The last whole month.",
        )  # fmt: skip
        _figure(
            cells, "Gross MRR churn", tenths(now["gross_churn"]), f"net {tenths(now['net_churn'])}",
            "(Churn + contraction) / recurring revenue at the start of the month. Net takes off expansion and who came back.",
        )  # fmt: skip
        enough = not formats.is_missing(now["customers_12"]) and now["customers_12"] >= 10
        _figure(
            cells, "NRR, 12 months", formats.rate(now["nrr_12"]) if enough else formats.MISSING,
            f"GRR {formats.rate(now['grr_12'])}, n = {formats.number(now['customers_12'])}" if enough else "fewer than ten customers of a year ago",
            "What the customers of twelve months ago pay now / what they paid then. It is not the product of monthly rates.",
        )  # fmt: skip
    decided = renewed.renewed + renewed.lost
    if renewed.due:
        _figure(
            cells, "Renewal rate", formats.rate(renewed.rate, decided),
            f"{formats.number(renewed.renewed)} of {formats.number(decided)} due in 12 months"
            + (f", {formats.number(renewed.pending)} wait" if renewed.pending else ""),
            "Renewed / (renewed + lost), of contracts of more than a month whose term ended in the last twelve months.",
        )  # fmt: skip
    if now is None:
        _without_months(cells, result)


def _without_months(cells: object, result: Churn) -> None:
    """What can be told where no day is known."""
    everybody = result.groups.iloc[0]
    _figure(
        cells, "Left so far", tenths(everybody["left_rate"]), f"{formats.number(result.left)} of {formats.number(result.customers)}",
        "Customers who have left / all that the file lists, however long they were watched.",
    )  # fmt: skip
    if not formats.is_missing(everybody["survival_12"]):
        interval = f"{formats.rate(everybody['low'])} to {formats.rate(everybody['high'])}"
        _figure(
            cells, "Still there after 12 months", formats.rate(everybody["survival_12"]), interval,
            "From the survival curve, with its 95% interval: present customers count for as long as they have been watched.",
        )  # fmt: skip
    if result.median_months is not None:
        months = f"{formats.number(round(result.median_months))} months"
        _figure(
            cells,
            "Half have left after",
            months,
            f"n = {formats.number(result.customers)}",
            "Median of the survival curve.",
        )


def _figure(cells: object, label: str, value: str, small: str, words: str) -> None:
    with cells.cell(), st.container(gap=None):
        st.metric(label, value, help=words)
        st.caption(small)


def movements(result: Churn, currency: str | None) -> None:
    """The bars of every month; a click opens the customers."""
    rows = result.months
    if rows.empty:
        return
    names = _month_names(rows)
    if rows["closing"].any() or rows["opening"].any():
        drawn = rows.assign(
            **{name: rows[name] / 100 * (-1 if name in ("contraction", "churn") else 1) for name in MOVEMENTS}
        )
        chart = movements_chart(
            drawn, names, money=lambda amount: short_money(amount, currency), separators=formats.separators()
        )
        behind = {
            (f"{month:%Y-%m-%d}", name): (f"{NAMES[name]}, {month_name(month)}", keys)
            for (month, name), keys in result.behind.items()
        }
        drawer.clickable(
            chart, behind, alt="Movements of recurring revenue by month", key="churn-movements", of="customers"
        )


def _month_names(rows: pd.DataFrame) -> list[str]:
    return [
        month_name(month) + (" (so far)" if partial else "")
        for month, partial in zip(rows["month"], rows["is_partial"], strict=True)
    ]


def by_month(result: Churn, currency: str | None) -> None:
    """Who moved in a month, and the table that adds up."""
    rows = result.months
    names = _month_names(rows)
    st.subheader("How recurring revenue moved", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        places = range(len(rows) - 1, -1, -1)
        place = st.selectbox("Customers of", places, format_func=lambda each: names[each], key="churn_month", width=180)
        month = rows["month"].iloc[place].date()
        for name in MOVEMENTS:
            keys = result.behind[month, name]
            drawer.button(
                f"{NAMES[name]}: {formats.number(len(keys))}", f"{NAMES[name]}, {month_name(month)}", keys, key=f"churn-{name}", of="customers",
                type="tertiary",
            )  # fmt: skip
    table = rows.assign(**{f"{name}_amount": rows[name] / 100 for name in ("opening", *MOVEMENTS, "closing")})
    table = table.assign(month=names).rename(
        columns={name.removesuffix("_rate"): name for name in TABLE if name.endswith("_rate")}
    )
    if not rows["closing"].any():
        table = table.drop(columns=[name for name in TABLE if name.endswith("_amount")])
    shown = [name for name in TABLE if name in table and table[name].notna().any()]
    percent = {
        name: st.column_config.NumberColumn(TABLE[name], format="percent") for name in shown if name.endswith("_rate")
    }
    show.table(
        table[shown].iloc[::-1], alt="Movements by month", file_name="mrr-movements", currency=currency, headings=TABLE,
        height=360, config=percent | {"quick_ratio": st.column_config.NumberColumn("Quick ratio", format="%.1f")},
    )  # fmt: skip
    paused = int((rows["paused"] > 0).sum())
    words = ["Opening + new + back + expansion - contraction - churn = closing, to the cent."]
    if paused:
        words.append(
            f"Contraction holds {md(short_money(rows['paused'].sum() / 100, currency))} of pauses: who pauses has not left."
        )
    if rows["is_partial"].any():
        words.append("The last month is not over: it stands as it was on the day.")
    show.notes(words)
