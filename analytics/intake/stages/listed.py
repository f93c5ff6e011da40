"""The lists of stages with which CRMs start, as far as `crms/*.toml` name them."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.intake.recognise import crm_format, crm_names
from analytics.intake.stages.words import kind_by_name, plain


def listed(crm: str, stages: Sequence[str]) -> dict[str, int]:
    """Stage -> its place in the CRM's own list: the one that shares most stages with these, at least two.

    Of a program that has no list here, the list of any other in which all open stages stand: the same names in the same
    order are used by many.
    """
    names = {plain(stage) for stage in stages}
    own = _lists(crm)
    if not own:
        still_open = {plain(stage) for stage in stages if kind_by_name(stage) == "open"}
        own = [each for other in crm_names() for each in _lists(other) if still_open <= set(each)]
    best = max(own, key=lambda each: len(names & set(each)), default=[])
    if len(names & set(best)) < 2:
        return {}
    return {stage: best.index(plain(stage)) for stage in stages if plain(stage) in best}


def _lists(crm: str) -> list[list[str]]:
    return [[plain(stage) for stage in each["stages"]] for each in crm_format(crm).get("pipelines", [])]
