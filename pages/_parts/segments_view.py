"""The parts of the page on kinds of deals."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.segments import reasons_chart, segments_chart
from analytics.metrics.reasons import LABELS as REASONS
from analytics.metrics.segments.segments import Revival, Segments
from pages._parts import drawer, formats, show
from pages._parts.filters import LABELS
from pages._parts.formats import md, short_money

BY = {**LABELS, "size": "Size", "customer": "New or existing customer"}
LEAD_TYPES = {
    "suspect": "Suspect", "prospect": "Prospect", "inbound": "Inbound", "marketing_qualified": "Marketing qualified (MQL)",
    "sales_qualified": "Sales qualified (SQL)", "warm_call": "Warm call", "target_account": "Target account",
    "friends_and_family": "Friends and family", "event": "Event", "referral": "Referral", "closed_lost": "Lost before",
}  # fmt: skip
HEADINGS = {
    "name": "Kind", "won": "Won", "win_rate": "Win rate", "low": "At least", "high": "At most", "decided": "Won / (won + lost)",
    "cycle_days_median": "Cycle, median days", "average_won_amount": "Average won, {currency}", "won_amount": "Won, {currency}",
    "verdict": "Against all others", "share": "Share", "kind": "Because of", "reason": "As written", "alarm": "Alarm",
}  # fmt: skip


def names_of(result: Segments, currency: str | None) -> list[str]:
    """What to call each kind."""
    if result.by == "size":
        return [_size(row, currency) for row in result.segments.to_dict("records")]
    words = LEAD_TYPES if result.by == "lead_type" else {"new": "New customer", "existing": "Existing customer"}
    return [
        f"No {BY[result.by].lower()} told" if pd.isna(each) else words.get(each, each)
        for each in result.segments["value"]
    ]


def _size(row: dict, currency: str | None) -> str:
    if pd.isna(row["value"]):
        return "No amount"
    name = {"1": "Small", "2": "Medium", "3": "Large"}[row["value"]]
    return f"{name}, {short_money(row['least'], currency)} to {short_money(row['most'], currency)}"


def sentence(result: Segments, names: list[str]) -> str:
    """The best and the worst of those that differ."""
    if result.why_not:
        return f"Which kinds of deals are won cannot be told. {result.why_not}"
    rows = result.segments.assign(name=names)
    told = rows[(rows["shown"] != "counts") & rows["value"].notna()]
    real = told[told["differs"]].sort_values("win_rate", ascending=False)
    if len(told) < 2:
        return f"There are too few deals to compare by {BY[result.by].lower()}."
    if told["win_rate"].isna().all():
        return f"By {BY[result.by].lower()} only counts can be told."
    if real.empty:
        return (
            f"By {BY[result.by].lower()} no kind of deals is won more or less often, or faster, than chance explains."
        )
    best, worst = real.iloc[0], real.iloc[-1]
    text = f"**{md(best['name'])}**: {formats.rate(best['win_rate'])} won ({formats.rate(best['low'])} to {formats.rate(best['high'])})"
    if len(real) > 1:
        text += f"; **{md(worst['name'])}**: {formats.rate(worst['win_rate'])} ({formats.rate(worst['low'])} to {formats.rate(worst['high'])})"
    return f"{text}; within {formats.days(result.days)}, and not by chance."


def chart(result: Segments, names: list[str]) -> None:
    """The win rate of each kind; of very many those with most deals."""
    rows = result.segments.head(25)
    if rows["win_rate"].isna().all():
        show.notes(
            [
                "On which days deals were created or closed is not told: how many are won within some days is not known. Won / (won + lost) needs no days."
            ]
        )
        return
    show.chart(
        segments_chart(rows, names[:25], separators=formats.separators()), alt=f"Win rate by {BY[result.by].lower()}"
    )
    sentences = [f"Won within {formats.days(result.days)} after creation; lines: 95% intervals."]
    if (result.segments["shown"] == "counts").any():
        sentences.append("Kinds of fewer than ten deals are in the table only.")
    show.notes(sentences)


def table(result: Segments, names: list[str], loud: frozenset[str], currency: str | None) -> None:
    """All kinds."""
    rows = result.segments
    few = rows["shown"] == "counts"
    rows = rows.assign(
        name=names,
        average_won_amount=rows["average_won"],
        verdict=[("Differs" if row.differs else "Within chance") if row.shown != "counts" and not pd.isna(row.value) else None for row in rows.itertuples()],
        alarm=["Alarm" if value in loud else None for value in rows["value"]],
        **{name: rows[name].round(2).mask(few) for name in ("win_rate", "low", "high", "decided")},
    )  # fmt: skip
    columns = ["name", "deals", "won", "lost", "open", "win_rate", "low", "high", "decided", "cycle_days_median", "average_won_amount", "won_amount", "verdict", "alarm"]  # fmt: skip
    columns = [each for each in columns if each != "alarm" or rows["alarm"].notna().any()]
    config = {
        name: st.column_config.NumberColumn(HEADINGS[name], format="percent")
        for name in ("win_rate", "low", "high", "decided")
    }
    show.table(
        rows[columns],
        alt=f"Deals by {BY[result.by].lower()}",
        file_name=f"deals-by-{result.by}",
        currency=currency,
        headings=HEADINGS,
        config=config,
    )


def reasons(result: Segments, currency: str | None) -> None:
    """Why deals are lost, in one vocabulary."""
    st.subheader("Why deals are lost", anchor=False)
    rows = result.reasons
    told = rows[rows["kind"] != "none"]
    if told.empty:
        st.caption("No lost deal has a reason. Add the column of lost reasons to the export.")
        return
    kinds = told.groupby("kind", as_index=False)["deals"].sum().sort_values(["deals", "kind"], ascending=[False, True])
    all_ = int(kinds["deals"].sum())
    first = kinds.iloc[0]
    st.markdown(
        f"**{REASONS[first['kind']]}**: {formats.deals(int(first['deals']))}, {formats.rate(first['deals'] / all_, all_)} of those with a reason."
    )
    show.chart(
        reasons_chart(kinds.assign(name=kinds["kind"].map(REASONS)), separators=formats.separators()),
        alt="Lost deals by reason",
    )
    without = int(rows.loc[rows["kind"] == "none", "deals"].sum())
    show.notes([f"Of {formats.count(without, 'lost deal')} no reason is told."] if without else [])
    with st.expander("Reasons as they are written"):
        named = told.assign(kind=told["kind"].map(REASONS))
        show.table(named[["reason", "kind", "deals", "amount"]], alt="Lost reasons as written", file_name="lost-reasons", currency=currency,
                   headings=HEADINGS | {"amount": "Amount, {currency}"})  # fmt: skip


def won_reasons(result: Segments, currency: str | None) -> None:
    """Why deals are won, as it is written: the words are each team's own."""
    st.subheader("Why deals are won", anchor=False)
    rows = result.won_reasons
    if rows.empty:
        st.caption(
            "No kept column tells why deals are won. If an export has one, such as “Closed Won Reason”, keep it when you import."
        )
        return
    all_, first = int(rows["deals"].sum()), rows.iloc[0]
    st.markdown(
        f"**{md(first['reason'])}**: {formats.deals(int(first['deals']))}, {formats.rate(first['deals'] / all_, all_)} of those with a reason."
    )
    show.table(
        rows,
        alt="Won reasons as written",
        file_name="won-reasons",
        currency=currency,
        headings=HEADINGS | {"amount": "Amount, {currency}"},
    )


def revived(result: Revival) -> None:
    """What becomes of lost deals that come back."""
    st.subheader("Lost deals that come back", anchor=False)
    if not result.lost:
        st.caption("No deal is known to have been lost.")
        return
    share = f" ({formats.rate(result.share, result.lost)})" if result.lost >= 10 else ""
    st.markdown(
        f"Of {formats.deals(result.lost)} that were lost at some time, {formats.number(result.reopened)}{share} were opened again."
    )
    names = {"reopened": "Opened again", "returned": "New deals of accounts that had only lost ones"}
    for row in result.ways.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center"):
            decided = row["won"] + row["lost"]
            text = f"{names[row['way']]}: {formats.number(row['won'])} won, {formats.number(row['lost'])} lost, {formats.number(row['open'])} open"
            if decided >= 10:
                text += f"; {formats.rate(row['win_rate'])} of those decided ({formats.rate(row['low'])} to {formats.rate(row['high'])})"
            st.markdown(text, width="content")
            drawer.button(
                f"Deals ({formats.number(row['deals'])})",
                names[row["way"]],
                row["keys"],
                key=f"way-{row['way']}",
                type="tertiary",
            )
