"""Diagnosis: which stage really loses more than the others, and what might be behind it?"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from analytics.metrics.funnel import Funnel
from analytics.metrics.reasons import reason_kind
from analytics.survival import difference, wilson

# what stages are about, by words of their names in nine languages
_CONSIDERATION = (
    r"demo|presentation|präsentation|présentation|presentaci|apresenta|presentazion|evaluat|trial|proof|poc\b|pilot|consider|"
    r"discover|needs|solution|bedarf|analys|análisis|test|演示|需求"
)
_DECISION = (
    r"propos|quot|offer|angebot|offert|voorstel|forslag|propuesta|preventiv|negoti|verhandl|onderhandel|négoc|negoci|forhand|"
    r"contract|contrat|vertrag|decision|decid|entscheid|review|legal|procure|commit|clos|price|报价|协商|合同"
)
_HYPOTHESES = {
    "consideration": ("Perhaps another offer convinces more: ours may be behind in what it can do.", ("competitor", "product"), ("price", "no_budget", "person")),
    "decision": ("Perhaps the price does not fit, or the people spoken to do not hold the budget.", ("price", "no_budget", "person"), ("competitor", "product")),
    "either": ("Perhaps nothing forces the buyer to decide now.", ("no_decision", "no_response", "timing"), ("price", "no_budget", "competitor", "product")),
}  # fmt: skip


@dataclass(frozen=True)
class Hypothesis:
    """Something that may be behind a drop-off: in words, with the lost reasons that speak for it and against it."""

    words: str
    supporting: list[tuple[str, int]]
    opposing: list[tuple[str, int]]


@dataclass(frozen=True)
class Diagnosis:
    """The stage whose drop-off stands out, against all other stages together.

    `drop_off`, `elsewhere`: lost / reached there, and in the other stages; `low`, `high`: 95% interval of the difference,
    above zero; `hypotheses`: most supported first; `without_reason`: of `lost`, deals of which no reason is told.
    """

    stage: str
    drop_off: float
    elsewhere: float
    low: float
    high: float
    lost: int
    without_reason: int
    hypotheses: list[Hypothesis]


def diagnose(result: Funnel, pipeline: str) -> Diagnosis | None:
    """The stage of a pipeline that loses more than chance explains, and what might be behind it.

    The drop-off of each stage is held against that of all others together; the stage with the surest difference is named,
    where its interval (Newcombe 1998) is above zero.  The hypotheses come with the place of a stage in a sale: where buyers
    compare offers, being behind; where they decide, the price or the wrong person; anywhere, nothing that forces a decision.
    The lost reasons of the export speak for or against each.  They are questions to ask, not findings.
    """
    stages = result.stages[result.stages["pipeline"] == pipeline]
    stages = stages[stages["lost"].notna() & (stages["reached"] >= 10)]
    rows = [_against_the_rest(stages, row) for row in stages.to_dict("records")]
    real = [each for each in rows if each["low"] > 0]
    if not real:
        return None
    worst = max(real, key=lambda each: each["low"])
    reasons = result.reasons[
        (result.reasons["pipeline"] == pipeline) & (result.reasons["position"] == worst["position"])
    ]
    told = reasons[reasons["reason"].notna()]
    named = [(str(reason), int(deals)) for reason, deals in zip(told["reason"], told["deals"], strict=True)]
    return Diagnosis(
        stage=worst["stage"],
        drop_off=worst["drop_off"],
        elsewhere=worst["elsewhere"],
        low=worst["low"],
        high=worst["high"],
        lost=int(worst["lost"]),
        without_reason=int(worst["lost"]) - sum(deals for _, deals in named),
        hypotheses=_hypotheses(worst["stage"], named),
    )


def _against_the_rest(stages: pd.DataFrame, row: dict) -> dict:
    lost, reached = int(row["lost"]), int(row["reached"])
    others_lost, others = int(stages["lost"].sum()) - lost, int(stages["reached"].sum()) - reached
    if not others:
        return row | {"elsewhere": 0.0, "low": -1.0, "high": 1.0}
    here, there = lost / reached, others_lost / others
    low, high = difference((here, *wilson(here, reached)), (there, *wilson(there, others)))
    return row | {"drop_off": here, "elsewhere": there, "low": low, "high": high}


def _hypotheses(stage: str, reasons: list[tuple[str, int]]) -> list[Hypothesis]:
    plain = stage.casefold()
    fitting = ["either"]
    if re.search(_DECISION, plain):
        fitting.append("decision")
    elif re.search(_CONSIDERATION, plain):
        fitting.append("consideration")
    else:
        fitting += ["decision", "consideration"]
    found = []
    for name in fitting:
        words, supporting, opposing = _HYPOTHESES[name]
        sides = [[each for each in reasons if reason_kind(each[0]) in kinds] for kinds in (supporting, opposing)]
        found.append(Hypothesis(words, *sides))
    return sorted(found, key=lambda each: -sum(deals for _, deals in each.supporting))
