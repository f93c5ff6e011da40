"""Which ids are the same, and how many there are, whether they are numbers or texts."""

from collections import Counter

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.ids import count_different, identifying, mangled, repeated

IDS = st.sampled_from(
    ["0", "1", "01", "12", "1.0", "-1", "+1", "1 2", "a", "", None, "9" * 18, "1" + "0" * 18]
) | st.integers(0, 3).map(str)


@given(st.lists(IDS, max_size=8), st.integers(0, 2))
def test_ids_are_told_apart_by_their_letters(ids, start):
    column = pd.Series(ids, dtype="string[pyarrow]").iloc[start:]
    times = Counter(ids[start:])
    assert repeated(column).tolist() == [times[each] > 1 for each in ids[start:]]
    assert count_different(column) == len(times.keys() - {None})


def test_a_rounded_id_is_found_among_numbers():
    ids = pd.Series(["7", "123456789012345000", "1.23457E+11", "1,23457e+11", None], dtype="string[pyarrow]")
    assert mangled(ids).tolist() == [False, True, True, True, False]
    assert mangled(ids.iloc[:2]).tolist() == [False, True]
    assert mangled(ids.iloc[[0, 2]]).tolist() == [False, True]
    assert mangled(ids.iloc[[0, 4]]).tolist() == [False, False]


def test_ids_that_became_figures_are_the_numbers():
    def told(*ids):
        return identifying(pd.Series(ids, dtype="string[pyarrow]")).tolist()

    assert told("1.0", "20.0", None)[:2] == ["1", "20"]
    assert told("1.0", "1.1") == ["1.0", "1.1"]
    assert told("1.0", "A-7") == ["1.0", "A-7"]
