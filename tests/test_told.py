"""What a person reads on a terminal of what became of files."""

import json
from pathlib import Path

import pytest

from analytics import samples
from analytics.__main__ import main

ROOT = Path(__file__).parents[1]
MESSY = """\
Pipeline report;;;;;
;;;;;
Deal ID;Deal Name;Owner;Salesperson;Stage;Amount;Created Date
1;Acme;Ann;Ben;Proposal;1.500;03/04/2026
2;Beta;Ben;Ann;Closed Won;2.250;04/04/2026
;No id;Ben;Ann;Proposal;3.000;05/04/2026
4;Gamma;Ben;Ann;Closed Lost;TBD;06/04/2026
Total;;;;;6.750;
"""
RECEIPT = """\
Deals of no known CRM, as of 2026-04-06, 3 deals

3 QUESTIONS, read as assumed until answered
  ? Which column is Owner: Owner or Salesperson?
    Assumed: Owner. To answer: --map owner=Owner or --map owner=Salesperson
  ? Created Date: day first or month first? No row proves either; read as day first.
    Assumed: dmy. To answer: --date-order dmy or --date-order mdy
  ? Amount: decimal point or decimal comma? No row proves either; read as decimal comma.
    Assumed: comma. To answer: --decimal point or --decimal comma

7 rows read = 3 accepted + 1 quarantined + 3 that are no data (1 preamble, 1 blank, 1 total)
Amount: 6,750.00, no currency named = 3,750.00 accepted + 3,000.00 quarantined
The total in row 8 of the file says the same.

Columns
  Deal id    Deal ID
  Deal name  Deal Name
  Owner      Owner
  Stage      Stage
  Amount     Amount (decimal comma: an assumption, no row proves it, "." taken to group thousands)
  Created    Created Date (day-first: an assumption, no row proves it)
  Not read: Salesperson

2 could not be read; a row counts without such a cell unless it is quarantined
  row 6, Deal ID: empty: nothing tells which deal this is (the row is quarantined)
  row 7, Amount: "TBD" is not an amount
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def said(tmp_path, capsys):
    """Runs a command without `--json`; what it writes to stdout."""

    def command(*arguments: object) -> str:
        assert main([*map(str, arguments), "--workspace", str(tmp_path / "w")]) == 0
        return capsys.readouterr().out

    return command


@pytest.fixture
def messy(tmp_path):
    path = tmp_path / "messy.csv"
    path.write_text(MESSY)
    return path


def deals(path, heading, *rows):
    path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    return path


def test_an_import_tells_its_receipt(said, messy):
    assert said("import", messy, "--dry-run") == f"messy.csv: not imported, this is a dry run\n{RECEIPT}"
    assert said("import", messy) == f"messy.csv: imported as 0001\n{RECEIPT}"
    assert said("import", messy) == f"messy.csv: already here as import 0001; nothing changed\n{RECEIPT}"
    head, _, rest = said("receipt").partition("\n\n")
    assert head.startswith("1 import, read by the rules ")
    assert rest == f"messy.csv: imported as 0001\n{RECEIPT}"
    assert said("imports") == (
        "0001  messy.csv: Deals of no known CRM, as of 2026-04-06\n"
        "      7 rows read = 3 accepted + 1 quarantined + 3 that are no data\n"
    )


def test_the_options_named_answer_the_questions(said, messy):
    answers = ["--map", "owner=Salesperson", "--date-order", "mdy", "--decimal", "point"]
    told = said("import", messy, *answers)
    assert "QUESTION" not in told
    assert "  Owner      Salesperson\n" in told
    assert "Amount: 6.75, no currency named = 3.75 accepted + 3.00 quarantined\n" in told
    # the four days are then the fourth of March to June
    assert "Deals of no known CRM, as of 2026-06-04, 3 deals\n" in told


def test_nothing_is_wider_than_the_terminal(said, messy, monkeypatch):
    monkeypatch.setenv("COLUMNS", "48")
    told = said("import", messy)
    assert max(map(len, told.splitlines())) <= 48
    # what is said is the same
    assert " ".join(told.split()) == f"messy.csv: imported as 0001 {' '.join(RECEIPT.split())}"


def test_of_many_the_first_are_told(said, tmp_path):
    headings = [f"Column {letter}" for letter in "ABCDEFGHIJKLMN"]
    rows = [f"{n},Deal {n},Demo,{'TBD' if n < 13 else 7},2026-01-{n:02}" + "," * 14 for n in range(1, 15)]
    path = deals(tmp_path / "d.csv", ",".join(["Deal ID,Deal Name,Stage,Amount,Created Date", *headings]), *rows)
    told = said("import", path)
    assert "Column L and 2 more\n" in told
    assert "Column M" not in told
    assert '  row 11, Amount: "TBD" is not an amount\n  and 2 more; --json shows all.\n' in told
    assert "Amount: 14.00, no currency named, all accepted\n" in told


def test_a_heading_in_an_answer_is_safe_to_paste(said, tmp_path):
    path = deals(
        tmp_path / "d.csv", "Deal ID,Deal Name,Stage,Owner,Sales Person", "1,Acme,Demo,Ann,Ben", "2,Beta,Demo,Ben,Ann"
    )
    told = said("import", path, "--as-of", "2026-01-31")
    assert "To answer: --map owner=Owner or --map owner='Sales Person'\n" in told


def test_no_text_of_a_file_steers_the_terminal(said, tmp_path):
    path = deals(tmp_path / "d.csv", "Deal ID,Deal Name,Stage,Amount", "1,Acme,Demo,\x1b[2J\u202e", "2,Beta,Demo,5")
    told = said("import", path, "--as-of", "2026-01-31")
    assert '  row 2, Amount: "\ufffd[2J\ufffd" is not an amount\n' in told


def test_a_total_of_the_file_that_disagrees_is_told_with_the_difference(said, messy):
    messy.write_text(MESSY.replace("6.750", "6.700"))
    assert "The total in row 8 of the file says 6,700.00, which is 50.00 less.\n" in said("import", messy)


def test_an_import_by_a_receipt_says_what_differs(said, messy, tmp_path, monkeypatch):
    said("import", messy)
    kept = tmp_path / "receipt.json"
    assert said("receipt", "--out", kept) == f"1 import: receipt written to {kept}\n"
    document = json.loads(kept.read_text())
    document["imports"][0]["receipt"]["deals"] = 4
    document["rules"] = "others"
    kept.write_text(json.dumps(document))
    told = said("import", messy, "--receipt", kept)
    assert told.endswith(
        "\n\nRead by other rules than the receipt; its settings were not taken: the workspace has its own.\n"
        "  - messy.csv: deals was 4, is 3.\n"
    )


def test_programs_bear_their_names(said):
    told = said("import", *sorted(samples.FOLDER.glob("pipedrive-deals-2026-06-09*")), "--dry-run")
    assert "Deals of Pipedrive, as of 2026-06-09, 255 deals\n" in told


def test_one_deal_that_is_missing_is_one(said, tmp_path):
    head = "Deal ID,Deal Name,Pipeline,Stage,Created Date,Status"
    old = deals(tmp_path / "deals-2026-02-09.csv", head, "1,A,North,Demo,2026-01-05,Open")
    new = deals(tmp_path / "deals-2026-02-16.csv", head, "2,B,North,Demo,2026-01-05,Open")
    said("import", old)
    told = " ".join(said("import", new).split())
    assert (
        "? 1 of 1 open deal of the pipeline North, which the export before shows, is missing Assumed: another view. "
        "To answer: --missing-deals 'another view' or --missing-deals gone"
    ) in told


def test_the_receipt_in_the_readme_is_a_true_one(said, tmp_path):
    rows = ["1,Acme,Ann,Proposal,1500,03/04/2026", "2,Beta,Ben,Closed Won,TBD,04/04/2026"]
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("```\ndeals.csv: ")[1].split("```")[0]
    path = deals(tmp_path / "deals.csv", "Deal ID,Deal Name,Owner,Stage,Amount,Created Date", *rows)
    assert said("import", path) == f"deals.csv: {shown}"
