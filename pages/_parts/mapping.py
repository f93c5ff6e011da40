"""The mapping editor: which column is read as what."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from analytics.intake import Options, Receipt
from analytics.intake.fields import FIELDS, LABELS
from pages._parts.uploads import Dropped


def edit(file: Dropped, base: Receipt, options: Options, *, skip: set[str]) -> Options:
    """One list of columns for each field, and what else to keep; the options with what was changed."""
    # what the file itself was recognised as decides what the lists stand on
    stem = f"{file.id}-{zlib.crc32(repr((base.kind, base.crm, dict(base.mapping))).encode())}"
    fields = [field for field in FIELDS[base.kind] if field not in skip]
    chosen = {}
    for words, part in (
        ("Which column is read as what.", [field for field in fields if field in base.mapping]),
        (
            "Not recognised in this file. Choose a column where it has one.",
            [field for field in fields if field not in base.mapping],
        ),
    ):
        st.caption(words)
        with st.grid(4, min_column_width=200, gap="small"):
            for field in part:
                chosen[field] = column_of(f"{stem}-{field}", LABELS[field], base.columns, base.mapping.get(field))
    changed = {field: heading or "" for field, heading in chosen.items() if heading != base.mapping.get(field)}
    used = {*(base.mapping | changed).values()}
    free = [
        heading
        for heading in dict.fromkeys(each["heading"] for each in base.columns)
        if heading and heading not in used
    ]
    free = [heading for heading in free if heading in base.unmapped or heading in base.mapping.values()]
    kept = st.multiselect(
        "Keep as filters", free, key=f"{stem}-keep", placeholder="Further columns to filter by",
        help="Columns that no field uses. Those you keep become filters at the left.", disabled=base.kind != "deals",
    )  # fmt: skip
    return replace(options, mapping={**options.mapping, **changed}, keep=tuple(kept))


def column_of(key: str, label: str, columns: Sequence[Mapping[str, object]], recognised: str | None) -> str | None:
    """A list of the file's columns, each with what it holds."""
    samples = {str(each["heading"]): each for each in reversed(columns) if each["heading"]}
    headings = [str(each["heading"]) for each in columns if each["heading"]]
    headings = list(dict.fromkeys(headings))
    return st.selectbox(
        label,
        headings,
        headings.index(recognised) if recognised in headings else None,
        format_func=lambda heading: _with_sample(heading, samples.get(heading)),
        key=key,
        placeholder="Not in this file",
    )


def _with_sample(heading: str, column: Mapping[str, object] | None) -> str:
    found = ", ".join(str(sample) for sample in (column or {}).get("samples", [])[:2])
    return f"{heading}  ·  {found[:40]}" if found else f"{heading}  ·  empty"
