"""How to read a funnel: its figures, what others would say, what may be behind the worst stage, how two groups compare."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.metrics.diagnosis import diagnose
from analytics.metrics.evidence import Evidence
from analytics.metrics.funnel import Funnel, funnel
from analytics.metrics.funnel_rules import RULES, reconcile
from analytics.metrics.overview import Trend
from analytics.workspace import Scope, Workspace
from pages._parts import formats, show
from pages._parts.compare_with import Sides
from pages._parts.drawer import drawer
from pages._parts.formats import md
from pages._parts.funnel_view import closed
from pages._parts.work import ask


def figures(known: Evidence, trend: Trend, is_one_of_several: bool) -> None:
    """What is won, lost and open in the pipeline, with the change and the way there; its name where there are several."""
    closed = known.won + known.lost
    of = md(known.pipeline) if is_one_of_several else ""
    of_closed = f"{of}, n = {formats.number(closed)}" if of else f"n = {formats.number(closed)}"
    cells = st.grid(4, min_column_width=150, gap="medium")
    for label, name, words, meaning in (
        ("Open", "open", formats.number, "Deals of the pipeline that are open."),
        ("Won", "won", formats.number, "Deals of the pipeline that are won."),
        ("Lost", "lost", formats.number, "Deals of the pipeline that are lost, in whichever stage."),
        ("Win rate", "win_rate", lambda share: formats.rate(share, closed), "Won / (won + lost), by count, among closed deals."),
    ):  # fmt: skip
        by, is_rate = trend.change(name), name == "win_rate"
        change = None
        if by is not None and not (is_rate and closed < 10):
            text = formats.points(abs(by)).lstrip("+") if is_rate else formats.number(abs(by))
            change = show.Change(
                formats.signed(text, by), f"since {formats.short_day(trend.since)}", (by > 0) if is_rate and by else None,
                trend.is_real or not is_rate,
            )  # fmt: skip
        with cells.cell():
            show.figure(
                label, words(trend.days[name].iloc[-1]), meaning=meaning, small=of_closed if is_rate else of, change=change,
                trend=trend.days[name],
            )  # fmt: skip


def reconciled(work: Workspace, scope: Scope, rule: str, pipeline: str, stages: pd.DataFrame) -> None:
    """What another program would say, what we say, and the deals between the two."""
    found = ask(reconcile, work, scope, pipeline, rule)
    names = stages["stage"].tolist()
    with st.container(border=True):
        st.markdown(md(RULES[rule].words))
        if found.theirs is not None and found.ours is not None:
            st.markdown(
                f"**{md(found.used_by)}** would say that **{formats.rate(found.theirs)}** of deals get from {md(names[0])} to "
                f"winning. Our rule says **{formats.rate(found.ours)}**."
            )
        if not len(found.deals):
            st.caption("No deal makes a difference here.")
            return
        why = found.deals["why"].value_counts()
        words = ", ".join(f"{formats.number(count)} {reason}" for reason, count in why.items())
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{formats.deals(len(found.deals))} make the difference: {words}.")
            if st.button("Show them", key="open-difference", type="tertiary", icon=":material/list:"):
                drawer(
                    f"{md(found.used_by)} and our rule: what differs", found.deals, figure=len(found.deals), currency=None,
                    file_name="deals-that-differ", on_close=closed,
                )  # fmt: skip


def diagnosis(result: Funnel, pipeline: str, rule: str) -> None:
    """The stage that really loses more than the others, and questions to ask about it."""
    found = diagnose(result, pipeline)
    if found is None:
        return
    st.subheader("What may be behind it", anchor=False)
    st.markdown(
        f"{'' if rule == 'reached' else 'By our own rule '}**{md(found.stage)}** loses {formats.rate(found.drop_off)} of its deals, the other stages together "
        f"{formats.rate(found.elsewhere)}. That is more than chance explains ({formats.points(found.low)} to "
        f"{formats.points(found.high)}). Questions to ask, not findings:"
    )
    for each in found.hypotheses:
        sides = [("For it", each.supporting), ("Against it", each.opposing)]
        said = ". ".join(
            f"{side}: " + ", ".join(f"{md(reason)} ({formats.number(deals)})" for reason, deals in reasons)
            for side, reasons in sides
            if reasons
        )
        st.markdown(f"- {each.words} :small[{said or 'No lost reason speaks for it or against it'}.]")
    if found.without_reason:
        show.notes(
            [
                f"Of {formats.number(found.without_reason)} of the {formats.count(found.lost, 'deal')} lost there no reason is told."
            ]
        )


def compared(work: Workspace, sides: Sides, rule: str, pipeline: str) -> None:
    """Both funnels side by side; whether a stage really differs says the conversion page."""
    both = [ask(funnel, work, scope, rule).stages for scope in (sides.scope, sides.other)]
    both = [
        each.loc[each["pipeline"] == pipeline, ["stage", "position", "reached", "lost", "drop_off"]] for each in both
    ]
    joined = (
        both[0].merge(both[1], on=["stage", "position"], how="outer", suffixes=("", "_other")).sort_values("position")
    )
    if joined.empty:
        st.caption("Neither has deals in this pipeline.")
        return
    few = {"drop_off": joined["reached"], "drop_off_other": joined["reached_other"]}
    joined = joined.assign(**{name: joined[name].where(of >= 10) for name, of in few.items()})
    names = {
        "reached": f"Reached, {sides.name}", "lost": f"Lost, {sides.name}", "drop_off": f"Drop-off, {sides.name}",
        "reached_other": f"Reached, {sides.other_name}", "lost_other": f"Lost, {sides.other_name}",
        "drop_off_other": f"Drop-off, {sides.other_name}",
    }  # fmt: skip
    show.table(
        joined[["stage", *names]], alt="Both funnels", file_name="funnels-compared", headings=names,
        config={"drop_off_other": st.column_config.NumberColumn(names["drop_off_other"], format="percent")},
    )  # fmt: skip
    show.notes(
        ["Younger deals have had less time to be lost. Whether a stage really differs is on the Conversion page."]
    )
