"""The quarter as a distribution, and how right such forecasts were in the past."""

from analytics.metrics.forecast.accuracy import accuracy, is_ready
from analytics.metrics.forecast.forecast import forecast
from analytics.metrics.forecast.model import Accuracy, Band, Concentration, Forecast, Headline, Parts, Weighted
from analytics.metrics.forecast.what_if import WhatIf, what_if

__all__ = [
    "Accuracy", "Band", "Concentration", "Forecast", "Headline", "Parts", "Weighted", "WhatIf", "accuracy", "forecast", "is_ready",
    "what_if",
]  # fmt: skip
