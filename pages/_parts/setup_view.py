"""The setup page: everything that people decide on one page, checked and saved together."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.workspace import Workspace
from pages._parts import setup_currency, setup_duplicates, setup_pipelines, setup_stages
from pages._parts.formats import md


def show(work: Workspace) -> None:
    """All sections, then the button, and what is wrong where it cannot be saved.

    The run after a save (`setup-saved` in the session) begins afresh: no choice of before is made again.
    """
    pipelines = setup_stages.edit(work)
    mapped = setup_pipelines.edit(work)
    decided = setup_duplicates.edit(work)
    st.subheader("Currency", anchor=False)
    currency, rates = setup_currency.edit(work)
    if st.session_state.pop("setup-saved", False):
        st.success("Saved. All figures are counted anew.")
    if not st.button("Save and count anew", type="primary", key="save-setup"):
        return
    wrong = [
        *(each for name, rows in pipelines.items() for each in setup_stages.wrong(name, rows)),
        *(setup_pipelines.wrong(mapped) if mapped else ()),
        *setup_currency.wrong(currency, rates),
    ]
    if wrong:
        st.error("Not saved:\n\n" + "\n".join(f"- {md(each)}" for each in wrong))
        return
    _save(work, pipelines, mapped, decided, currency, rates)
    st.session_state["setup-saved"] = True
    st.rerun()


def _save(
    work: Workspace,
    pipelines: dict[str, pd.DataFrame],
    mapped: setup_pipelines.Mapped | None,
    decided: setup_duplicates.Decided | None,
    currency: str | None,
    rates: pd.DataFrame,
) -> None:
    settings = work.settings()
    settings = replace(
        settings,
        pipelines={**settings.pipelines, **{name: setup_stages.confirmed(rows) for name, rows in pipelines.items()}},
        reporting_currency=currency.upper() if currency else None,
        rates=setup_currency.rates_of(rates),
    )
    if mapped:
        new = setup_pipelines.new_pipelines(mapped, settings)
        settings = replace(settings, stage_maps=mapped.maps, pipelines={**settings.pipelines, **new})
    if decided:
        settings = replace(settings, same_deals=decided.same, different_deals=decided.different)
    with st.spinner("Counting"):
        work.save_settings(settings)
