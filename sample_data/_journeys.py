"""How a deal goes through its stages: on, past, back, lost, re-opened, or silent for ever."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import exp, log
from random import Random

from _company import ADVANCE, DAYS_TO_ADVANCE, DAYS_TO_LOSS, EXPORTED_AT, GOES_QUIET, LOST, SALES_STAGES, WON

Visit = tuple[datetime, str]
LAST_STAGE = len(SALES_STAGES) - 1

STARTS_LATE = 0.06
SKIPS = 0.07
SAME_DAY = 0.03
MOVES_BACK = 0.045
REOPENS = 0.05


def later(rng: Random, start: datetime, days: float) -> datetime:
    """A working minute about so many days after `start`, and never before it."""
    moment = start + timedelta(days=days)
    while moment.weekday() > 4:
        moment += timedelta(days=1)
    moment = moment.replace(hour=rng.randint(8, 17), minute=rng.randint(0, 59), second=0, microsecond=0)
    return moment if moment > start else start + timedelta(minutes=rng.randint(2, 25))


def lognormal(rng: Random, median: float, sigma: float) -> float:
    """A positive number with this median."""
    return exp(rng.gauss(log(median), sigma))


def shifted(chance: float, shift: float) -> float:
    """A chance after a shift of its log-odds."""
    return 1 / (1 + (1 / chance - 1) * exp(-shift))


def journey(
    rng: Random,
    created: datetime,
    shift: Callable[[str, datetime], float],
) -> tuple[list[Visit], datetime | None]:
    """Every stage entry up to the export, and since when nobody has cared (if so).

    `shift` gives the log-odds shift of moving on from a stage entered at a time.
    """
    now, stage = created, 1 if rng.random() < STARTS_LATE else 0
    visits: list[Visit] = [(now, SALES_STAGES[stage])]
    backs, reopened, quiet_since = 0, False, None
    while now <= EXPORTED_AT:
        if rng.random() < GOES_QUIET[stage]:
            quiet_since = later(rng, now, rng.uniform(3, 30))
            break
        if stage > 0 and backs < 2 and rng.random() < MOVES_BACK:
            backs += 1
            now = later(rng, now, lognormal(rng, DAYS_TO_ADVANCE[stage], 0.6))
            stage -= 1
        elif rng.random() < shifted(ADVANCE[stage], shift(SALES_STAGES[stage], now)):
            now = _advance(rng, now, stage)
            # nobody skips the contract
            stage += 2 if stage < LAST_STAGE - 1 and rng.random() < SKIPS else 1
        else:
            now = later(rng, now, lognormal(rng, DAYS_TO_LOSS[stage], 0.6))
            visits.append((now, LOST))
            if reopened or rng.random() >= REOPENS:
                break
            reopened = True
            now = later(rng, now, lognormal(rng, 60, 0.5))
            stage = max(min(stage, 3) - rng.randint(0, 1), 1)
        if stage > LAST_STAGE:
            visits.append((now, WON))
            break
        visits.append((now, SALES_STAGES[stage]))
    is_quiet = quiet_since is not None and quiet_since <= EXPORTED_AT
    return [visit for visit in visits if visit[0] <= EXPORTED_AT], quiet_since if is_quiet else None


def _advance(rng: Random, now: datetime, stage: int) -> datetime:
    # some sellers set several stages at once, after the fact
    if stage < 3 and rng.random() < SAME_DAY:
        return now + timedelta(minutes=2)
    return later(rng, now, lognormal(rng, DAYS_TO_ADVANCE[stage], 0.7))


def month_end(day: date) -> date:
    """Last day of the month."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first_of_next - timedelta(days=1)


def expected_closes(
    rng: Random,
    visits: list[Visit],
    quiet_since: datetime | None,
    month_end_share: float,
) -> list[tuple[datetime, date]]:
    """Each setting of the expected close date: the first guess, then pushes.

    A date that has passed is pushed some days later, by most; a silent deal's is mostly left to lie.
    Sending the contract and re-opening the deal set a new date.
    """
    created = visits[0][0]
    if rng.random() < month_end_share:
        expected = month_end(created.date())
    else:
        expected = created.date() + timedelta(days=rng.randint(45, 110))
    settings = [(created, expected)]
    marks = [*visits[1:], (EXPORTED_AT + timedelta(days=1), "")]
    was = visits[0][1]
    for moment, stage in marks:
        if was not in (WON, LOST):
            settings += _pushes(rng, settings[-1], moment, quiet_since)
        if stage == SALES_STAGES[LAST_STAGE]:
            settings.append((moment, moment.date() + timedelta(days=rng.randint(6, 24))))
        elif was == LOST and stage:
            settings.append((moment, moment.date() + timedelta(days=rng.randint(30, 75))))
        was = stage
    return settings


def _pushes(
    rng: Random, last: tuple[datetime, date], until: datetime, quiet_since: datetime | None
) -> list[tuple[datetime, date]]:
    pushes: list[tuple[datetime, date]] = []
    set_at, expected = last
    while True:
        passed = max(datetime.combine(expected, datetime.min.time()), set_at)
        noticed = later(rng, passed, rng.uniform(1, 9))
        ignored = rng.random() > (0.35 if quiet_since and noticed > quiet_since else 0.93)
        if noticed >= min(until, EXPORTED_AT) or ignored:
            return pushes
        expected = noticed.date() + timedelta(days=rng.randint(14, 55))
        if rng.random() < 0.4:
            expected = month_end(expected)
        set_at = noticed
        pushes.append((set_at, expected))
