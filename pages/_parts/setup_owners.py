"""People who work deals (role, team, manager, first day), and figures of others to set beside one's own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from analytics.workspace import Workspace
from analytics.workspace.settings import Benchmark, Owner, Settings
from pages._parts.facts import facts
from pages._parts.setup_stages import editor_key

MEASURES = {"Win rate": "win_rate", "Conversion of a stage": "conversion", "Sales cycle, days": "cycle_days"}
_SHOWN = {measure: name for name, measure in MEASURES.items()}
_FIELDS = ("role", "team", "manager")


@dataclass(frozen=True)
class Edited:
    """Both tables as edited: one row per owner, one per benchmark."""

    owners: pd.DataFrame
    benchmarks: pd.DataFrame


def edit(work: Workspace) -> Edited | None:
    """Two tables: one row for each owner of the exports, and benchmarks with their sources."""
    settings = work.settings()
    names = list(dict.fromkeys([*facts(work).values["owner"], *(each.owner for each in settings.owners)]))
    if not names:
        return None
    st.subheader("People", anchor=False)
    st.caption(
        "People of one role are compared with each other. Of somebody who began less than two sales cycles ago little can be said; "
        "where no first day is set it is that of their first deal."
    )
    known = {each.owner: each for each in settings.owners}
    people = [known.get(name, Owner(name)) for name in names]
    rows = pd.DataFrame({"owner": pd.Series(names, dtype="str")} | {
        name: pd.Series([getattr(each, name) for each in people], dtype="str") for name in _FIELDS
    } | {"started_on": pd.Series([each.started_on for each in people], dtype="object")})  # fmt: skip
    column = st.column_config
    owners = st.data_editor(
        rows, key=editor_key("owners", rows), hide_index=True, placeholder="", alt="People", disabled=["owner"], width=760,
        column_config={
            "owner": column.TextColumn("Owner"),
            "role": column.TextColumn("Role"),
            "team": column.TextColumn("Team"),
            "manager": column.TextColumn("Manager"),
            "started_on": column.DateColumn("First day", format="localized"),
        },
    )  # fmt: skip
    st.markdown("**Benchmarks**")
    st.caption(
        "Figures of others that you trust, with where they come from. They are drawn on scorecards; none is built in."
    )
    rows = pd.DataFrame(
        {
            "measure": pd.Series([_SHOWN[each.measure] for each in settings.benchmarks], dtype="str"),
            "stage": pd.Series([each.stage for each in settings.benchmarks], dtype="str"),
            "value": pd.Series([each.value for each in settings.benchmarks], dtype="float64"),
            "source": pd.Series([each.source for each in settings.benchmarks], dtype="str"),
        }
    )
    stages = work.engine.table("stages")
    benchmarks = st.data_editor(
        rows, key=editor_key("benchmarks", rows), hide_index=True, placeholder="", alt="Benchmarks", num_rows="dynamic", width=760,
        column_config={
            "measure": column.SelectboxColumn("Measure", options=list(MEASURES), required=True),
            "stage": column.SelectboxColumn("Stage", options=sorted(set(stages.loc[stages["kind"] == "open", "stage"]))),
            "value": column.NumberColumn("Value", help="A share from 0 to 1, or days.", min_value=0, required=True),
            "source": column.TextColumn("Where it comes from", required=True),
        },
    )  # fmt: skip
    return Edited(owners, benchmarks)


def wrong(edited: Edited) -> list[str]:
    """What keeps them from being saved."""
    found = []
    for row in edited.benchmarks.to_dict("records"):
        measure, stage, value = MEASURES.get(_text(row["measure"]) or ""), _text(row["stage"]), row["value"]
        if measure is None or _text(row["source"]) is None or pd.isna(value):
            found.append("Every benchmark has a measure, a value and where it comes from.")
        elif (measure == "conversion") != bool(stage):
            found.append("A benchmark names a stage where it is the conversion of a stage, and only there.")
        elif not value > 0 or (measure != "cycle_days" and value > 1):
            found.append("A benchmark is a share above 0 and up to 1, or a number of days.")
    return list(dict.fromkeys(found))


def applied(settings: Settings, edited: Edited) -> Settings:
    """The settings with both tables; people of whom nothing is set are not listed."""
    owners = [
        Owner(
            str(row["owner"]),
            **{name: _text(row[name]) for name in _FIELDS},
            started_on=None if pd.isna(row["started_on"]) else pd.Timestamp(row["started_on"]).date(),
        )
        for row in edited.owners.to_dict("records")
    ]
    benchmarks = [
        Benchmark(MEASURES[row["measure"]], float(row["value"]), _text(row["source"]), _text(row["stage"]))
        for row in edited.benchmarks.to_dict("records")
    ]
    told = tuple(each for each in owners if each != Owner(each.owner))
    return replace(settings, owners=told, benchmarks=tuple(benchmarks))


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) else str(value).strip() or None
