"""The parts of the page on weak stages."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from analytics.charts.coaching import STATES, cells_chart, plot_of_chance
from analytics.metrics.coaching.cells import SURE, limits
from analytics.metrics.coaching.coaching import Coaching
from analytics.metrics.coaching.differences import differences
from analytics.workspace import Scope, Workspace
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money
from pages._parts.work import ask

MOST_OWNERS = 30
WORDS = {state: name for state, (name, *_) in STATES.items()}
HEADINGS = {
    "n": "Deals", "raw": "Own", "expected": "Expected of such deals", "adjusted": "At the mix of all", "low": "At least", "high": "At most",
    "team": "Peers", "state_words": "Verdict", "deals_needed": "More deals needed", "worth_amount": "Gap per quarter, {currency}",
    "copy_from": "Learn from", "p_weak": "Chance of being weak", "exits": "Left", "ratio": "Pace", "median_days": "Median days",
    "team_days": "Peers’ median days", "peers": "Peer group", "what": "Of", "value": "Value", "own": "Share", "others": "Share of others",
    "difference": "Difference", "differs": "Beyond chance",
}  # fmt: skip
_PERCENT = ("raw", "expected", "adjusted", "low", "high", "team", "p_weak", "own", "others", "difference")
_WHAT = {
    "source": "Source",
    "segment": "Segment",
    "deal_type": "Deal type",
    "size": "Size",
    "lost_reason": "Lost because of",
}


def rounded(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares to whole percents: more would say too much."""
    return rows.assign(**{name: rows[name].round(2) for name in _PERCENT if name in rows})


def percent(*columns: str) -> dict[str, object]:
    """The columns that are shares, as percent."""
    return {
        name: st.column_config.NumberColumn(HEADINGS[name], format="percent") for name in columns if name in _PERCENT
    }


def sentence(cells: pd.DataFrame, currency: str | None) -> str:
    """The weak cell that costs most, else that none stands out."""
    weak = cells[cells["state"] == "flag"].sort_values(["worth", "p_weak"], ascending=False)
    if weak.empty:
        few = int((cells["state"] == "not_enough").sum())
        text = "No stage of anybody is weaker than chance and the mix of deals explain."
        return text + (
            f" In {formats.number(few)} of {formats.number(len(cells))} pairs of person and stage there are too few deals to tell."
            if few
            else ""
        )
    row = weak.iloc[0]
    text = (
        f"**{md(row['stage'])}** for **{md(row['owner'])}**: {formats.rate(row['adjusted'])} move on ({formats.rate(row['low'])} to {formats.rate(row['high'])}), "
        f"after allowing for chance and the mix of the {formats.deals(int(row['n']))} ({formats.rate(row['raw'])} as counted), "
        f"where peers reach {formats.rate(row['team'])}"
    )  # fmt: skip
    if not pd.isna(row["worth"]):
        text += (
            f"; the gap costs about **{md(short_money(row['worth'], currency))} a quarter** "
            f"({md(short_money(row['worth_low'], currency))} to {md(short_money(row['worth_high'], currency))})"
        )
    return text + "."


def figures(cells: pd.DataFrame, currency: str | None) -> None:
    """How many cells of each kind, and what the weak ones cost together."""
    counts = cells["state"].value_counts()
    worth = cells.loc[cells["state"] == "flag", "worth"].sum(min_count=1)
    sure = formats.rate(SURE)
    grid = st.grid(4, min_column_width=150, gap="medium")
    for text, value, words in (
        ("Weak", formats.number(counts.get("flag", 0)), f"Pairs (a person in a stage) with a chance above {sure} of truly being more than 5 points below the peers."),
        ("To watch", formats.number(counts.get("watch", 0)), "The same with a chance above 50%: less sure."),
        ("Strong", formats.number(counts.get("strong", 0)), f"Pairs with a chance above {sure} of truly being more than 5 points above the peers: whom to learn from."),
        ("Gaps per quarter", short_money(worth, currency), "What all weak pairs together cost per quarter if each rose to the median of its peers. What the gaps cost, not what coaching brings."),
    ):  # fmt: skip
        with grid.cell(), st.container(gap=None):
            st.metric(text, value, help=words)
            st.caption(
                f"of {formats.number(len(cells))} pairs of person and stage"
                if text != "Gaps per quarter"
                else "of the weak ones"
            )


def matrix(work: Workspace, scope: Scope, cells: pd.DataFrame, quarters: int | None) -> None:
    """Everybody in every stage; of many people those first of whom something is to be said.

    A click opens the deals of a cell, and looks into it below.
    """
    loud = cells[cells["state"].isin(["flag", "watch", "strong"])]
    owners = sorted(set(cells["owner"]), key=str.casefold)
    if len(owners) > MOST_OWNERS:
        first = sorted(set(loud["owner"]), key=str.casefold)
        owners = (first + [each for each in owners if each not in set(first)])[:MOST_OWNERS]
    rows = {(row.owner, int(row.position)): row for row in cells.itertuples()}
    drawer.clickable(
        cells_chart(cells, owners, separators=formats.separators()),
        {
            place: (f"{row.owner}, {row.stage}", partial(_keys, work, scope, row, quarters))
            for place, row in rows.items()
        },
        alt="Each person in each stage: weak, strong, or within chance",
        key="cells",
        also=lambda place: st.session_state.update(cell=_name(rows[place]), weak_part="One person"),
    )
    hidden = cells["owner"].nunique() - len(owners)
    if hidden:
        show.notes([f"{formats.count(hidden, 'person').replace('persons', 'people')} more are in the table below."])


def _name(row: object) -> str:
    return f"{row.owner} · {row.stage}"


def _keys(work: Workspace, scope: Scope, row: object, quarters: int | None) -> tuple[int, ...]:
    return ask(differences, work, scope, row.owner, row.pipeline, int(row.position), quarters).keys


def one_cell(work: Workspace, scope: Scope, everybody: pd.DataFrame, cells: pd.DataFrame, quarters: int | None) -> None:
    """One person in one stage: against chance, and what differs in the deals."""
    names = {_name(row): row for row in cells.itertuples()}
    order = {"flag": 0, "watch": 1, "strong": 2}
    first = min(names, key=lambda name: (order.get(names[name].state, 3), -names[name].p_weak))
    chosen = st.selectbox(
        "Look into",
        sorted(names, key=str.casefold),
        sorted(names, key=str.casefold).index(first),
        key="cell",
        bind="query-params",
        width=420,
    )
    row = names[chosen]
    stage = everybody[(everybody["position"] == row.position) & (everybody["peers"] == row.peers)]
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{md(row.stage)}**: conversion by number of deals, and what chance allows")
        figure = plot_of_chance(stage, limits(stage), row.owner, separators=formats.separators())
        show.chart(figure, alt=f"Conversion in {row.stage} by number of deals, with limits of chance")
        show.notes(["Each at the mix of all deals. Between the lines lie people who are alike."])
    found = ask(differences, work, scope, row.owner, row.pipeline, int(row.position), quarters)
    with right:
        st.markdown(verdict(row))
        with st.container(horizontal=True):
            for text, keys in (
                ("Deals", found.keys),
                ("Moved on", found.moved),
                ("Lost", found.lost),
                ("Open", found.open),
            ):
                drawer.button(
                    f"{text} ({formats.number(len(keys))})", f"{row.owner}, {row.stage}: {text.lower()}", keys, key=f"cell-{text}", type="secondary"
                )  # fmt: skip
        _differences(found)


def verdict(row: object) -> str:
    """What may be said of a cell, in words."""
    facts = f"{formats.deals(int(row.n))}; {formats.rate(row.raw)} move on within {formats.days(row.days)}, {formats.rate(row.expected)} expected of such deals."
    if row.state != "not_enough":
        facts += f" After allowing for chance and the mix of deals: {formats.rate(row.adjusted)}, peers {formats.rate(row.team)}."
    text = {
        "flag": "Weak, with a chance of {weak} of truly being more than 5 points below the peers.",
        "watch": "Perhaps weak: a chance of {weak} of truly being more than 5 points below the peers.",
        "strong": "Strong, with a chance of {strong} of truly being more than 5 points above the peers.",
        "fine": "Nothing that chance does not explain.",
        "not_enough": "Not enough deals to tell: {needed} more would show a shortfall of 20 points.",
    }[row.state].format(weak=_chance(row.p_weak), strong=_chance(row.p_strong), needed=formats.number(max(row.deals_needed, 1)))  # fmt: skip
    if row.is_new:
        text = "New: too early to tell."
    if row.copy_from:
        text += f" Somebody to learn from: {md(row.copy_from)}."
    return f"**{md(row.owner)}**. {text}  \n{facts}"


def _chance(value: float) -> str:
    """A chance is never whole."""
    return f"over {formats.rate(0.99)}" if value > 0.99 else formats.rate(value)


def _differences(found: object) -> None:
    """What is beyond chance in these deals, else that nothing is; and how fast they went."""
    real = found.shares[found.shares["differs"]]
    lines = [
        f"- {_WHAT[row.what]} **{md(row.value)}**: {formats.rate(row.own)} of these deals, {formats.rate(row.others)} of the others’"
        for row in real.head(4).itertuples()
    ]
    if not lines:
        lines = ["- Source, type, size and lost reasons are like those of the others."]
    for name, pace in found.days.items():
        if pace["own"] is not None and pace["others"] is not None:
            lines.append(
                f"- Deals that were {name}: median {formats.days(pace['own'])}, the others’ {formats.days(pace['others'])}".replace(
                    "were moved on", "moved on"
                )
            )
    st.markdown("What is different in these deals  \n" + "\n".join(lines))


def table(cells: pd.DataFrame, currency: str | None) -> None:
    """All cells; no order by rate."""
    st.subheader("Everybody in every stage", anchor=False)
    columns = ["owner", "stage", "state_words", "n", "raw", "expected", "adjusted", "low", "high", "team", "deals_needed", "worth_amount", "copy_from"]  # fmt: skip
    rows = cells.assign(state_words=cells["state"].map(WORDS), worth_amount=cells["worth"]).sort_values(
        ["owner", "position"]
    )
    few = rows["n"] < 10
    rows = rows.assign(**{name: rows[name].mask(few) for name in ("raw", "adjusted", "low", "high")})
    rows = rounded(rows)
    if rows["peers"].nunique() > 1:
        columns.insert(1, "peers")
    columns = [each for each in columns if rows[each].notna().any()]
    show.table(
        rows[columns], alt="Every person in every stage", file_name="coaching", currency=currency, headings=HEADINGS, config=percent(*columns),
        height=420 if len(rows) > 12 else None,
    )  # fmt: skip


def left_out(result: Coaching) -> list[str]:
    """Who and what is not in the cells, or not as usual."""
    sentences = []
    if result.newcomers:
        names = ", ".join(f"{md(owner)} (since {formats.day(day)})" for owner, day in result.newcomers.items())
        sentences.append(f"New, and nobody’s measure: {names}.")
    if result.unowned:
        sentences.append(f"{formats.deals(result.unowned)} had no owner when they came to a stage.")
    if result.alone:
        sentences.append(f"Fewer than three people to compare: {', '.join(md(each) for each in result.alone)}.")
    return sentences
