"""What the newest export of a deal does not tell, and an older one does.

A thin export must not erase what a fuller one told: of another CRM, whatever the newest leaves empty; of the same CRM, only
fields for which the newest has no column, since there an empty cell says that the field was emptied.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake import Receipt

# field -> the columns that go together; where a deal stands (stage, status, probability ...) is always that of the newest
_FIELDS = {
    **{
        name: (name,)
        for name in (
            "name", "account", "owner", "team", "source", "lead_type", "deal_type", "region", "product", "segment", "lost_reason",
            "next_step", "recurring_amount", "created_on", "expected_close_on", "last_activity_on",
        )
    },
    "amount": ("amount", "currency"),
}  # fmt: skip
_TOLD_BY = {"lead_type": ("lead_type", "source")}


def filled(deals: pa.Table, of: np.ndarray, receipts: Sequence[Receipt], order: Sequence[int]) -> pa.Table:
    """The deals of all imports, the newest version of each with what it lacks, and `filled`: which fields that were.

    `of`: the import of each row, a place in `receipts`; `order`: these places from the oldest to the newest.
    """
    keys, newest = deals["deal_key"].to_numpy(), deals["is_newest"].to_numpy(zero_copy_only=False)
    told = np.full(len(deals), None, dtype=object)
    if newest.all():
        return deals.append_column("filled", pa.nulls(len(deals), pa.string()))
    size = int(keys.max()) + 1
    winner = np.full(size, -1)
    winner[keys[newest]] = np.flatnonzero(newest)
    rank = np.empty(len(receipts), dtype=np.int64)
    rank[list(order)] = np.arange(len(receipts))
    others = np.flatnonzero(~newest)
    others = others[np.argsort(rank[of[others]], kind="stable")]
    others = others[winner[keys[others]] >= 0]
    _, crm = np.unique([each.crm for each in receipts], return_inverse=True)
    is_other_crm = crm[of[others]] != crm[of[winner[keys[others]]]]
    for field, together in _FIELDS.items():
        lacks = np.array([not {*_TOLD_BY.get(field, (field,))} & {*each.mapping} for each in receipts])
        missing = pc.is_null(deals[field]).to_numpy(zero_copy_only=False)
        may = (is_other_crm | lacks[of[winner[keys[others]]]]) & ~missing[others] & missing[winner[keys[others]]]
        if not may.any():
            continue
        donor = np.full(size, -1)
        donor[keys[others[may]]] = others[may]  # the newest of them, which comes last
        rows = winner[np.flatnonzero(donor >= 0)]
        at = np.arange(len(deals))
        at[rows] = donor[keys[rows]]
        for name in together:
            deals = deals.set_column(deals.schema.get_field_index(name), name, deals[name].take(pa.array(at)))
        told[rows] = [field if before is None else f"{before}, {field}" for before in told[rows]]
    return deals.append_column("filled", pa.array(told, pa.string()))
