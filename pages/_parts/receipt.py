"""The receipt of an import: every row and every amount accounted for."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from analytics.intake import Receipt
from analytics.intake.fields import label
from analytics.intake.model import Furniture, Reject
from analytics.workspace.imports import Import
from analytics.workspace.mappings import is_ours
from pages._parts import formats, mend
from pages._parts.formats import count, md, number
from pages._parts.mapping import also_read
from pages._parts.names import RULES, crm_name, encoding_name, kind_name, separator_name, things
from pages._parts.show import table

_MOST = 5000  # rows of a table; all that is to be mended is in the file of rows to mend


def receipt(each: Import, found: Receipt, key: str) -> None:
    """The sum of rows, the sum of money, what was noted, what to mend, and how each column was read."""
    st.markdown(
        f"**{number(found.rows_read)}** {'row' if found.rows_read == 1 else 'rows'} read = **{number(found.rows_accepted)}** accepted"
        f" + **{number(found.rows_rejected)}** quarantined + **{number(found.rows_furniture)}** that "
        f"{'is' if found.rows_furniture == 1 else 'are'} no data"
    )
    about = [crm_name(found.crm), kind_name(found.kind), f"as of {formats.day(found.as_of)}"]
    lines = [" · ".join([*about, things(found.kind, found.deals)]), *_money(found), *found.notes]
    st.markdown("  \n".join(f":small[{md(line)}]" for line in lines))
    _own_total(found)
    _rows(found, key)
    mend.offer(each, found, key)
    with st.expander("How each column was read", key=f"{key}-how"):
        st.caption(md(_form(found)))
        rows = [(label(field), heading, _how(found, heading)) for field, heading in found.mapping.items()]
        frame = pd.DataFrame(rows, columns=["Field", "Column", "How it was read"])
        table(frame, alt="Columns and how they were read", file_name=f"columns-{key}")
        if also := also_read(found):
            st.caption(md(f"Also read: {', '.join(also)}."))
        if unused := [heading for heading in found.unmapped if not is_ours(heading)]:
            st.caption(md(f"Not used: {', '.join(unused)}."))


def _money(found: Receipt) -> list[str]:
    """The file's own column of amounts, currency by currency: accepted and quarantined add up to it."""
    if not found.amounts:
        return ["No amounts."]
    lines = []
    name = found.mapping.get("amount", "What stands below the periods")
    for each in found.amounts:
        whole, accepted, apart = (
            formats.money(amount, each.currency)
            for amount in (each.accepted + each.quarantined, each.accepted, each.quarantined)
        )
        line = f"{name} adds up to {whole}" + ("" if each.currency else ", no currency named")
        split = f" = {accepted} accepted + {apart} quarantined" if each.quarantined else ", all of it accepted"
        lines.append(line + split + ".")
    return lines


def _own_total(found: Receipt) -> None:
    """What the file says its amounts add up to, where it says so."""
    own = found.own_total
    if own is None:
        return
    total = sum(each.accepted + each.quarantined for each in found.amounts)
    if own.agrees:
        said = f"The total in row {number(own.row)} of the file says the same."
        if " + " in own.text:
            said = f"The totals of the groups in the file say the same: {own.text}."
        st.markdown(f":small[:green[:material/check:] {md(said)}]")
    elif own.amount is None:
        said = f"The total in row {number(own.row)} of the file shows other figures: {own.text}"
        st.warning(md(said), icon=":material/calculate:")
    else:
        said = f"The total in row {number(own.row)} of the file says {formats.money(own.amount, None)}"
        said += f", which is {formats.money(abs(total - own.amount), None)} {'less' if own.amount < total else 'more'}."
        st.warning(md(said), icon=":material/calculate:")


def _rows(found: Receipt, key: str) -> None:
    """Each summand, by the numbers of its rows."""
    quarantined = [each for each in found.rejects if not each.accepted]
    cells = [each for each in found.rejects if each.accepted]
    with st.expander(f"{count(found.rows_accepted, 'row')} accepted", key=f"{key}-accepted"):
        st.caption(md(_accepted(found)))
    for title, rejects, name in (
        (f"{count(found.rows_rejected, 'row')} quarantined", quarantined, "quarantined"),
        (
            f"{count(len(cells), 'cell')} could not be read; "
            f"{'its row counts without it' if len(cells) == 1 else 'their rows count without them'}",
            cells,
            "cells",
        ),
    ):
        if rejects:
            with st.expander(title, key=f"{key}-{name}"):
                if len(rejects) > _MOST:
                    st.caption(f"The first {number(_MOST)} of {number(len(rejects))}.")
                table(_reasons(rejects[:_MOST]), alt=title, file_name=f"{name}-{key}")
    if found.furniture:
        title = f"{count(found.rows_furniture, 'row')} that {'is' if found.rows_furniture == 1 else 'are'} no data"
        with st.expander(title, key=f"{key}-furniture"):
            rows = [(_span(each), each.why, each.text) for each in found.furniture]
            table(pd.DataFrame(rows, columns=["Row", "Why", "Text"]), alt=title, file_name=f"no-data-{key}")


def _span(piece: Furniture) -> str:
    return f"{piece.row} to {piece.to}" if piece.to else str(piece.row)


def _reasons(rejects: Iterable[Reject]) -> pd.DataFrame:
    rows = [(each.row, each.column or "whole row", each.value, each.reason) for each in rejects]
    return pd.DataFrame(rows, columns=["Row", "Column", "Value", "Why"])


def _accepted(found: Receipt) -> str:
    """The accepted rows as spans of row numbers: all records but the heading, the quarantined and the furniture."""
    left_out = {row for each in found.furniture for row in each.rows} | {
        each.row for each in found.rejects if not each.accepted
    }
    left_out |= {found.header_row}
    spans, start = [], 1
    for row in sorted({*left_out, found.rows_read + 2}):
        if row > start:
            spans.append(number(start) if row - 1 == start else f"{number(start)} to {number(row - 1)}")
        start = row + 1
    shown = ", ".join(spans[:40]) + (f" and {number(len(spans) - 40)} further spans" if len(spans) > 40 else "")
    return f"Rows {shown} of the file; row {number(found.header_row)} holds the headings."


def _form(found: Receipt) -> str:
    said = {
        "encoding": found.encoding and encoding_name(found.encoding),
        "between cells": found.delimiter and separator_name(found.delimiter).lower(),
        "sheet": found.sheet,
    }
    opened = ", ".join(f"{name} {value}" for name, value in said.items() if value)
    return f"Headings in row {number(found.header_row)}; {opened}."


def _how(found: Receipt, heading: str) -> str:
    return found.how.get(heading) or RULES.get(found.date_order.get(heading, ""), "as text")
