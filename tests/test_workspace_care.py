"""What can happen to the files of a workspace between two visits, and what leaves it as Parquet."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.errors import Refused
from analytics.intake import Options
from analytics.workspace import Upload, Workspace, generation
from analytics.workspace.engine import table_names


@pytest.fixture
def filled(workspace, tmp_path):
    """A workspace of two imports: deals 1 to 3, and deal 1 of another CRM."""
    for name, ids, crm in (("a.csv", "123", None), ("b.csv", "1", "other")):
        path = tmp_path / name
        path.write_text("Deal ID,Stage,Created Date\n" + "".join(f"{each},Demo,2026-01-02\n" for each in ids))
        workspace.import_file(path, Options(crm=crm))
    return workspace


def deals(work: Workspace) -> int:
    return len(work.engine.table("deals"))


def test_an_upload_that_was_changed_is_named_and_nothing_is_rebuilt(filled):
    path = filled.folder / "imports" / "0002" / "upload.csv"
    path.write_text(path.read_text() + "7,Demo,2026-01-02\n")
    before = filled.generation
    with pytest.raises(Refused, match=r"no longer the files that were imported: b\.csv \(import 0002\)\."):
        filled.rebuild()
    assert (filled.generation, deals(filled)) == (before, 4)
    path.unlink()
    with pytest.raises(Refused, match=r"b\.csv \(import 0002\)"):
        filled.rebuild()
    filled.undo("0002")
    assert filled.rebuild()["deals"] == 3


def test_what_a_killed_import_left_is_gone_with_the_next_write(filled, tmp_path, monkeypatch):
    """Killed between the folder's name and the new CURRENT: the import never counted."""

    class Killed(BaseException):
        pass

    def kill(*_):
        # the folder stays, as it does where the process dies
        monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
        raise Killed

    path = tmp_path / "c.csv"
    path.write_text("Deal ID,Stage,Created Date\n4,Demo,2026-01-02\n")
    with monkeypatch.context() as patch:
        patch.setattr("analytics.workspace.commit.build", kill)
        with pytest.raises(Killed):
            filled.import_file(path)
    monkeypatch.undo()
    (filled.folder / "imports" / "0009.part").mkdir()
    assert (filled.folder / "imports" / "0003" / "recipe.json").exists()
    assert filled.rebuild()["deals"] == 4
    (filled.folder / "CURRENT").unlink()
    assert Workspace(filled.folder).rebuild()["deals"] == 4
    filled.undo("0002")
    assert sorted(each.name for each in (filled.folder / "imports").iterdir()) == ["0001", "0002"]


def test_a_database_that_was_never_named_is_gone_with_the_next_write(filled):
    stray = filled.folder / "data-000009.duckdb"
    stray.write_bytes(b"half a database")
    filled.undo("0002")
    assert not stray.exists()
    assert deals(Workspace(filled.folder)) == 3


def test_a_reading_that_was_replaced_does_not_come_back(filled, tmp_path):
    path = tmp_path / "a.csv"
    filled.import_file(path, Options(crm="renamed"))
    assert [each.import_id for each in filled.imports()] == ["0002", "0003"]
    (filled.folder / "CURRENT").unlink()
    assert Workspace(filled.folder).rebuild()["deals"] == 4


def test_the_state_can_be_lost(filled):
    (filled.folder / "CURRENT").unlink()
    with pytest.raises(Refused, match="CURRENT of this workspace is damaged"):
        deals(Workspace(filled.folder))
    with pytest.raises(Refused, match="CURRENT of this workspace is damaged"):
        Workspace(filled.folder).undo("0001")
    assert Workspace(filled.folder).rebuild()["deals"] == 4


@pytest.mark.parametrize(
    "damage", ["garbage", "cut", "gone", "one letter", "of another length", "no counts", "odd counts"]
)
def test_kept_rows_that_are_damaged_are_read_again(filled, damage):
    folder = filled.folder / "imports" / "0001"
    path = folder / "deals.arrow"
    content = path.read_bytes()
    rows = pa.ipc.open_stream(content).read_all()
    match damage:
        case "garbage":
            path.write_bytes(b"ARROW1 this is no Arrow ARROW1")
        case "cut":
            path.write_bytes(content[:-40])
        case "gone":
            path.unlink()
        case "one letter":
            path.write_bytes(content.replace(b"Demo", b"Dema", 1))
        case "of another length":
            with pa.ipc.new_stream(path, rows.schema) as writer:
                writer.write_table(rows.slice(1))
        case "no counts":
            (folder / "rows.json").unlink()
        case "odd counts":
            (folder / "rows.json").write_text("[")
    filled.undo("0002")
    assert deals(filled) == 3
    assert set(filled.engine.table("deals")["stage"]) == {"Demo"}
    assert path.read_bytes() == content


def test_kept_rows_of_an_earlier_version_are_read_again(filled):
    folder = filled.folder / "imports" / "0001"
    content = (folder / "deals.arrow").read_bytes()
    (folder / "deals.arrow").unlink()
    (folder / "rows.json").write_text('{"deals": 3}')
    filled.undo("0002")
    assert deals(filled) == 3
    assert (folder / "deals.arrow").read_bytes() == content


def test_rows_go_from_the_reader_to_the_database_as_arrow(filled, monkeypatch):
    handed = []
    incoming = generation.incoming
    monkeypatch.setattr(generation, "incoming", lambda *all_: handed.append(incoming(*all_)) or handed[-1])
    filled.rebuild()
    assert {type(each) for tables in handed for each in tables.values()} == {pa.Table}


def test_the_same_bytes_with_the_same_statements_change_nothing(filled, tmp_path):
    before = filled.generation
    assert filled.import_file(tmp_path / "b.csv", Options(crm="other")).already_imported
    assert filled.generation == before


def test_a_file_twice_in_one_import_counts_once(workspace, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Deal ID,Stage,Created Date\n1,Demo,2026-01-02\n")
    first, second = workspace.import_files([Upload(path, "a.csv"), Upload(path, "b.csv")])
    assert (first.already_imported, second.already_imported) == (False, True)
    assert [each.import_id for each in workspace.imports()] == ["0001"]


def test_the_tables_leave_as_parquet(filled, tmp_path):
    counts = filled.export(tmp_path / "out")
    assert list(counts) == list(table_names())
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(table_names())
    rows = pq.read_table(tmp_path / "out" / "deals.parquet")
    assert (len(rows), counts["deals"]) == (4, 4)
    assert rows.schema.field("amount").type == pa.decimal128(18, 4)
    assert rows.schema.field("created_on").type == pa.date32()


def test_tables_that_cannot_be_written_are_one_sentence(filled, tmp_path):
    (tmp_path / "out").write_text("a file, no folder")
    with pytest.raises(Refused, match="cannot be written to"):
        filled.export(tmp_path / "out")


def test_a_recipe_reads_back_as_it_was_written(filled):
    [first, _] = filled.imports()
    stored = json.loads((first.folder / "recipe.json").read_text())
    assert first.receipt.as_dict() == stored["receipt"]
    assert type(first.receipt).from_dict(stored["receipt"]) == first.receipt
