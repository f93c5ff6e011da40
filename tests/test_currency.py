"""Amounts that name no currency: what they are taken to be, and that a later import does not change it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analytics.intake import Options, take
from analytics.workspace import Settings, Workspace
from analytics.workspace.results import unnamed_amounts

AS_OF = date(2026, 6, 30)
UNNAMED = "Deal ID,Deal Name,Stage,Amount,Created Date\n1,Acme,Proposal,100,2026-01-31\n2,Beta,Proposal,50,2026-02-03\n"
EURO = "Deal ID,Deal Name,Stage,Amount,Currency,Created Date\n11,Corax,Proposal,7,EUR,2026-02-03\n"
DOLLAR = EURO.replace("EUR", "USD").replace("11,", "21,") + "22,Dorn,Proposal,8,USD,2026-02-03\n"


def totals(workspace: Workspace) -> dict[str | None, Decimal]:
    deals = workspace.engine.table("deals")
    return {key: each["reporting_amount"].sum() for key, each in deals.groupby("currency", dropna=False)}


@pytest.fixture
def imported(tmp_path):
    workspace = Workspace(tmp_path / "workspace")

    def run(*texts: str) -> Workspace:
        for number, text in enumerate(texts):
            path = tmp_path / f"deals-{number}-{abs(hash(text))}.csv"
            path.write_text(text)
            workspace.import_file(path, Options(as_of=AS_OF))
        return workspace

    return run


def test_they_are_in_the_currency_of_the_workspace_at_that_time(imported):
    workspace = imported(EURO, UNNAMED, DOLLAR, DOLLAR.replace("2", "3"))
    # most deals are in dollars by now
    deals = workspace.engine.table("deals").set_index("deal_id")
    assert (deals.loc["1", "currency"], deals.loc["21", "currency"]) == ("EUR", "USD")
    [pinned] = [each for each in workspace.imports() if "EUR, in which" in " ".join(each.receipt.notes)]
    assert pinned.options.assumed_currency == "EUR"
    workspace.rebuild()
    assert workspace.engine.table("deals").set_index("deal_id").loc["1", "currency"] == "EUR"


def test_without_any_they_are_not_in_the_one_that_a_later_import_names(imported):
    workspace = imported(UNNAMED)
    assert workspace.engine.table("deals")["reporting_amount"].sum() == 150
    [unnamed] = workspace.imports()
    assert unnamed_amounts(imported(DOLLAR).engine) == {unnamed.import_id: 2}
    assert totals(workspace) == {"USD": 15, "XXX": 0}
    workspace.save_settings(Settings(reporting_currency="EUR"))
    assert workspace.engine.table("deals").set_index("deal_id")["reporting_amount"].dropna().to_dict() == {
        "1": 100,
        "2": 50,
    }


def test_only_the_file_that_has_them_says_so(imported, tmp_path):
    workspace = imported(UNNAMED)
    path = tmp_path / "dollars.csv"
    path.write_text(DOLLAR)
    assert "name no currency" not in " ".join(workspace.import_file(path, Options(as_of=AS_OF)).receipt.notes)
    path.write_text(UNNAMED)
    again = workspace.import_file(path, Options(as_of=AS_OF))
    assert again.already_imported
    assert "The amounts of 2 deals of this file name no currency while others do" in " ".join(again.receipt.notes)


def test_files_that_come_together_are_in_one_currency(tmp_path):
    from analytics.workspace import Upload

    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, text in zip(paths, (UNNAMED, EURO), strict=True):
        path.write_text(text)
    workspace = Workspace(tmp_path / "workspace")
    workspace.import_files([Upload(path, path.name, Options(as_of=AS_OF)) for path in paths])
    assert workspace.engine.table("deals")["currency"].unique().tolist() == ["EUR"]
    again = workspace.import_file(paths[0], Options(as_of=AS_OF))
    assert again.already_imported


def test_a_heading_says_it():
    text = UNNAMED.replace("Amount", "Amount (EUR)")
    taken = take(text.encode(), "deals.csv", Options(as_of=AS_OF, assumed_currency="USD"))
    assert taken.tables["deals"]["currency"].unique().tolist() == ["EUR"]
    assert "the amounts are EUR" in " ".join(taken.receipt.notes)
