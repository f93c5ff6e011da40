"""What if: the same forecast without a deal, with a deal won, or with another chance of a stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from analytics.logistic import log_odds
from analytics.metrics.forecast.band import around, simulate
from analytics.metrics.forecast.book import Book
from analytics.metrics.forecast.estimate import Estimate
from analytics.metrics.forecast.listed import standing
from analytics.metrics.forecast.model import Band, Forecast


@dataclass(frozen=True)
class Sources:
    """What a forecast was drawn from; one entry per open deal in the arrays.

    `centre`: what is still to come, of which the deals' share is their chances times their values times `scale`.
    `stage`: the state in which each stands; `phi`: by what the variance of the simulation is widened.
    """

    keys: np.ndarray
    stage: np.ndarray
    p: np.ndarray
    value: np.ndarray
    new_wins: np.ndarray
    new_amounts: tuple[np.ndarray, ...]
    known: float
    centre: float
    scale: float
    phi: float
    draws: int
    seed: int

    @classmethod
    def of(cls, book: Book, found: Estimate, centre: float, scale: float, phi: float, draws: int, seed: int) -> Sources:
        """Of an estimate whose headline is `centre`."""
        return cls(
            keys=book.deals["deal_key"].to_numpy()[found.open_now.deal],
            stage=standing(book, found),
            p=found.p,
            value=found.value,
            new_wins=found.new.wins,
            new_amounts=tuple(found.new.amounts),
            known=found.known,
            centre=centre,
            scale=scale,
            phi=phi,
            draws=draws,
            seed=seed,
        )


@dataclass(frozen=True)
class WhatIf(Band):
    """The band as it would be; `chance_of_target` likewise, None without a target."""

    chance_of_target: float | None = None


def what_if(
    result: Forecast,
    exclude: Iterable[int] = (),
    won: Iterable[int] = (),
    rates: Mapping[tuple[str, str], float] | None = None,
) -> WhatIf:
    """The forecast if some things were otherwise.

    - `exclude`: keys of open deals that will not be won
    - `won`: keys of open deals that are sure to be won, for what they are worth
    - `rates`: (pipeline, stage) -> chance that a deal there is won one day; the chances of its deals in the period move by
      as much on the scale of odds as that chance moves away from the learned one

    The centre moves by what the deals concerned contribute; the simulation runs anew from the same seed.
    """
    told: Sources = result.sources
    p, centre = told.p.copy(), told.centre
    for (pipeline, stage), rate in (rates or {}).items():
        [row] = result.stages[(result.stages["pipeline"] == pipeline) & (result.stages["stage"] == stage)].to_dict(
            "records"
        )
        there = told.stage == row["state"]
        moved = log_odds(p[there]) + log_odds(np.array(rate)) - log_odds(np.array(row["learned"]))
        p[there] = 1 / (1 + np.exp(-moved))
    centre += told.scale * float((p - told.p) @ told.value)
    gone, sure = np.isin(told.keys, list(exclude)), np.isin(told.keys, list(won))
    gone &= ~sure
    centre += float((told.value - told.scale * p * told.value)[sure].sum() - (told.scale * p * told.value)[gone].sum())
    p[gone], p[sure] = 0.0, 1.0
    drawn = simulate(p, told.value, told.new_wins, told.new_amounts, told.draws, told.seed)
    drawn = around(centre, drawn, told.phi, told.known)
    p10, p50, p90 = (float(each) for each in np.quantile(drawn, [0.1, 0.5, 0.9]))
    chance = float((drawn >= float(result.target)).mean()) if result.target is not None else None
    return WhatIf(p10, p50, p90, float(drawn.mean()), chance)
