"""Stages: what their names say, how they follow each other, usual pipelines, and which stages of two pipelines are alike."""

from analytics.intake.stages.alike import Match, guess
from analytics.intake.stages.beside import kinds_by_name
from analytics.intake.stages.order import KINDS, Stage, StageEvidence, arrange, confirm
from analytics.intake.stages.presets import Applied, Preset, apply, offered, presets
from analytics.intake.stages.words import (
    begins_closed,
    is_agreed_word,
    is_closed_word,
    is_outcome_alone,
    kind_by_name,
    meaning,
    outcome,
    usual_place,
)

__all__ = [
    "KINDS", "Applied", "Match", "Preset", "Stage", "StageEvidence", "apply", "arrange", "begins_closed", "confirm", "guess",
    "is_agreed_word", "is_closed_word", "is_outcome_alone", "kind_by_name", "kinds_by_name", "meaning", "offered", "outcome", "presets", "usual_place",
]  # fmt: skip
