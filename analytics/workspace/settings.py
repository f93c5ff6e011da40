"""What people set: stages, currencies and rates, targets, people and terms.  One readable file, replaced as a whole."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path

import tomli_w

from analytics import errors
from analytics.intake.stages import Stage
from analytics.workspace.mappings import SavedMapping, as_stored, saved_from
from analytics.workspace.setting_checks import check
from analytics.workspace.setting_rows import (
    Benchmark,
    DifferentDeals,
    FileAccount,
    MissingDeals,
    OneAccount,
    Owner,
    PipelineName,
    Rate,
    SameDeal,
    StageMap,
    SubmittedForecast,
    Target,
)
from analytics.workspace.terms import AcquisitionCost, Terms


@dataclass(frozen=True)
class Settings:
    """Everything that a person decided; what is not here is recognised from the files.

    - `pipelines`: the confirmed stages of each pipeline, in order
    - `reporting_currency`: of all totals; None: the most frequent one of the deals
    - `rates`: for amounts in other currencies
    - `same_deals`, `different_deals`: what a person said of deals that look alike
    - `one_accounts`: the CRMs of whose exports a person said that all are of one account
    - `file_accounts`, `pipeline_names`: names that accounts and pipelines have and keep, see there
    - `stage_maps`: pipelines and stages of a CRM that count as those of another name
    - `mappings`: how files with known headings are read
    - `missing_deals`: what people said of exports in which most deals of a pipeline or an owner are missing
    - `owners`: who works deals, beside what the exports tell; `benchmarks`: figures of others to set beside one's own
    - `fiscal_year_start`: the month with which the fiscal year begins, 1 to 12
    - `contract_months`, `grace_days`, `gap_days`, `gross_margin`, `acquisition_costs`: see `Terms`
    - `targets`: typed ones; imported ones are in the table `targets` too
    - `submitted_forecasts`: what people expected of a period, to be scored beside the models
    - `reopen_days`: a closed deal that is opened again within so many days was never closed; later it is a new deal
    """

    pipelines: dict[str, tuple[Stage, ...]] = field(default_factory=dict)
    reporting_currency: str | None = None
    rates: tuple[Rate, ...] = ()
    same_deals: tuple[SameDeal, ...] = ()
    different_deals: tuple[DifferentDeals, ...] = ()
    one_accounts: tuple[OneAccount, ...] = ()
    file_accounts: tuple[FileAccount, ...] = ()
    pipeline_names: tuple[PipelineName, ...] = ()
    stage_maps: tuple[StageMap, ...] = ()
    mappings: tuple[SavedMapping, ...] = ()
    missing_deals: tuple[MissingDeals, ...] = ()
    fiscal_year_start: int = 1
    contract_months: int = Terms.contract_months
    grace_days: int = Terms.grace_days
    gap_days: int = Terms.gap_days
    gross_margin: float | None = None
    acquisition_costs: tuple[AcquisitionCost, ...] = ()
    targets: tuple[Target, ...] = ()
    submitted_forecasts: tuple[SubmittedForecast, ...] = ()
    owners: tuple[Owner, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    reopen_days: int = 90

    @property
    def terms(self) -> Terms:
        """What the metrics of customers ask for."""
        return Terms(*(getattr(self, each.name) for each in fields(Terms)))


# what stands by itself in the file, and what is a list of rows: name in the file -> (field, what a row is)
_PLAIN = (
    "reporting_currency", "fiscal_year_start", "reopen_days", "contract_months", "grace_days", "gap_days", "gross_margin",
)  # fmt: skip
_ROWS = {
    "acquisition_cost": ("acquisition_costs", AcquisitionCost),
    "rates": ("rates", Rate),
    "same_deal": ("same_deals", SameDeal),
    "different_deals": ("different_deals", DifferentDeals),
    "one_account": ("one_accounts", OneAccount),
    "account": ("file_accounts", FileAccount),
    "pipeline_name": ("pipeline_names", PipelineName),
    "stage_map": ("stage_maps", StageMap),
    "missing_deals": ("missing_deals", MissingDeals),
    "target": ("targets", Target),
    "submitted_forecast": ("submitted_forecasts", SubmittedForecast),
    "owner": ("owners", Owner),
    "benchmark": ("benchmarks", Benchmark),
}


def load(path: Path) -> Settings:
    """The settings of a workspace; none yet are the defaults."""
    if not path.exists():
        return Settings()
    return parse(path.read_bytes())


@lru_cache(maxsize=8)
def parse(content: bytes) -> Settings:
    """The settings of a file's content; the inverse of `dump`."""
    try:
        settings = _read(tomllib.loads(content.decode("utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise errors.broken_settings(str(error) or type(error).__name__) from None
    check(settings)
    return settings


@lru_cache(maxsize=8)
def hash_of_what_counts(content: bytes) -> str:
    """Of the settings that the database is derived from: how the next file is read changes no figure, terms are asked for later."""
    terms = {each.name: each.default for each in fields(Terms)}
    return hashlib.sha256(dump(replace(parse(content), mappings=(), benchmarks=(), **terms)).encode()).hexdigest()


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


def with_said(settings: Settings, said: Sequence[MissingDeals]) -> Settings:
    """The settings with what was said of deals that exports lack, in the place of what was said of the same before."""
    new = {(each.crm, each.as_of, each.field, each.value): each for each in said}
    kept = [each for each in settings.missing_deals if (each.crm, each.as_of, each.field, each.value) not in new]
    return replace(settings, missing_deals=(*kept, *new.values()))
