"""The parts of the page of the quarter."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.forecast import fan_chart, methods_chart, parts_chart
from analytics.metrics.forecast import Forecast
from analytics.metrics.forecast.model import METHODS, NAMES
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money

DEALS = [
    "name",
    "reporting_amount",
    "p_win_rate",
    "configured_rate",
    "reasons",
    "expected_amount",
    "owner",
    "expected_close_on",
    "deal_id",
]
HEADINGS = {
    "reporting_amount": "Amount, {currency}",
    "p_win_rate": "Chance in the period",
    "configured_rate": "Configured",
    "expected_amount": "Counts as, {currency}",
    "reasons": "What it rests on",
}
STAGES = ["stage", "open_deals", "open_amount", "configured_rate", "learned_rate", "low_rate", "high_rate", "n"]
STAGE_HEADINGS = {
    "open_deals": "Open deals",
    "configured_rate": "Configured",
    "learned_rate": "Yours",
    "low_rate": "At least",
    "high_rate": "At most",
    "n": "Closed deals (n)",
}


def sentence(result: Forecast, currency: str | None) -> str:
    """The answer in one or two sentences."""
    head, name = result.headline, md(formats.period(result.period.name))
    if result.won_to_date is None:
        return f"What {name} has brought, or will bring, is not known: no won deal tells on which day it was won. Export the close date of the deals too."
    if head.method == "actual":
        text = f"{name} is over: **{_money(head.mean, currency)}** were won"
        if result.target:
            text += f", {formats.rate(head.mean / float(result.target))} of the target"
        return text + "."
    if head.method == "range":
        ends = _ends(result)
        if not any(ends):
            return f"There is too little history to say what {name} will bring."
        if len(ends) == 1:
            return (
                f"{name} may bring about **{_money(ends[0], currency)}**: there is too little history to be sure of it."
            )
        return f"{name} may bring **{_money(ends[0], currency)}** to **{_money(ends[-1], currency)}**: there is too little history to say more."
    text = (
        f"{name} will bring about **{_money(head.p50, currency)}**; in eight of ten cases between "
        f"**{_money(head.p10, currency)}** and **{_money(head.p90, currency)}**."
    )
    if result.chance_of_target is not None:
        text += f" The target of {_money(result.target, currency)} is reached with a chance of **{chance(result.chance_of_target)}**."
    return text


def _ends(result: Forecast) -> list[float]:
    """The range of the simple methods, where there is too little history for the others."""
    return sorted({band.mean for key, band in result.methods.items() if key in ("run_rate", "snapshot_ratio")})


def chance(p: float) -> str:
    """A chance in percent that is never quite 0 or 100."""
    return "under 1%" if p < 0.01 else "over 99%" if p > 0.99 else formats.rate(p)


def _money(value: object, currency: str | None) -> str:
    return md(short_money(value, currency))


def figures(result: Forecast, currency: str | None) -> None:
    """Four figures."""
    head = result.headline
    cells = st.grid(4, min_column_width=150, gap="medium")
    band = f"80%: {_money(head.p10, currency)} – {_money(head.p90, currency)}" if head.p10 is not None else "no band"
    target = "no target is set" if result.target is None else f"target {_money(result.target, currency)}"
    won = result.won_to_date
    to_go = None if result.target is None or won is None else max(0.0, float(result.target - won))
    for name, value, small, meaning in (
        ("Forecast", formats.MISSING if won is None or (head.method == "range" and not any(_ends(result))) else short_money(head.p50, currency), band, "Median of what may come; won to date is inside it."),
        ("Won to date", short_money(won, currency), "no closing days are told" if won is None else f"by {formats.day(result.as_of)}", "Deals won in the period so far, by close date."),
        ("Chance of the target", formats.MISSING if result.chance_of_target is None else chance(result.chance_of_target), target, "Share of the simulations that reach it."),
        ("Still to win", short_money(to_go, currency), "for the target", "Target less won to date."),
    ):  # fmt: skip
        with cells.cell(), st.container(gap=None):
            st.metric(name, value, help=meaning)
            st.caption(small)


def main_chart(result: Forecast, currency: str | None) -> None:
    """How the period may go on."""
    if not len(result.fan) and not len(result.pacing):
        return
    figure = fan_chart(
        result.fan, result.pacing, (result.period.from_on, result.period.to_on),
        None if result.target is None else float(result.target), money=lambda amount: short_money(amount, currency),
        day=formats.day,
    )  # fmt: skip
    show.chart(figure, alt="Amount won by day, and the band of what may come until the end of the period")


def parts(result: Forecast, currency: str | None) -> None:
    """What the forecast is made of, and on which deals it rests most."""
    if result.parts is None or result.headline.method == "actual":
        return
    st.subheader("What it is made of", anchor=False)
    told = result.parts
    amounts = {
        "Won": told.won,
        "Open, due by then or undated": told.open - told.pulled_in,
        "Open, pulled in from later": told.pulled_in,
        "Not yet created": told.new,
    }
    figure = parts_chart(amounts, money=lambda amount: short_money(amount, currency))
    show.chart(figure, alt="; ".join(f"{name}: {short_money(each, currency)}" for name, each in amounts.items()))
    rests = result.concentration
    if rests is not None and rests.deals:
        many = {1: "One deal carries", 2: "Two deals carry", 3: "Three deals carry"}[len(rests.deals)]
        told_in_words = f"{many} **{formats.rate(rests.share)}** of the uncertainty."
        if rests.share < 1 / 3:
            told_in_words = f"It rests on many deals: the three that matter most carry **{formats.rate(rests.share)}** of the uncertainty."
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(told_in_words, width="content")
            drawer.button(
                "Show them", "Deals on which the forecast rests most", rests.deals, key="open-rests", type="tertiary"
            )


def methods(result: Forecast, currency: str | None) -> None:
    """What each method says."""
    if not result.methods:
        st.caption("The period is over: nothing is forecast any more.")
        return
    st.subheader("What each method says", anchor=False)
    bands = {
        NAMES[name]: result.methods[name]
        for name in ("median", *METHODS, "last_period", "crm_weighted")
        if name in result.methods
    }
    figure = methods_chart(
        bands,
        None if result.target is None else float(result.target),
        money=lambda amount: short_money(amount, currency),
    )
    show.chart(figure, alt="Median and 80% band of each method")
    show.notes([md(each) for each in (result.guard, result.too_little, *result.notes) if each])


def weighted(result: Forecast, currency: str | None) -> None:
    """The weighted pipeline by configured and by learned chances, and the chances of each stage."""
    st.subheader("Weighted pipeline: configured or learned?", anchor=False)
    one, two = result.weighted.configured, result.weighted.learned
    told = [
        f"**{_money(amount, currency)}** {how}"
        for amount, how in (
            (one, "by the probabilities of the CRM"),
            (two, "by how often deals of their stages were won in the past"),
        )
        if amount is not None
    ]
    if told:
        st.markdown(f"The open deals that are due in the period are worth {', and '.join(told)}.")
    elif result.headline.method != "actual":
        st.caption(
            "Which deals were due in the period on that day is not in these files: a history of field changes, or an export kept "
            "every week, tells it. So there is no weighted pipeline."
        )
    st.markdown(proposal(result))
    rows = result.stages.rename(
        columns={
            "amount": "open_amount",
            "configured": "configured_rate",
            "learned": "learned_rate",
            "low": "low_rate",
            "high": "high_rate",
        }
    )
    rates = [name for name in STAGES if name.endswith("_rate")]
    rows = rows.assign(**rows[rates].astype(float).round(3))
    # of few deals, counts only
    own = ["learned_rate", "low_rate", "high_rate"]
    rows[own] = rows[own].where(rows["n"] >= 10)
    columns = ["pipeline", *STAGES] if rows["pipeline"].nunique() > 1 else STAGES
    show.table(
        rows[columns],
        alt="Chances of the stages",
        file_name="stage-chances",
        headings=STAGE_HEADINGS,
        currency=currency,
    )
    show.notes([
        "Yours: deals that got to the stage or beyond and are closed, won / (won + lost), the configured chance counting as four deals; 95% interval. "
        "It says whether a deal is won one day, not whether it is won in the period. Under n = 10 no chance of yours is shown.",
    ])  # fmt: skip


def proposal(result: Forecast) -> str:
    """The stage whose learned chance differs most from the configured one, in a sentence."""
    rows = result.stages.assign(gap=(result.stages["learned"] - result.stages["configured"]).abs())
    rows = rows[(rows["n"] >= 10) & rows["gap"].notna()]
    if rows.empty:
        untold = int(((result.stages["n"] == 0) & result.stages["configured"].notna()).sum())
        return "No stage has had enough closed deals yet: the configured chances stand." if untold else ""
    row = rows.loc[rows["gap"].idxmax()]
    return (
        f"{md(row['stage'])}: configured {formats.rate(row['configured'])}, yours **{formats.rate(row['learned'])}** "
        f"({formats.rate(row['low'])} to {formats.rate(row['high'])}, n = {formats.number(row['n'])})."
    )


def deals(result: Forecast, currency: str | None) -> None:
    """What the forecast is made of, and the open deals, those first on which the band rests most."""
    parts(result, currency)
    if not len(result.deals):
        st.caption("No open deal counts for this period.")
        return
    st.subheader("Open deals", anchor=False)
    rows = result.deals.rename(
        columns={
            "amount": "reporting_amount",
            "p_win_in_quarter": "p_win_rate",
            "configured": "configured_rate",
            "expected": "expected_amount",
        }
    )
    chances = ("p_win_rate", "expected_amount", "configured_rate")
    columns = [each for each in DEALS if each not in chances or rows[each].notna().any()]
    whole = rows[columns].assign(expected_close_on=pd.to_datetime(rows["expected_close_on"]))
    whole = whole.round({"p_win_rate": 3, "configured_rate": 3})
    show.table(whole, alt="Open deals", file_name="quarter-deals", headings=HEADINGS, currency=currency, height=460)
    if "p_win_rate" in columns:
        open_ = short_money(result.parts.open, currency) if result.parts else formats.MISSING
        show.notes([
            "First the deals on which the width of the band rests most. "
            f"What a deal counts as is its amount times its chance, on the scale of the forecast: all of them make the {md(open_)} open in it.",
        ])  # fmt: skip
