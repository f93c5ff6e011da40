"""The parts of the funnel page: which pipeline and stage, the sentence that answers, and the way to the deals."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from analytics.charts.funnel import funnel_chart
from analytics.metrics.evidence import Evidence
from analytics.metrics.funnel import Funnel, funnel_deals
from analytics.metrics.funnel_rules import RULES, rule_deals
from analytics.workspace import Scope, Workspace
from pages._parts import formats, show
from pages._parts.drawer import drawer
from pages._parts.formats import md
from pages._parts.work import ask

COLUMNS = [
    "stage", "reached", "of_first", "of_previous", "advanced", "open", "lost", "vanished", "drop_off", "skipped",
    "amount_reached", "amount_lost",
]  # fmt: skip
FATES = {
    "reached": "reached", "advanced": "advanced", "open": "still open", "lost": "lost", "vanished": "vanish",
    "skipped": "skipped it",
}  # fmt: skip
BOTH, COUNTS, AMOUNTS = "Deals and amount", "Deals", "Amount"
_OPENED = "funnel-opened"


def sentence(
    stages: pd.DataFrame, known: Evidence, currency: str | None, is_one_of_several: bool = False, rule: str = "reached"
) -> str:
    """The answer, or why there is none; it names the pipeline where there are several, and the rule where it is not ours."""
    of = f" of {md(known.pipeline)}" if is_one_of_several else ""
    if known.drop_off == "not_possible":
        return f"Where deals are lost cannot be told. {known.why_not}"
    if not stages["reached"].any():
        return f"No deal{of or ' of this pipeline'} fits the filters."
    if not stages["lost"].any():
        return f"None of the {formats.deals(int(stages['reached'].max()))}{of} is lost in a stage so far."
    worst = stages.loc[worst_position(stages)]
    share = formats.rate(worst["drop_off"], worst["reached"])
    text = (
        f"**{md(worst['stage'])}**{of} loses most: {formats.number(worst['lost'])} of {formats.deals(worst['reached'])}"
    )
    text += f" ({share})" if share != formats.MISSING else ""
    text += f", as {md(RULES[rule].used_by)} counts" if rule != "reached" else ""
    return text + (f", {md(formats.short_money(worst['amount_lost'], currency))}." if worst["amount_lost"] > 0 else ".")


def worst_position(stages: pd.DataFrame) -> int:
    """The row of the stage that loses most deals."""
    lost = stages["lost"] if stages["lost"].notna().any() else stages["open"]
    return lost.astype("int64").idxmax()


def unlocks(known: Evidence) -> list[str]:
    """Which export would tell more."""
    return [known.unlock] if known.unlock else []


def with_rates(stages: pd.DataFrame) -> pd.DataFrame:
    """The table of stages; of fewer than ten deals, counts only."""
    telling = {
        "skipped": stages["skipped"].notna().any(),
        "vanished": stages["vanished"].fillna(0).any(),
        **{
            name: stages[name].notna().any()
            for name in ("advanced", "lost", "drop_off", "of_first", "of_previous", "amount_lost")
        },
    }
    known = [column for column in COLUMNS if telling.get(column, True)]
    # a share of few deals would say too much
    of_few = {"drop_off": stages["reached"], "of_first": stages["reached"].iloc[:1].repeat(len(stages)).set_axis(stages.index),
              "of_previous": stages["reached"].shift()}  # fmt: skip
    return stages[known].assign(**{name: stages[name].where(of >= 10) for name, of in of_few.items()})


def choose_stage(stages: pd.DataFrame) -> pd.Series:
    """The stage to look into; the one that loses most first."""
    names = stages["stage"].tolist()
    worst = names.index(stages.loc[worst_position(stages), "stage"])
    chosen = st.selectbox("Look into", names, worst, key="stage", bind="query-params")
    return stages[stages["stage"] == chosen].iloc[0]


def choose_measure(result: Funnel, known: Evidence) -> str:
    """Whether bars are deals, money, or the one beside the other."""
    stages = result.stages[result.stages["pipeline"] == known.pipeline]
    if not stages["with_amount"].any() or known.drop_off == "not_possible":
        return COUNTS
    return st.selectbox("Bars are", [BOTH, COUNTS, AMOUNTS], key="bars", bind="query-params", width=180)


def choose_rule() -> str:
    """By which rule deals count for a stage."""
    return st.selectbox(
        "Counted as in",
        list(RULES),
        key="rule",
        bind="query-params",
        width=280,
        format_func=lambda rule: RULES[rule].used_by,
    )


def without_amounts(stages: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The stages from which on most deals have an amount, and a sentence on those before."""
    reached = stages["reached"].where(stages["reached"] > 0)
    has = (stages["with_amount"] / reached >= 0.5).fillna(False)
    first = has.to_numpy().argmax() if has.any() else len(stages)
    early = [str(stage) for stage in stages["stage"].iloc[:first]]
    if not early:
        without = int((stages["reached"] - stages["with_amount"]).max())
        return stages, [f"Up to {formats.deals(without)} a stage have no amount and are in no bar."] if without else []
    return stages.iloc[first:], [f"In {md(', '.join(early))} most deals have no amount yet, so no bar is drawn."]


def charts(stages: pd.DataFrame, alt: str, currency: str | None, by: str) -> list[str]:
    """The bars, of deals and of money side by side; which stages have none, and why."""
    if by == COUNTS:
        chart(stages, alt)
        return []
    drawn, left_out = without_amounts(stages)
    if by == AMOUNTS:
        chart(drawn, alt, currency, by)
        return left_out
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("Deals")
        chart(stages, alt)
    with right:
        st.markdown(f"Amount, {md(currency)}" if currency else "Amount")
        chart(drawn, f"{alt}, by amount", currency, AMOUNTS)
    return left_out


def chart(stages: pd.DataFrame, alt: str, currency: str | None = None, by: str = COUNTS) -> None:
    """The bars; a click on one opens its deals."""
    # a fresh key once the drawer is closed, so that the same bar can be clicked again
    key = f"funnel-chart-{by}-{st.session_state.get('funnel-closed', 0)}"
    show.chart(
        funnel_chart(
            stages.assign(drop_off=with_rates(stages)["drop_off"]),
            money=(lambda amount: formats.short_money(amount, currency)) if by == AMOUNTS else None,
            separators=formats.separators(),
        ),
        key=key,
        on_select=partial(_clicked, key),
        alt=alt,
    )


def buttons(row: pd.Series) -> None:
    """The figures of one stage, each of which opens its deals; the way without a mouse."""
    with st.container(horizontal=True, gap="small"):
        for fate, words in FATES.items():
            if pd.notna(row[fate]) and (fate != "vanished" or row[fate]):
                st.button(
                    f"{formats.number(row[fate])} {words}",
                    key=f"open-{fate}",
                    on_click=_open,
                    args=(int(row["position"]), fate),
                    disabled=not row[fate],
                    help="Show these deals",
                )


def reasons(result: Funnel, row: pd.Series, known: Evidence, currency: str | None) -> None:
    """Why deals were lost in one stage; of the whole pipeline where the stage is not known."""
    here = result.reasons[result.reasons["pipeline"] == row["pipeline"]]
    if known.drop_off == "not_possible":
        st.markdown(f"Why deals of **{md(row['pipeline'])}** are lost, in whichever stage")
        here = here[here["position"].isna()]
    else:
        st.markdown(f"Why deals are lost in **{md(row['stage'])}**")
        here = here[here["position"] == row["position"]]
    if here.empty:
        st.caption(
            "No deal of this pipeline is lost."
            if known.drop_off == "not_possible"
            else "No deal was lost in this stage."
        )
        return
    rows = here[["reason", "deals", "amount"]].assign(reason=here["reason"].fillna("No reason given"))
    bar = st.column_config.ProgressColumn("Deals", format="%d", min_value=0, max_value=int(rows["deals"].max()))
    show.table(
        rows, alt=f"Lost reasons in {row['stage']}", file_name="lost-reasons", currency=currency,
        config={"deals": bar}, headings={"amount": "Amount lost, {currency}"},
    )  # fmt: skip


def closed_deals(known: Evidence) -> None:
    """Where it cannot be told in which stage deals ended: how many ended, and which."""
    if known.drop_off != "not_possible" or not known.won + known.lost:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f"The bars are open deals, in the stage they are in. {formats.number(known.won)} won and "
            f"{formats.number(known.lost)} lost deals are in none of them."
        )
        st.button("Show these deals", key="open-closed", on_click=_open, args=(0, "closed"), type="tertiary")


def open_drawer(
    work: Workspace, scope: Scope, stages: pd.DataFrame, pipeline: str, currency: str | None, rule: str = "reached"
) -> None:
    """The drawer, in the run in which somebody asked for it."""
    asked = st.session_state.pop(_OPENED, None)
    if asked is None:
        return
    position, fate = asked
    if fate == "closed":
        deals = ask(funnel_deals, work, scope, pipeline, 0, fate)
        drawer(
            f"{md(pipeline)}: won or lost", deals, figure=len(deals), currency=currency, file_name="deals-closed",
            on_close=closed,
        )  # fmt: skip
        return
    row = stages[stages["position"] == position]
    if row.empty or pd.isna(row[fate].iloc[0]):
        return
    if rule == "reached":
        deals = ask(funnel_deals, work, scope, pipeline, position, fate)
    else:
        deals = ask(rule_deals, work, scope, rule, pipeline, position, fate)
    stage = row["stage"].iloc[0]
    drawer(
        f"{md(stage)}: {FATES[fate]}", deals, figure=int(row[fate].iloc[0]), currency=currency,
        file_name=f"deals-{fate}-{position + 1}", on_close=closed,
    )  # fmt: skip


def _clicked(key: str) -> None:
    state = st.session_state.get(key) or {}
    points = state.get("selection", {}).get("points", [])
    if points and points[0].get("customdata"):
        position, fate = points[0]["customdata"]
        _open(int(position), fate)


def _open(position: int, fate: str) -> None:
    st.session_state[_OPENED] = (position, fate)


def closed() -> None:
    """The drawer was closed."""
    st.session_state["funnel-closed"] = st.session_state.get("funnel-closed", 0) + 1
