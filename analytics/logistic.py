"""Logistic regression with a ridge penalty.  Newton steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import diags_array, issparse, sparray
from scipy.special import expit, logit

_EDGE = 1e-6


def fit(features: ArrayLike, successes: ArrayLike, cases: ArrayLike, penalty: float = 1.0) -> NDArray[np.float64]:
    """The coefficients, the intercept first, which is not penalised.

    One row stands for `cases` equal cases of which `successes` succeeded.  Minimised: the negative log-likelihood plus
    `penalty` / 2 times the sum of the squared coefficients, so that a feature that few cases have stays near zero.
    """
    features = np.asarray(features, float)
    successes, cases = np.asarray(successes, float), np.asarray(cases, float)
    rows = np.column_stack([np.ones(len(features)), features])
    ridge = np.concatenate([[0.0], np.full(features.shape[1], penalty)])
    mean = np.clip(successes.sum() / max(cases.sum(), 1e-9), 1e-6, 1 - 1e-6)
    start = np.concatenate([[np.log(mean / (1 - mean))], np.zeros(features.shape[1])])
    return _newton(rows, successes, cases, np.zeros(len(rows)), ridge, start)


def fit_from(
    offset: ArrayLike, rows: ArrayLike | sparray, is_success: ArrayLike, ridge: ArrayLike
) -> NDArray[np.float64]:
    """Coefficients b of expit(offset + rows b), each drawn to zero by its own entry of `ridge`; `rows` may be sparse.

    >>> fit_from(np.zeros(4), np.ones((4, 1)), [1, 1, 1, 0], [0.0]).round(4)    # log(3)
    array([1.0986])
    """
    rows = rows if issparse(rows) else np.asarray(rows, float)
    start = np.zeros(rows.shape[1])
    return _newton(
        rows, np.asarray(is_success, float), np.ones(rows.shape[0]), np.asarray(offset), np.asarray(ridge), start
    )


def _newton(
    rows: NDArray | sparray, successes: NDArray, cases: NDArray, offset: NDArray, ridge: NDArray, beta: NDArray
) -> NDArray:
    def loss(beta: NDArray) -> float:
        score = offset + rows @ beta
        return float(np.sum(cases * np.logaddexp(0, score) - successes * score) + ridge @ beta**2 / 2)

    for _ in range(50):
        chance = expit(offset + rows @ beta)
        gradient = rows.T @ (cases * chance - successes) + ridge * beta
        curvature = rows.T @ (diags_array(cases * chance * (1 - chance)) @ rows) + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        # a full step may go too far where a group only succeeds or only fails
        while np.abs(step).max() > 1e-8 and loss(beta - step) > loss(beta):
            step = step / 2
        beta = beta - step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def predict(coefficients: ArrayLike, features: ArrayLike) -> NDArray[np.float64]:
    """The chance of success of each row of features."""
    coefficients = np.asarray(coefficients, float)
    return expit(coefficients[0] + np.asarray(features, float) @ coefficients[1:])


def log_odds(p: ArrayLike) -> NDArray[np.float64]:
    """logit, for chances that may be 0 or 1."""
    return logit(np.clip(p, _EDGE, 1 - _EDGE))
