"""The receipt of an import: every row and every amount accounted for."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.intake import Receipt
from analytics.intake.fields import LABELS
from pages._parts import formats
from pages._parts.formats import md, number
from pages._parts.review import KINDS, RULES, crm_name
from pages._parts.show import table


def receipt(found: Receipt, key: str) -> None:
    """The sum of rows, the sum of money, what was noted, and how each column was read."""
    st.markdown(
        f"**{number(found.rows_read)}** rows read = **{number(found.rows_accepted)}** accepted"
        f" + **{number(found.rows_rejected)}** quarantined + **{number(found.rows_furniture)}** that are no data"
    )
    st.markdown(
        f":small[{crm_name(found.crm)} · {KINDS.get(found.kind, found.kind)} · as of {md(formats.day(found.as_of))}"
        f" · {formats.deals(found.deals)} · {md(_amount(found))}]"
    )
    for note in found.notes:
        st.markdown(f":small[{md(note)}]")
    with st.expander("How each column was read", key=f"{key}-how"):
        st.caption(md(_form(found)))
        rows = [(LABELS.get(field, field), heading, _how(found, heading)) for field, heading in found.mapping.items()]
        frame = pd.DataFrame(rows, columns=["Field", "Column", "How it was read"])
        table(frame, alt="Columns and how they were read", file_name=f"columns-{key}")
        if found.unmapped:
            st.caption(md(f"Not used: {', '.join(found.unmapped)}."))
    if found.rejects:
        with st.expander(_cells(len(found.rejects)), key=f"{key}-rejects"):
            st.caption("Mend them in the CRM, or download them, mend the rows and upload those again.")
            rows = [
                (
                    each.row,
                    each.column,
                    each.value,
                    each.reason,
                    "row taken without it" if each.accepted else "row quarantined",
                )
                for each in found.rejects
            ]
            frame = pd.DataFrame(rows, columns=["Row", "Column", "Value", "Why", "What became of it"])
            table(frame, alt="Cells that could not be read", file_name=f"rejects-{key}")
    if found.furniture:
        with st.expander(_rows(len(found.furniture)), key=f"{key}-furniture"):
            frame = pd.DataFrame(
                [(each.row, each.why, each.text) for each in found.furniture], columns=["Row", "Why", "Text"]
            )
            table(frame, alt="Rows that are no data", file_name=f"no-data-{key}")


def _cells(count: int) -> str:
    return f"{number(count)} cell{'' if count == 1 else 's'} could not be read"


def _rows(count: int) -> str:
    return f"{number(count)} row{' is' if count == 1 else 's are'} no data"


def _amount(found: Receipt) -> str:
    if found.amount_total is None:
        return "no amounts"
    return f"amounts of all accepted rows add up to {formats.money(found.amount_total, None)}, as the column does"


def _form(found: Receipt) -> str:
    said = {"encoding": found.encoding, "separator": _separator(found.delimiter), "sheet": found.sheet}
    return (
        f"Headings in row {found.header_row}; "
        + ", ".join(f"{name} {value}" for name, value in said.items() if value)
        + "."
    )


def _separator(sign: str | None) -> str | None:
    return {"\t": "tab", ",": "comma", ";": "semicolon"}.get(sign or "", sign)


def _how(found: Receipt, heading: str) -> str:
    return found.how.get(heading) or RULES.get(found.date_order.get(heading, ""), "as text")
