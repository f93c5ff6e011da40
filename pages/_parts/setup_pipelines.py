"""Pipelines of several CRMs side by side: which count in a common one, and which of its stages each stage is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from analytics.intake.stages import Match, Stage, guess, kind_by_name, presets
from analytics.workspace import Workspace
from analytics.workspace.settings import Settings, StageMap
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.names import crm_name
from pages._parts.setup_stages import stages_of

_ALONE = ""
_BY = {"position": "guessed by its position", "kind": "guessed by what it means", "meaning": "guessed by its name"}


@dataclass(frozen=True)
class Source:
    """A pipeline as one CRM's exports name it.

    - `counts_in`: the pipeline in which its deals are counted now; `is_mapped`: because a person said so
    - `stages`: as exported, in order; `deals`: that are in each of them
    """

    crm: str
    pipeline: str
    counts_in: str
    is_mapped: bool
    stages: tuple[Stage, ...]
    deals: dict[str, int]


@dataclass(frozen=True)
class Mapped:
    """What was chosen: for each source the pipeline in which it is to count, and the maps of all sources together."""

    targets: tuple[tuple[Source, str], ...] = ()
    maps: tuple[StageMap, ...] = ()


def edit(work: Workspace) -> Mapped | None:
    """The section, where there are several pipelines; what was chosen."""
    settings, known = work.settings(), work.engine.table("stages")
    found = sources(work.engine.table("exported_stages"), known, settings)
    if len(found) < 2:
        return None
    st.subheader("Pipelines side by side", anchor=False)
    st.caption(
        "Each pipeline of each CRM. Let several count in a common one, and say which of its stages each stage is. "
        "What is guessed counts once it is saved."
    )
    targets = {str(name): stages_of(rows) for name, rows in known.groupby("pipeline", sort=True)}
    usual = {preset.name: list(preset.stages) for preset in presets() if preset.name not in targets}
    maps, chosen = [], []
    with st.grid(min(len(found), 4), min_column_width=220, gap="small"):
        for place, source in enumerate(found):
            with st.container(border=True, gap="small"):
                _heading(source)
                target = _target(source, [*targets, *usual])
                joined = not source.is_mapped and any(
                    other.counts_in == source.counts_in and not other.is_mapped for other in found[:place]
                )
                into = target or (source.counts_in if joined else None)
                if into is None:
                    _listing(source)
                else:
                    to = _stages(source, into, (targets | usual)[into], settings)
                    maps += [StageMap(source.crm, source.pipeline, target)] * bool(target) + to
                chosen.append((source, target))
    here = {(source.crm, source.pipeline) for source in found}
    kept = [each for each in settings.stage_maps if (each.crm, each.pipeline) not in here]
    return Mapped(tuple(chosen), (*kept, *maps))


def wrong(mapped: Mapped) -> list[str]:
    """What keeps the choice from being saved."""
    stay = {source.counts_in for source, target in mapped.targets if not target and not source.is_mapped}
    left = {source.counts_in: target for source, target in mapped.targets if target and not source.is_mapped}
    return [
        f"{source.pipeline} is to count in {target}, which itself is to count in {left[target]}: choose one common pipeline."
        for source, target in mapped.targets
        if target in left and target not in stay and left[target] != target
    ]


def applied(settings: Settings, mapped: Mapped) -> Settings:
    """The settings with the maps, and with the usual pipelines that they need."""
    new = new_pipelines(mapped, settings)
    return replace(settings, stage_maps=mapped.maps, pipelines={**settings.pipelines, **new})


def new_pipelines(mapped: Mapped, settings: Settings) -> dict[str, tuple[Stage, ...]]:
    """The usual pipelines that were chosen as common ones, as a person confirms them."""
    targets = {target for _, target in mapped.targets}
    return {
        preset.name: tuple(replace(stage, is_confirmed=True) for stage in preset.stages)
        for preset in presets()
        if preset.name in targets and preset.name not in settings.pipelines
    }


def sources(exported: pd.DataFrame, known: pd.DataFrame, settings: Settings) -> list[Source]:
    """The pipelines of all CRMs, those with the most deals first.

    `exported`, `known`: the tables `exported_stages` and `stages`.  A stage that only a history names belongs to the one
    CRM that feeds its pipeline.
    """
    feeds = exported.groupby("pipeline")[["crm", "exported_pipeline"]].apply(lambda rows: len(rows.drop_duplicates()))
    found = []
    for (crm, pipeline), rows in exported.groupby(["crm", "exported_pipeline"], sort=True):
        maps = [each for each in settings.stage_maps if (each.crm, each.pipeline) == (crm, pipeline)]
        counts_in = str(rows["pipeline"].mode().iloc[0])
        now = {each.stage: each.to_stage or each.stage for each in maps if each.stage}
        if feeds[counts_in] == 1 and not maps:
            its = known[(known["pipeline"] == counts_in) & (known["kind_by"] != "added")]
            now |= {stage: stage for stage in its["stage"]}
        now |= rows.dropna(subset=["exported_stage", "stage"]).set_index("exported_stage")["stage"].to_dict()
        own = known[known["pipeline"] == counts_in].set_index("stage")
        kinds, places = own["kind"].to_dict(), own["position"].to_dict()
        order = sorted(now, key=lambda stage: (places.get(now[stage], len(own)), stage))
        deals = rows.groupby("exported_stage")["deals"].sum().astype(int).to_dict()
        found.append(
            Source(
                str(crm), str(pipeline), counts_in, any(not each.stage for each in maps),
                tuple(Stage(stage, kinds.get(now[stage]) or kind_by_name(stage)) for stage in order), deals,
            )
        )  # fmt: skip
    return sorted(found, key=lambda source: (-sum(source.deals.values()), source.crm, source.pipeline))


def _heading(source: Source) -> None:
    total = sum(source.deals.values())
    st.markdown(f"**{md(source.pipeline)}**  \n:small[{md(crm_name(source.crm))}, {formats.deals(total)}]")


def _target(source: Source, targets: Sequence[str]) -> str:
    """In which pipeline this one is to count; empty: by itself."""
    others = [each for each in targets if each != source.counts_in or source.is_mapped]
    options = [_ALONE, *others]
    alone = source.pipeline if source.is_mapped else source.counts_in
    return st.selectbox(
        "Counts in",
        options,
        options.index(source.counts_in) if source.is_mapped and source.counts_in in options else 0,
        format_func=lambda name: name or f"{alone} (by itself)",
        key=f"counts-in-{source.crm}-{source.pipeline}",
    )


def _listing(source: Source) -> None:
    """The stages of a pipeline that others may count in, in order, with the deals that the exports have in them.

    Without a figure: stages that no export has a deal in, as those of programs that write won and lost beside the stage.
    """
    deals = {stage: f" :small[:gray[{formats.number(count)}]]" for stage, count in source.deals.items() if count}
    st.markdown(
        "\n".join(
            f"{place}. {md(stage.stage)}{deals.get(stage.stage, '')}"
            for place, stage in enumerate(source.stages, start=1)
        )
    )


def _stages(source: Source, into: str, targets: Sequence[Stage], settings: Settings) -> list[StageMap]:
    """A choice for each stage; the maps of those that do not keep their name."""
    said = {
        each.stage: each.to_stage or each.stage
        for each in settings.stage_maps
        if (each.crm, each.pipeline, each.to_pipeline) == (source.crm, source.pipeline, into) and each.stage
    }
    is_new = not (source.is_mapped and into == source.counts_in)
    guessed = guess(source.stages, targets) if is_new else {}
    names = [target.stage for target in targets]
    maps = []
    for stage in source.stages:
        own = stage.stage
        now = said.get(own) or (guessed[own].to if own in guessed else own)
        options = list(dict.fromkeys([*names, own]))
        to = st.selectbox(
            _label(source, own, guessed if own not in said else {}),
            options,
            options.index(now) if now in options else len(options) - 1,
            format_func=lambda name, own=own: name if name in names else f"{name} (a stage of its own)",
            key=f"stage-of-{source.crm}-{source.pipeline}-{into}-{own}",
        )
        if to != own:
            maps.append(StageMap(source.crm, source.pipeline, into, own, to))
    return maps


def _label(source: Source, stage: str, guessed: Mapping[str, Match]) -> str:
    """The stage, its deals, and by what it was guessed; a name that is the same needs no words."""
    why = _BY.get(guessed[stage].by) if stage in guessed else None
    said = ", ".join(filter(None, [formats.number(source.deals.get(stage, 0)), why]))
    return f"{md(stage)} :gray[{said}]"
