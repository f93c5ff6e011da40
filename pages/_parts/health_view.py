"""The parts of the health page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.health import reasons_chart
from analytics.intake.fields import label
from analytics.metrics.evidence import ORDER
from analytics.metrics.health.health import FLAGS, RISKS, Health
from analytics.wording import one_or_many
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money

NAMES = {
    "stale": "Too long in its stage",
    "pregnant": "Older than any winner",
    "limbo": "In limbo before the end",
    "overdue": "Close date has passed",
    "silent": "Silent",
    "month_end_default": "Close date by default",
    "no_close_date": "No close date",
    "no_next_step": "No next step",
    "no_amount": "No amount",
}
assert set(NAMES) == set(FLAGS)
NEEDED = {
    "stale": "dated stage entries, and 20 won deals that went through a stage",
    "overdue": "a column with the expected close date",
    "month_end_default": "a column with the expected close date",
    "no_close_date": "a column with the expected close date",
    "no_next_step": "a column with the next step",
    "silent": "a column with the last activity",
    "no_amount": "a column with the amount",
    "pregnant": "the days of creation and winning of 20 won deals",
    "limbo": "dated stage entries, and 20 won deals that went through a stage",
}


def sentence(result: Health, currency: str | None) -> str:
    """How much is at risk, and where to begin."""
    flagged, risky = result.flagged, result.at_risk
    all_ = formats.count(len(result.deals), "open deal")
    if all(result.counts[flag] is None for flag in RISKS):
        return f"Which of the {all_} are at risk cannot be told."
    if not len(flagged):
        return f"Nothing stands out among the {all_}."
    if not len(risky):
        lack = one_or_many(len(flagged), "{} lacks", "{} lack")
        return f"None of the {all_} is at risk; {lack} something that should be filled in."
    text = f"**{formats.number(len(risky))} of {all_}** {'is' if len(risky) == 1 else 'are'} at risk"
    if risky["reporting_amount"].notna().any():
        text += f", {md(short_money(risky['reporting_amount'].sum(), currency))} in all"
    first = risky.iloc[0]
    return f"{text}. Begin with **{md(_name(first))}**: {md(_lower(first['why']))}"


def _name(row: pd.Series) -> str:
    return row["deal_id"] if formats.is_missing(row["name"]) else row["name"]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def how_known(result: Health) -> tuple[str, str]:
    """How time in stage is known; everything else is read from the newest export as it stands."""
    worst = min(result.evidence, key=lambda each: ORDER.index(each.evidence), default=None)
    if worst is None:
        return "inferred", "No deal of these filters tells of its stages."
    return worst.level, worst.reason


def figures(result: Health, currency: str | None) -> None:
    """What needs attention, and the three reasons that are about time."""
    cells = st.grid(4, min_column_width=150, gap="medium")
    risky = result.at_risk
    is_known = any(result.counts[flag] is not None for flag in RISKS)
    shown = [
        ("At risk", len(risky) if is_known else None, risky["reporting_amount"].sum(),
         "Open deals that wait too long, are silent, older than any winner, or past their close date."),
    ]  # fmt: skip
    shown += [
        (NAMES[flag], result.counts[flag], result.amounts[flag], f"Needs {NEEDED[flag]}.")
        for flag in ("stale", "overdue", "silent")
    ]
    for name, deals, amount, words in shown:
        with cells.cell(), st.container(gap=None):
            st.metric(name, formats.number(deals), help=words)
            st.caption("not known" if deals is None else md(short_money(amount, currency)))


def reasons(result: Health, currency: str | None) -> None:
    """A bar for each reason; a click opens its deals."""
    told = {flag: count for flag, count in result.counts.items() if count}
    if told:
        money = {flag: short_money(result.amounts[flag], currency) if result.amounts[flag] else "" for flag in told}
        behind = {flag: (NAMES[flag], result.deals.loc[result.deals[flag], "deal_key"]) for flag in told}
        figure = reasons_chart(NAMES, told, money, serious=RISKS, separators=formats.separators())
        drawer.clickable(figure, behind, alt="Open deals by reason for attention", key="health-reasons")
        show.notes(
            [
                "Orange: at risk. Grey: something should be filled in. A deal can have several reasons. Click a bar for its deals."
            ]
        )
    unknown = [flag for flag, count in result.counts.items() if count is None]
    show.notes([f"{NAMES[flag]}: cannot be told; it needs {NEEDED[flag]}." for flag in unknown])


def fields(result: Health) -> None:
    """How complete the fields are."""
    st.subheader("What is filled in", anchor=False)
    table = result.fields.sort_values("filled_rate", kind="stable")
    table = table.assign(field=table["field"].map(label))
    total = int(table["deals"].sum())
    st.caption(
        f"{formats.rate(table['filled'].sum() / total)} of all cells of open deals, in the columns that the exports have."
    )
    lacking = table[table["missing"].map(len) > 0]
    if len(lacking):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            chosen = st.selectbox("Missing in", lacking["field"].tolist(), key="health-field", width=240)
            keys = next(iter(lacking.loc[lacking["field"] == chosen, "missing"]), [])
            drawer.button(
                "Show these deals", f"No {chosen.lower()}", keys, key="health-missing", icon=":material/list:"
            )
    show.table(
        table[["field", "filled", "deals", "filled_rate"]], alt="Completeness of fields", file_name="completeness",
        headings={"field": "Field", "filled": "Filled", "deals": "Open deals"},
        config={"filled_rate": st.column_config.ProgressColumn("Complete", format="percent", min_value=0, max_value=1)},
    )  # fmt: skip
