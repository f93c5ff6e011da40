"""Archives: the tables in them come out under names of ours, and what is a trap is refused."""

import gzip
import io
import json
import struct
import zipfile

import pytest

from analytics.__main__ import main
from analytics.errors import SluiceError
from analytics.intake.unpack import unpack
from tests.reading import NAMES, workbook

DEALS = b"Deal ID,Deal Name,Stage,Amount,Created Date,Close Date\n{},Acme,Won,100,2026-01-02,2026-02-03\n"


def deals(number):
    return DEALS.replace(b"{}", str(number).encode())


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def unpacked(tmp_path, name, data):
    """(name, content) of each table, and the paths to which they were written."""
    path, folder = tmp_path / name, tmp_path / "inner"
    path.write_bytes(data)
    folder.mkdir()
    found = unpack(path, name, folder)
    return [(shown, each.read_bytes()) for each, shown in found], [each for each, _ in found]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("deals.csv", deals(1)),
        ("deals.xlsx", workbook({"Deals": [NAMES, ["1", "Won"]]})),
        ("deals.ods", zipped(("mimetype", b"x"), ("content.xml", b"<a/>"))),
        ("deals.xlsb", zipped(("[Content_Types].xml", b"<a/>"), ("xl/workbook.bin", b"x"))),
        ("nothing.csv", b""),
    ],
)
def test_a_plain_file_is_itself(tmp_path, name, data):
    tables, paths = unpacked(tmp_path, name, data)
    assert (tables, paths) == ([(name, data)], [tmp_path / name])


def test_a_missing_file_is_left_to_who_imports_it(tmp_path):
    assert unpack(tmp_path / "no.zip", "no.zip", tmp_path) == [(tmp_path / "no.zip", "no.zip")]


@pytest.mark.parametrize(("name", "inner"), [("deals.csv.gz", "deals.csv"), ("DEALS.CSV.GZ", "DEALS.CSV"), ("a", "a")])
def test_gzip_holds_one_file(tmp_path, name, inner):
    tables, _ = unpacked(tmp_path, name, gzip.compress(deals(1)) + gzip.compress(b"more"))
    assert tables == [(inner, deals(1) + b"more")]


def test_every_table_of_a_zip_and_nothing_else(tmp_path):
    book = workbook({"Deals": [NAMES, ["1", "Won"]]})
    data = zipped(
        ("deals-1.csv", deals(1)),
        ("all/", b""),
        ("all/deals-2.CSV", deals(2)),
        ("all\\deals-3.xlsx", book),
        ("__MACOSX/._deals-1.csv", b"\0"),
        (".hidden.csv", b"x"),
        ("readme.pdf", b"%PDF"),
    )
    tables, paths = unpacked(tmp_path, "export.zip", data)
    assert tables == [
        ("export.zip/deals-1.csv", deals(1)),
        ("export.zip/all/deals-2.CSV", deals(2)),
        ("export.zip/all/deals-3.xlsx", book),
    ]
    assert [path.name for path in paths] == ["0001.csv", "0002.csv", "0003.xlsx"]


def test_names_inside_are_no_paths(tmp_path):
    tables, paths = unpacked(
        tmp_path, "e.zip", zipped(("../../evil.csv", b"a"), ("/etc/evil.csv", b"b"), ("C:\\x\x07.csv", b"c"))
    )
    assert [path.parent for path in paths] == [tmp_path / "inner"] * 3
    assert sorted(each.name for each in tmp_path.iterdir()) == ["e.zip", "inner"]
    assert [name for name, _ in tables] == ["e.zip/../../evil.csv", "e.zip/etc/evil.csv", "e.zip/C:/x.csv"]


def flagged(data, bit):
    """The same archive with a flag set for its first member, in the list of files too."""
    local = bytearray(data)
    local[6] |= bit
    local[local.index(b"PK\x01\x02") + 8] |= bit
    return bytes(local)


def with_directory_of(data, size):
    at = data.rindex(b"PK\x05\x06")
    return data[: at + 12] + struct.pack("<I", size) + data[at + 16 :]


GOOD = zipped(("deals.csv", deals(1) * 9))


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        pytest.param(zipped(), "not_a_table", "no CSV file and no workbook", id="empty"),
        pytest.param(zipped(("a/", b""), ("x.pdf", b"")), "not_a_table", "no CSV file", id="no table"),
        pytest.param(GOOD[:-30], "not_a_table", "damaged or cut off", id="cut off"),
        pytest.param(GOOD[:60] + b"\xff\xff" + GOOD[62:], "not_a_table", "damaged or cut off", id="damaged"),
        pytest.param(flagged(GOOD, 1), "locked", "protected by a password", id="password"),
        pytest.param(zipped(("a.zip", GOOD)), "not_a_table", "another archive, 'a.zip'", id="nested"),
        pytest.param(zipped(("a.csv", GOOD)), "not_a_table", "holds another archive", id="nested under another name"),
        pytest.param(zipped(("a.csv", gzip.compress(b"a"))), "not_a_table", "another archive", id="gzip inside"),
        pytest.param(gzip.compress(GOOD), "not_a_table", "another archive", id="zip in gzip"),
        pytest.param(gzip.compress(deals(1))[:-9], "not_a_table", "damaged or cut off", id="cut gzip"),
        pytest.param(zipped(("a.csv", b"a" * 2**24)), "too_large", "packed as no table is", id="bomb"),
        pytest.param(gzip.compress(b"a" * 2**24), "too_large", "packed as no table is", id="gzip bomb"),
        pytest.param(zipped(*((f"{n}.csv", b"a") for n in range(101))), "too_large", "101 files", id="many files"),
        pytest.param(with_directory_of(GOOD, 2**21), "too_large", "lists more files", id="a long list"),
    ],
)
def test_refused_in_a_sentence(tmp_path, data, code, says):
    with pytest.raises(SluiceError, match=says) as refusal:
        unpacked(tmp_path, "export.zip", data)
    assert (refusal.value.code, refusal.value.file) == (code, "export.zip")


def test_what_is_unpacked_has_a_budget_for_all_files_together(tmp_path, monkeypatch):
    monkeypatch.setattr("analytics.intake.unpack.MOST_BYTES", 1000)
    data = zipped(*((f"{n}.csv", bytes(range(256)) * 2) for n in range(2)))
    with pytest.raises(SluiceError, match="takes more than") as refusal:
        unpacked(tmp_path, "export.zip", data)
    assert refusal.value.code == "too_large"


def test_the_command_line_imports_every_file_of_an_archive(tmp_path, capsys):
    path = tmp_path / "export-2026-03-01.zip"
    path.write_bytes(zipped(("deals-1.csv", deals(1)), ("deals-2.csv", deals(2))))
    packed = tmp_path / "deals-3.csv.gz"
    packed.write_bytes(gzip.compress(deals(3)))
    arguments = ["import", str(path), str(packed), "--workspace", str(tmp_path / "work"), "--json"]
    assert main([*arguments, "--dry-run"]) == 0
    dry = json.loads(capsys.readouterr().out)
    assert main(arguments) == 0
    document = json.loads(capsys.readouterr().out)
    names = ["export-2026-03-01.zip/deals-1.csv", "export-2026-03-01.zip/deals-2.csv", "deals-3.csv"]
    assert [each["file"] for each in document["files"]] == [each["file"] for each in dry["files"]] == names
    assert document["import_ids"] == ["0001", "0002", "0003"]
    assert [each["as_of"] for each in document["files"]] == ["2026-03-01", "2026-03-01", "2026-02-03"]


def test_the_command_line_says_how_a_file_is_to_be_opened(tmp_path, capsys):
    path = tmp_path / "deals.csv"
    text = "Überblick\tx\nDeal ID\tDeal Name\tStage\tCreated Date\n1\tSão Zürich\tWon\t2026-01-02\n"
    path.write_bytes(text.encode("mac_roman"))
    options = ["--encoding", "mac_roman", "--delimiter", "TAB", "--header-row", "2"]
    assert main(["import", str(path), "--workspace", str(tmp_path / "work"), "--json", "--dry-run", *options]) == 0
    [file] = json.loads(capsys.readouterr().out)["files"]
    assert (file["encoding"], file["delimiter"], file["header_row"]) == ("mac_roman", "\t", 2)
    assert main(["import", str(path), "--json", "--dry-run", "--header-row", "0"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unknown_option"
