"""Which stage of one pipeline is which of another: a guess by name, by kind, by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from analytics.intake.stages.order import Stage
from analytics.intake.stages.words import kind_by_name, plain, usual_place


@dataclass(frozen=True)
class Match:
    """The stage that is taken to be the same, and by what: `name`, `meaning`, `kind` or `position`."""

    to: str
    by: str


def by_name(
    stages: Sequence[Stage], targets: Sequence[Stage], also: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Match]:
    """Stage -> the target of the same name or of the same meaning in nine languages; stages without one are left out.

    `also`: further names of targets.  A stage that closes deals is never taken for one of another kind, and only a stage
    that says nothing of its own kind may become a closing one, by its very name.
    """
    names = {
        plain(name): target
        for target in reversed(targets)
        for name in (*(also or {}).get(target.stage, ()), target.stage)
    }
    found = {}
    for stage in stages:
        same = names.get(plain(stage.stage))
        if same is not None and stage.kind in ("open", same.kind):
            found[stage.stage] = Match(same.stage, "name")
        elif (like := _of_one_meaning(stage, targets)) is not None:
            found[stage.stage] = Match(like.stage, "meaning")
    return found


def guess(stages: Sequence[Stage], targets: Sequence[Stage]) -> dict[str, Match]:
    """Stage -> target for every stage that can have one: by name, else by kind, else by position.

    Both in their order.  By position: an open stage between two whose targets are known goes to a target between these,
    else to the target of the one before it, which its deals have passed at least.
    """
    found = by_name(stages, targets)
    for stage in stages:
        same_kind = [target for target in targets if target.kind == stage.kind]
        if stage.stage not in found and stage.kind != "open" and same_kind:
            found[stage.stage] = Match(same_kind[0].stage, "kind")
    own = [stage for stage in stages if stage.kind == "open"]
    place = {target.stage: at for at, target in enumerate(each for each in targets if each.kind == "open")}
    if not place:
        return found
    between = {
        stage.stage: Match(_between(at, own, found, place), "position")
        for at, stage in enumerate(own)
        if stage.stage not in found
    }
    return found | between


def _of_one_meaning(stage: Stage, targets: Sequence[Stage]) -> Stage | None:
    """The target whose name speaks of the same; of several, the one that reads most alike."""
    said = kind_by_name(stage.stage), usual_place(stage.stage)
    if stage.kind != "open" or said[0] != "open" or said[1] is None:
        return None
    like = [each for each in targets if each.kind == "open" and usual_place(each.stage) == said[1]]
    return max(
        like, key=lambda each: SequenceMatcher(None, plain(each.stage), plain(stage.stage)).ratio(), default=None
    )


def _between(at: int, own: Sequence[Stage], found: Mapping[str, Match], place: Mapping[str, int]) -> str:
    """The open target for the stage at this place of its own pipeline."""
    known = {each: place[found[own[each].stage].to] for each in range(len(own)) if _target(own[each], found) in place}
    before = max((each for each in known if each < at), default=None)
    after = min((each for each in known if each > at), default=None)
    first = known[before] + 1 if before is not None else 0
    last = known[after] - 1 if after is not None else len(place) - 1
    names = list(place)
    if first > last:
        # nothing lies between
        return names[known[before] if before is not None else known[after]]
    left = at - (before if before is not None else -1) - 1
    wide = (after if after is not None else len(own)) - (before if before is not None else -1) - 1
    return names[first + left * (last - first + 1) // wide]


def _target(stage: Stage, found: Mapping[str, Match]) -> str | None:
    return found[stage.stage].to if stage.stage in found else None
