"""Logistic regression with a ridge (L2) penalty."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

_EDGE = 1e-6


def fit_logistic(x: np.ndarray, y: np.ndarray, *, offset: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    """Coefficients b that minimise log-loss of expit(offset + x b) + 1/2 sum penalty b^2; `penalty` per column of x.

    >>> x, y = np.ones((4, 1)), np.array([1, 1, 1, 0])
    >>> fit_logistic(x, y, offset=np.zeros(4), penalty=np.zeros(1)).round(4)    # log(3)
    array([1.0986])
    """
    y = y.astype(float)

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        z = offset + x @ b
        value = np.sum(np.logaddexp(0, z) - y * z) + 0.5 * np.sum(penalty * b * b)
        return value, x.T @ (expit(z) - y) + penalty * b

    def curvature(b: np.ndarray) -> np.ndarray:
        p = expit(offset + x @ b)
        return x.T @ (x * (p * (1 - p))[:, None]) + np.diag(penalty)

    start = np.zeros(x.shape[1])
    return minimize(loss, start, jac=True, hess=curvature, method="trust-exact", options={"gtol": 1e-3}).x


def log_odds(p: np.ndarray) -> np.ndarray:
    """logit, for chances that may be 0 or 1."""
    return logit(np.clip(p, _EDGE, 1 - _EDGE))
