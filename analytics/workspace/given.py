"""Names that accounts and pipelines got when files came: kept in the settings, so that they stay when other files are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analytics.intake.recognise.formats import number_of, program_of
from analytics.workspace.setting_rows import FileAccount, PipelineName
from analytics.workspace.settings import Settings


@dataclass(frozen=True)
class Given:
    """The account of each file, and the name of each pipeline whose own name several CRMs have."""

    accounts: Sequence[FileAccount]
    pipelines: Sequence[PipelineName]


def of_several(files: Iterable[FileAccount]) -> list[FileAccount]:
    """Those whose program has an account behind the first."""
    files = list(files)
    several = {program_of(each.crm) for each in files if number_of(each.crm) > 1}
    return [each for each in files if program_of(each.crm) in several]


def with_given(settings: Settings, given: Given) -> Settings:
    """The settings with these names in the place of former ones of the same; the others stay."""
    one_account = {each.crm for each in settings.one_accounts}
    accounts = {each.sha256: each for each in settings.file_accounts}
    accounts |= {each.sha256: each for each in given.accounts if program_of(each.crm) not in one_account}
    names = {(each.crm, each.pipeline): each for each in (*settings.pipeline_names, *given.pipelines)}
    return replace(settings, file_accounts=tuple(accounts.values()), pipeline_names=tuple(names.values()))
