"""Times of millions of changes in order, and which of them fall together."""

from __future__ import annotations

import numpy as np


def by_second(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of times (datetime64) in the order of their seconds, missing ones last, and which share theirs.

    Places of one second stay in their order.  Few times of a day share a second, so whatever is to be compared at one moment
    is looked for among these.
    """
    seconds = times.astype("datetime64[s]").astype(np.int64)
    seconds[np.isnat(times)] = np.iinfo(np.int64).max
    bits = len(times).bit_length()
    span = int(seconds.max()) - int(seconds.min()) if len(times) else 0
    if span.bit_length() + bits < 63:
        # a second and its place in one number: to sort these takes a tenth of the time of an argsort
        both = ((seconds - seconds.min(initial=np.iinfo(np.int64).max)) << bits) | np.arange(len(times))
        both.sort()
        order, turn = both & ((1 << bits) - 1), both >> bits
    else:
        order = np.argsort(seconds, kind="stable")
        turn = seconds[order]
    shared = np.zeros(len(times), bool)
    shared[1:] = turn[1:] == turn[:-1]
    shared[:-1] |= shared[1:]
    return order, shared
