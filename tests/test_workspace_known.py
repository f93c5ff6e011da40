"""Files that are read as an earlier one was: the same columns next week, and mended rows of an import."""

import csv
import io

import pytest

from analytics.errors import Refused
from analytics.intake import Options, child
from analytics.metrics.overview import overview
from analytics.workspace import Scope, Upload, Workspace
from analytics.workspace import imports as imports_module
from analytics.workspace.mappings import fingerprint, row_heading
from tests.exports import day

# nobody's headings; 03/04 may be March or April
WEEK_1 = "Nummer,Wer,Wo,Wann,Wert\n1,a,Start,03/04/2026,10\n2,b,Start,05/06/2026,20\n"
WEEK_2 = "Wert,Wann,Wo,Nummer,Wer\n11,07/08/2026,Start,1,a\n21,05/06/2026,Ende,2,b\n"
STATED = Options(
    as_of=day("2026-06-30"),
    mapping={"deal_id": "Nummer", "stage": "Wo", "created_on": "Wann", "amount": "Wert"},
    date_order="mdy",
    currency="SEK",
)


def created(work: Workspace) -> list[str]:
    return [str(each)[:10] for each in work.engine.table("deals")["created_on"]]


def confirm(work: Workspace, path, options=STATED):
    return work.import_files([Upload(path, path.name, options)], remember=True)[0]


@pytest.mark.parametrize(
    ("headings", "others", "same"),
    [
        (["A", "B"], ["b ", "a"], True),
        (["A", "B"], ["A", "B", "", row_heading("f" * 64), "Sluice reason"], True),
        (["A", "B"], ["A", "C"], False),
        (["A", "B"], ["A"], False),
        (["A B"], ["A", "B"], False),
    ],
    ids=["another order and case", "the columns that we add", "another name", "one fewer", "one that was two"],
)
def test_headings_are_known_again(headings, others, same):
    assert (fingerprint(headings) == fingerprint(others)) is same


def test_next_weeks_file_with_the_same_columns_is_read_the_same_way(workspace, file):
    confirm(workspace, file("week1.csv", WEEK_1))
    result = workspace.import_file(file("week2.csv", WEEK_2))
    assert "The columns are read as in week1.csv of 2026-06-30." in result.receipt.notes
    assert (result.receipt.questions, result.receipt.as_of) == ([], day("2026-07-08"))
    # month first, in Swedish crowns, as week 1 was
    assert created(workspace) == ["2026-07-08", "2026-05-06"]
    assert workspace.engine.table("deals")["currency"].tolist() == ["SEK", "SEK"]
    assert workspace.engine.table("deals")["amount"].tolist() == [11, 21]


def test_what_is_stated_wins_over_what_is_known(workspace, file):
    confirm(workspace, file("week1.csv", WEEK_1))
    path = file("week2.csv", WEEK_2)
    stated = Options(as_of=day("2026-08-31"), date_order="dmy", mapping={"amount": ""})
    result = workspace.import_file(path, stated)
    assert created(workspace) == ["2026-08-07", "2026-06-05"]
    assert "amount" not in result.receipt.mapping
    assert result.receipt.mapping["stage"] == "Wo"


def test_an_import_that_nobody_confirmed_teaches_nothing(workspace, file):
    workspace.import_file(file("week1.csv", WEEK_1), STATED)
    assert workspace.settings().mappings == ()
    with pytest.raises(Refused, match="no column that is recognised as"):
        workspace.preview(file("week2.csv", WEEK_2))


def test_a_mapping_is_kept_once_for_each_set_of_columns_and_can_be_forgotten(workspace, file):
    confirm(workspace, file("week1.csv", WEEK_1))
    confirm(workspace, file("week2.csv", WEEK_2), Options(as_of=day("2026-07-07")))
    [saved] = workspace.settings().mappings
    assert (saved.file, saved.as_of, saved.options.date_order) == ("week2.csv", day("2026-07-07"), "mdy")
    assert saved.options.as_of is None
    before = workspace.generation
    workspace.forget(saved.fingerprint, "deals")
    assert workspace.settings().mappings == ()
    assert workspace.generation == before, "how the next file is read changes no figure"
    with pytest.raises(Refused, match="no column that is recognised as"):
        workspace.preview(file("week3.csv", WEEK_2))


def test_rebuilding_needs_no_memory(workspace, file):
    confirm(workspace, file("week1.csv", WEEK_1))
    workspace.import_file(file("week2.csv", WEEK_2), Options(as_of=day("2026-07-07")))
    before = created(workspace)
    (workspace.folder / "settings.toml").unlink()
    workspace.rebuild()
    assert created(workspace) == before


def test_a_file_that_says_all_itself_is_read_once(workspace, file, monkeypatch):
    """Reading twice would double the cost of the usual weekly import."""
    rows = "Deal ID,Stage,Created Date\n1,Demo,2026-01-02\n"
    confirm(workspace, file("a.csv", rows), Options())
    read = []
    monkeypatch.setattr(imports_module, "take_safely", lambda *all_: read.append(all_) or child.take_safely(*all_))
    result = workspace.import_file(file("b.csv", rows + "2,Demo,2026-01-09\n"))
    assert len(read) == 1
    assert result.receipt.notes[0] == "The columns are read as in a.csv of 2026-01-02."


def test_what_the_preview_has_read_is_not_read_again(workspace, file, tmp_path, monkeypatch):
    path = file("a.csv", "Deal ID,Stage,Created Date\n1,Demo,2026-01-02\n")
    reading = workspace.read(path, into=tmp_path / "reading")
    monkeypatch.setattr(imports_module, "take_safely", None)
    workspace.import_files([Upload(path, "a.csv", reading=reading)])
    assert created(workspace) == ["2026-01-02"]


@pytest.mark.parametrize("change", ["bytes", "options"])
def test_a_reading_of_other_bytes_or_by_other_options_is_not_taken(workspace, file, tmp_path, change):
    path = file("a.csv", "Deal ID,Stage,Created Date\n1,Demo,03/04/2026\n")
    reading = workspace.read(path, into=tmp_path / "reading")
    options = Options(date_order="mdy") if change == "options" else Options()
    if change == "bytes":
        path = file("a.csv", "Deal ID,Stage,Created Date\n1,Demo,2026-03-04\n")
    workspace.import_files([Upload(path, "a.csv", options, reading)])
    assert created(workspace) == ["2026-03-04"]


# row 3 tells of no deal, row 4 has an amount that is none; day first is proven by row 2 alone
FAULTY = "Deal ID;Deal Name;Stage;Amount;Created Date;Fair\n1;'=Ann;Demo;1.000,50;31/01/2026;Oslo\n;-Ben;Demo;2,5;03/02/2026;Kyiv\n3;Chi;Won;much;04/02/2026;\n"


def mended(work: Workspace, import_id: str, changes: dict[int, dict[str, str]]) -> str:
    """The file of rows to mend, as the page writes it, with some cells changed, as a spreadsheet would save it."""
    found = next(each for each in work.imports() if each.import_id == import_id)
    rows = found.rows("to_mend").to_pylist()
    headings = [each["heading"] for each in found.receipt.columns]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*headings, row_heading(found.receipt.sha256), "Sluice reason"])
    for row in rows:
        cells = [row[str(place)] for place in range(len(headings))]
        cells = [changes[row["row_number"]].get(heading, cell) for heading, cell in zip(headings, cells, strict=True)]
        writer.writerow([*cells, row["row_number"], "a reason"])
    return out.getvalue()


def test_mended_rows_take_the_place_of_the_faulty_ones(workspace, file):
    first = workspace.import_file(file("deals.csv", FAULTY), Options(keep=("Fair",), crm="other"))
    assert (first.receipt.rows_accepted, first.receipt.rows_rejected) == (2, 1)
    text = mended(workspace, "0001", {3: {"Deal ID": "2"}, 4: {"Amount": "300"}})
    second = workspace.import_file(file("deals to mend.csv", text))
    assert second.receipt.rows_rejected == 0
    assert (second.receipt.as_of, second.receipt.crm) == (first.receipt.as_of, "other")
    assert second.receipt.notes[0].startswith("These are mended rows of deals.csv")
    deals = workspace.engine.table("deals").sort_values("deal_id")
    assert deals["deal_id"].tolist() == ["1", "2", "3"]
    # "2,5" and "03/02/2026" say nothing of themselves: they are read as the whole file was
    assert [float(each) for each in deals["amount"]] == [1000.5, 2.5, 300]
    assert [str(each)[:10] for each in deals["created_on"]] == ["2026-01-31", "2026-02-03", "2026-02-04"]
    assert workspace.engine.table("deal_dimensions")["value"].tolist() == ["Oslo", "Kyiv"]
    assert workspace.engine.last_day == first.receipt.as_of


def test_taking_an_import_back_takes_its_mended_rows_with_it(workspace, file):
    workspace.import_file(file("other.csv", "Deal ID,Stage,Created Date\n9,Demo,2026-01-01\n"), Options(crm="x"))
    workspace.import_file(file("deals.csv", FAULTY))
    text = mended(workspace, "0002", {3: {"Deal ID": "2"}, 4: {}})
    workspace.import_file(file("mended.csv", text))
    assert [each.mends for each in workspace.imports()] == [None, None, "0002"]
    workspace.undo("0002")
    assert [each.import_id for each in workspace.imports()] == ["0001"]


def test_all_rows_of_a_deal_go_with_its_faulty_one(workspace, file):
    """A line brought back alone would replace the sum of all lines."""
    rows = "Deal ID,Deal Name,Stage,Amount,Created Date\n1,a,Demo,10,2026-01-02\n1,a,Demo,x,2026-01-02\n1,a,Demo,30,2026-01-02\n2,b,Demo,5,2026-01-02\n"
    workspace.import_file(file("deals.csv", rows))
    text = mended(workspace, "0001", {2: {}, 3: {"Amount": "20"}, 4: {}})
    workspace.import_file(file("mended.csv", text))
    deals = workspace.engine.table("deals")
    assert sorted(float(each) for each in deals["amount"]) == [5, 60]
    assert overview(workspace, Scope()).deals == 2


def test_without_ids_only_quarantined_rows_are_to_be_mended(workspace, file):
    """A deal known by name and day would be a second one once its day is mended."""
    rows = "Deal Name,Stage,Amount,Created Date\na,Demo,10,soon\n,Demo,20,2026-01-02\nb,Demo,30,2026-01-03\n"
    workspace.import_file(file("deals.csv", rows))
    [found] = workspace.imports()
    assert found.rows("to_mend")["row_number"].to_pylist() == [3]


def test_mended_rows_of_a_file_that_is_not_here_are_a_file_of_their_own(workspace, file):
    rows = f"Deal ID,Stage,Created Date,{row_heading('a' * 64)},Sluice reason\n1,Demo,2026-01-02,3,why\n"
    result = workspace.import_file(file("mended.csv", rows))
    assert (result.receipt.rows_accepted, result.receipt.as_of) == (1, day("2026-01-02"))
    assert workspace.imports()[0].mends is None


def test_a_list_that_knows_no_day_is_remembered_too(workspace, file):
    """Confirming a list of targets on the page ended in a traceback."""
    targets = "Wer,Wann,Soll\nAnn,2026Q1,10\n"
    stated = Options(kind="targets", mapping={"owner": "Wer", "period": "Wann", "amount": "Soll"})
    confirm(workspace, file("targets.csv", targets), stated)
    [saved] = workspace.settings().mappings
    assert (saved.file, saved.as_of) == ("targets.csv", None)
    again = workspace.preview(file("more.csv", targets.replace("Ann", "Ben")))
    assert (again.kind, again.amount_total) == ("targets", 10)
    assert "The columns are read as in targets.csv." in again.notes
