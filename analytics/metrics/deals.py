"""The deals behind any figure, by their keys."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analytics.workspace import Scope, Workspace


def deals(workspace: Workspace, scope: Scope, keys: Iterable[int]) -> pd.DataFrame:
    """The deals with these keys that are in scope, as they were known on its day, largest first.

    One row per deal: what a table of deals shows, with `amount` in its own `currency` and `reporting_amount`.
    """
    return workspace.engine.query("deals", scope, keys=sorted({int(key) for key in keys}))
