"""The mapping editor: which column is read as what, with cells as they are written and as they are read."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import streamlit as st
from babel.numbers import format_decimal

from analytics.intake import Options, Receipt
from analytics.intake.fields import ENTERED, fields_of, how_read, label
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.uploads import Dropped

Slots = dict[str, "st.delta_generator.DeltaGenerator"]
_TEXT = 28  # of a cell in the preview


def edit(file: Dropped, base: Receipt, options: Options, *, skip: set[str]) -> tuple[Options, Slots]:
    """One list of columns for each field, and what else to keep; the options with what was changed.

    Beside each list stays a place for its preview, by field: what is chosen here decides what is read.
    """
    # what the file itself was recognised as decides what the lists stand on
    stem = f"{file.id}-{zlib.crc32(repr((base.kind, base.crm, dict(base.mapping))).encode())}"
    fields = fields_of(base.kind, base.mapping)
    chosen, slots = {}, {}
    for field in [field for field in fields if field in base.mapping]:
        left, right = st.columns([2, 3], vertical_alignment="center", gap="small")
        slots[field] = right.empty()
        if field in skip:
            left.markdown(f"**{label(field)}**  \n:small[:gray[{md(base.mapping[field])}]]")
            continue
        with left:
            chosen[field] = column_of(f"{stem}-{field}", label(field), base.columns, base.mapping[field])
    others = [field for field in fields if field not in base.mapping and field not in skip]
    with st.expander(f"Fields without a column ({formats.number(len(others))})", key=f"{stem}-others", type="compact"):
        st.caption("Choose a column where the file has one.")
        with st.grid(3, min_column_width=220, gap="small"):
            for field in others:
                with st.container(gap="xxsmall"):
                    chosen[field] = column_of(f"{stem}-{field}", label(field), base.columns, None)
                    slots[field] = st.empty()
    changed = {field: heading or "" for field, heading in chosen.items() if heading != base.mapping.get(field)}
    used = {*(base.mapping | changed).values()}
    free = [
        heading
        for heading in dict.fromkeys(each["heading"] for each in base.columns)
        if heading and heading not in used and (heading in base.unmapped or heading in base.mapping.values())
    ]
    kept = st.multiselect(
        "Keep as filters", free, key=f"{stem}-keep", persist_state="session", placeholder="Further columns to filter by",
        help="Columns that no field uses. Those you keep become filters at the left, unless nearly every deal has a value of its own; "
        "Health tells how complete each is.", disabled=base.kind != "deals",
    )  # fmt: skip
    if base.kind == "deals" and free:
        changed |= _entered(stem, base, free)
    return replace(options, mapping={**options.mapping, **changed}, keep=tuple(kept) or options.keep), slots


def _entered(stem: str, base: Receipt, free: Sequence[str]) -> dict[str, str]:
    """Columns that say on which day a deal entered a stage, though nothing in the heading tells, each with its stage."""
    chosen = st.multiselect(
        "Days of entry into a stage", free, key=f"{stem}-entered", persist_state="session",
        placeholder="Further columns that hold such a day",
        help="The day on which each deal came to a stage: it tells how long deals stay and which way they went.",
    )  # fmt: skip
    stages = {}
    with st.grid(3, min_column_width=220, gap="small"):
        for heading in chosen:
            stages[heading] = st.selectbox(
                f"Stage of {heading}", base.stages, None, key=f"{stem}-entered-{heading}", persist_state="session",
                accept_new_options=True, placeholder="Which stage",
            )  # fmt: skip
    return {f"{ENTERED}{stage}": heading for heading, stage in stages.items() if stage}


def preview(slots: Slots, found: Receipt) -> None:
    """Fill the places beside the lists: cells as written and as read, by which rule, and how many were not read."""
    for field, slot in slots.items():
        heading = found.mapping.get(field)
        if heading is not None:
            slot.markdown("  \n".join(_lines(found, field, heading)))


def _lines(found: Receipt, field: str, heading: str) -> list[str]:
    how = how_read(found.kind, field)
    pairs = [(str(each["text"]), _value(each["value"], how)) for each in found.examples.get(heading, [])]
    if how == "text":
        cells = [md(_cut(value)) for _, value in pairs]
        lines = [f":small[{' · '.join(cells)}]"]
    else:
        lines = [f":small[{' · '.join(f'{md(_cut(text))} → **{md(value)}**' for text, value in pairs)}]"]
    if not pairs:
        lines = [":small[:gray[no cell is read]]"]
    bad = [each.value for each in found.rejects if each.column == heading and each.accepted]
    why = getattr(found, "recognised", {}).get(field)
    said = [f":gray[{md(why)}]"] if why else []
    said += [f":gray[{md(found.how[heading])}]"] if found.how.get(heading) else []
    if bad:
        some = ", ".join(dict.fromkeys(_cut(text) for text in bad[:50]))
        said.append(f":orange[{formats.count(len(bad), 'cell')} not read: {md(some[:60])}]")
    return [*lines, *(f":small[{each}]" for each in said)]


def _value(value: object, how: str) -> str:
    """A value as it was read, in the reader's words: a day with its month by name, so that it cannot be mistaken."""
    if how == "date":
        at = datetime.fromisoformat(str(value))
        day = formats.long_day(at.date() if isinstance(at, datetime) else date.fromisoformat(str(value)))
        return day if len(str(value)) == 10 else f"{day}, {at:%H:%M}"
    if how == "money":
        return format_decimal(Decimal(str(value)), "#,##0.00##", locale=formats.locale())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return format_decimal(value, "#,##0.####", locale=formats.locale())
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"


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
        persist_state="session",
        placeholder="Not in this file",
    )


def _with_sample(heading: str, column: Mapping[str, object] | None) -> str:
    found = ", ".join(str(sample) for sample in (column or {}).get("samples", [])[:2])
    return f"{heading}  ·  {found[:40]}" if found else f"{heading}  ·  empty"
