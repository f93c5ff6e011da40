"""What steps tell of an outcome."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.information import (
    entropy,
    mutual_information,
    mutual_information_interval,
    told_by_step,
    told_by_step_interval,
)

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=9).filter(sum)


def test_doubt_in_bits():
    # -(1/4 log2 1/4 + 3/4 log2 3/4) = 2/4 + 3/4 x (2 - log2 3) = 2 - 3/4 x 1.5849625
    assert entropy([0, 0.25, 0.5, 1]) == pytest.approx([0, 0.8112781, 1, 0])


def test_two_steps_by_hand():
    """Of 100 cases 50 end at the first step and 25 at the second: 25 are won.

    Doubt at the start 100 x 0.8112781, after the first step 50 x 1, after the second none.
    """
    assert told_by_step([50, 25], 25) == pytest.approx([1 - 50 / 81.12781, 50 / 81.12781])


def test_a_step_that_all_pass_tells_nothing_and_the_only_one_all():
    assert told_by_step([0, 30], 10) == pytest.approx([0, 1])
    assert np.isnan(told_by_step([0, 0], 10)).all()
    assert np.isnan(told_by_step([5, 5], 0)).all()


@given(COUNTS, st.integers(1, 60))
def test_the_steps_add_up_and_lie_within_their_bounds(lost, won):
    told = told_by_step(lost, won)
    assert told.sum() == pytest.approx(1)
    assert (told > -1e-9).all()


def test_bounds_hold_the_truth_about_nine_times_in_ten():
    random, chances = np.random.default_rng(3), np.array([0.3, 0.05, 0.25, 0.4])  # lost at three steps, won
    truth = told_by_step(chances[:-1], chances[-1])
    held = []
    for _ in range(200):
        counts = random.multinomial(150, chances)
        low, high = told_by_step_interval(counts[:-1].tolist(), int(counts[-1]))
        held.append((low <= truth) & (truth <= high))
    assert (np.mean(held, axis=0) > 0.83).all()
    assert np.mean(held) < 0.97


def test_mutual_information_by_hand():
    assert mutual_information([[25, 25], [25, 25]]) == pytest.approx(0)
    assert mutual_information([[50, 0], [0, 50]]) == pytest.approx(1)
    # half of the cases known for sure, the others not at all: 1 - (3/4 x H(1/3) + 1/4 x 0) with H(1/3) = 0.9182958
    assert mutual_information([[50, 25], [0, 25]]) == pytest.approx(1 - 0.75 * 0.9182958)
    low, high = mutual_information_interval([[50, 25], [0, 25]])
    assert low < 1 - 0.75 * 0.9182958 < high
    assert mutual_information_interval([[100, 100], [100, 100]])[0] < 0.001
