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
from analytics.workspace.mappings import is_ours
from pages._parts import formats
from pages._parts.formats import md
from pages._parts.uploads import Dropped

Slots = dict[str, "st.delta_generator.DeltaGenerator"]
_TEXT = 28  # of a cell in the preview
_WIDTHS = [3, 6, 11]  # of a field's name, its column, what is read


def edit(file: Dropped, base: Receipt, options: Options, *, skip: set[str], is_open: bool) -> tuple[Options, Slots]:
    """One list of columns for each field, and what else to keep; the options with what was changed.

    Beside each list stays a place for its preview, by field: what is chosen here decides what is read.  Nothing is drawn
    where it is not open (a page of many lists is slow); what was chosen before holds all the same.
    """
    # what the file itself was recognised as decides what the lists stand on
    stem = f"{file.id}-{zlib.crc32(repr((base.kind, base.crm, dict(base.mapping))).encode())}"
    fields = fields_of(base.kind, base.mapping)
    others = [field for field in fields if field not in base.mapping and field not in skip]
    slots = _lists(stem, base, others, skip) if is_open else {}
    chosen = {
        field: st.session_state.get(f"{stem}-{field}", base.mapping.get(field)) for field in fields if field not in skip
    }
    changed = {field: heading or "" for field, heading in chosen.items() if heading != base.mapping.get(field)}
    used = {*(base.mapping | changed).values()}
    free = [
        heading
        for heading in dict.fromkeys(each["heading"] for each in base.columns)
        if heading and heading not in used and (heading in base.unmapped or heading in base.mapping.values())
    ]
    if base.kind == "deals" and free:
        if is_open:
            _further(stem, base, free)
        changed |= _entered(stem, free)
    kept = [heading for heading in st.session_state.get(f"{stem}-keep", ()) if heading in free]
    return replace(options, mapping={**options.mapping, **changed}, keep=tuple(kept) or options.keep), slots


def _lists(stem: str, base: Receipt, others: Sequence[str], skip: set[str]) -> Slots:
    """A line for each field that is read: its name, its column, cells as written and as read; then the other fields."""
    slots = {}
    with st.container(gap="xsmall"):
        for field in [field for field in fields_of(base.kind, base.mapping) if field in base.mapping]:
            name, column, read = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
            slots[field] = read.empty()
            name.markdown(f"**{md(label(field))}**")
            if field in skip:
                column.markdown(f":gray[{md(base.mapping[field])}]")
                continue
            with column:
                column_of(f"{stem}-{field}", label(field), base.columns, base.mapping[field], is_named=True)
    if also := also_read(base):
        st.caption(f"Also read: {', '.join(map(md, also))}.")
    title = f"Fields without a column ({formats.number(len(others))})"
    with st.expander(title, key=f"{stem}-others", type="compact", on_change="rerun") as below:
        if below.open:
            st.caption("Choose a column where the file has one.")
            with st.grid(3, min_column_width=220, gap="small"):
                for field in others:
                    with st.container(gap="xxsmall"):
                        column_of(f"{stem}-{field}", label(field), base.columns, None)
                        slots[field] = st.empty()
    return slots


def also_read(found: Receipt) -> list[str]:
    """Headings of columns that are read although no field is theirs: the days of stages, mostly."""
    used = {*found.mapping.values(), *found.unmapped}
    headings = dict.fromkeys(str(each["heading"]) for each in found.columns if each["heading"])
    return [heading for heading in headings if heading not in used and not is_ours(heading)]


def _further(stem: str, base: Receipt, free: Sequence[str]) -> None:
    """What to do with columns that no field uses."""
    st.multiselect(
        "Keep as filters", free, key=f"{stem}-keep", persist_state="session", placeholder="Further columns to filter by",
        help="Columns that no field uses. Those you keep become filters at the left, unless nearly every deal has a value of its own; "
        "Health tells how complete each is.",
    )  # fmt: skip
    chosen = st.multiselect(
        "Days of entry into a stage", free, key=f"{stem}-entered", persist_state="session",
        placeholder="Further columns that hold such a day",
        help="The day on which each deal came to a stage: it tells how long deals stay and which way they went.",
    )  # fmt: skip
    with st.grid(3, min_column_width=220, gap="small"):
        for heading in chosen:
            st.selectbox(
                f"Stage of {heading}", base.stages, None, key=f"{stem}-entered-{heading}", persist_state="session",
                accept_new_options=True, placeholder="Which stage",
            )  # fmt: skip


def _entered(stem: str, free: Sequence[str]) -> dict[str, str]:
    """Columns that say on which day a deal entered a stage, though nothing in the heading tells, each with its stage."""
    chosen = [heading for heading in st.session_state.get(f"{stem}-entered", ()) if heading in free]
    stages = {heading: st.session_state.get(f"{stem}-entered-{heading}") for heading in chosen}
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
    known_by = [md(each) for each in (why, found.how.get(heading)) if each]
    said = [f":gray[{' · '.join(known_by)}]"] if known_by else []
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


def column_of(
    key: str, label: str, columns: Sequence[Mapping[str, object]], recognised: str | None, *, is_named: bool = False
) -> str | None:
    """A list of the file's columns, each with what it holds.  `is_named`: its label already stands beside it."""
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
        label_visibility="collapsed" if is_named else "visible",
    )


def _with_sample(heading: str, column: Mapping[str, object] | None) -> str:
    found = ", ".join(str(sample) for sample in (column or {}).get("samples", [])[:2])
    return f"{heading}  ·  {found[:40]}" if found else f"{heading}  ·  empty"
