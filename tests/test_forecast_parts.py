"""The parts of the forecast by themselves: band, guard, chain, what-if; examples for a pencil."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from analytics.metrics.forecast import Forecast, Headline, Weighted, what_if
from analytics.metrics.forecast.band import around, inflation, simulate
from analytics.metrics.forecast.guard import guard_holds
from analytics.metrics.forecast.what_if import Sources
from analytics.periods import period_named
from analytics.semi_markov import BINS, chances, exposure, hazards
from tests.company import LAST

Q1 = period_named("2026Q1")
NONE = (np.zeros(0), [])


# ten deals of 100,000 at 60 %: mean 600,000, sd 100,000 x root of 10 x .6 x .4 = 154,919


def test_ten_equal_deals():
    drawn = simulate(np.full(10, 0.6), np.full(10, 100_000.0), *NONE, draws=20_000, seed=1)
    assert drawn.mean() == pytest.approx(600_000, rel=0.01)
    assert drawn.std() == pytest.approx(154_919, rel=0.02)
    assert np.quantile(drawn, [0.1, 0.9]).tolist() == [400_000, 800_000]
    # binomial: P(at least 6 of 10) = .6331
    assert (drawn >= 600_000).mean() == pytest.approx(0.6331, abs=0.012)


def test_one_large_deal_among_small_ones_widens_the_range():
    value = np.array([500_000.0, *[100_000.0] * 5])
    drawn = simulate(np.full(6, 0.6), value, *NONE, draws=20_000, seed=1)
    assert drawn.mean() == pytest.approx(600_000, rel=0.01)
    assert np.quantile(drawn, [0.1, 0.9]).tolist() == [200_000, 900_000]


def test_a_portfolio_of_three():
    # mean 100 x .5 + 200 x .2 + 50 x .9 = 135; variance 2500 + 6400 + 225 = 9125, its root 95.5249
    drawn = simulate(np.array([0.5, 0.2, 0.9]), np.array([100.0, 200.0, 50.0]), *NONE, draws=40_000, seed=2)
    assert drawn.mean() == pytest.approx(135, abs=1.5)
    assert drawn.std() == pytest.approx(95.5249, rel=0.01)


def test_many_small_deals_are_drawn_as_one():
    chance = np.random.default_rng(3)
    p, value = chance.random(6000), chance.random(6000) * 100
    drawn = simulate(p, value, *NONE, draws=4000, seed=4)
    assert drawn.mean() == pytest.approx(p @ value, rel=0.002)
    assert drawn.std() == pytest.approx(np.sqrt(np.sum(p * (1 - p) * value**2)), rel=0.04)


def test_large_deals_among_very_many_small_ones_are_drawn_one_by_one():
    # two of 1000 and 5000 of 1, all at .5: 2500 + 0, 1000 or 2000 with chances 1/4, 1/2, 1/4, each about 35 wide
    drawn = simulate(np.full(5002, 0.5), np.array([1000.0, 1000.0, *[1.0] * 5000]), *NONE, draws=4000, seed=6)
    hump = ((drawn - 2500) / 1000).round()
    assert np.abs(drawn - 2500 - 1000 * hump).max() < 200
    assert [float((hump == each).mean()) for each in range(3)] == pytest.approx([0.25, 0.5, 0.25], abs=0.03)


def test_wins_of_deals_to_come_are_compound_poisson():
    # variance = wins x mean of squares: 5 x (100 + 900) / 2 = 2500
    drawn = simulate(np.zeros(0), np.zeros(0), np.array([5.0]), [np.array([10.0, 30.0])], draws=20_000, seed=5)
    assert drawn.mean() == pytest.approx(100, rel=0.01)
    assert drawn.std() == pytest.approx(50, rel=0.02)


def test_the_band_widens_as_past_ones_were_too_narrow():
    assert inflation([]) == 2.0
    # (4 x 2 + 1 + 9) / (4 + 2)
    assert inflation([1.0, -3.0]) == 3.0
    # never narrower than the simulation: (8 + 0) / 12 < 1
    assert inflation([0.0] * 8) == 1.0
    drawn = around(50.0, np.array([90.0, 110.0]), 4.0, 7.0)
    assert drawn.tolist() == [37.0, 77.0]
    assert around(5.0, np.array([90.0, 110.0]), 4.0, 7.0).min() == 7.0


@pytest.mark.parametrize(
    ("run_rate", "holds"),
    [
        ([1, 1, 1, 1, 9, 9], True),
        ([1, 1, 1, 11, 11, 11], False),
        ([1, 1, 1, 1, 1], False),
        ([9, 9, 9, 9, 30, 30], False),
    ],
    ids=[
        "closer in four of six, and by far",
        "closer in half",
        "five origins are too few",
        "closer often, and not in sum",
    ],
)
def test_the_guard(run_rate, holds):
    rows = []
    for place, error in enumerate(run_rate):
        rows.append({"period": str(place), "week": 1, "method": "median", "centre": 110.0, "rest": 100.0})
        rows.append({"period": str(place), "week": 1, "method": "run_rate", "centre": 100.0 + error, "rest": 100.0})
    assert guard_holds(rows) is holds


# the chain


def test_one_stage_with_constant_hazards():
    hazard = np.zeros((1, 1, BINS, 3))
    hazard[..., 1], hazard[..., 2] = 0.1, 0.05
    kept, _ = chances(hazard, np.ones(10, bool), np.ones(10), {10})
    # 2/3 (1 - e^-1.5)
    assert kept[10] == pytest.approx(0.5179132)


def test_two_stages_one_move_a_day():
    hazard = np.zeros((1, 2, BINS, 4))
    hazard[0, 0, :, 1], hazard[0, 1, :, 2] = 0.2, 0.1
    _, fresh = chances(hazard, np.ones(3, bool), np.ones(3), {3})
    assert fresh[3][0] == pytest.approx([0.0469817, 0.2591818], abs=1e-7)


def test_only_wins_on_days_that_count():
    hazard = np.zeros((1, 1, BINS, 3))
    hazard[..., 1] = 0.1
    # the last 5 of 10 days: e^-.5 - e^-1
    kept, _ = chances(hazard, np.arange(10) < 5, np.ones(10), {10})
    assert kept[10] == pytest.approx(np.exp(-0.5) - np.exp(-1))


def test_exposure_by_age():
    # 10 days, then on to the second state: 3 + 4 + 3 days in the first three bins, the move in the third
    at_risk, events = exposure(np.zeros(1, int), np.zeros(1, int), np.array([10]), np.array([1]), (1, 2))
    assert at_risk[0, 0, :4].tolist() == [3, 4, 3, 0]
    assert events[0, 0, 2].tolist() == [0, 1, 0, 0]


def test_what_begins_and_ends_on_one_day_lasted_half_of_it():
    days, goes_to = np.array([0, 0, 300]), np.array([1, -1, -1])
    at_risk, events = exposure(np.zeros(3, int), np.zeros(3, int), days, goes_to, (1, 1))
    # half a day of the first; of the last one all bins whole, and 30 days beyond the 270th
    assert at_risk[0, 0].tolist() == [3.5, 4, 7, 7, 9, 15, 15, 30, 30, 60, 90, 30]
    assert events.sum() == events[0, 0, 0, 1] == 1


def test_hazards_of_much_data_are_events_over_days():
    at_risk = np.full((1, 1, BINS), 1e6)
    events = np.zeros((1, 1, BINS, 3))
    events[..., 1], events[..., 2] = 2e4, 1e4
    found = hazards(at_risk, events, np.zeros(1))
    assert found[0, 0, :, 1] == pytest.approx(0.02, rel=1e-3)
    assert found[0, 0, :, 2] == pytest.approx(0.01, rel=1e-3)


# what if


def seeds(target=None):
    """The forecast of ten deals of 100,000 at 60 %, learned chance .5 in their stage."""
    p, value = np.full(10, 0.6), np.full(10, 100_000.0)
    told = Sources(
        keys=np.arange(10), stage=np.zeros(10, int), p=p, value=value, new_wins=np.zeros(0), new_amounts=(), known=50_000.0,
        centre=600_000.0, scale=1.0, phi=1.0, draws=20_000, seed=1,
    )  # fmt: skip
    bare = pd.DataFrame()
    stages = pd.DataFrame({"pipeline": ["P"], "stage": ["Proposal"], "learned": [0.5], "state": [0]})
    return Forecast(
        Q1, LAST, Decimal(50_000), target, Headline(450_000, 650_000, 850_000, 650_000), {}, None, Weighted(None, None), None, None,
        stages, bare, bare, bare, sources=told,
    )  # fmt: skip


def test_nothing_changed_changes_nothing():
    found = what_if(seeds())
    assert found.mean == pytest.approx(650_000)
    assert (found.p10, found.p90) == pytest.approx((450_000, 850_000), rel=0.01)


def test_without_two_deals_and_with_two_won():
    # 8 x 60,000 + 50,000
    assert what_if(seeds(), exclude=[3, 4]).mean == pytest.approx(530_000, rel=1e-4)
    won = what_if(seeds(), won=[3, 4])
    # 8 x 60,000 + 2 x 100,000 + 50,000
    assert won.mean == pytest.approx(730_000, rel=1e-4)
    # of deals that are sure nothing varies
    sure = what_if(seeds(), won=range(10))
    assert (sure.p10, sure.p90) == (1_050_000, 1_050_000)
    assert what_if(seeds(), exclude=[3], won=[3]).mean == pytest.approx(690_000, rel=1e-4)


def test_another_chance_of_a_stage():
    # odds 1 become 3, hence 1.5 become 4.5: chance .8182
    found = what_if(seeds(Decimal(650_000)), rates={("P", "Proposal"): 0.75})
    assert found.mean == pytest.approx(50_000 + 10 * 100_000 * 4.5 / 5.5, rel=1e-4)
    assert found.chance_of_target > what_if(seeds(Decimal(650_000))).chance_of_target
