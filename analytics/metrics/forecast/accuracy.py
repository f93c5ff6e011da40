"""Accuracy: how right were the forecasts?"""

from __future__ import annotations

import pandas as pd

from analytics.metrics.forecast.model import Accuracy
from analytics.periods import Period
from analytics.workspace import Scope, Workspace


def accuracy(workspace: Workspace, scope: Scope, period: Period) -> Accuracy:
    """How right forecasts of past periods of this kind would have been."""
    empty = pd.DataFrame()
    return Accuracy(empty, empty, empty, empty, empty, None)
