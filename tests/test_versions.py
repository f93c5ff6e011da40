"""Rows of dated exports that repeat the one before: every row is of one version, and what it says is lost nowhere."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from analytics.workspace.versions import versions

FIRST = date(2025, 3, 3)


@st.composite
def told(draw):
    """Exports of two CRMs on a few days: each shows some of four deals with an amount of two or none."""
    imports = draw(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["one", "two"])), min_size=1, max_size=8))
    shown = st.dictionaries(st.integers(0, 3), st.sampled_from([1, 2, None]), max_size=4)
    return [(FIRST + timedelta(days=on), crm, draw(shown)) for on, crm in imports]


def exported(imports):
    """The rows of all imports, the import of each, and these in order: of one day, as they come."""
    order = sorted(range(len(imports)), key=lambda at: (imports[at][0], at))
    newest = {}
    for at in order:
        newest |= dict.fromkeys(imports[at][2], at)
    rows = [
        (at, n, key, value) for at, (_, _, deals) in enumerate(imports) for n, (key, value) in enumerate(deals.items())
    ]
    table = pa.table(
        {
            "import_id": pa.array([str(at) for at, *_ in rows], pa.string()),
            "crm": pa.array([imports[at][1] for at, *_ in rows], pa.string()),
            "row_number": pa.array([n for _, n, *_ in rows], pa.int32()),
            "deal_key": pa.array([key for *_, key, _ in rows], pa.int32()),
            "is_newest": pa.array([newest[key] == at for at, _, key, _ in rows], pa.bool_()),
            "amount": pa.array([value for *_, value in rows], pa.int64()),
        }
    )
    return table, np.array([at for at, *_ in rows], dtype=np.int64), order


@given(told())
def test_every_row_is_of_a_version_that_says_the_same(imports):
    table, of, order = exported(imports)
    found = versions(table, of, [day for day, *_ in imports], [crm for _, crm, _ in imports], order)
    said = {row["version"]: row for row in found.rows.to_pylist()}
    showings = found.showings.to_pylist() + [row for row in said.values() if row["is_newest"]]
    back = [
        (
            each["import_id"],
            each["row_number"],
            *(said[each["version"]][name] for name in ("deal_key", "crm", "amount")),
        )
        for each in showings
    ]
    names = ("import_id", "row_number", "deal_key", "crm", "amount")
    assert sorted(back, key=repr) == sorted((tuple(row[name] for name in names) for row in table.to_pylist()), key=repr)


@given(told())
def test_the_days_of_the_versions_are_those_on_which_exports_show_them(imports):
    table, of, order = exported(imports)
    found = versions(table, of, [day for day, *_ in imports], [crm for _, crm, _ in imports], order)
    # the last import of each day that shows a deal
    counts = {}
    for at in order:
        day, crm, deals = imports[at]
        counts |= {(key, day): (crm, value) for key, value in deals.items()}
    days = {crm: sorted({day for day, of_crm, deals in imports if of_crm == crm and deals}) for crm in ("one", "two")}
    expanded = {}
    for row in found.rows.to_pylist():
        if row["from_on"] is not None:
            on = [day for day in days[row["crm"]] if row["from_on"] <= day <= row["to_on"]]
            expanded |= {(row["deal_key"], day): (row["crm"], row["amount"]) for day in on}
            before = [day for key, day in counts if key == row["deal_key"] and day < row["from_on"]]
            assert row["previous_on"] == max(before, default=None)
    assert expanded == counts
