"""Past periods at the same point of time: what was open then, and what became of it by the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.metrics.forecast.book import NEVER, Book, day_number
from analytics.periods import Period, shifted


@dataclass(frozen=True)
class Window:
    """A period seen from the end of day `origin`: what is won after `after` and until `until` is what is forecast."""

    period: Period
    origin: int
    after: int
    until: int

    @property
    def days(self) -> int:
        """Days from the origin to the end."""
        return self.until - self.origin

    def shifted(self, days: int) -> Window:
        """The same period, seen some days later."""
        origin = self.origin + days
        return Window(self.period, origin, origin if self.after == self.origin else self.after, self.until)


def window(period: Period, origin: int) -> Window:
    """A period seen from a day."""
    first, last = day_number(period.from_on), day_number(period.to_on)
    origin = min(origin, last)
    return Window(period, origin, max(origin, first - 1), last)


def past(book: Book, now: Window, most: int) -> list[Window]:
    """The last periods of the same kind that are over, and lie in the history, each seen from the same day of it; newest first."""
    begins, found, step = book.first_day, [], 0
    since = now.origin - day_number(now.period.from_on)
    while len(found) < most:
        step += 1
        period = shifted(now.period, -step)
        first, last = day_number(period.from_on), day_number(period.to_on)
        if first < begins - 7:
            break
        if last <= book.as_of:
            found.append(window(period, first + since))
    return found


@dataclass(frozen=True)
class Outcomes:
    """Per deal: the day on which it was won (NEVER: it was not), the amount it was won for, and the day it came into being."""

    won_on: np.ndarray
    amount: np.ndarray
    began: np.ndarray

    @classmethod
    def of(cls, book: Book) -> Outcomes:
        """As they are known in the book."""
        won_on = np.full(len(book.deals), NEVER)
        deal, day = book.wins
        won_on[deal] = day
        began = np.full(len(book.deals), NEVER)
        began[book.deal[book.entries]] = book.entered[book.entries]
        return cls(won_on, np.nan_to_num(book.fields["amount"]), began)


@dataclass(frozen=True)
class Snapshot:
    """The deals that were open at the origin of a window: one entry each.

    `amount`: as known then, missing where there was none; `due`: likewise, missing also where that day's value is not known
    (`is_due_known`); `is_won`: within the window; `won_amount`: what it was won for, 0 where it was not.
    """

    window: Window
    deal: np.ndarray
    state: np.ndarray
    age: np.ndarray
    amount: np.ndarray
    due: np.ndarray
    is_due_known: np.ndarray
    is_won: np.ndarray
    won_amount: np.ndarray

    def only(self, chosen: np.ndarray) -> Snapshot:
        """Some of the deals."""
        arrays = {name: each[chosen] for name, each in vars(self).items() if name != "window"}
        return Snapshot(self.window, **arrays)


def snapshot(book: Book, outcomes: Outcomes, seen: Window) -> Snapshot:
    """What was open at the origin of a window."""
    stays = book.inside_at(seen.origin)
    deal = book.deal[stays]
    fields = book.fields_at(seen.origin, "amount", "due", of=deal)
    is_known = book.dates_known[deal] <= seen.origin
    won_on = outcomes.won_on[deal]
    is_won = (won_on > seen.after) & (won_on <= seen.until)
    return Snapshot(
        window=seen,
        deal=deal,
        state=book.state[stays],
        age=seen.origin - book.entered[stays],
        amount=fields["amount"],
        due=np.where(is_known, fields["due"], np.nan),
        is_due_known=is_known,
        is_won=is_won,
        won_amount=np.where(is_won, outcomes.amount[deal], 0.0),
    )


def closed_deals(book: Book) -> int:
    """Deals that are won or lost."""
    ended = (book.left == NEVER) & (book.state < 0)
    return int(ended.sum())
