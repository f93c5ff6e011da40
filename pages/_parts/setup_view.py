"""The parts of the setup page: stages, currency and rates as tables to edit, checked before they are saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analytics.intake.stages import KINDS, Stage
from analytics.workspace import Rate, Workspace
from pages._parts.facts import facts, reporting_currency
from pages._parts.formats import md

KIND_LABELS = {"open": "Open", "won": "Won", "post_sale": "After the sale", "churned": "Churned", "lost": "Lost"}
_KINDS = {label: kind for kind, label in KIND_LABELS.items()}
assert set(KIND_LABELS) == set(KINDS)


def stages(work: Workspace) -> dict[str, pd.DataFrame]:
    """An editor for each pipeline; the tables as edited."""
    known = work.engine.table("stages")
    return {str(pipeline): _editor(str(pipeline), rows) for pipeline, rows in known.groupby("pipeline", sort=True)}


def _editor(pipeline: str, rows: pd.DataFrame) -> pd.DataFrame:
    st.subheader(md(pipeline), anchor=False)
    confirmed = bool(rows["is_confirmed"].all())
    st.caption(
        "As you set it."
        if confirmed
        else "Recognised from the exports. Check the order and what each stage means, then save."
    )
    shown = pd.DataFrame(
        {
            "order": range(1, len(rows) + 1),
            "stage": rows["stage"].tolist(),
            "kind": rows["kind"].map(KIND_LABELS).tolist(),
            "percent": [None if pd.isna(each) else round(each * 100, 4) for each in rows["probability"]],
            "criteria": rows["exit_criteria"].fillna("").tolist(),
        }
    ).astype({"order": "float64", "percent": "float64"})
    column = st.column_config
    return st.data_editor(
        shown,
        key=f"stages-{pipeline}",
        hide_index=True,
        disabled=["stage"],
        alt=f"Stages of {pipeline}",
        row_height=34,
        column_config={
            "order": column.NumberColumn("Order", format="plain", width=70, help="Renumber: 2.5 stands between 2 and 3."),
            "stage": column.TextColumn("Stage"),
            "kind": column.SelectboxColumn("What it means", options=list(_KINDS), required=True, width=130),
            "percent": column.NumberColumn(
                "Probability, %", min_value=0, max_value=100, format="%.0f", width=110,
                help="Weighs open deals that have none of their own.",
            ),
            "criteria": column.TextColumn("Exit criteria", width="large", help="What must be true before a deal leaves this stage, one per line (Shift and Enter)."),
        },
    )  # fmt: skip


def currency(work: Workspace) -> tuple[str | None, pd.DataFrame]:
    """The currency of all totals, and the rates of the others as edited."""
    settings, used = work.settings(), facts(work).currencies
    now = reporting_currency(work)
    options = list(dict.fromkeys([*filter(None, [now]), *used, *(rate.currency for rate in settings.rates)]))
    chosen = st.selectbox(
        "Reporting currency", options, options.index(now) if now else None, accept_new_options=True,
        key="reporting-currency", width=220, help="All totals are in this currency.",
    )  # fmt: skip
    missing = [each for each in used if each != chosen and each not in {rate.currency for rate in settings.rates}]
    words = f"One unit of a currency in {chosen or 'the reporting currency'}, from a day on."
    st.caption(md(words + (f" No rate yet for {', '.join(missing)}: such amounts are in no total." if missing else "")))
    rates = pd.DataFrame(
        {
            "currency": pd.Series([rate.currency for rate in settings.rates], dtype="str"),
            "rate": pd.Series([rate.rate for rate in settings.rates], dtype="float64"),
            "from_on": pd.Series([rate.from_on for rate in settings.rates], dtype="object"),
        }
    )
    column = st.column_config
    edited = st.data_editor(
        rates,
        key="rates",
        num_rows="dynamic",
        hide_index=True,
        alt="Rates",
        width=480,
        column_config={
            "currency": column.TextColumn("Currency", max_chars=3, required=True),
            "rate": column.NumberColumn("Rate", min_value=0, format="%.4f", required=True),
            "from_on": column.DateColumn("From", format="localized", required=True),
        },
    )
    return chosen, edited


def save(work: Workspace, pipelines: dict[str, pd.DataFrame], chosen: str | None, rates: pd.DataFrame) -> None:
    """The button, and what is wrong where it cannot be saved."""
    if st.session_state.pop("setup-saved", False):
        st.success("Saved. All figures are counted anew.")
    if not st.button("Save and count anew", type="primary", key="save-setup"):
        return
    wrong = [
        *(each for name, rows in pipelines.items() for each in _wrong_stages(name, rows)),
        *_wrong_rates(chosen, rates),
    ]
    if wrong:
        st.error("Not saved:\n\n" + "\n".join(f"- {md(each)}" for each in wrong))
        return
    kept = work.settings()
    with st.spinner("Counting"):
        work.save_settings(
            replace(
                kept,
                pipelines={**kept.pipelines, **{name: _stages(rows) for name, rows in pipelines.items()}},
                reporting_currency=chosen.upper() if chosen else None,
                rates=tuple(
                    Rate(row.currency.strip().upper(), float(row.rate), _day(row.from_on)) for row in rates.itertuples()
                ),
            )
        )
    st.session_state["setup-saved"] = True
    st.rerun()


def _wrong_stages(pipeline: str, rows: pd.DataFrame) -> list[str]:
    wrong = []
    unknown = rows.loc[~rows["kind"].isin(list(_KINDS)), "stage"].tolist()
    if unknown:
        wrong.append(f"{pipeline}: say what {', '.join(unknown)} means.")
    if not (rows["kind"] == KIND_LABELS["open"]).any():
        wrong.append(f"{pipeline}: at least one stage must be open.")
    if rows["order"].isna().any():
        wrong.append(f"{pipeline}: give every stage a place in the order.")
    if ((rows["percent"] < 0) | (rows["percent"] > 100)).any():
        wrong.append(f"{pipeline}: a probability lies between 0 and 100 %.")
    return wrong


def _wrong_rates(chosen: str | None, rates: pd.DataFrame) -> list[str]:
    wrong = []
    codes = rates["currency"].fillna("").astype("str").str.strip().str.upper()
    for code in (*codes, *filter(None, [chosen])):
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            wrong.append(f"“{code}” is no currency code: write three letters, as EUR.")
    if rates["rate"].isna().any() or (rates["rate"] <= 0).any():
        wrong.append("Every rate is above zero.")
    if rates["from_on"].isna().any():
        wrong.append("Every rate needs the day from which it holds.")
    elif pd.DataFrame({"code": codes, "day": rates["from_on"].astype("str")}).duplicated().any():
        wrong.append("A currency has one rate from a day on; two rates begin on the same day.")
    return wrong


def _stages(rows: pd.DataFrame) -> tuple[Stage, ...]:
    return tuple(
        Stage(
            stage=row.stage,
            kind=_KINDS[row.kind],
            probability=None if pd.isna(row.percent) else round(float(row.percent) / 100, 6),
            exit_criteria=row.criteria or "",
            is_confirmed=True,
        )
        for row in rows.sort_values("order", kind="stable").itertuples()
    )


def _day(value: object) -> date:
    return pd.Timestamp(value).date()
