"""Kind and order of the stages of one pipeline, from what the files tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import sqrt

from analytics.intake.stages.beside import kinds_by_name, shares_of
from analytics.intake.stages.words import begins_closed, is_closed_word, meaning, number, plain, usual_place

KINDS = ("open", "won", "post_sale", "churned", "lost")
# What the order rests on, the most trusted first.  A person's word (`set`) stands above all of it; `kind`: no other
# stage is of that kind, so its kind says where it stands.
PLACED_BY = ("set", "kind", "history", "list", "number", "probability", "few", "name", "alphabet")
# What the kind rests on.  `added`: the outcome is a status, the pipeline itself has no such stage; `assumed`: nothing
# says otherwise.
KIND_BY = ("set", "status", "name", "added", "assumed")
# from so many deals on, their outcome says what a stage is whose name does not
_ENOUGH_DEALS = 10


@dataclass(frozen=True)
class StageEvidence:
    """What the files tell of one stage of one pipeline.

    - `probability`: the usual one of its open deals; `is_agreed`: all of them have it, so it is the stage's own
    - `listed`: its place in the CRM's own list of stages, if it has one
    - `stated`: what the files say, in words or flags, of deals in it (`open`, `won`, `lost`); `told`: of how many deals
    """

    stage: str
    probability: float | None = None
    listed: int | None = None
    is_agreed: bool = False
    stated: frozenset[str] = frozenset()
    told: int = 0


@dataclass(frozen=True)
class Stage:
    """One stage of a pipeline as it is counted: see the table `stages`.

    `placed_by`, `kind_by`: what its place and its kind were recognised by; missing where a person set them.
    `buyer_centric`: whether it stands for what the buyer did; None: nobody has said.
    """

    stage: str
    kind: str
    probability: float | None = None
    exit_criteria: str = ""
    buyer_outcome: str = ""
    buyer_centric: bool | None = None
    is_confirmed: bool = False
    placed_by: str | None = None
    kind_by: str | None = None


def arrange(evidence: Sequence[StageEvidence], earlier: Mapping[tuple[str, str], int]) -> list[Stage]:
    """The stages of one pipeline in order: open ones first, then won, post-sale, churned, lost.

    Within a kind they are ordered by, in this order of trust: the history (`earlier[a, b]` = deals that entered a before
    b), the CRM's own list, the numbers in the names, the probability, a history of very few deals, the usual place of
    such names, the alphabet.  What is trusted more is never overruled by what is trusted less; the order of `evidence`
    says nothing.
    """
    known = sorted(evidence, key=lambda each: each.stage)
    kinds = _kinds(known, earlier)
    shares = shares_of(each.stage for each in known)
    stages = []
    for kind in KINDS:
        group = [each for each in known if kinds[each.stage][0] == kind]
        placed = _ordered(group, earlier)
        stages += [
            Stage(
                each.stage,
                kind,
                _probability(each, kind, shares),
                placed_by=placed[each.stage],
                kind_by=kinds[each.stage][1],
            )
            for each in sorted(group, key=lambda each: list(placed).index(each.stage))
        ]
        if not group and kind in ("won", "lost"):
            # where the outcome is a status, the pipeline has no stage of its own for it
            stages.append(Stage(_free_name(kind.capitalize(), kinds), kind, placed_by="kind", kind_by="added"))
    return stages


def _probability(each: StageEvidence, kind: str, shares: Mapping[str, float]) -> float | None:
    """The one that all open deals of a stage have; where the deals have none, the one in its name."""
    if each.probability is None and kind == "open":
        return shares.get(each.stage)
    return each.probability if each.is_agreed else None


def confirm(guessed: Sequence[Stage], confirmed: Sequence[Stage]) -> list[Stage]:
    """The stages as a person ordered them; a stage that they have not seen yet stands after its guessed predecessor."""
    names = {stage.stage for stage in confirmed}
    result = [replace(stage, placed_by="set", kind_by="set") for stage in confirmed]
    for place, stage in enumerate(guessed):
        if stage.stage in names:
            continue
        before = {each.stage for each in guessed[:place]}
        after = max((at + 1 for at, each in enumerate(result) if each.stage in before), default=0)
        result.insert(after, stage)
    return sorted(result, key=lambda stage: KINDS.index(stage.kind))


# kinds


def _kinds(evidence: Sequence[StageEvidence], earlier: Mapping[tuple[str, str], int]) -> dict[str, tuple[str, str]]:
    """Stage -> its kind, and by what it is known."""
    named = kinds_by_name(each.stage for each in evidence)
    kinds = {each.stage: _kind(each, named[each.stage]) for each in evidence}
    for each in evidence:
        if kinds[each.stage][1] == "assumed" and (told := _told_kind(each, evidence, kinds)):
            kinds[each.stage] = told, "status"
    won = [stage for stage, (kind, _) in kinds.items() if kind == "won"]
    for each in evidence:
        follows = (
            kinds[each.stage][0] == "won"
            and named[each.stage] == "open"
            and any(
                named[other] == "won" and earlier.get((other, each.stage), 0) > earlier.get((each.stage, other), 0)
                for other in won
            )
        )
        if follows:
            kinds[each.stage] = "post_sale", "status"
    return kinds


def _kind(each: StageEvidence, kind: str) -> tuple[str, str]:
    """The kind that the name speaks of beside the others, unless the files say otherwise of the deals in it."""
    if kind != "open":
        fitting = {"lost"} if kind == "lost" else {"won"}
        if not each.stated <= fitting:
            return "open", "status"
        return kind, "status" if each.stated else "name"
    if "open" in each.stated:
        return "open", "status"
    says_open = meaning(each.stage) in ("open", "paused") or usual_place(each.stage) is not None
    return "open", "name" if says_open else "assumed"


def _told_kind(
    each: StageEvidence, evidence: Sequence[StageEvidence], kinds: Mapping[str, tuple[str, str]]
) -> str | None:
    """`won` or `lost` where every one of its deals is that, and no open stage holds such deals beside others.

    Where the outcome is a status, deals are lost out of every stage, and this says nothing.
    """
    if len(each.stated) != 1 or each.stated == {"open"}:
        return None
    [said] = each.stated
    if begins_closed(each.stage) or is_closed_word(each.stage):
        return said
    alike = all(
        other.stated == {said} and other.told >= _ENOUGH_DEALS
        for other in evidence
        if said in other.stated and kinds[other.stage][0] == "open"
    )
    others_open = any("open" in other.stated for other in evidence)
    return said if alike and others_open else None


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    """A name for an added stage that no stage of another kind has."""
    return name if name not in taken else _free_name(f"{name} (status)", taken)


# order


def _ordered(group: Sequence[StageEvidence], earlier: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Stage -> what its place rests on, in order.

    Pairs are settled one after the other, those of the most trusted evidence first, each unless the pairs settled before
    it say the opposite.  So histories that go in circles give up their weakest pair, and a history that does not is kept.
    """
    if len(group) == 1:
        return {group[0].stage: "kind"}
    after = [0] * len(group)  # bit b of after[a]: a stands before b
    settled_by: dict[tuple[int, int], str] = {}
    for why, a, b in _pairs(group, earlier):
        if after[b] >> a & 1 or after[a] >> b & 1:
            continue
        gained = after[b] | 1 << b
        for other in range(len(group)):
            if other == a or after[other] >> a & 1:
                new = gained & ~after[other]
                settled_by |= {(other, each): why for each in range(len(group)) if new >> each & 1}
                after[other] |= gained
    order = sorted(range(len(group)), key=lambda each: -after[each].bit_count())
    # a place is known as well as the weaker of its two sides
    sides = [settled_by[pair] for pair in pairwise(order)]
    weakest = [max(sides[max(at - 1, 0) : at + 1], key=PLACED_BY.index) for at in range(len(order))]
    return {group[each].stage: why for each, why in zip(order, weakest, strict=True)}


def _pairs(group: Sequence[StageEvidence], earlier: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, int, int]]:
    """(what says so, stage before, stage after), the most trusted first."""
    strong, weak = _history([each.stage for each in group], earlier)
    yield from (("history", a, b) for a, b in strong)
    numbers = [number(each.stage) for each in group]
    if sum(each is not None for each in numbers) * 2 < len(group):
        # a "30 day trial" among stages without numbers
        numbers = [None] * len(group)
    yield from _by("list", [each.listed for each in group])
    yield from _by("number", numbers)
    yield from _by("probability", [each.probability for each in group])
    yield from (("few", a, b) for a, b in weak)
    yield from _by("name", [usual_place(each.stage) for each in group])
    yield from _by("alphabet", [(plain(each.stage), each.stage) for each in group])


def _by(why: str, values: Sequence) -> Iterator[tuple[str, int, int]]:
    for a, b in combinations(range(len(values)), 2):
        if values[a] is not None and values[b] is not None and values[a] != values[b]:
            yield (why, a, b) if values[a] < values[b] else (why, b, a)


def _history(
    stages: Sequence[str], earlier: Mapping[tuple[str, str], int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The pairs whose order the history tells, the clearest first; and those of which too few deals tell.

    Clear: of at least three deals, by more than they would differ by chance (one standard error).
    """
    told = []
    for a, b in combinations(range(len(stages)), 2):
        ahead, behind = earlier.get((stages[a], stages[b]), 0), earlier.get((stages[b], stages[a]), 0)
        if ahead != behind:
            clarity = abs(ahead - behind) / sqrt(ahead + behind)
            is_strong = ahead + behind >= 3 and clarity >= 1
            told.append((not is_strong, -clarity, (a, b) if ahead > behind else (b, a)))
    told.sort()
    return [pair for weak, _, pair in told if not weak], [pair for weak, _, pair in told if weak]
