"""The parts of the page of accuracy."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.forecast import calibration_chart, replay_chart
from analytics.metrics.forecast import Accuracy
from analytics.metrics.forecast.model import NAMES
from pages._parts import formats, show
from pages._parts.formats import md, short_money

WEEKS = {1: "From its first day", 5: "From week 5", 9: "From week 9"}
WHEN = {
    1: "On the first day of a period",
    5: "At the start of week 5 of a period",
    9: "At the start of week 9 of a period",
}
METHODS = NAMES | {"headline": "The headline"}
SCORES = ["method", "n", "wape_rate", "bias_rate", "coverage80_rate", "skill", "pinball", "crps"]
HEADINGS = {
    "method": "Method",
    "n": "Forecasts",
    "wape_rate": "WAPE",
    "bias_rate": "Bias",
    "coverage80_rate": "80% band held",
    "skill": "Skill",
    "pinball": "Pinball",
    "crps": "CRPS",
}


def sentence(result: Accuracy, week: int) -> str:
    """The answer of a week: how far off, how much better than last time's figure, and whether the band held."""
    rows = result.methods[result.methods["week"] == week].set_index("method")
    if "headline" not in rows.index:
        return md(result.too_little or "There is nothing to hold forecasts against.")
    head = rows.loc["headline"]
    text = f"{WHEN[week]} the forecast was **{formats.rate(head['wape'])}** off on average"
    if "last_period" in rows.index:
        text += f", where taking the last period again was {formats.rate(rows.loc['last_period', 'wape'])} off"
    text += f". Its 80% band held **{_held(head)}** times"
    whole = result.methods[(result.methods["week"] == 0) & (result.methods["method"] == "headline")].iloc[0]
    return text + (f", over all weeks {_held(whole)}." if whole["n"] > head["n"] else ".")


def _held(row: pd.Series) -> str:
    return f"{formats.number(round(row['coverage80'] * row['n']))} of {formats.number(row['n'])}"


def weeks(result: Accuracy) -> int:
    """The week that is looked at."""
    there = [week for week in WEEKS if (result.origins["week"] == week).any()]
    return st.selectbox(
        "Forecast of the period", there, key="week", bind="query-params", width=220, format_func=WEEKS.get
    )


def past(result: Accuracy, week: int, currency: str | None) -> None:
    """What was said of each past period, and what came."""
    rows = result.origins[(result.origins["method"] == "headline") & (result.origins["week"] == week)]
    rows = rows.assign(period=rows["period"].map(formats.period))
    figure = replay_chart(rows, money=lambda amount: short_money(amount, currency))
    show.chart(figure, alt="Forecast with its 80% band and what came, for each past period")


def scores(result: Accuracy, week: int) -> None:
    """Every method."""
    st.subheader("How right each method was", anchor=False)
    rows = result.methods[result.methods["week"] == week]
    order = {name: place for place, name in enumerate(dict.fromkeys(("headline", "median", *NAMES)))}
    rows = rows.sort_values("method", key=lambda names: names.map(order))
    rows = rows.assign(method=rows["method"].map(METHODS)).rename(
        columns={"wape": "wape_rate", "bias": "bias_rate", "coverage80": "coverage80_rate"}
    )
    share = {
        name: st.column_config.NumberColumn(HEADINGS[name], format="percent") for name in ("skill", "pinball", "crps")
    }
    show.table(rows[SCORES], alt="Scores of all methods", file_name="forecast-scores", headings=HEADINGS, config=share)
    notes = [
        "WAPE: distance from what came, over what came. Bias above 0: too much was promised. Skill: how much of the error of taking the last period again is gone."
    ]
    if "crm_weighted" not in set(result.methods["method"]):
        notes.append(
            "The CRM's weighted pipeline cannot be scored: close dates as they stood on those days are not in these files. A history of field changes, or an export kept every week, tells them."
        )
    show.notes([md(each) for each in (*notes, guarded(result), result.guard) if each])  # fmt: skip


def guarded(result: Accuracy) -> str | None:
    """In how many past forecasts the guard had made the run-rate the headline."""
    centres = result.origins.pivot(index=["period", "week"], columns="method", values="centre")
    if not {"headline", "run_rate", "median"} <= set(centres):
        return None
    switched = int(((centres["headline"] == centres["run_rate"]) & (centres["headline"] != centres["median"])).sum())
    if not switched:
        return None
    return (
        f"In {formats.number(switched)} of {formats.number(len(centres))} forecasts, over all weeks, the headline was the run-rate: "
        "until then it had been closer than the median, in at least six forecasts, which two quarters give. Later ones may undo that."
    )


def calibration(result: Accuracy, week: int) -> None:
    """Whether three in ten of the deals given 30% were won."""
    methods = [
        name
        for name in ("hybrid", "semi_markov", "snapshot_ratio", "crm_weighted")
        if (result.calibration["method"] == name).any()
    ]
    if not methods:
        st.caption("No method that gives chances to single deals could be tried.")
        return
    st.subheader("Were three in ten of the deals given 30% won?", anchor=False)
    method = st.selectbox(
        "Chances of", methods, key="calibration", bind="query-params", format_func=NAMES.get, width=320
    )
    bins = result.calibration[(result.calibration["method"] == method) & (result.calibration["week"] == week)]
    show.chart(
        calibration_chart(bins, separators=formats.separators()), alt="Chances given to deals, and the share won"
    )
    row = result.deals[(result.deals["method"] == method) & (result.deals["week"] == week)].iloc[0]
    show.notes([
        f"{formats.number(row['n'])} chances given; mean distance from the line {formats.points(row['calibration_error']).removeprefix('+')}, "
        f"Brier score {row['brier']:.3f}, log-loss {row['log_loss']:.3f}. Larger points stand for more deals.",
    ])  # fmt: skip
    tenths = pd.DataFrame(
        {
            "chance": [
                f"{formats.rate(low)} – {formats.rate(high)}"
                for low, high in zip(bins["low"], bins["high"], strict=True)
            ],
            "predicted_rate": bins["predicted"].astype(float).round(3),
            # of fewer than ten, a share would say too much
            "observed_rate": bins["observed"].astype(float).where(bins["n"] >= 10).round(3),
            "n": bins["n"],
        }
    )
    names = {"chance": "Chance given", "predicted_rate": "On average", "observed_rate": "Share won", "n": "Deals"}
    show.table(tenths, alt="Chances and outcomes by tenth", file_name="calibration", headings=names)


def failed(result: Accuracy) -> None:
    """What became of deals that were due in a period at its start."""
    rows = result.failed
    st.subheader("What became of the deals that were due?", anchor=False)
    if rows.empty:
        show.notes(
            [
                "Close dates as they stood at the start of past periods are not in these files: a history of field changes, or an export kept every week, tells them."
            ]
        )
        return
    total = rows[["due", "won", "lost", "slipped", "undecided"]].sum()
    gone = total["lost"] + total["slipped"] + total["undecided"]
    st.markdown(
        f"Of {formats.deals(int(total['due']))} that were due in a period at its start, **{formats.rate(gone / total['due'], int(total['due']))}** "
        f"were not won in it: {formats.number(total['lost'])} lost, {formats.number(total['slipped'])} moved to a later period, "
        f"{formats.number(total['undecided'])} undecided at its end. Only deals whose close date at that start is known are counted, "
        "whatever their forecast category."
    )
    names = {
        "period": "Period",
        "due": "Due",
        "won": "Won",
        "lost": "Lost",
        "slipped": "Slipped",
        "undecided": "Undecided",
    }
    show.table(
        rows.assign(period=rows["period"].map(formats.period)),
        alt="Deals due at the start of each period, and what became of them",
        file_name="forecast-deals",
        headings=names,
    )


def omitted(result: Accuracy) -> None:
    """What the replay does without."""
    st.subheader("What the replay does without", anchor=False)
    show.notes([md(each) for each in result.omitted])


def submitted(result: Accuracy, currency: str | None) -> None:
    """What people had submitted, beside the median of then."""
    rows = result.submitted
    st.subheader("Submitted forecasts", anchor=False)
    both = rows[rows["median"].notna()]
    if len(both):
        own = (both["amount"] - both["actual"]).abs().sum() / both["actual"].sum()
        model = (both["median"].astype(float) - both["actual"]).abs().sum() / both["actual"].sum()
        st.markdown(
            f"Submitted forecasts were **{formats.rate(own)}** off, the median of four of those days {formats.rate(model)} (n = {len(both)})."
        )
    names = {
        "period": "Period",
        "who": "Who",
        "submitted_on": "Submitted",
        "said_amount": "Said, {currency}",
        "median_amount": "Median of four, {currency}",
        "actual_amount": "Came, {currency}",
    }
    rows = rows.rename(columns={"amount": "said_amount", "median": "median_amount", "actual": "actual_amount"})
    rows = rows.assign(
        period=rows["period"].map(formats.period),
        submitted_on=pd.to_datetime(rows["submitted_on"]),
        median_amount=rows["median_amount"].astype(float),
    )
    show.table(rows, alt="Submitted forecasts", file_name="submitted-forecasts", headings=names, currency=currency)
