"""What `forecast` and `accuracy` answer with.  Amounts are in the reporting currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pandas as pd

from analytics.periods import Period

# name -> what people call it
METHODS = {
    "semi_markov": "Stage and age",
    "snapshot_ratio": "Snapshot ratio",
    "hybrid": "Deal by deal",
    "run_rate": "Run-rate with trend",
}
COMPARED = {"crm_weighted": "The CRM's weighted pipeline", "last_period": "Like last time"}
NAMES = METHODS | COMPARED | {"median": "Median of four"}


@dataclass(frozen=True)
class Band:
    """The amount won in the whole period: in one of ten futures less than `p10`, in one of ten more than `p90`.

    `p10`, `p90` are missing (None) where there is too little history for a band.
    """

    p10: float | None
    p50: float
    p90: float | None
    mean: float


@dataclass(frozen=True)
class Headline(Band):
    """The forecast itself.  `method`: `median` of the four, `run_rate` (the guard), `range` (too little history), `actual` (over)."""

    method: str = "median"


@dataclass(frozen=True)
class Parts:
    """What the mean of the headline is made of: `won` + `open` + `new`.

    `open`: from deals that are open now; `pulled_in`: of these, from deals that are expected to close after the period.
    `new`: from deals that are not there yet.
    """

    won: float
    open: float
    pulled_in: float
    new: float


@dataclass(frozen=True)
class Weighted:
    """Open deals that are due in the period, each times its chance: as configured in the CRM, and as its stage has turned out."""

    configured: float | None
    learned: float | None


@dataclass(frozen=True)
class Concentration:
    """The fewest deals (`deals`: their keys, at most three) that matter, and the `share` of the variance that rests on them."""

    deals: tuple[int, ...]
    share: float


@dataclass(frozen=True)
class Forecast:
    """The result of `forecast`.

    `won_to_date`: None where deals are won and of none the day is told.
    `methods`: method -> its centre and band.  `parts`, `concentration`, `chance_of_target` are None where nothing tells them.
    `stages`: one row per open stage of each pipeline: `pipeline`, `stage`, `position`, `open_deals`, `amount`, `configured`,
    `learned`, `low`, `high` (95%), `n`.
    `deals`: one row per open deal, the one that matters most first: `deal_key`, `deal_id`, `name`, `owner`, `stage`, `amount`,
    `expected_close_on`, `p_win_in_quarter` (missing with too little history), `configured` (the chance that the CRM has for the
    deal or its stage), `expected` (amount times chance, on the scale of the headline: they add up to `parts.open`), `reasons`.
    `fan`: `day`, `p10`, `p50`, `p90`: the amount won by the end of each day that is still to come.
    `pacing`: `day`, `amount`: won by the end of each day that is known; empty where `won_to_date` is None.
    `guard`: why the run-rate is the headline; `too_little`: why there is no more than a range; each a sentence, or None.
    `notes`: what was left out, and how the width of the band is known; sentences.
    """

    period: Period
    as_of: date
    won_to_date: Decimal | None
    target: Decimal | None
    headline: Headline
    methods: dict[str, Band]
    parts: Parts | None
    weighted: Weighted
    chance_of_target: float | None
    concentration: Concentration | None
    stages: pd.DataFrame
    deals: pd.DataFrame
    fan: pd.DataFrame
    pacing: pd.DataFrame
    guard: str | None = None
    too_little: str | None = None
    notes: tuple[str, ...] = ()
    sources: object = field(default=None, repr=False)


@dataclass(frozen=True)
class Accuracy:
    """The result of `accuracy`.

    `origins`: one row per past period, week and method: `period`, `week` (1, 5, 9), `origin` (the last day known), `method`,
    `p10`, `p50`, `p90`, `mean` of the whole period, `actual`, `crps`; `centre`, `rest`: of what was still to come, said and come;
    `error`: their difference over the spread of the simulation.
    `methods`: one row per method and week (`week` 0: all): `n`, `wape`, `bias`, `coverage80`, `pinball`, `crps`, `skill`
    against last period.
    `calibration`: one row per tenth of the chances given: `low`, `high`, `predicted`, `observed`, `n`; `method`, `week`.
    `deals`: one row per method and week: `n`, `brier`, `log_loss`, `calibration_error` of the chances given to deals.
    `submitted`: one row per forecast that somebody had submitted: `period`, `who`, `submitted_on`, `amount`, `median`, `actual`.
    `failed`: one row per past period: deals that were due in it at its start, and of these `won`, `lost`, `slipped`, `undecided`.
    `guard`: whether the run-rate won against the median, as a sentence; None: it did not.
    `omitted`: what was left out because only its value of today is known, each a sentence.
    """

    origins: pd.DataFrame
    methods: pd.DataFrame
    calibration: pd.DataFrame
    deals: pd.DataFrame
    failed: pd.DataFrame
    submitted: pd.DataFrame
    guard: str | None
    omitted: tuple[str, ...] = ()
    too_little: str | None = None
