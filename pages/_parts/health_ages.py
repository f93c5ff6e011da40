"""How long is too long in a stage, and which close dates nobody chose."""

from __future__ import annotations

import streamlit as st

from analytics.charts.health import chance_chart
from analytics.metrics.health.health import Health
from pages._parts import formats, show
from pages._parts.formats import md
from pages._parts.names import crm_name


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
