"""What a row of each list in the settings is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MOST = 1e13  # of an amount; what the tables hold with four decimals


@dataclass(frozen=True)
class Rate:
    """Units of the reporting currency for one unit of `currency`, from a day on."""

    currency: str
    rate: float
    from_on: date


@dataclass(frozen=True)
class SameDeal:
    """Two CRMs tell of one deal: it counts once, as the newest export has it (of one day: as the first of the two)."""

    crm: str
    deal_id: str
    other_crm: str
    other_id: str


@dataclass(frozen=True)
class DifferentDeals:
    """Two deals that look alike and are not one: they are listed as possible duplicates no more."""

    crm: str
    deal_id: str
    other_crm: str
    other_id: str


@dataclass(frozen=True)
class OneAccount:
    """All exports of this CRM are of one account, although ids stand for other deals in some: its deals are kept apart no more."""

    crm: str


@dataclass(frozen=True)
class FileAccount:
    """Of which account of its program a file is: as a person said, or as was found when it came.

    Kept where a program has several accounts, so that none changes its name when files of another one are left out.
    """

    sha256: str
    crm: str
    file: str


@dataclass(frozen=True)
class PipelineName:
    """What a CRM's pipeline counts as where another CRM has one of its name; kept for the same reason."""

    crm: str
    pipeline: str
    name: str


@dataclass(frozen=True)
class StageMap:
    """Where the deals of one CRM's pipeline, or of one of its stages, are counted.

    - `crm`, `pipeline`, `stage`: as exported; no stage: all stages of the pipeline that are not named themselves
    - `to_pipeline`, `to_stage`: what they count as; no stage: each keeps its name
    """

    crm: str
    pipeline: str
    to_pipeline: str
    stage: str | None = None
    to_stage: str | None = None


@dataclass(frozen=True)
class Target:
    """What is to be won in a period: by an owner, a team or all, in one pipeline or all.  It wins over an imported one.

    - `period`: as `analytics.periods` names it; `currency`: None is the reporting currency
    """

    period: str
    amount: float
    owner: str | None = None
    team: str | None = None
    pipeline: str | None = None
    currency: str | None = None


@dataclass(frozen=True)
class SubmittedForecast:
    """What somebody expects a whole period to bring, in the reporting currency, as said on a day.

    - `team`: of which it is said; None: of all deals
    """

    period: str
    submitted_on: date
    who: str
    amount: float
    team: str | None = None


@dataclass(frozen=True)
class Owner:
    """What no export tells of a person who works deals; what is not set is None.

    - `owner`: the name, as the exports have it
    - `role`: people of one role are compared with each other
    - `started_on`: of newcomers little can be said yet
    """

    owner: str
    role: str | None = None
    team: str | None = None
    manager: str | None = None
    started_on: date | None = None


@dataclass(frozen=True)
class Benchmark:
    """A figure that a person wants beside their own: `measure` is `win_rate`, `conversion` (of a stage) or `cycle_days`."""

    measure: str
    value: float
    source: str
    stage: str | None = None


MEASURES = ("win_rate", "conversion", "cycle_days")


@dataclass(frozen=True)
class MissingDeals:
    """What became of open deals that an export does not show although the one before did, where most are missing.

    - `crm`, `as_of`: which export; `field`, `value`: whose deals: `pipeline` or `owner`, and its name
    - `are_gone`: they are gone; False: the export was of another filter
    """

    crm: str
    as_of: date
    field: str
    value: str
    are_gone: bool
