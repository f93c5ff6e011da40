"""The pages on what is open now and on the stages themselves, as a person uses them."""

import json
import shutil
from datetime import date

import numpy as np
import pytest

from analytics.__main__ import main
from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.health.health import FLAGS
from analytics.workspace import Settings, Workspace
from benchmarks.stale import OPTIONS, company
from tests.app import choose, on, part, plain, words
from tests.exports import csv_of
from tests.test_setup import edit

OWNERS = ("Ann", "Ben", "Chi", "Dee")


@pytest.fixture(scope="module")
def company_folder(tmp_path_factory):
    """A company with a history, one deal in ten without a next step."""
    rows, moves = company(np.random.default_rng(1), 500)
    more = [{"Owner": OWNERS[n % 4], "Next Step": "" if n % 10 == 0 else "Call"} for n in range(len(rows))]
    folder = tmp_path_factory.mktemp("company")
    work = Workspace(folder / "default")
    for name, table in (("deals", [row | own for row, own in zip(rows, more, strict=True)]), ("history", moves)):
        (folder / f"{name}.csv").write_text(csv_of(table), encoding="utf-8")
        work.import_file(folder / f"{name}.csv", OPTIONS)
    return work.folder


@pytest.fixture
def filled(company_folder, home):
    shutil.copytree(company_folder, home / "default")
    return home / "default"


def command(capsys, *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_health_says_where_to_begin_and_lists_the_calls_of_an_owner(filled):
    test = on("pipeline/health.py")
    assert " open deals** are at risk" in plain(test)
    assert "Close date has passed: cannot be told; it needs a column with the expected close date." in plain(test)
    everybody = len(test.dataframe[0].value)
    choose(test, "Whose deals", "Chi")
    mine = test.dataframe[0].value
    assert 0 < len(mine) < everybody
    assert set(mine["owner"]) == {"Chi"}
    choose(test, "Why", "no_next_step")
    assert test.dataframe[0].value["why"].str.contains("o next step").all()
    first = test.button(key="health-do-stale").click().run()
    assert "They add up to the figure." in plain(first)
    part(test, "health_part", "How long is too long")
    assert test.dataframe[0].proto.alt == "Learned ages"
    part(test, "health_part", "What is filled in")
    test.button(key="health-missing").click().run()
    assert "They add up to the figure." in plain(test)


def test_process_shows_the_stages_and_opens_what_was_set_afterwards(filled):
    test = on("coaching/process.py")
    assert "decides most" in plain(test)
    assert test.dataframe[0].value["stage"].tolist() == ["Qualified", "Demo", "Proposal", "Negotiation"]
    assert "No exit criteria are written for this stage." in plain(test)
    assert {metric.label for metric in test.metric} >= {"Through several stages in a day", "Days of bulk moves"}


def test_exit_criteria_are_typed_in_the_setup_and_shown_where_the_stage_is(home):
    rows = [
        {"Deal ID": n, "Stage": "Offer", "Status": "Open", "Created Date": "2026-01-05", "Next Step": "Call" if n < 8 else ""}
        for n in range(12)
    ]  # fmt: skip
    rows.append({"Deal ID": 99, "Stage": "Demo", "Status": "Open", "Created Date": "2026-01-05", "Next Step": "Call"})
    (home / "deals.csv").write_text(csv_of(rows), encoding="utf-8")
    Workspace(home / "default").import_file(home / "deals.csv")
    test = on("data/setup.py")
    edit(
        test, "Stages of Pipeline",
        row0={"criteria": "Next step set: Next Step is filled\nSigned: Contract=yes", "outcome": "Saw it", "buyer_centric": "Yes"},
    )  # fmt: skip
    test.run()
    assert "Read from the exports: Next step set." in plain(test)
    assert "No such column, or it was not kept at the import: Contract." in plain(test)
    test.button(key="save-setup").click().run()
    stage = Workspace(home / "default").settings().pipelines["Pipeline"][0]
    assert (stage.stage, stage.buyer_outcome, stage.buyer_centric) == ("Demo", "Saw it", True)
    process = on("coaching/process.py")
    assert "**Next step set**: 8 of 12 deals that moved on meet it (67%)" in plain(process).replace("\xa0", "")
    process.button(key="without-0").click().run()
    assert sorted(process.dataframe[-1].value["deal_id"]) == ["10", "11", "8", "9"]
    for page in ("pipeline/funnel.py", "pipeline/velocity.py", "coaching/process.py"):
        assert "Buyer: Saw it" in plain(on(page))


def test_conversion_says_what_the_stages_stand_for(home):
    moves = [
        (n, stage, f"2026-0{month}-0{n}")
        for n in range(1, 4)
        for month, stage in ((1, "Demo"), (2, "Offer"), (3, "Lost"))
    ]
    deals = [{"Deal ID": n, "Stage": "Lost", "Created Date": f"2026-01-0{n}"} for n in range(1, 4)]
    history = [{"Deal ID": n, "To Stage": stage, "Changed At": at} for n, stage, at in moves]
    work = Workspace(home / "default")
    for name, rows in (("deals", deals), ("history", history)):
        (home / f"{name}.csv").write_text(csv_of(rows), encoding="utf-8")
        work.import_file(home / f"{name}.csv")
    stages = (Stage("Demo", "open", exit_criteria="They saw it"), Stage("Offer", "open"), Stage("Lost", "lost"))
    work.save_settings(Settings(pipelines={"Pipeline": stages}))
    assert "**Demo**  \n• They saw it" in words(on("pipeline/conversion.py"))


def test_weak_stages_say_what_the_stages_stand_for(home):
    deals = [
        {"Deal ID": n, "Owner": "ABC"[n % 3], "Stage": "Lost" if lost else "Offer", "Created Date": "2026-01-05",
         "Entered Demo": "2026-01-05", "Entered Offer": "2026-02-05", "Entered Lost": "2026-03-05" if lost else ""}
        for n in range(36)
        for lost in [n // 3 % 2]
    ]  # fmt: skip
    (home / "deals.csv").write_text(csv_of(deals), encoding="utf-8")
    work = Workspace(home / "default")
    work.import_file(home / "deals.csv", Options(as_of=date(2026, 3, 31)))
    stages = (Stage("Demo", "open", exit_criteria="They saw it"), Stage("Offer", "open"), Stage("Lost", "lost"))
    work.save_settings(Settings(pipelines={"Pipeline": stages}))
    assert "**Demo**  \n• They saw it" in words(on("coaching/weak_stages.py"))


def test_the_command_line_tells_the_same(filled, capsys):
    document = command(capsys, "health", "--workspace", str(filled), "--owner", "Ann")
    assert {"open", "stale", "overdue", "no_amount", "no_close_date", "month_end_default", "deals"} <= set(document)
    assert len(document["deals"]) == document["open"]
    for flag in FLAGS:
        assert (document[flag] or 0) == sum(flag in deal["flags"] for deal in document["deals"])
    assert document["overdue"] is None  # no such column
    assert {deal["owner"] for deal in document["deals"]} == {"Ann"}
    document = command(capsys, "process", "--workspace", str(filled))
    for stage in document["stages"]:
        assert {"stage", "skip_rate", "same_day_rate", "moved_back_rate", "information", "standards", "advice"} <= set(
            stage
        )
        assert set(stage["standards"]) == {"required", "factual", "inspectable", "buyer_centric"}
