"""Usual pipelines: what a team can start from where its exports tell little of order and kind."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from analytics.intake.stages.alike import by_name
from analytics.intake.stages.order import KINDS, Stage, confirm


@dataclass(frozen=True)
class Preset:
    """One usual pipeline.

    - `name`, `about`: what people read
    - `stages`: in order, with kind, buyer outcome and exit criteria where there are any; never a probability
    - `also`: stage -> other names that it goes by
    - `priors`: stage -> what is usually said of its chance, in words; shown as such, never counted with
    """

    key: str
    name: str
    about: str
    stages: tuple[Stage, ...]
    also: dict[str, tuple[str, ...]]
    priors: dict[str, str]


@dataclass(frozen=True)
class Applied:
    """A pipeline laid out like a preset.

    - `stages`: all stages of the pipeline, in their new order
    - `matched`: stage -> the preset's stage that it is; `missing`: stages of the preset that the pipeline has not
    """

    stages: list[Stage]
    matched: dict[str, str]
    missing: list[str]


@cache
def presets() -> tuple[Preset, ...]:
    """All usual pipelines."""
    stored = tomllib.loads((Path(__file__).parent / "presets.toml").read_text(encoding="utf-8"))
    return tuple(_preset(each) for each in stored["presets"])


def apply(preset: Preset, stages: Sequence[Stage]) -> Applied:
    """Lay a pipeline out like a preset: order, kind and words of the stages that it has, by their names.

    Stages that the preset does not know stay, with their kind, behind the stage that they followed.  Words that somebody
    wrote stay too.  Several stages may be one of the preset: they keep their order, and the last has its exit criteria.
    """
    matched = {stage: match.to for stage, match in by_name(stages, preset.stages, preset.also).items()}
    for kind in KINDS[1:]:
        # the one stage of a closing kind is it, whatever its name
        own = [stage.stage for stage in stages if stage.kind == kind and stage.stage not in matched]
        free = [each.stage for each in preset.stages if each.kind == kind and each.stage not in matched.values()]
        if len(own) == len(free) == 1:
            matched[own[0]] = free[0]
    laid = []
    for model in preset.stages:
        alike = [stage for stage in stages if matched.get(stage.stage) == model.stage]
        laid += [_like(model, stage, is_last=stage is alike[-1]) for stage in alike]
    missing = [each.stage for each in preset.stages if each.stage not in matched.values()]
    return Applied(confirm(stages, laid), matched, missing)


def offered(stages: Sequence[Stage]) -> list[Preset]:
    """The usual pipelines that are worth laying out like: those in which at least two, and a third, of the stages of a pipeline
    have a place; all of them where nothing is known but names, of which none says where it stands.

    Stages that close deals say nothing: every pipeline has them.
    """
    own = [stage.stage for stage in stages if stage.kind in ("open", "post_sale")]
    if len(own) > 1 and all(stage.placed_by == "alphabet" for stage in stages if stage.stage in own):
        return list(presets())
    matched = {preset.key: len(apply(preset, stages).matched.keys() & set(own)) for preset in presets()}
    return [preset for preset in presets() if matched[preset.key] >= max(2, len(own) / 3)]


def _like(model: Stage, stage: Stage, *, is_last: bool) -> Stage:
    return replace(
        stage,
        kind=model.kind,
        exit_criteria=stage.exit_criteria or (model.exit_criteria if is_last else ""),
        buyer_outcome=stage.buyer_outcome or model.buyer_outcome,
    )


def _preset(stored: dict) -> Preset:
    rows = stored["stages"]
    return Preset(
        stored["key"],
        stored["name"],
        stored["about"],
        tuple(
            Stage(row["stage"], row.get("kind", "open"), None, "\n".join(row.get("exit", ())), row.get("outcome", ""))
            for row in rows
        ),
        {row["stage"]: tuple(row["also"]) for row in rows if "also" in row},
        {row["stage"]: row["prior"] for row in rows if "prior" in row},
    )
