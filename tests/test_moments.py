"""Times in order, and which fall together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.history.moments import by_second

# close together, before 1970, far apart, none at all
TIMES = st.integers(-3, 3).map(lambda half: half * 500_000) | st.sampled_from(
    [-(10**13), 4 * 10**15, 2**62, np.iinfo(np.int64).min]
)


@given(st.lists(TIMES, max_size=8))
def test_times_are_sorted_by_their_seconds_and_those_of_one_second_known(microseconds):
    times = np.array(microseconds, dtype=np.int64).view("datetime64[us]")
    order, shared = by_second(times)
    none = np.iinfo(np.int64).min
    seconds = [each if each == none else each // 1_000_000 for each in microseconds]
    expected = sorted(range(len(times)), key=lambda place: (seconds[place] == none, seconds[place], place))
    assert order.tolist() == expected
    assert shared.tolist() == [seconds.count(seconds[place]) > 1 for place in expected]
