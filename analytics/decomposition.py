"""The change of n x rate x amount / time, split exactly into its four factors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import log


def lmdi(old: Sequence[float], new: Sequence[float]) -> list[float]:
    """Additive logarithmic mean Divisia effects of n, rate, amount and time; all must be above zero.

    Source: Ang 2005, Energy Policy 33:867.
    """
    a, b = _speed(old), _speed(new)
    mean = a if a == b else (b - a) / log(b / a)
    return [sign * mean * log(y / x) for x, y, sign in zip(old, new, (1, 1, 1, -1), strict=True)]


def shapley(old: Sequence[float], new: Sequence[float]) -> list[float]:
    """The mean, over all orders in which the factors may have changed, of what each change did."""
    totals = [0.0] * 4
    orders = list(permutations(range(4)))
    for order in orders:
        current = list(old)
        for place in order:
            was = _speed(current)
            current[place] = new[place]
            totals[place] += (_speed(current) - was) / len(orders)
    return totals


def _speed(factors: Sequence[float]) -> float:
    n, rate, amount, time = factors
    return n * rate * amount / time
