"""Rows to mend: the file that a person downloads, mends and uploads again."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

import pandas as pd
import streamlit as st

from analytics.intake import Receipt
from analytics.workspace.imports import Import
from analytics.workspace.mappings import REASON_HEADING, row_heading
from pages._parts import exports
from pages._parts.formats import count


def offer(each: Import, found: Receipt, key: str) -> None:
    """The buttons that give the file, where there is something to mend."""
    if not found.rejects or each.mends:
        return
    rows = each.rows("to_mend")
    if rows is None:
        return
    stem = f"to-mend-{each.import_id}-{len(rows)}-rows"
    with st.container(border=True):
        st.markdown(
            f"**{count(len(rows), 'row')} to mend**  \n"
            ":small[Download them as they are in the file, with the reason behind each. Mend the cells, leave the "
            "headings as they are, and drop the file above: only these rows are imported, in place of the faulty ones, "
            "read and dated as this import.]"
        )
        with st.container(horizontal=True, gap="small"):
            for label, mime, write in (
                ("XLSX", exports.XLSX, exports.xlsx_of),
                ("CSV", exports.CSV, partial(exports.csv_of, delimiter=found.delimiter or ",")),
            ):
                st.download_button(
                    f"Download {label}",
                    partial(_written, each, found, write),
                    f"{stem}.{label.lower()}",
                    mime,
                    key=f"{key}-{stem}-{label}",
                    icon=":material/download:",
                    on_click="ignore",
                )


def _written(each: Import, found: Receipt, write) -> bytes:
    return write(*rows_to_mend(each, found))


def rows_to_mend(each: Import, found: Receipt) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows as the file has them, their number and what is wrong with each; and the headings of these columns."""
    reasons = defaultdict(list)
    for reject in found.rejects:
        value = f"“{reject.value}” is " if reject.value else ""
        # a reason without a column speaks of the whole row
        reasons[reject.row].append(f"{reject.column}: {value}{reject.reason}" if reject.column else reject.reason)
    rows = each.rows("to_mend").to_pandas()
    cells = [str(place) for place in range(len(found.columns))]
    why = ["; ".join(reasons[row]) or "nothing; a further row of the same deal" for row in rows["row_number"]]
    frame = rows[[*cells, "row_number"]].astype(dict.fromkeys(cells, "str")).assign(reason=why)
    headings = {place: str(column["heading"]) for place, column in zip(cells, found.columns, strict=True)}
    return frame, {**headings, "row_number": row_heading(found.sha256), "reason": REASON_HEADING}
