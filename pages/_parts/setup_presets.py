"""Usual pipelines that the stages of a pipeline can be laid out like."""

from __future__ import annotations

import streamlit as st

from analytics.intake.stages import Applied, Preset
from pages._parts.formats import md, number


def choose(pipeline: str, usual: dict[str, Preset]) -> str | None:
    """The usual pipeline to lay this one out like, if any."""
    return st.selectbox(
        "Lay out like",
        list(usual),
        None,
        format_func=lambda key: f"{usual[key].name} ({len(usual[key].stages)} stages)",
        placeholder="A usual pipeline",
        key=f"preset-{pipeline}",
        width=240,
        help="Order, meaning and words of a usual pipeline, for the stages that have its names.",
    )


def words(preset: Preset, applied: Applied) -> str:
    """What laying out like this preset did, and what it says besides."""
    found = len(applied.matched)
    parts = [
        md(preset.about),
        f"{number(found)} of {number(len(applied.stages))} stages {'has' if found == 1 else 'have'} a place in it.",
    ]
    if applied.missing:
        parts.append(f"Not in your exports: {md(', '.join(applied.missing))}.")
    parts += [
        f"{md(stage)}: usually {md(prior)} (a seed prior, a rule of thumb that is not from your data and is not counted with)."
        for stage, prior in preset.priors.items()
        if stage in applied.matched.values()
    ]
    parts.append("Nothing counts before it is saved.")
    return " ".join(parts)
