"""Tables with a column for each period, imported: remembered, mended, made again, on the command line and on the page."""

import csv
import io
import json

from analytics.__main__ import main
from analytics.intake import Options
from analytics.workspace import Upload, Workspace
from analytics.workspace.mappings import row_heading
from tests.app import choose, drop, on, plain, press_import, settle, with_deals, words
from tests.exports import day

MONTHS = "Owner,Jan,Feb,Mar\nAnn,1,2,3\nBen,4,5,6\n"
DEALS = "Deal ID,Stage,Owner,Amount,Created Date\n1,Demo,Ann,10,2026-10-05\n2,Demo,Ben,10,2026-10-06\n"


def confirm(work: Workspace, path, options=None):
    return work.import_files([Upload(path, path.name, options or Options())], remember=True)[0]


def listed(work: Workspace):
    rows = work.engine.table("targets")[["period", "owner", "amount"]].to_numpy().tolist()
    return sorted((period, owner, float(amount)) for period, owner, amount in rows)


def test_the_year_of_months_is_never_remembered_for_another_file(workspace, file):
    confirm(workspace, file("Targets 2026.csv", MONTHS))
    again = confirm(workspace, file("Targets 2027.csv", MONTHS.replace("Ben,4", "Ben,7")))
    assert "The columns are read as in Targets 2026.csv" in again.receipt.notes[0]
    assert [period for period, owner, _ in listed(workspace) if owner == "Ann"] == [
        "2026-01", "2026-02", "2026-03", "2027-01", "2027-02", "2027-03",
    ]  # fmt: skip
    assert [each.field for each in again.receipt.questions] == ["year"]


def test_what_a_person_said_of_a_column_is_remembered_where_its_heading_names_the_year(workspace, file):
    content = "Owner,Jan 2026,Feb 2026,Mar 2026\nAnn,1,2,3\n"
    confirm(workspace, file("one.csv", content), Options(kind="targets", mapping={"period:2026-03": ""}))
    result = confirm(workspace, file("two.csv", content.replace("Ann", "Ben")))
    assert result.receipt.kind == "targets"
    assert listed(workspace) == [
        ("2026-01", "Ann", 1),
        ("2026-01", "Ben", 1),
        ("2026-02", "Ann", 2),
        ("2026-02", "Ben", 2),
    ]


def test_made_again_from_the_upload_it_says_the_same(workspace, file):
    workspace.import_file(file("targets.csv", MONTHS), Options(year="2026"))
    workspace.import_file(file("Targets 2027.csv", MONTHS.replace("Ben,4", "Ben,7")))
    workspace.import_file(file("mrr.csv", "Customer,Jan 2026,Feb 2026\nAcme,1,2\n"))
    before = listed(workspace), workspace.engine.table("mrr_months").to_numpy().tolist()
    workspace.rebuild()
    assert (listed(workspace), workspace.engine.table("mrr_months").to_numpy().tolist()) == before
    assert len(before[0]) == 12


def test_mended_rows_are_read_as_those_of_their_file(workspace, file):
    first = workspace.import_file(file("Targets 2026.csv", "Owner,Jan,Feb\nAnn,1,2\nBen,soon,\n"))
    assert (first.receipt.rows_accepted, first.receipt.rows_rejected) == (1, 1)
    out = io.StringIO()
    heads = ["Owner", "Jan", "Feb", row_heading(first.receipt.sha256), "Sluice reason"]
    csv.writer(out).writerows([heads, ["Ben", "30", "40", "3", "not an amount"]])
    second = workspace.import_file(file("to mend.csv", out.getvalue()))
    assert (second.receipt.rows_rejected, second.receipt.questions) == (0, [])
    assert listed(workspace) == [
        ("2026-01", "Ann", 1),
        ("2026-01", "Ben", 30),
        ("2026-02", "Ann", 2),
        ("2026-02", "Ben", 40),
    ]


def run(tmp_path, capsys, *arguments):
    code = main([*map(str, arguments), "--workspace", str(tmp_path / "w"), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_command_line_reads_them_and_the_target_shows(tmp_path, file, capsys):
    run(tmp_path, capsys, "import", file("deals.csv", DEALS), "--as-of", "2026-10-10")
    code, refused = run(
        tmp_path, capsys, "import", file("targets.csv", "Owner,Oct,Nov,Dec\nAnn,1000,1000,2000\nBen,10,20,30\n")
    )
    assert (code, refused["error"]["code"]) == (3, "no_year")
    code, imported = run(tmp_path, capsys, "import", tmp_path / "targets.csv", "--year", "2026")
    [receipt] = imported["files"]
    assert (code, receipt["kind"], receipt["amount_total"]) == (0, "targets", 4060)
    assert receipt["mapping"]["period:2026-12"] == "Dec"
    _, forecast = run(tmp_path, capsys, "forecast", "--quarter", "2026Q4")
    assert forecast["target"] == 4060
    _, forecast = run(tmp_path, capsys, "forecast", "--quarter", "2026Q4", "--owner", "Ben")
    assert forecast["target"] == 60


def test_a_year_that_is_none_is_refused(tmp_path, file, capsys):
    code, document = run(tmp_path, capsys, "import", file("targets.csv", MONTHS), "--year", "26")
    assert (code, document["error"]["code"]) == (3, "unknown_option")


def test_the_review_shows_each_period_and_asks_for_the_year(home):
    with_deals(home)
    test = on("data/import.py")
    drop(test, ("targets.csv", b"Owner,Jan,Feb,Total\nAnn,1000,2000,3000\nBen,n.n.,20,20\n"))
    assert "Of which year are its columns?" in words(test)
    test.text_input[0].set_value("26").run()
    settle(test)
    assert "26 is no year" in words(test)
    test.text_input[0].set_value("2026").run()
    settle(test)
    assert "2 rows, 3 targets; " in plain(test)
    assert "Not read: Total" in plain(test)
    assert [box.label for box in test.selectbox if box.label.startswith("Amount of")] == [
        "Amount of 2026-01",
        "Amount of 2026-02",
    ]
    assert "2000 → **2,000.00**" in plain(test)
    assert "1 cell not read: n.n." in plain(test)
    press_import(test)
    assert listed(Workspace(home / "default")) == [
        ("2026-01", "Ann", 1000),
        ("2026-02", "Ann", 2000),
        ("2026-02", "Ben", 20),
    ]
    assert "What stands below the periods adds up to" in plain(test)


def test_the_review_lets_people_say_that_a_table_holds_targets(home):
    test = on("data/import.py")
    drop(test, ("numbers.csv", b"Owner,Jan 2026,Feb 2026\nAnn,1000,2000\n"))
    assert "choose that below as what the file lists" in words(test)
    choose(test, "It lists", "targets")
    assert "1 row, 2 targets" in plain(test)
    choose(test, "Amount of 2026-02", "Jan 2026")
    assert "1 row, 1 target;" in plain(test)


def test_customers_with_figures_by_month_may_be_what_they_paid(workspace, file):
    content = "Customer ID,Customer,Status,Jan 2026,Feb 2026\n1,Acme,Active,10,20\n"
    path = file("list.csv", content)
    [question] = workspace.preview(path).questions
    assert (question.field, question.choices) == ("kind", ["customers", "subscriptions"])
    workspace.import_file(path, Options(kind="subscriptions", as_of=day("2026-02-28")))
    paid = workspace.engine.table("mrr_months")[["customer_name", "mrr"]].to_numpy().tolist()
    assert [(name, float(mrr)) for name, mrr in paid] == [("Acme", 10), ("Acme", 20)]
