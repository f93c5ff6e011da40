"""What people set: stages, currencies and rates, and what is the same in two CRMs.  One readable file, replaced as a whole."""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import tomli_w

from analytics import errors
from analytics.intake.stages import KINDS, Stage
from analytics.periods import period_named
from analytics.workspace.mappings import SavedMapping, as_stored, saved_from
from analytics.workspace.setting_rows import (
    MEASURES,
    MOST,
    Benchmark,
    DifferentDeals,
    Owner,
    Rate,
    SameDeal,
    StageMap,
    SubmittedForecast,
    Target,
)
from analytics.workspace.terms import AcquisitionCost, Terms, wrong_terms


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


@dataclass(frozen=True)
class Settings:
    """Everything that a person decided; what is not here is recognised from the files.

    - `pipelines`: the confirmed stages of each pipeline, in order
    - `reporting_currency`: of all totals; None: the most frequent one of the deals
    - `rates`: for amounts in other currencies
    - `same_deals`, `different_deals`: what a person said of deals that look alike
    - `stage_maps`: pipelines and stages of a CRM that count as those of another name
    - `mappings`: how files with known headings are read
    - `owners`: who works deals, beside what the exports tell; `benchmarks`: figures of others to set beside one's own
    - `fiscal_year_start`: the month with which the fiscal year begins, 1 to 12
    - `targets`: typed ones; imported ones are in the table `targets` too
    - `submitted_forecasts`: what people expected of a period, to be scored beside the models
    - `missing_deals`: what people said of exports in which most deals of a pipeline or an owner are missing
    - `contract_months`, `grace_days`, `gap_days`, `gross_margin`, `acquisition_costs`: see `Terms`
    - `reopen_days`: a closed deal that is opened again within so many days was never closed; later it is a new deal
    """

    pipelines: dict[str, tuple[Stage, ...]] = field(default_factory=dict)
    reporting_currency: str | None = None
    rates: tuple[Rate, ...] = ()
    same_deals: tuple[SameDeal, ...] = ()
    different_deals: tuple[DifferentDeals, ...] = ()
    stage_maps: tuple[StageMap, ...] = ()
    mappings: tuple[SavedMapping, ...] = ()
    missing_deals: tuple[MissingDeals, ...] = ()
    fiscal_year_start: int = 1
    targets: tuple[Target, ...] = ()
    submitted_forecasts: tuple[SubmittedForecast, ...] = ()
    owners: tuple[Owner, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    reopen_days: int = 90
    contract_months: int = Terms.contract_months
    grace_days: int = Terms.grace_days
    gap_days: int = Terms.gap_days
    gross_margin: float | None = None
    acquisition_costs: tuple[AcquisitionCost, ...] = ()

    @property
    def terms(self) -> Terms:
        """What the metrics of customers ask for."""
        return Terms(*(getattr(self, each.name) for each in fields(Terms)))


# what stands by itself in the file, and what is a list of rows: name in the file -> (field, what a row is)
_PLAIN = (
    "reporting_currency", "fiscal_year_start", "reopen_days", "contract_months", "grace_days", "gap_days", "gross_margin",
)  # fmt: skip
_ROWS = {
    "rates": ("rates", Rate),
    "same_deal": ("same_deals", SameDeal),
    "different_deals": ("different_deals", DifferentDeals),
    "stage_map": ("stage_maps", StageMap),
    "target": ("targets", Target),
    "submitted_forecast": ("submitted_forecasts", SubmittedForecast),
    "owner": ("owners", Owner),
    "benchmark": ("benchmarks", Benchmark),
    "missing_deals": ("missing_deals", MissingDeals),
    "acquisition_cost": ("acquisition_costs", AcquisitionCost),
}


def load(path: Path) -> Settings:
    """The settings of a workspace; none yet are the defaults."""
    if not path.exists():
        return Settings()
    return _parse(path.read_bytes())


@lru_cache(maxsize=8)
def _parse(content: bytes) -> Settings:
    try:
        settings = _read(tomllib.loads(content.decode("utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise errors.broken_settings(str(error) or type(error).__name__) from None
    _check(settings)
    return settings


@lru_cache(maxsize=8)
def hash_of_what_counts(content: bytes) -> str:
    """Of the settings that the database is derived from: how the next file is read changes no figure, terms are asked for later."""
    terms = {each.name: each.default for each in fields(Terms)}
    return hashlib.sha256(dump(replace(_parse(content), mappings=(), benchmarks=(), **terms)).encode()).hexdigest()


def _check(settings: Settings) -> None:
    """A sentence for what the database would refuse."""
    for name, stages in settings.pipelines.items():
        names = [stage.stage for stage in stages]
        if len(set(names)) < len(names):
            raise errors.broken_settings(f"the pipeline {name} names a stage twice")
        for stage in stages:
            if stage.kind not in KINDS:
                raise errors.broken_settings(f"{stage.kind} is no kind of stage; take {', '.join(KINDS)}")
            if stage.probability is not None and not 0 <= stage.probability <= 1:
                raise errors.broken_settings(f"the probability of {stage.stage} is {stage.probability}; take 0 to 1")
    days = [(rate.currency, rate.from_on) for rate in settings.rates]
    if len(set(days)) < len(days) or any(not rate.rate > 0 for rate in settings.rates):
        raise errors.broken_settings("a currency has two rates of one day, or a rate that is not above zero")
    if not (isinstance(settings.fiscal_year_start, int) and 1 <= settings.fiscal_year_start <= 12):
        raise errors.broken_settings("the fiscal year begins with a month, 1 to 12")
    if len({each.owner for each in settings.owners}) < len(settings.owners):
        raise errors.broken_settings("an owner is listed twice")
    for each in settings.benchmarks:
        if each.measure not in MEASURES or (each.measure == "conversion") != bool(each.stage):
            raise errors.broken_settings(
                f"a benchmark is of {', '.join(MEASURES)}, and names a stage where it is a conversion"
            )
        if not 0 < each.value or (each.measure != "cycle_days" and each.value > 1):
            raise errors.broken_settings(f"the benchmark {each.value} is no share from 0 to 1, or no number of days")
    if not (isinstance(settings.reopen_days, int) and 0 <= settings.reopen_days <= 3650):
        raise errors.broken_settings("reopen_days is a number of days, 0 to 3650")
    _check_pairs(settings)
    exports = [(each.crm, each.as_of, each.field, each.value) for each in settings.missing_deals]
    if len(set(exports)) < len(exports) or any(
        each.field not in ("pipeline", "owner") for each in settings.missing_deals
    ):
        raise errors.broken_settings(
            "the missing deals of an export are told twice, or neither by pipeline nor by owner"
        )
    if wrong := wrong_terms(settings.terms, settings.fiscal_year_start):
        raise errors.broken_settings(wrong[0])
    _check_plans(settings)


def _check_plans(settings: Settings) -> None:
    periods = {each.period for each in (*settings.targets, *settings.submitted_forecasts)}
    try:
        days = {name: period_named(name, settings.fiscal_year_start) for name in periods}
    except errors.Refused as error:
        raise errors.broken_settings(error.message.rstrip(".")) from None
    targets = [
        (days[each.period].from_on, days[each.period].to_on, each.owner, each.team, each.pipeline)
        for each in settings.targets
    ]
    if len(set(targets)) < len(targets):
        raise errors.broken_settings("one owner, team or pipeline has two targets for the same days")
    said = [(each.period, each.submitted_on, each.who, each.team) for each in settings.submitted_forecasts]
    if len(set(said)) < len(said):
        raise errors.broken_settings("somebody submitted two forecasts of one period on one day")
    if not all(0 <= each.amount < MOST for each in (*settings.targets, *settings.submitted_forecasts)):
        raise errors.broken_settings("a target or a submitted forecast is below zero, or too large")


def _check_pairs(settings: Settings) -> None:
    same, different = ({_pair(each) for each in pairs} for pairs in (settings.same_deals, settings.different_deals))
    if any(len(pair) < 2 for pair in same | different):
        raise errors.broken_settings("a deal is compared with itself")
    if both := same & different:
        ids = " and ".join(sorted(f"{crm} {deal_id}" for crm, deal_id in min(both, key=sorted)))
        raise errors.broken_settings(f"the deals {ids} are set as the same deal and as different ones")
    mapped = [(each.crm, each.pipeline, each.stage) for each in settings.stage_maps]
    if len(set(mapped)) < len(mapped):
        raise errors.broken_settings("a pipeline or stage of one CRM is mapped twice")
    if any(each.to_stage and not each.stage for each in settings.stage_maps):
        raise errors.broken_settings("all stages of a pipeline are mapped to one; name each stage")


def _pair(each: SameDeal | DifferentDeals) -> frozenset[tuple[str, str]]:
    return frozenset({(each.crm, each.deal_id), (each.other_crm, each.other_id)})


def _read(stored: dict) -> Settings:
    return Settings(
        pipelines={
            each["name"]: tuple(Stage(**stage, is_confirmed=True) for stage in each["stages"])
            for each in stored.get("pipelines", [])
        },
        mappings=tuple(saved_from(each) for each in stored.get("mappings", [])),
        **{name: stored[name] for name in _PLAIN if name in stored},
        **{field: tuple(row(**each) for each in stored.get(name, [])) for name, (field, row) in _ROWS.items()},
    )


def dump(settings: Settings) -> str:
    """The settings as the text of `settings.toml`."""
    unset = Settings()
    stored: dict[str, object] = {
        name: getattr(settings, name) for name in _PLAIN if getattr(settings, name) != getattr(unset, name)
    }
    for name, (field_, _) in _ROWS.items():
        if rows := getattr(settings, field_):
            stored[name] = [{key: value for key, value in asdict(each).items() if value is not None} for each in rows]
    stored["pipelines"] = [
        {"name": name, "stages": [_stored(stage) for stage in stages]} for name, stages in settings.pipelines.items()
    ]
    if settings.mappings:
        stored["mappings"] = [as_stored(each) for each in settings.mappings]
    return tomli_w.dumps(stored)


def _stored(stage: Stage) -> dict[str, object]:
    kept = {name: value for name, value in asdict(stage).items() if name != "is_confirmed"}
    return {name: value for name, value in kept.items() if value not in (None, "")}


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves either the old content or the new, never a part."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, where the system knows how."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
