"""Which of millions of changes fall together."""

from __future__ import annotations

import numpy as np


def sharing_a_second(times: np.ndarray) -> np.ndarray:
    """The places of the times (datetime64) in whose second another one is, in rising order; missing ones share theirs.

    Few times of a day share a second, so whatever is to be compared at one moment is looked for among these.
    """
    seconds = times.astype("datetime64[s]").astype(np.int64)
    bits = len(times).bit_length()
    span = int(seconds.max()) - int(seconds.min()) if len(times) else 0
    if span.bit_length() + bits < 63:
        # a second and its place in one number: to sort these takes a tenth of the time of an argsort
        both = ((seconds - seconds.min(initial=np.iinfo(np.int64).max)) << bits) | np.arange(len(times))
        both.sort()
        places, turn = both & ((1 << bits) - 1), both >> bits
    else:
        places = np.argsort(seconds, kind="stable")
        turn = seconds[places]
    shared = np.zeros(len(times), bool)
    shared[1:] = turn[1:] == turn[:-1]
    shared[:-1] |= shared[1:]
    return np.sort(places[shared])
