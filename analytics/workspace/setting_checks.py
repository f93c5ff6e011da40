"""A sentence for each setting that the database would refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analytics import errors
from analytics.intake.stages import KINDS
from analytics.periods import period_named
from analytics.workspace.setting_rows import MEASURES, MOST, DifferentDeals, SameDeal
from analytics.workspace.terms import wrong_terms

if TYPE_CHECKING:
    from analytics.workspace.settings import Settings


def check(settings: Settings) -> None:
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
    exports = [(each.crm, each.as_of, each.field, each.value) for each in settings.missing_deals]
    if len(set(exports)) < len(exports) or any(
        each.field not in ("pipeline", "owner") for each in settings.missing_deals
    ):
        raise errors.broken_settings(
            "the missing deals of an export are told twice, or neither by pipeline nor by owner"
        )
    if wrong := wrong_terms(settings.terms, settings.fiscal_year_start):
        raise errors.broken_settings(wrong[0])
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
    if len({each.sha256 for each in settings.file_accounts}) < len(settings.file_accounts) or not all(
        re.fullmatch(r"[^#]+(#([2-9]|[1-9]\d+))?", each.crm) for each in settings.file_accounts
    ):
        raise errors.broken_settings(
            "a file is of two accounts, or of one that is not called such as pipedrive or pipedrive#2"
        )
    named = [(each.crm, each.pipeline) for each in settings.pipeline_names]
    if len(set(named)) < len(named):
        raise errors.broken_settings("a pipeline of one CRM has two names")
    _check_pairs(settings)
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
