"""The parts of the health page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.health import chance_chart, reasons_chart
from analytics.metrics.evidence import ORDER
from analytics.metrics.health.health import FLAGS, RISKS, Health
from analytics.wording import one_or_many
from pages._parts import drawer, formats, show
from pages._parts.formats import md, short_money
from pages._parts.names import crm_name

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
FIELD_NAMES = {
    "expected_close_on": "Expected close", "next_step": "Next step", "last_activity_on": "Last activity", "amount": "Amount",
    "owner": "Owner", "account": "Account", "source": "Source", "lead_type": "Lead type", "deal_type": "Deal type",
    "region": "Region", "product": "Product", "segment": "Segment", "forecast_category": "Forecast category",
}  # fmt: skip
LIST = ["name", "owner", "reporting_amount", "why", "stage", "days", "limit_days", "chance_rate", "age_days",
        "silent_days", "expected_close_on", "account", "deal_id"]  # fmt: skip
LIST_HEADINGS = {
    "why": "Why now", "days": "Days in stage", "limit_days": "Learned age", "chance_rate": "Won next quarter",
    "age_days": "Days open", "silent_days": "Days silent",
}  # fmt: skip
# what to do about each reason that tells against winning a deal
TO_DO = {
    "limbo": "Late in the pipeline for too long: ask for a decision.",
    "overdue": "The close date has passed: agree on a new one.",
    "silent": "Nothing has happened for too long: get in touch.",
    "pregnant": "Older than any deal ever won: win it now, or close it.",
    "stale": "Longer in its stage than won deals: ask what holds it up.",
}
assert tuple(TO_DO) == RISKS
ANY, EVERYBODY, EACH = "Any reason", "Everybody", 10


def listed(result: Health) -> pd.DataFrame:
    """All flagged deals: those at risk first, each by amount."""
    flagged, risky = result.flagged, result.at_risk
    return pd.concat([risky, flagged.drop(risky.index)])


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
    for label, deals, amount, words in shown:
        with cells.cell(), st.container(gap=None):
            st.metric(label, formats.number(deals), help=words)
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


def this_week(result: Health, currency: str | None) -> None:
    """What to do, reason by reason; then every deal with its reasons."""
    st.subheader("What to do this week", anchor=False)
    for flag, words in TO_DO.items():
        if not result.counts[flag]:
            continue
        keys = result.deals.loc[result.deals[flag], "deal_key"]
        money = f" · {md(short_money(result.amounts[flag], currency))}" if result.amounts[flag] else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            drawer.button(f"{formats.deals(len(keys))}{money}", NAMES[flag], keys, key=f"health-do-{flag}", width=170)
            st.markdown(words, width="content")
    st.subheader("Deal by deal", anchor=False)
    calls(result, currency)


def calls(result: Health, currency: str | None) -> None:
    """The list to work through: by owner and reason, most money first; and the ten first of every owner as one file."""
    flagged = listed(result)
    flagged = flagged.assign(chance_rate=flagged["chance"].astype("Float64"))
    owners = sorted(flagged["owner"].dropna().unique(), key=str.casefold)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        owner = st.selectbox("Whose deals", [EVERYBODY, *owners], key="calls_of", bind="query-params", width=240)
        known = [flag for flag in FLAGS if result.counts[flag]]
        reason = st.selectbox(
            "Why", [ANY, *known], key="calls_why", bind="query-params", width=240,
            format_func=lambda flag: NAMES.get(flag, flag),
        )  # fmt: skip
        names = {column: show.heading(column, currency, LIST_HEADINGS) for column in LIST}
        first = per_owner(flagged)
        show.downloads(first[LIST], names, "this-weeks-calls", "Call list, ")
    show.notes([f"Deals at risk first, the most money first. The call list has the first {EACH} deals of every owner."])
    if owner != EVERYBODY:
        flagged = flagged[flagged["owner"] == owner]
    if reason != ANY:
        flagged = flagged[flagged[reason]]
    if not len(flagged):
        st.caption("No deal of this owner has this reason.")
        return
    columns = [column for column in LIST if flagged[column].notna().any()]
    show.table(
        flagged[columns], alt="Deals that need attention", file_name="needs-attention", currency=currency,
        headings=LIST_HEADINGS, height=560 if len(flagged) > 15 else None,
        config={"why": st.column_config.TextColumn("Why now", width=640)},
    )  # fmt: skip


def per_owner(flagged: pd.DataFrame) -> pd.DataFrame:
    """The first deals of every owner, owner by owner."""
    first = flagged.groupby("owner", dropna=False, sort=False).head(EACH)
    return first.sort_values("owner", kind="stable", key=lambda owners: owners.str.casefold(), na_position="last")


def ages(result: Health, pipeline: str, names: dict[int, str]) -> None:
    """How long is too long in each stage of a pipeline, and whether it foretells anything."""
    learned = result.learned
    limits, chances, signs = (
        rows[rows["pipeline"] == pipeline] for rows in (learned.limits, learned.chances, learned.signs)
    )
    st.subheader("How long is too long?", anchor=False)
    if limits.empty:
        st.caption("Not known: it needs dated stage entries, and 20 won deals that went through a stage.")
        return
    drawn = chances[chances["segment"].isna()]
    if len(drawn):
        of_stage = limits[limits["segment"].isna()]
        figure = chance_chart(
            drawn, names, dict(zip(of_stage["position"], of_stage["days"], strict=True)), result.horizon,
            separators=formats.separators(),
        )  # fmt: skip
        show.chart(figure, alt=f"Share of deals won within {result.horizon} days, by days in the stage")
        show.notes(
            [
                f"Of deals that were still in the stage after that many days: the share won within {result.horizon} days from then. "
                "A ring stands at the learned age."
            ]
        )
    table = limits.merge(signs, on=["pipeline", "position"], how="left")
    table = table.assign(
        stage=table["position"].map(names),
        badge=table["foretells"].map({True: "yes"}).fillna("no"),
        segment=table["segment"].fillna("all"),
        within_rate=table["within_won"] / table["within"].where(table["within"] >= 10),
        beyond_rate=table["beyond_won"] / table["beyond"].where(table["beyond"] >= 10),
    )
    columns = [
        "stage",
        "segment",
        "won",
        "days",
        "within",
        "within_rate",
        "beyond",
        "beyond_rate",
        "ratio",
        "high",
        "badge",
    ]
    if (table["segment"] == "all").all():
        columns.remove("segment")
    show.table(
        table[columns], alt="Learned ages", file_name="learned-ages",
        headings={"segment": "Segment", "won": "Won deals", "days": "Learned age, days", "within": "Deals within it",
                  "within_rate": "Won next quarter", "beyond": "Deals beyond it", "beyond_rate": "Won next quarter ",
                  "ratio": "Ratio", "high": "At most", "badge": "Stale is said"},
        config={name: st.column_config.NumberColumn(heading, format="%.2f") for name, heading in (("ratio", "Ratio"), ("high", "At most"))},
    )  # fmt: skip
    show.notes(
        [
            "Stale is said only in stages in which deals beyond the learned age were clearly less often won: "
            "the ratio is at most 0.9, with 90% certainty."
        ]
    )


def dates(result: Health) -> None:
    """Close dates that nobody seems to have chosen, CRM by CRM."""
    st.subheader("Close dates that nobody chose", anchor=False)
    st.markdown("\n".join(f"- {each}" for each in date_sentences(result)))


def date_sentences(result: Health) -> list[str]:
    """A sentence for each CRM and kind of date that chance does not explain."""
    sentences = []
    for row in result.patterns.itertuples():
        crm = md(crm_name(row.crm))
        if row.is_default:
            sentences.append(
                f"{crm}: of {formats.deals(row.in_first_month)} that are to close in the month in which they were created, "
                f"{formats.number(row.default)} do so on its last day; by chance it would be {formats.number(round(row.default_by_chance))}. "
                + ("HubSpot fills a missing close date so." if row.crm == "hubspot" else "That looks like a default.")
            )
        if row.is_heaped:
            sentences.append(
                f"{crm}: {formats.number(row.month_end)} of {formats.deals(row.later)} close on the last day of a later month; "
                f"by chance it would be {formats.number(round(row.month_end_by_chance))}. Such dates mean a month, not a day."
            )
    return sentences


def fields(result: Health) -> None:
    """How complete the fields are."""
    st.subheader("What is filled in", anchor=False)
    table = result.fields.sort_values("filled_rate", kind="stable")
    table = table.assign(field=table["field"].map(lambda name: FIELD_NAMES.get(name, name)))
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
