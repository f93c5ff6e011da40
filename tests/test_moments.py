"""Which times fall together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.history.moments import sharing_a_second

# close together, before 1970, far apart, none at all
NONE = np.iinfo(np.int64).min
TIMES = st.integers(-3, 3).map(lambda half: half * 500_000) | st.sampled_from([-(10**13), 4 * 10**15, 2**62, NONE])


@given(st.lists(TIMES, max_size=8))
def test_times_that_share_a_second_are_found(microseconds):
    seconds = [each if each == NONE else each // 1_000_000 for each in microseconds]
    found = sharing_a_second(np.array(microseconds, dtype=np.int64).view("datetime64[us]"))
    assert found.tolist() == [place for place, second in enumerate(seconds) if seconds.count(second) > 1]
