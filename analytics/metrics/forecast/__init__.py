"""The quarter as a distribution, and how right such forecasts were in the past."""

from analytics.metrics.forecast.accuracy import accuracy
from analytics.metrics.forecast.forecast import forecast
from analytics.metrics.forecast.model import Accuracy, Band, Concentration, Forecast, Headline, Parts, Weighted

__all__ = ["Accuracy", "Band", "Concentration", "Forecast", "Headline", "Parts", "Weighted", "accuracy", "forecast"]
