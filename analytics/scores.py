"""Scores of forecasts: how far from what came, of numbers, of distributions and of chances."""

from __future__ import annotations

import numpy as np


def wape(forecast: np.ndarray, actual: np.ndarray) -> float | None:
    """sum |forecast - actual| / sum actual; None where nothing was won.

    >>> round(wape(np.array([90, 130, 100, 100]), np.array([100, 120, 90, 110])), 7)
    0.0952381
    """
    total = float(np.sum(actual))
    return float(np.sum(np.abs(np.subtract(forecast, actual)))) / total if total > 0 else None


def bias(forecast: np.ndarray, actual: np.ndarray) -> float | None:
    """sum (forecast - actual) / sum actual: above 0, too much was promised."""
    total = float(np.sum(actual))
    return float(np.sum(np.subtract(forecast, actual))) / total if total > 0 else None


def pinball(quantile: float, forecast: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """The loss that the true quantile makes least.

    >>> float(pinball(0.1, 90, 100)), round(float(pinball(0.1, 90, 80)), 9)
    (1.0, 9.0)
    """
    short = np.subtract(actual, forecast)
    return np.maximum(quantile * short, (quantile - 1) * short)


def crps(draws: np.ndarray, actual: float) -> float:
    """Continuous ranked probability score of equally likely draws: mean |x - y| - 1/2 mean |x - x'|.

    >>> crps(np.array([80, 100, 120, 140]), 110)
    7.5
    """
    x = np.sort(np.asarray(draws, float))
    n = len(x)
    spread = 2 * np.sum((2 * np.arange(1, n + 1) - n - 1) * x) / n**2
    return float(np.mean(np.abs(x - actual)) - spread / 2)


def brier(p: np.ndarray, y: np.ndarray) -> float:
    """Mean squared distance of chances from what came.

    >>> round(brier(np.array([0.9, 0.2, 0.6]), np.array([1, 0, 0])), 7)
    0.1366667
    """
    return float(np.mean(np.square(np.subtract(p, y))))


def log_loss(p: np.ndarray, y: np.ndarray) -> float:
    """Mean surprise at what came; a chance of 0 or 1 counts as one of a million.

    >>> round(log_loss(np.array([0.9, 0.2, 0.6]), np.array([1, 0, 0])), 7)
    0.4149316
    """
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(np.asarray(y, bool), np.log(p), np.log(1 - p))))
