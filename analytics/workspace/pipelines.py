"""Pipelines of several CRMs side by side: which names mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from analytics.intake.recognise import normal
from analytics.intake.recognise.formats import crm_name
from analytics.intake.stages import kind_by_name
from analytics.workspace.build.codes import coded, combined, words_of
from analytics.workspace.setting_rows import PipelineName
from analytics.workspace.settings import Settings

_NAME = pa.large_string()


@dataclass(frozen=True)
class ToldPipeline:
    """A pipeline as one CRM's exports have it; `stages` are its open ones, as they are compared."""

    crm: str
    pipeline: str
    stages: frozenset[str]


def told_stages(deals: pa.Table, crms: Sequence[str]) -> list[ToldPipeline]:
    """The pipelines that the deals of all imports name; `crms`: in the order of which their pipelines come."""
    columns = [coded(deals[name]) for name in ("crm", "pipeline", "stage")]
    _, rows = combined([(codes, len(words) + 1) for codes, words in columns])
    told: dict[tuple[str, str], list[str | None]] = {}
    for crm, pipeline, stage in words_of(columns, rows):
        told.setdefault((crm, pipeline), []).append(stage)
    found = [ToldPipeline(crm, pipeline, _open(stages)) for (crm, pipeline), stages in told.items()]
    return sorted(found, key=lambda each: (crms.index(each.crm), each.pipeline))


def renamed(told: Iterable[ToldPipeline], settings: Settings) -> tuple[list[tuple], list[tuple]]:
    """What pipelines and stages count as: rows of `pipeline_names` and of `stage_names`, where that is another name.

    What a person mapped, counts as mapped.  A pipeline of the same name in another CRM is the same one where at least
    half of the open stages of the smaller one have the same names, or all are among those that a person confirmed: a team
    that moved keeps its pipeline.  Else the one that came later gets the CRM's name behind its own, and keeps that.
    """
    pipelines = _mapped(settings)
    stages = [
        (each.crm, each.pipeline, each.stage, each.to_pipeline, each.to_stage or each.stage)
        for each in settings.stage_maps
        if each.stage
    ]
    given = {(each.crm, each.pipeline): each.name for each in settings.pipeline_names}
    known: dict[str, list[ToldPipeline]] = {}
    for each in sorted(told, key=lambda each: given.get((each.crm, each.pipeline)) != each.pipeline):
        own = (each.crm, each.pipeline)
        if own in pipelines:
            continue
        others = [other for other in known.get(each.pipeline, []) if other.crm != each.crm]
        confirmed = _open(stage.stage for stage in settings.pipelines.get(each.pipeline, ()))
        if others and not _alike(each.stages, frozenset().union(*(other.stages for other in others)), confirmed):
            pipelines[own] = f"{each.pipeline} ({crm_name(each.crm)})"
        elif not others and given.get(own, each.pipeline) != each.pipeline:
            pipelines[own] = given[own]
        else:
            known.setdefault(each.pipeline, []).append(each)
    return [(crm, exported, name) for (crm, exported), name in pipelines.items()], stages


def contested(told: Iterable[ToldPipeline], names: Iterable[tuple], settings: Settings) -> list[PipelineName]:
    """What pipelines count as of which several CRMs have the name, or had; `names`: the first rows of `renamed`."""
    mapped, before = _mapped(settings), {(each.crm, each.pipeline) for each in settings.pipeline_names}
    counted = {(crm, exported): name for crm, exported, name in names if (crm, exported) not in mapped}
    plain = {exported for _, exported in counted}
    return [
        PipelineName(*own, counted.get(own, own[1]))
        for own in ((each.crm, each.pipeline) for each in told)
        if own not in mapped and (own[1] in plain or own in before)
    ]


def _mapped(settings: Settings) -> dict[tuple[str, str], str]:
    return {(each.crm, each.pipeline): each.to_pipeline for each in settings.stage_maps if not each.stage}


def as_counted(deals: pa.Table, pipelines: Sequence[tuple], stages: Sequence[tuple]) -> pa.Table:
    """The deals with the pipeline and stage as which they count, and `exported_pipeline`, `exported_stage` where that is another.

    `pipelines`, `stages`: the rows of `renamed`.
    """
    if not pipelines and not stages:
        nothing = pa.nulls(len(deals), pa.dictionary(pa.int32(), _NAME))
        return deals.append_column("exported_pipeline", nothing).append_column("exported_stage", nothing)
    to_pipeline = {(crm, exported): name for crm, exported, name in pipelines}
    to_stage = {(crm, pipeline, stage): named for crm, pipeline, stage, *named in stages}
    columns = [coded(deals[name]) for name in ("crm", "pipeline", "stage")]
    of, rows = combined([(codes, len(words) + 1) for codes, words in columns])
    told = []
    for crm, pipeline, stage in words_of(columns, rows):
        counts = to_stage.get((crm, pipeline, stage)) or (to_pipeline.get((crm, pipeline), pipeline), stage)
        told.append(
            (*counts, *(old if old != new else None for old, new in zip((pipeline, stage), counts, strict=True)))
        )
    for place, name in enumerate(("pipeline", "stage", "exported_pipeline", "exported_stage")):
        words = pa.array([each[place] for each in told], _NAME)
        column = words.take(pa.array(of)).dictionary_encode()
        at = deals.schema.get_field_index(name)
        deals = deals.append_column(name, column) if at < 0 else deals.set_column(at, name, column)
    return deals


def _open(stages: Iterable[str | None]) -> frozenset[str]:
    return frozenset(normal(stage) for stage in stages if stage and kind_by_name(stage) == "open")


def _alike(stages: frozenset[str], others: frozenset[str], confirmed: frozenset[str]) -> bool:
    return not stages or not others or stages <= confirmed or 2 * len(stages & others) >= min(len(stages), len(others))
