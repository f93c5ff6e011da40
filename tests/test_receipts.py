"""The receipt of a workspace, by which another person comes to the same figures."""

import json

import pytest

from analytics.__main__ import main
from analytics.workspace import Workspace
from tests.app import DEALS, drop, on, press_import

# March 4th, unless it is stated otherwise
ROWS = "Deal ID,Deal Name,Stage,Amount,Created Date\n1,a,Demo,100,04/03/2026\n2,b,Won,50,05/03/2026\n3,c,Lost,x,06/03/2026\n"


@pytest.fixture
def run(tmp_path, capsys):
    """Runs a command on a workspace of this test; gives its exit code and its JSON document."""

    def command(where: str, *arguments: object) -> tuple[int, dict]:
        code = main([*map(str, arguments), "--workspace", str(tmp_path / where), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


@pytest.fixture
def receipt(run, tmp_path):
    """The receipt of a workspace with one file, read month first, and one setting; and that file."""
    file = tmp_path / "deals.csv"
    file.write_text(ROWS, encoding="utf-8")
    run("mine", "import", file, "--date-order", "mdy", "--currency", "EUR", "--keep", "Deal Name")
    mine = Workspace(tmp_path / "mine")
    settings = mine.settings()
    mine.save_settings(type(settings)(**{**vars(settings), "fiscal_year_start": 4}))
    code, told = run("mine", "receipt", "--out", tmp_path / "receipt.json")
    assert (code, told["imports"]) == (0, 1)
    return tmp_path / "receipt.json", file


def test_the_same_files_with_the_receipt_give_the_same_figures_elsewhere(run, receipt, tmp_path):
    path, file = receipt
    code, imported = run("theirs", "import", file, "--receipt", path)
    assert code == 0
    assert [imported[name] for name in ("same_rules", "settings_taken", "missing", "differs")] == [True, True, [], []]
    assert imported["files"][0]["date_order"] == {"Created Date": "mdy"}
    theirs = Workspace(tmp_path / "theirs")
    assert theirs.settings().fiscal_year_start == 4
    for name in ("deals", "stage_visits", "deal_dimensions", "rejects"):
        ours = Workspace(tmp_path / "mine").engine.table(name)
        assert ours.equals(theirs.engine.table(name)), name
    assert run("theirs", "overview") == run("mine", "overview")


def test_what_is_read_otherwise_is_said(run, receipt):
    path, file = receipt
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["rules"] = "another version"
    stored["imports"][0]["receipt"] |= {"rows_accepted": 2, "rows_rejected": 1, "amount_total": 100.0}
    other = {**stored["imports"][0], "sha256": "0" * 64}
    other["receipt"] = {**other["receipt"], "file": "lost.csv"}
    path.write_text(json.dumps({**stored, "imports": [other, stored["imports"][0]]}), encoding="utf-8")
    run("theirs", "import", file)
    _, imported = run("theirs", "import", file, "--receipt", path)
    # there are imports already: their settings stay
    assert (imported["same_rules"], imported["settings_taken"], imported["missing"]) == (
        False,
        False,
        [{"file": "lost.csv"}],
    )
    assert imported["differs"] == [
        {"file": "deals.csv", "what": "rows_accepted", "then": 2, "now": 3},
        {"file": "deals.csv", "what": "rows_rejected", "then": 1, "now": 0},
        {"file": "deals.csv", "what": "amount_total", "then": 100.0, "now": 150.0},
    ]


def test_another_file_and_what_is_no_receipt_are_refused(run, receipt, tmp_path):
    path, file = receipt
    file.write_text(ROWS.replace("100", "101"), encoding="utf-8")
    assert run("theirs", "import", file, "--receipt", path)[1]["error"]["code"] == "not_in_receipt"
    assert run("theirs", "import", file, "--receipt", file)[1]["error"]["code"] == "no_receipt"
    assert run("theirs", "import", file, "--receipt", tmp_path / "none")[1]["error"]["code"] == "no_such_file"
    assert run("theirs", "receipt")[1]["error"]["code"] == "no_data"


def test_the_page_gives_the_receipt(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS))
    press_import(test)
    assert "Download the receipt of all imports" in [each.label for each in test.get("download_button")]
