"""Customers: those behind a figure."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.workspace import Scope, Workspace


def customers(workspace: Workspace, scope: Scope, keys: Sequence[int]) -> pd.DataFrame:
    """The customers with these keys, who pays most first.

    `mrr_amount`: paid a month on the day, in the reporting currency; missing for who pays nothing any more.  A customer outside the scope is
    not listed.
    """
    return workspace.engine.query("customers", scope.only(from_on=None, to_on=None), keys=list(keys))
