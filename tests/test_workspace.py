"""The folder on disk: nothing is lost, nothing is half there."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from analytics.errors import Refused
from analytics.intake import Options, child
from analytics.intake.stages import Stage
from analytics.metrics.funnel import funnel
from analytics.metrics.overview import overview
from analytics.workspace import Rate, Scope, Settings, Upload, Workspace
from analytics.workspace.engine import connect, table_names
from analytics.workspace.generation import way_of_building
from analytics.workspace.lock import writing
from tests.exports import csv_of, day

ROOT = Path(__file__).parents[1]


def tables(workspace: Workspace) -> dict:
    return {name: workspace.engine.table(name) for name in table_names()}


def test_import_undo_and_import_again(workspace, export):
    first = workspace.import_file(export("a.csv", 3))
    second = workspace.import_file(export("b.csv", 5), Options(crm="other"))
    assert overview(workspace, Scope()).deals == 8
    workspace.undo(second.import_id)
    assert overview(workspace, Scope()).deals == 3
    assert (workspace.folder / "imports" / second.import_id / "upload.csv").exists()
    assert workspace.import_file(export("b.csv", 5), Options(crm="other")).already_imported is False
    assert overview(workspace, Scope()).deals == 8
    assert first.import_id == "0001"


@pytest.mark.parametrize("by_hand", [True, False])
def test_an_import_after_settings_by_hand_or_another_version_does_not_wait_for_itself(
    workspace, export, monkeypatch, by_hand
):
    """Making the database again needs the lock that the import holds."""
    workspace.import_file(export("a.csv", 3))
    if by_hand:
        (workspace.folder / "settings.toml").write_text('reporting_currency = "EUR"\n')
    else:
        monkeypatch.setattr("analytics.workspace.workspace.way_of_building", lambda: "another")
    workspace.import_file(export("b.csv", 5), Options(crm="other"))
    assert overview(workspace, Scope()).deals == 8


@pytest.mark.parametrize(
    "name", ["schema.sql", "reach.py", "likeness.py", "others.py", "pipelines.py", "words.toml", "periods.py"]
)
def test_a_database_is_made_anew_by_another_version_of_anything_that_makes_it(monkeypatch, name):
    before, read = way_of_building(), Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" * (path.name == name))
    assert way_of_building.__wrapped__() != before


def test_identical_bytes_are_recognised_and_change_nothing(workspace, export):
    before = workspace.import_file(export("a.csv"))
    generation = workspace.generation
    again = workspace.import_file(export("renamed.csv"))
    assert (again.already_imported, again.import_id) == (True, before.import_id)
    assert workspace.generation == generation


def test_undoing_the_only_import_leaves_an_empty_workspace(workspace, export):
    workspace.undo(workspace.import_file(export()).import_id)
    with pytest.raises(Refused, match="holds no deals yet"):
        workspace.engine  # noqa: B018
    workspace.import_file(export())
    assert overview(workspace, Scope()).deals == 3


def test_deleting_the_database_loses_nothing(workspace, export):
    workspace.import_file(export("a.csv", 4))
    before = tables(workspace)
    for path in workspace.folder.glob("data-*"):
        path.unlink()
    reopened = Workspace(workspace.folder)
    for name, frame in tables(reopened).items():
        assert_frame_equal(frame, before[name])


def test_rebuild_from_the_uploads_alone_is_identical(workspace, export):
    workspace.import_file(export("a.csv", 4))
    workspace.import_file(export("b.csv", 2), Options(crm="other", as_of=day("2025-05-05")))
    before = tables(workspace)
    for path in [
        *workspace.folder.glob("data-*"),
        *workspace.folder.glob("imports/*/*.arrow"),
        workspace.folder / "CURRENT",
    ]:
        path.unlink()
    counts = Workspace(workspace.folder).rebuild()
    assert counts["deals"] == 6
    for name, frame in tables(Workspace(workspace.folder)).items():
        assert_frame_equal(frame, before[name])


def test_the_upload_is_kept_byte_for_byte_with_its_recipe(workspace, export):
    path = export("Deals of Ann's team.csv")
    result = workspace.import_file(path)
    folder = workspace.folder / "imports" / result.import_id
    recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
    assert (folder / "upload.csv").read_bytes() == path.read_bytes()
    assert recipe["receipt"]["file"] == "Deals of Ann's team.csv"
    assert recipe["options"]["mapping"]["stage"] == "Stage"
    assert recipe["options"]["as_of"] == "2025-01-02"


def test_one_refused_file_of_several_imports_none(workspace, export, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Refused):
        workspace.import_files([Upload(export("a.csv"), "a.csv"), Upload(broken, "broken.csv")])
    assert workspace.imports() == []
    assert list((workspace.folder / "imports").iterdir()) == []


def test_a_file_that_breaks_the_reader_is_refused_and_the_server_lives(workspace, export, monkeypatch):
    """A child that dies of its limits becomes one sentence, and leaves nothing behind."""
    monkeypatch.setattr(child, "MEMORY", 200 << 20)
    with pytest.raises(Refused) as refused:
        workspace.import_file(export(n=400_000))
    assert refused.value.code == "unreadable"
    assert workspace.imports() == []
    assert list((workspace.folder / "imports").iterdir()) == []


def test_settings_rebuild_and_survive_by_hand(workspace, export):
    workspace.import_file(export("a.csv", 3))
    workspace.import_file(export("b.csv", 2, stage="Offer"), Options(crm="other"))
    stages = (Stage("Offer", "open", 0.5), Stage("Demo", "won"))
    workspace.save_settings(Settings({"Pipeline": stages}, "EUR", (Rate("USD", 0.9, day("2025-01-01")),)))
    assert overview(workspace, Scope()).won == 3
    kept = workspace.settings()
    assert [each.stage for each in kept.pipelines["Pipeline"]] == ["Offer", "Demo"]
    assert kept.rates == (Rate("USD", 0.9, day("2025-01-01")),)
    path = workspace.folder / "settings.toml"
    path.write_text(path.read_text().replace('"won"', '"lost"'))
    assert overview(workspace, Scope()).lost == 3


def test_several_exports_count_a_deal_once_by_its_newest(workspace, export):
    workspace.import_file(export("deals-2025-02-01.csv", 3, stage="Offer"))
    workspace.import_file(export("deals-2025-01-10.csv", 4, stage="Demo"))
    deals = workspace.engine.table("deals")
    assert deals["stage"].tolist() == ["Offer", "Offer", "Offer", "Demo"]
    assert len(workspace.engine.table("deal_versions")) == 7


def test_only_one_writes_at_a_time(workspace, export):
    workspace.import_file(export())
    with (
        writing(workspace.folder),
        pytest.raises(Refused, match="Another import is writing"),
        writing(workspace.folder, patience=0.2),
    ):
        pass
    with writing(workspace.folder, patience=0.2):
        pass


def test_readers_on_many_threads_while_a_writer_writes(workspace, export):
    workspace.import_file(export("a.csv", 3))
    with ThreadPoolExecutor(4) as threads:
        reads = [threads.submit(lambda: overview(workspace, Scope()).deals) for _ in range(40)]
        workspace.import_file(export("b.csv", 5), Options(crm="other"))
        assert {read.result() for read in reads} <= {3, 8}
    assert overview(workspace, Scope()).deals == 8


def test_the_database_reads_nothing_but_itself(tmp_path):
    connection = connect(tmp_path / "d.duckdb", read_only=False)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    secret = [1, 2, 3]  # noqa: F841  a Python variable that a query might find by its name
    for statement in (
        f"select * from '{tmp_path}/secret.csv'",
        f"copy (select 1) to '{tmp_path}/out.csv'",
        f"attach '{tmp_path}/other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "select * from secret",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|locked|not exist|cannot|permission|extension"):
            connection.execute(statement)
    connection.close()


def test_no_answer_changes_when_later_data_changes(workspace, tmp_path):
    """As of March, nothing that happened in April can be seen."""
    early = [
        {"Deal ID": 1, "Stage": "Lost", "Created Date": "2025-01-02", "Closed Date": "2025-02-01"},
        {"Deal ID": 2, "Stage": "Won", "Created Date": "2025-01-03", "Closed Date": "2025-02-02"},
    ]
    later = [
        {"Deal ID": 3, "Stage": "Won", "Created Date": "2025-04-05", "Closed Date": "2025-04-20"},
        {"Deal ID": 4, "Stage": "Lost", "Created Date": "2025-04-06", "Closed Date": "2025-04-21"},
    ]
    march = Scope(as_of=day("2025-03-31"))
    path = tmp_path / "early.csv"
    path.write_text(csv_of(early))
    workspace.import_file(path)
    before = overview(workspace, march), funnel(workspace, march)
    path = tmp_path / "later.csv"
    path.write_text(csv_of(early + later))
    workspace.import_file(path)
    after = overview(workspace, march), funnel(workspace, march)
    assert after[0] == before[0]
    assert_frame_equal(after[1].stages, before[1].stages)


def test_the_same_bytes_read_otherwise_take_the_place_of_the_former_reading(workspace, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("Deal ID,Stage,Created Date\n1,Demo,03/04/2025\n")
    workspace.import_file(path)
    assert str(workspace.engine.table("deals")["created_on"].iloc[0])[:10] == "2025-04-03"
    again = workspace.import_file(path, Options(date_order="mdy"))
    assert not again.already_imported
    assert [each.import_id for each in workspace.imports()] == ["0002"]
    assert str(workspace.engine.table("deals")["created_on"].iloc[0])[:10] == "2025-03-04"


def test_a_column_that_is_no_stage_is_refused(workspace, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("Deal ID,Stage,Created Date\n" + "".join(f"{n},step {n},2025-01-01\n" for n in range(80)))
    with pytest.raises(Refused, match="would have 80 stages"):
        workspace.import_file(path)
