"""The stages of each pipeline as a table to edit, with what each of them is known from, and usual pipelines to start from."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.intake.stages import KINDS, Stage, apply, offered
from analytics.metrics.process.criteria import columns_of
from analytics.workspace import Scope, Workspace
from analytics.workspace.criteria import criteria
from analytics.workspace.settings import Settings
from pages._parts.formats import md
from pages._parts.setup_presets import choose, words
from pages._parts.work import ask

KIND_LABELS = {"open": "Open", "won": "Won", "post_sale": "After the sale", "churned": "Churned", "lost": "Lost"}
_KINDS = {label: kind for kind, label in KIND_LABELS.items()}
assert set(KIND_LABELS) == set(KINDS)

_SAID = {"Yes": True, "No": False}
_SAYING = {said: word for word, said in _SAID.items()} | {None: None}

_PLACED_BY = {
    "set": "set by you",
    "kind": "its kind",
    "history": "history",
    "list": "the CRM’s list",
    "number": "its number",
    "probability": "probabilities",
    "few": "a few deals",
    "name": "usual names",
    "alphabet": "the alphabet",
}
_KIND_BY = {
    "set": "set by you",
    "status": "its deals’ outcome",
    "name": "its name",
    "added": "deals’ status",
    "assumed": "nothing says otherwise",
}
# what says so little that a usual pipeline may say more
_LITTLE = ("few", "name", "alphabet")


def edit(work: Workspace) -> dict[str, pd.DataFrame]:
    """An editor for each pipeline; the tables as edited."""
    known = work.engine.table("stages")
    counts = ask(_deals_by_stage, work, Scope())
    columns = columns_of(work)
    edited = {}
    for name, rows in known.groupby("pipeline", sort=True):
        edited[str(name)] = _pipeline(str(name), rows, counts)
        _tied(edited[str(name)], columns)
    return edited


def _tied(rows: pd.DataFrame, columns: dict[str, str]) -> None:
    """Which exit criteria a column tells of, and which name a column that is not there."""
    named = [each for text in rows["criteria"] for each in criteria(text) if each.column]
    read = [each.words for each in named if each.column.casefold() in columns]
    lacking = sorted({each.column for each in named if each.column.casefold() not in columns})
    if read:
        st.caption(f"Read from the exports: {md('; '.join(read))}.")
    if lacking:
        st.caption(f"No such column, or it was not kept at the import: {md(', '.join(lacking))}.")


def stages_of(rows: pd.DataFrame) -> list[Stage]:
    """Rows of the table `stages` as stages, in order."""
    return [
        Stage(
            row.stage,
            row.kind,
            None if pd.isna(row.probability) or row.kind != "open" else row.probability,
            "" if pd.isna(row.exit_criteria) else row.exit_criteria,
            "" if pd.isna(row.buyer_outcome) else row.buyer_outcome,
            None if pd.isna(row.buyer_centric) else bool(row.buyer_centric),
            row.is_confirmed,
            row.placed_by,
            row.kind_by,
        )
        for row in rows.sort_values("position").itertuples()
    ]


def editor_key(stem: str, shown: pd.DataFrame) -> str:
    """A name for a table to edit that is new where its content is: edits belong to the rows on which they were made."""
    return f"{stem}-{zlib.crc32(shown.to_json().encode())}"


def wrong(pipelines: dict[str, pd.DataFrame]) -> list[str]:
    """What keeps the edited tables from being saved."""
    return [sentence for name, rows in pipelines.items() for sentence in _wrong(name, rows)]


def applied(settings: Settings, pipelines: dict[str, pd.DataFrame]) -> Settings:
    """The settings with the stages as edited."""
    edited = {name: confirmed(rows) for name, rows in pipelines.items()}
    return replace(settings, pipelines={**settings.pipelines, **edited})


def _wrong(pipeline: str, rows: pd.DataFrame) -> list[str]:
    found = []
    unknown = rows.loc[~rows["kind"].isin(list(_KINDS)), "stage"].tolist()
    if unknown:
        found.append(f"{pipeline}: say what {', '.join(unknown)} means.")
    if not (rows["kind"] == KIND_LABELS["open"]).any():
        found.append(f"{pipeline}: at least one stage must be open.")
    if rows["order"].isna().any():
        found.append(f"{pipeline}: give every stage a place in the order.")
    if ((rows["percent"] < 0) | (rows["percent"] > 100)).any():
        found.append(f"{pipeline}: a probability lies between 0 and 100%.")
    return found


def confirmed(rows: pd.DataFrame) -> tuple[Stage, ...]:
    """An edited table as the stages that a person confirmed."""
    return tuple(
        Stage(
            stage=row.stage,
            kind=_KINDS[row.kind],
            probability=None if pd.isna(row.percent) else round(float(row.percent) / 100, 6),
            exit_criteria=row.criteria or "",
            buyer_outcome=row.outcome or "",
            buyer_centric=_SAID.get(row.buyer_centric),
            is_confirmed=True,
        )
        for row in rows.sort_values("order", kind="stable").itertuples()
    )


def _deals_by_stage(snapshot: object, _: Scope) -> dict[tuple[str, str], int]:
    counts = snapshot.engine.deals_by_stage()
    return {(row.pipeline, row.stage): int(row.deals) for row in counts.itertuples()}


def _pipeline(pipeline: str, rows: pd.DataFrame, counts: dict[tuple[str, str], int]) -> pd.DataFrame:
    stages = stages_of(rows)
    usual = {preset.key: preset for preset in offered(stages)}
    # what was chosen may not be offered any more, once an import has brought other stages
    if st.session_state.get("setup-saved") or st.session_state.get(f"preset-{pipeline}") not in (None, *usual):
        st.session_state[f"preset-{pipeline}"] = None
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(width="content", gap="xsmall"):
            st.subheader(md(pipeline), anchor=False)
            st.caption(_state(stages, is_offered=bool(usual)))
        chosen = choose(pipeline, usual) if usual else None
    if chosen is None:
        return _editor(pipeline, stages, counts, [_known_from(stage) for stage in stages], f"stages-{pipeline}")
    preset = usual[chosen]
    applied = apply(preset, stages)
    st.info(words(preset, applied), icon=":material/low_priority:")
    known = [
        f"{preset.name}: {applied.matched[stage.stage]}"
        if stage.stage in applied.matched
        else "not in it, where it was"
        for stage in applied.stages
    ]
    return _editor(pipeline, applied.stages, counts, known, f"stages-{pipeline}-{chosen}")


def _state(stages: Sequence[Stage], *, is_offered: bool) -> str:
    if all(stage.is_confirmed for stage in stages):
        return "As you set it."
    open_ones = [stage for stage in stages if stage.kind == "open"]
    if len(open_ones) > 1 and all(stage.placed_by in _LITTLE for stage in open_ones):
        by = " and ".join(_PLACED_BY[each] for each in _LITTLE if any(stage.placed_by == each for stage in open_ones))
        check = "Check it, or lay it out like a usual pipeline." if is_offered else "Check it."
        return f"The exports say little of the order: it follows {by}. {check}"
    return "Recognised from the exports. Check the order and what each stage means, then save."


def _known_from(stage: Stage) -> str:
    if stage.placed_by == stage.kind_by == "set":
        return _PLACED_BY["set"]
    return f"{_PLACED_BY[stage.placed_by]}; {_KIND_BY[stage.kind_by]}"


def _editor(
    pipeline: str, stages: Sequence[Stage], counts: dict[tuple[str, str], int], known: Sequence[str], key: str
) -> pd.DataFrame:
    shown = pd.DataFrame(
        {
            "order": range(1, len(stages) + 1),
            "stage": [stage.stage for stage in stages],
            "kind": [KIND_LABELS[stage.kind] for stage in stages],
            "deals": [counts.get((pipeline, stage.stage), 0) for stage in stages],
            "known": known,
            "percent": [
                100.0 * (stage.kind == "won") if stage.kind in ("won", "lost")
                else None if stage.probability is None else round(stage.probability * 100, 4)
                for stage in stages
            ],
            "outcome": [stage.buyer_outcome for stage in stages],
            "buyer_centric": [_SAYING[stage.buyer_centric] for stage in stages],
            "criteria": [stage.exit_criteria for stage in stages],
        }
    ).astype({"order": "float64", "percent": "float64"})  # fmt: skip
    column = st.column_config
    return st.data_editor(
        shown,
        key=editor_key(key, shown),
        hide_index=True,
        disabled=["stage", "deals", "known"],
        alt=f"Stages of {pipeline}",
        row_height=34,
        placeholder="",
        column_config={
            "order": column.NumberColumn("Order", format="plain", width=75, help="Renumber: 2.5 stands between 2 and 3."),
            "stage": column.TextColumn("Stage", width=165),
            "kind": column.SelectboxColumn("What it means", options=list(_KINDS), required=True, width=125),
            "deals": column.NumberColumn("Deals", format="localized", width=65, help="That have been in it, as far as the exports tell."),
            "known": column.TextColumn("Known from", width=195, help="What its place in the order rests on; what its meaning rests on."),
            "percent": column.NumberColumn(
                "Probability, %", min_value=0, max_value=100, format="%.0f", width=120,
                help="Weighs open deals that have none of their own.",
            ),
            "outcome": column.TextColumn("Buyer outcome", width=125, help="What the buyer has done by then."),
            "buyer_centric": column.SelectboxColumn("Buyer’s act", options=list(_SAID), width=95, help="Whether the stage stands for what the buyer did, not for what you did. Empty: nothing is said of it."),
            "criteria": column.TextColumn("Exit criteria", width=125, help="What must be true before a deal leaves this stage, one per line (Shift and Enter). One that names a column is checked: “Next step set: Next Step is filled”, “Demo done: Demo Result=Held”."),
        },
    )  # fmt: skip
