"""The parts of the page of changes."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from analytics.charts.changes import NAMES, changes_chart
from analytics.metrics.changes import BARS, Changes, News, Pushes, by
from analytics.periods import Period, quarter_of, quarters
from pages._parts import drawer, formats, show
from pages._parts.changes_words import in_words, whole
from pages._parts.formats import md, short_money
from pages._parts.names import crm_name

GROUPS = {"owner": "Owner", "team": "Team", "segment": "Segment", "pipeline": "Pipeline"}
# bars of deals that are to be seen as they were on the first day
_EARLIER = ("opening", "deleted", "reassigned_out")
WHY = {"gone": "Not in the exports any more", "closed_or_gone": "Closed or deleted: the exports hold open deals only"}


def choose(exports: list[date], last_day: date, fiscal_start: int) -> tuple[date, date, Period]:
    """The two days and the period: from the export before the last one, for the quarter of the last day."""
    before = [each for each in exports if each < last_day]
    usual = before[-1] if before else last_day - timedelta(days=7)
    names = [
        each.name for each in quarters(last_day - timedelta(days=370), last_day + timedelta(days=280), fiscal_start)
    ]
    now = quarter_of(last_day, fiscal_start).name
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        first = st.date_input("From the end of", usual, max_value=last_day, key="changes-from", width=170)
        last = st.date_input("To the end of", last_day, max_value=last_day, key="changes-to", width=170)
        name = st.selectbox(
            "Planned to close in", names, names.index(now), key="changes-period", width=170, format_func=formats.period
        )
    period = next(
        each
        for each in quarters(last_day - timedelta(days=370), last_day + timedelta(days=280), fiscal_start)
        if each.name == name
    )
    return first or usual, last or last_day, period


def figures(result: Changes, currency: str | None) -> None:
    """Four figures, each with what it is made of."""
    (opened, before), (closing, after) = result.bar("opening"), result.bar("closing")
    won, amount_won = result.bar("won")
    idle = result.deals[result.deals["is_idle"]]
    slipped = result.bar("pushed_out")[0]
    cells = st.grid(4, min_column_width=150, gap="medium")
    for label, value, small, words in (
        ("Planned now", short_money(after / 100, currency), f"{formats.deals(closing)}; {short_money(before / 100, currency)} in {formats.number(opened)} before", "Open deals with an expected close in the period, at the end of the last day."),
        ("Won", short_money(-amount_won / 100, currency), formats.deals(won), "Won between the two days, with the last amount."),
        ("Slipped", formats.rate(result.slip_rate, result.planned), f"by amount; {formats.number(slipped)} of {formats.deals(result.planned)} whose plan was known", "Of the amount planned on the first day, the share that is planned for after the period now. Under ten deals only counts are shown."),
        ("Idle", formats.number(len(idle)), f"{short_money(idle['amount_before'].sum() / 100, currency)}: nothing changed", "Planned on both days, and no field of them changed in between."),
    ):  # fmt: skip
        with cells.cell(), st.container(gap=None):
            st.metric(label, value, help=words)
            st.caption(md(small))


def waterfall(result: Changes, currency: str | None) -> None:
    """The ledger; a click on a bar opens its deals."""
    figure = changes_chart(
        result.bars, money=lambda amount: short_money(amount, currency), separators=formats.separators()
    )
    behind = {
        (bar,): (
            f"{NAMES[bar]}: {formats.period(result.period.name)}",
            result.keys(bar),
            result.from_on if bar in _EARLIER else result.to_on,
        )
        for bar in BARS
    }
    drawer.clickable(figure, behind, alt="What changed: from the opening to the closing", key="changes-bars")
    idle = result.deals.loc[result.deals["is_idle"], "deal_key"]
    with st.container(horizontal=True, gap="small"):
        drawer.button(
            "Idle deals", f"Idle: {formats.period(result.period.name)}", idle, key="changes-idle", as_of=result.to_on
        )


def left_out(result: Changes) -> list[str]:
    """What the ledger cannot see."""
    words = [
        f"{crm_name(crm)}: {formats.deals(deals)} known from one export only, or not yet on the first day: earlier amounts and planned days are not told."
        for crm, deals in result.blind.items()
    ]
    if result.without_amount:
        words.append(f"{formats.deals(result.without_amount)} without an amount: counted as deals, with nothing.")
    return words


def story(result: Changes, news: list[News], currency: str | None) -> None:
    """All that happened, largest first; each opens its deals."""
    if not news:
        st.markdown("Nothing changed.")
    for place, each in enumerate(news[:8]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            words = in_words(each, result, currency)
            st.markdown(whole(words), width="stretch")
            drawer.button(
                "Deals", f"{NAMES[each.what]}: {formats.period(result.period.name)}", each.keys, key=f"changes-news-{place}", type="tertiary",
                as_of=result.from_on if each.what in _EARLIER else result.to_on,
            )  # fmt: skip


def week_by_week(weeks: pd.DataFrame, currency: str | None) -> None:
    """The ledger of each week."""
    _ledger(weeks, ["from_on", "to_on"], "weeks", currency)


def by_owner(result: Changes, currency: str | None) -> None:
    """The ledger by who has the deals."""
    st.subheader("By owner, team or segment", anchor=False)
    known = [column for column in GROUPS if result.deals[column].notna().any()]
    if known:
        column = st.selectbox("By", known, format_func=GROUPS.get, key="changes-by", width=220)
        _ledger(by(result, column), [column], "by", currency)


def _ledger(rows: pd.DataFrame, first: list[str], name: str, currency: str | None) -> None:
    used = [bar for bar in BARS if rows[bar].any() or bar in ("opening", "closing")]
    shown = rows[[*first, *used]].rename(columns={bar: f"{bar}_amount" for bar in used})
    shown = shown.assign(**{f"{bar}_amount": rows[bar] / 100 for bar in used})
    headings = {f"{bar}_amount": NAMES[bar] for bar in used} | {"from_on": "From", "to_on": "To"} | GROUPS
    show.table(shown, alt=f"The ledger, {name}", file_name=f"changes-{name}", currency=currency, headings=headings)


def gone(rows: pd.DataFrame, currency: str | None) -> None:
    """Deals that the exports show no more."""
    st.subheader("Disappeared", anchor=False)
    st.markdown(
        f"{formats.deals(len(rows))} of the first day {'is' if len(rows) == 1 else 'are'} in the exports no more: deleted, merged, or "
        "outside the view that is exported. They count in no figure from the day on which they were missing."
    )
    columns = ["name", "account", "owner", "stage", "reporting_amount", "seen_on", "missing_on", "why", "twin"]
    shown = show.filled(rows.assign(why=rows["why"].map(WHY)), columns)
    headings = {"seen_on": "Last seen", "missing_on": "Missing since", "twin": "May be merged into"}
    show.table(shown, alt="Deals that disappeared", file_name="disappeared", currency=currency, headings=headings)


def slippage(slipped: pd.DataFrame, currency: str | None) -> None:
    """How much slips from quarter to quarter."""
    st.subheader("How much slips", anchor=False)
    rows = slipped.assign(
        planned_amount=slipped["planned_amount"] / 100, slipped_amount=slipped["slipped_amount"] / 100,
        period=slipped["period"].map(formats.period) + slipped["is_over"].map({True: "", False: " so far"}),
    ).drop(columns=["is_over", "keys"])  # fmt: skip
    few = rows["planned"] < 10
    rows = rows.assign(
        slip_rate=rows["slip_rate"].where(~few), slip_deals_rate=rows["slip_rate_deals"].where(~few)
    ).drop(columns="slip_rate_deals")
    show.table(
        rows, alt="Slip rate by quarter", file_name="slippage", currency=currency,
        headings={"period": "Quarter", "planned": "Planned on its first day", "slipped": "Slipped", "planned_amount": "Planned, {currency}",
                  "slipped_amount": "Slipped, {currency}", "slip_rate": "By amount", "slip_deals_rate": "By count"},
    )  # fmt: skip


def pushed(pushed: Pushes, currency: str | None) -> None:
    """What becomes of deals that are pushed."""
    st.subheader("What a push means", anchor=False)
    if pushed.chances.empty or pushed.chances["deals"].sum() == pushed.chances["open"].sum():
        st.caption(
            "No deal whose planned day was watched from its creation on has closed: an audit of the close date, or dated exports of some months, would tell."
        )
    else:
        st.markdown(_meaning(pushed.chances))
        show.table(_chances(pushed.chances), alt="Chance by pushes", file_name="pushes", headings=_PUSH_HEADINGS)
        show.notes([
            "Days count from the push, of all deals from their creation. A deal that is pushed has already lived to that day, so "
            "the rows do not say what a push costs.",
        ])  # fmt: skip
    owners = pushed.owners[pushed.owners["pushes"] > 0].drop(columns="keys").round({"pushes_per_deal": 2})
    if len(owners):
        show.table(owners, alt="Pushes by owner", file_name="pushes-by-owner", headings=_PUSH_HEADINGS)
    late = pushed.deals[(pushed.deals["pushes"] > 0) & pushed.deals["likely_on"].notna()].drop(columns="deal_key")
    if len(late):
        st.markdown(
            "Open deals that were pushed: the planned day, and the day by which those of them that are won usually are, as deals pushed as often were."
        )
        show.table(
            late,
            alt="Planned and usual close",
            file_name="planned-and-usual",
            currency=currency,
            headings=_PUSH_HEADINGS,
        )


_PUSH_HEADINGS = {
    "times": "Pushed", "pushes": "Pushes", "pushed": "Deals pushed", "won": "Won", "lost": "Lost", "open": "Open", "days": "Within days",
    "chance_rate": "Chance to be won", "low_rate": "From", "high_rate": "To", "delay_days": "Won so many days after the planned day",
    "pushes_per_deal": "Pushes per deal", "days_per_push": "Days per push", "pulled_in": "Pulled in", "likely_on": "If won, usually by",
    "days_pushed": "Days pushed", "expected_close_on": "Planned",
}  # fmt: skip


def _chances(chances: pd.DataFrame) -> pd.DataFrame:
    few = chances["deals"] < 10
    return pd.DataFrame(
        {
            "times": [
                {0: "all deals", 1: "once or more", 2: "twice or more"}.get(k, f"{k} times or more")
                for k in chances["pushes"]
            ],
            **{name: chances[name] for name in ("deals", "won", "lost", "open")},
            "chance_rate": chances["chance"].where(~few),
            "low_rate": chances["low"].where(~few),
            "high_rate": chances["high"].where(~few),
            "days": chances["days"],
            "delay_days": chances["delay_days"],
        }
    )


def _meaning(chances: pd.DataFrame) -> str:
    rows = chances.set_index("pushes")
    if 1 not in rows.index or rows.loc[1, "deals"] < 10:
        return "Too few deals were pushed to tell what a push means."
    once = rows.loc[1]
    text = (
        f"Of {formats.number(rows.loc[0, 'deals'])} deals, {formats.number(once['deals'])} were pushed at least once. Of these "
        f"**{formats.rate(once['chance'])}** are won within {formats.days(once['days'])} of the push "
        f"({formats.rate(once['low'])} to {formats.rate(once['high'])})"
    )
    if pd.notna(once["delay_days"]):
        when = "after" if once["delay_days"] >= 0 else "before"
        text += f", half of these by {formats.days(abs(once['delay_days']))} {when} the day that was planned then"
    return text + "."
