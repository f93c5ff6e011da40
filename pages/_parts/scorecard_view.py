"""The parts of the scorecard page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.scorecard import quarters_chart, stages_chart
from analytics.metrics.scorecard.scorecard import Scorecard
from analytics.reports.scorecard import Writers, scorecard_html
from analytics.workspace.settings import Benchmark
from pages._parts import formats, show
from pages._parts.coaching_view import HEADINGS as CELLS
from pages._parts.coaching_view import WORDS, percent, rounded
from pages._parts.formats import md, short_money

HEADINGS = {
    "quarter": "Quarter", "won": "Won", "won_amount": "Amount won, {currency}", "win_rate": "Won / closed", "low": "At least",
    "high": "At most", "peers_rate": "Peers", "due": "Were due", "kept": "Won in time", "kept_rate": "Kept", "peers_kept_rate": "Peers kept",
}  # fmt: skip


def sentence(card: Scorecard) -> str:
    """The win rate against the peers, and the stage to talk about."""
    row = card.figures.iloc[0]
    if row["n"] < 10:
        return f"{md(card.owner)} has {formats.deals(int(row['n']))}: too few to compare."
    if pd.isna(row["own"]):
        return f"{md(card.owner)} has {formats.deals(int(row['n']))}. On which days deals were created or closed is not told: win rates and cycles cannot be compared."
    place = "not clearly apart from"
    if row["differs"]:
        place = "above" if row["own"] > row["peers"] else "below"
    text = f"**{md(card.owner)}** wins {formats.rate(row['own'])} of deals ({formats.rate(row['low'])} to {formats.rate(row['high'])}), {place} the peers’ {formats.rate(row['peers'])}."
    for state, words in (("flag", "To talk about: {}."), ("strong", "Strong in {}.")):
        stages = card.cells.loc[card.cells["state"] == state, "stage"]
        if len(stages):
            text += " " + words.format(", ".join(f"**{md(each)}**" for each in stages))
    return text


def figures(card: Scorecard, currency: str | None, benchmarks: tuple[Benchmark, ...]) -> None:
    """Win rate, cycle, average won, dates kept; each with the peers' below."""
    told = {each.measure: each for each in benchmarks if not each.stage}
    write = {
        "win_rate": formats.rate,
        "kept": formats.rate,
        "cycle_days": formats.days,
        "average_won": lambda value: short_money(value, currency),
        "activities": formats.decimal,
    }
    names = {
        "win_rate": "Win rate",
        "cycle_days": "Sales cycle",
        "average_won": "Average won",
        "kept": "Dates kept",
        "activities": "Activities a deal",
    }
    words = {
        "win_rate": f"Won within {card.days} days after creation; open deals count for as long as they have been watched.",
        "cycle_days": "Median days from creation to winning.",
        "average_won": "Of won deals with an amount.",
        "activities": "Calls, mails and meetings for each deal, open or closed, as the newest export counts them; the mean.",
        "kept": card.why_no_promises or "Of deals due in a quarter when it began: won in it.",
    }
    grid = st.grid(4, min_column_width=150, gap="medium")
    for row in card.figures.to_dict("records"):
        name = row["figure"]
        few = name in ("win_rate", "kept", "activities") and row["n"] < 10
        with grid.cell(), st.container(gap=None):
            st.metric(names[name], formats.MISSING if few else write[name](row["own"]), help=words[name])
            if name == "kept" and not row["n"]:
                st.caption("No history of close dates.")
                continue
            text = f"peers {write[name](row['peers'])} · n = {formats.number(row['n'])}"
            if name in told:
                text += f" · benchmark {write[name](told[name].value)}"
            st.caption(md(text) if name == "average_won" else text)


def stages(card: Scorecard, pipeline: str, benchmarks: tuple[Benchmark, ...], currency: str | None) -> None:
    """Conversion and funnel, stage by stage."""
    st.subheader("Stage by stage", anchor=False)
    cells = card.cells[card.cells["pipeline"] == pipeline]
    funnel = card.funnel[card.funnel["pipeline"] == pipeline]
    if cells.empty:
        st.caption("It takes three people with deals in a stage to compare them.")
    else:
        told = {each.stage: each.value for each in benchmarks if each.stage}
        show.chart(
            stages_chart(cells, told, separators=formats.separators()),
            alt=f"Conversion of {card.owner} by stage, with that of the peers",
        )
        sources = sorted({each.source for each in benchmarks})
        show.notes(
            [
                "At the mix of all deals, last four quarters; lines: 95% intervals.",
                *(f"Benchmark: {md(each)}." for each in sources),
            ]
        )
    joined = funnel.merge(cells.drop(columns=["stage", "pipeline"]), on="position", how="left")
    joined = joined.assign(state_words=joined["state"].map(WORDS), worth_amount=joined["worth"])
    few = joined["reached"] < 10
    joined = joined.assign(**{name: joined[name].mask(few) for name in ("raw", "adjusted", "low", "high")})
    columns = [
        "stage",
        "reached",
        "advanced",
        "lost",
        "open",
        "raw",
        "adjusted",
        "low",
        "high",
        "team",
        "state_words",
        "worth_amount",
        "copy_from",
    ]
    columns = [each for each in columns if joined[each].notna().any()]
    joined = rounded(joined)
    show.table(
        joined[columns],
        alt=f"Stages of {card.owner}",
        file_name="scorecard-stages",
        currency=currency,
        headings=CELLS,
        config=percent(*columns),
    )


def quarters(card: Scorecard, benchmarks: tuple[Benchmark, ...], currency: str | None) -> None:
    """Over time."""
    st.subheader("Over time", anchor=False)
    if card.quarters.empty:
        st.caption("No deal is closed on a known day.")
        return
    quarters_ = card.quarters.assign(quarter=card.quarters["quarter"].map(formats.period))
    line = next((each.value for each in benchmarks if each.measure == "win_rate"), None)
    show.chart(
        quarters_chart(quarters_, line, separators=formats.separators()),
        alt=f"Win rate of {card.owner} by quarter, with that of the peers",
    )
    show.notes(
        [
            "Won / (won + lost) of the deals closed in each quarter; lines: 95% intervals.",
            *([card.why_no_promises] if card.why_no_promises else []),
        ]
    )
    columns = ["quarter", "won", "lost", "won_amount", "win_rate", "low", "high", "peers_rate"]
    columns += [] if card.why_no_promises else ["due", "kept", "kept_rate", "peers_kept_rate"]
    few = card.quarters["won"] + card.quarters["lost"] < 10
    rows = quarters_.assign(
        **{name: card.quarters[name].round(2) for name in ("peers_rate", "peers_kept_rate")},
        **{name: card.quarters[name].round(2).mask(few) for name in ("win_rate", "low", "high")},
        kept_rate=card.quarters["kept_rate"].round(2).mask(card.quarters["due"] < 10),
    )
    config = {name: st.column_config.NumberColumn(HEADINGS[name], format="percent") for name in ("win_rate", "low", "high", "peers_rate", "kept_rate", "peers_kept_rate") if name in columns}  # fmt: skip
    show.table(
        rows[columns],
        alt=f"Quarters of {card.owner}",
        file_name="scorecard-quarters",
        currency=currency,
        headings=HEADINGS,
        config=config,
    )


def paper(card: Scorecard, currency: str | None, benchmarks: tuple[Benchmark, ...]) -> None:
    """The same as a page that prints."""
    write = Writers(formats.rate, lambda value: short_money(value, currency), _number, formats.day, formats.period)
    page = scorecard_html(card, write, benchmarks)
    stem = "".join(sign if sign.isalnum() else "-" for sign in card.owner.casefold())
    st.download_button(
        "Download to print", page, f"scorecard-{stem}.html", "text/html", icon=":material/print:", type="tertiary", on_click="ignore", key="paper",
        help="One page that opens in any browser and prints on A4.",
    )  # fmt: skip


def _number(value: object) -> str:
    return formats.number(None if pd.isna(value) else round(float(value)))
