"""Outcome and order of stages: what a stage's name says, and how stages follow each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

KINDS = ("open", "won", "post_sale", "churned", "lost")

# Whole words or phrases, in nine languages.  Lost is asked before won, won before open: "Closed Lost" holds
# "closed", "Disqualified" holds "qualified".
_LOST = """lost|not won|closedlost|abandoned|cancel+ed|out-sold|disqualified|unqualified|dead|rejected|no decision|verloren|tapt|
    perdue?s?|perdid[oa]s?|persa|perso|conclusion perdante|chiuso negativamente|deal lost|已丢失|失单|未成交|失去并结束|输单"""
_WON = """won|closedwon|gewonnen|vunnet|gagnée?s?|conclusion gagnante|ganad[oa]s?|ganh[oa]s?|vinta|vinto|
    chiuso positivamente|vundet|deal won|赢得|赢单|赢得并结束|已成交|成交"""
_OPEN = """open|active|ongoing|in progress|pending|suspended|on hold|offen|in arbeit|åpen|ouverte?|en cours|
    abiert[oa]s?|aberta|aberto|aperta|aperto|打开|进行中"""
_POST_SALE = (
    """onboarding|implementation|hand-?over|hand-?off|go-?live|post-purchase|post-sale|customer success|renewed"""
)
# these say so only when they are the whole name: a live demo and a kick-off call come before the sale
_POST_SALE_ALONE = ("live", "delivery", "delivered", "kick-off", "kickoff")
_CHURNED = "churned|lost customer|customer lost|lapsed"

# Where stages of that name usually stand, used only where the data itself is silent.
_USUAL_ORDER = [
    "new|lead|lead in|inbound|prospect|prospecting|prospection|suspect|cold|neu|nieuw|nouveau|nuevo|novo|ny|appointment|identified",
    "contacted|contact|connect|follow up|follow-up|engaged|first meeting|meeting|warm",
    "qualif.*|kvalif.*|kwalific.*|calific.*|screening|mql|sql",
    "discovery|needs|need|analysis|develop|solution|scoping|assessment|bedarf.*|consideration",
    "demo.*|presentation|présentation|präsentation|evaluation|evaluated|trial|value proposition|proof of concept|poc|pilot",
    "decision maker|decision makers|buy-in|bought-in|perception",
    "proposal|proposition|propose|quote|quotation|offer|angebot|voorstel|propuesta|proposta|forslag|business case",
    "negotiat.*|verhandlung|onderhandel.*|négociation|negociación|negociação|negoziazione|forhand.*|decision|review|legal|procurement",
    "contract.*|commit.*|verbal|finali[sz]e|close|closing|ready to close|verbal.*|contrat.*|vertrag.*",
]


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold().replace("/", " ").replace("_", " ")
    return re.sub(r"\s+", " ", re.sub(r"^\s*\d+(\s*[-.):]\s*|\s+)", "", text)).strip()


def _says(words: str, text: str) -> bool:
    pattern = "|".join(word.strip() for word in words.split("|"))
    return re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", text) is not None


def outcome(text: str) -> str | None:
    """`won`, `lost` or `open` for a word in a status column; None where it is none of these.

    >>> outcome("Closed Lost to Competition"), outcome("Gewonnen"), outcome("In Progress"), outcome("Wonderland")
    ('lost', 'won', 'open', None)
    """
    plain = _plain(text)
    if _says(_LOST, plain):
        return "lost"
    if _says(_WON, plain):
        return "won"
    return "open" if _says(_OPEN, plain) else None


def kind_by_name(stage: str) -> str:
    """The kind of stage that a name speaks of; `open` where it says nothing else."""
    plain = _plain(stage)
    if _says(_CHURNED, plain):
        return "churned"
    said = outcome(stage)
    if said in ("won", "lost"):
        return said
    return "post_sale" if plain in _POST_SALE_ALONE or _says(_POST_SALE, plain) else "open"


@dataclass(frozen=True)
class StageEvidence:
    """What the files tell of one stage of one pipeline.

    `probability`: the usual one of its open deals; `listed`: its place in the CRM's own list of stages, if it has one;
    `is_agreed`: all its open deals have that probability, so it is the stage's own; `stated`: what the files say in words
    or flags of the deals in it (`open`, `won`, `lost`).
    """

    stage: str
    probability: float | None = None
    listed: int | None = None
    is_agreed: bool = False
    stated: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stage:
    """One stage of a pipeline as it is counted: see the table `stages`."""

    stage: str
    kind: str
    probability: float | None = None
    exit_criteria: str = ""
    is_confirmed: bool = field(default=False)


def _kind(evidence: StageEvidence) -> str:
    """The kind that the name speaks of, unless the files say otherwise of the deals in it."""
    kind = kind_by_name(evidence.stage)
    fitting = {"open"} if kind == "open" else {"lost"} if kind == "lost" else {"won"}
    return kind if evidence.stated <= fitting else "open"


def arrange(evidence: Sequence[StageEvidence], earlier: Mapping[tuple[str, str], int]) -> list[Stage]:
    """The stages of one pipeline in order: open ones first, then won, post-sale, churned, lost.

    Open stages are ordered by, in this order of trust: the history (`earlier[a, b]` = deals that entered a before b),
    the CRM's own list, the number in the name, the probability, the usual place of such a name, the alphabet.
    """
    kinds = {each.stage: _kind(each) for each in evidence}
    fallback = sorted(evidence, key=_by_name_and_number)
    rank = {each.stage: place for place, each in enumerate(fallback)}
    by_stage = {each.stage: each for each in evidence}

    def follows(stage: str) -> int:
        """How many stages of the same kind come before this one."""
        return sum(
            _before(by_stage[other], by_stage[stage], earlier, rank)
            for other in by_stage
            if other != stage and kinds[other] == kinds[stage]
        )

    ordered = sorted(by_stage, key=lambda stage: (KINDS.index(kinds[stage]), follows(stage), rank[stage]))
    stages = [
        Stage(stage, kinds[stage], by_stage[stage].probability if by_stage[stage].is_agreed else None)
        for stage in ordered
    ]
    for kind, name in (("won", "Won"), ("lost", "Lost")):
        # where the outcome is a status, the pipeline has no stage of its own for it
        if kind not in kinds.values():
            stages.append(Stage(name, kind))
    return sorted(stages, key=lambda stage: KINDS.index(stage.kind))


def _before(
    a: StageEvidence, b: StageEvidence, earlier: Mapping[tuple[str, str], int], rank: Mapping[str, int]
) -> bool:
    ahead, behind = earlier.get((a.stage, b.stage), 0), earlier.get((b.stage, a.stage), 0)
    # two deals may have gone back; a majority of a handful says how the stages follow
    if ahead + behind >= 3 and ahead != behind:
        return ahead > behind
    if a.listed is not None and b.listed is not None:
        return a.listed < b.listed
    if (
        a.probability is not None
        and b.probability is not None
        and a.probability != b.probability
        and _number(a.stage) is None
    ):
        return a.probability < b.probability
    return rank[a.stage] < rank[b.stage]


def _number(stage: str) -> float | None:
    match = re.match(r"\s*(\d+)\s*[-.):_ ]", stage)
    return float(match[1]) if match else None


def _by_name_and_number(each: StageEvidence) -> tuple:
    number = _number(each.stage)
    plain = _plain(each.stage)
    usual = next(
        (place for place, words in reversed(list(enumerate(_USUAL_ORDER))) if _says(words, plain)),
        len(_USUAL_ORDER) / 2,
    )
    probability = 1.0 if each.probability is None else each.probability
    return (number is None, number or 0.0, probability, usual, plain)


def confirm(guessed: Sequence[Stage], confirmed: Sequence[Stage]) -> list[Stage]:
    """The stages as a person ordered them; a stage that they have not seen yet stands after its guessed predecessor."""
    names = {stage.stage for stage in confirmed}
    result = list(confirmed)
    for place, stage in enumerate(guessed):
        if stage.stage in names:
            continue
        before = {each.stage for each in guessed[:place]}
        after = max((at + 1 for at, each in enumerate(result) if each.stage in before), default=0)
        result.insert(after, stage)
    return sorted(result, key=lambda stage: KINDS.index(stage.kind))
