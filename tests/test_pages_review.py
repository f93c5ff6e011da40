"""The review of dropped files on the import page: what is asked, what is shown, what can be changed."""

import gzip
import io
import zipfile
from datetime import date

from analytics.intake import Options
from analytics.workspace import Upload, Workspace
from tests.app import DEALS, MIXED, choose, drop, on, plain, press_import, settle, unfold, with_deals, words, write


def test_what_is_no_table_is_refused_in_a_sentence(home):
    test = on("data/import.py")
    drop(test, ("picture.csv", b"\x89PNG\r\n\x1a\n0000"))
    assert "picture.csv" in words(test).replace("\\", "")
    assert test.error
    # however a picture is opened, it is none
    assert not test.expander


def test_the_columns_that_are_missing_are_asked_for_until_the_file_counts(home):
    test = on("data/import.py")
    drop(test, ("x.csv", b"Nummer,Wer,Wo,Wann\n1,a,Start,2026-01-02\n"))
    assert "No column is recognised as Stage or Status" in words(test)
    choose(test, "Stage", "Wo")
    assert "No column is recognised as Deal id or Deal name" in words(test)
    choose(test, "Deal id", "Nummer")
    assert "Of which day is this export?" in words(test)
    test.date_input[0].set_value(date(2026, 1, 31)).run()
    settle(test)
    assert "1 row, 1 deal, as of Jan 31, 2026" in words(test)
    unfold(test, "Fields without a column")
    choose(test, "Created", "Wann")
    press_import(test)
    deals = Workspace(home / "default").engine.table("deals")
    assert deals[["deal_id", "stage"]].to_numpy().tolist() == [["1", "Start"]]
    assert deals["created_on"].dt.date.tolist() == [date(2026, 1, 2)]


def test_the_day_of_an_export_follows_from_the_column_of_days(home):
    test = on("data/import.py")
    drop(test, ("x.csv", b"Deal ID,Wo,Stage,Wann\n1,a,Demo,2026-01-02\n2,b,Demo,2026-01-09\n"))
    assert "Of which day is this export, or which column tells when deals were created?" in words(test)
    choose(test, "Or: Created", "Wann")
    assert "2 rows, 2 deals, as of Jan 9, 2026" in words(test)
    press_import(test)
    created = Workspace(home / "default").engine.table("deals")["created_on"].dt.date
    assert sorted(created) == [date(2026, 1, 2), date(2026, 1, 9)]


def test_a_question_of_the_file_is_answered_before_it_counts(home):
    rows = b"Deal ID,Deal Name,Stage,Created Date\n1,a,Demo,03/04/2026\n2,b,Demo,05/06/2026\n"
    test = on("data/import.py")
    drop(test, ("x.csv", rows))
    assert test.radio[0].label.startswith("How are dates written in Created Date?")
    assert test.radio[0].value == "dmy"
    assert "as of Jun 5, 2026" in words(test)
    test.radio[0].set_value("mdy").run()
    settle(test)
    assert "as of May 6, 2026" in words(test)
    assert test.radio[0].value == "mdy"
    press_import(test)
    created = Workspace(home / "default").engine.table("deals")["created_on"].dt.date.tolist()
    assert created == [date(2026, 3, 4), date(2026, 5, 6)]


def test_a_question_says_what_the_rows_prove_as_the_receipt_does(home):
    """One row is day first, one is month first: they contradict each other."""
    rows = b"Deal ID,Deal Name,Stage,Created Date\n1,a,Demo,13/05/2026\n2,b,Demo,05/14/2026\n3,c,Demo,03/04/2026\n"
    test = on("data/import.py")
    drop(test, ("x.csv", rows))
    said = "How are dates written in Created Date? A conflict: 1 row can only be day-first, 1 row only month-first; day-first assumed."
    assert test.radio[0].label.replace("\\", "") == said


def test_an_encoding_that_is_not_among_the_likely_ones_can_be_chosen(home):
    rows = "Deal ID,Deal Name,Stage,Created Date\n1,株式会社トヨタ,Demo,2026-01-02\n".encode("cp932")
    test = on("data/import.py")
    drop(test, ("deals.csv", rows))
    asked = next(box for box in test.selectbox if "in which encoding" in box.label)
    assert (asked.value, asked.options[0]) == ("cp932", "株式会社トヨタ · Japanese (cp932)")
    shown = " ".join(asked.options)
    for name in ("simplified (gb18030)", "Cyrillic (koi8_r)", "Ukrainian (koi8_u)", "€ (cp858)", "(cp1258)", "(UTF-7)"):
        assert name in shown
    asked.set_value("koi8_r").run()
    settle(test)
    press_import(test)
    name = Workspace(home / "default").engine.table("deals")["name"].item()
    assert name == "株式会社トヨタ".encode("cp932").decode("koi8_r")


def test_what_the_receipt_notes_is_seen_before_the_import(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", b"Deal ID,Deal Name,Stage,Created Date\n1,a,Demo,2026-01-02,x\n2,b,Demo,2026-01-03\n"))
    assert "row has more or fewer cells than headings" in plain(test)
    press_import(test)
    [found] = Workspace(home / "default").imports()
    assert any("more or fewer cells" in each for each in found.receipt.notes)


def test_a_kept_column_becomes_a_filter(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS.replace(b"Lost Reason", b"Lost Reason,Fair").replace(b"Price", b"Price,Oslo")))
    test.multiselect[0].select("Fair").run()
    settle(test)
    press_import(test)
    test.switch_page("pipeline/funnel.py").run()
    test.multiselect(key="where").select("Fair=Oslo").run()
    assert "**Demo** loses most: 2 of 2 deals" in words(test)


def test_the_same_bytes_again_change_nothing(home):
    with_deals(home)
    test = on("data/import.py")
    drop(test, ("again.csv", DEALS))
    assert "already here as import 0001" in words(test)
    press_import(test)
    assert "nothing changed" in words(test)


def test_each_column_shows_cells_as_written_and_as_read(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", MIXED))
    shown = plain(test)
    assert "03/04/2026 → **April 3, 2026**" in shown
    assert "1.234,50 → **1,234.50**" in shown
    assert "20% → **0.2**" in shown
    assert "day-first: proven by 1 row, 0 against" in shown
    assert "1 cell not read: soon" in shown
    # a column moves to the field for which it is chosen
    unfold(test, "Fields without a column")
    choose(test, "Expected close", "Created Date")
    assert plain(test).count("03/04/2026 → **April 3, 2026**") == 1


def test_another_column_shows_what_it_would_give(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", MIXED))
    choose(test, "Created", "Closed Date")
    assert "05/04/2026 → **April 5, 2026**" in plain(test)
    assert "31/01/2026" not in plain(test)


def test_what_was_chosen_holds_when_its_list_is_folded_again(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", MIXED))
    choose(test, "Created", "Closed Date")
    columns = next(each for each in test.expander if each.label.startswith("Columns"))
    test.session_state[columns.key] = False
    test.run()
    settle(test)
    assert not [box for box in test.selectbox if box.label == "Created"]
    press_import(test)
    created = Workspace(home / "default").engine.table("deals").set_index("deal_id")["created_on"]
    assert created["4"].date() == date(2026, 4, 5)


def test_what_a_crm_wrote_is_imported_without_a_look_at_its_columns(home):
    """Of HubSpot's own headings nothing is asked; the day of a stage is read although no field is it."""
    rows = b'Record ID,Deal Name,Deal Stage,Pipeline,Create Date,"Date entered ""Demo (Sales Pipeline)""",Deal owner\n'
    rows += b"101,a,Demo,Sales Pipeline,2026-01-02 10:00,2026-01-05 11:00,Ann\n"
    test = on("data/import.py")
    drop(test, ("hubspot.csv", rows))
    assert "1 row, 1 deal, as of Jan 5, 2026; 7 of 7 columns are read." in plain(test)
    assert "Owner" not in [box.label for box in test.selectbox]
    unfold(test, "Columns: what is read from each (6 fields)")
    assert 'Also read: Date entered "Demo (Sales Pipeline)".' in plain(test)


def test_known_columns_can_be_forgotten_during_the_review(home):
    path = home / "week1.csv"
    path.write_bytes(b"Nummer,Wer,Wo,Wann\n1,a,Start,2026-01-02\n")
    stated = Options(mapping={"stage": "Wo", "deal_id": "Nummer", "created_on": "Wann"})
    Workspace(home / "default").import_files([Upload(path, "week1.csv", stated)], remember=True)
    test = on("data/import.py")
    drop(test, ("week2.csv", b"Wann,Wo,Wer,Nummer\n2026-01-09,Ende,a,1\n"))
    assert "Read as on Jan 2, 2026" in plain(test)
    next(each for each in test.button if each.label == "Forget").click().run()
    settle(test)
    assert "No column is recognised as Stage" in words(test)
    assert Workspace(home / "default").settings().mappings == ()


def test_each_dropped_file_is_reviewed_by_itself(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS), ("picture.csv", b"\x89PNG\r\n\x1a\n0000"), ("more.csv", MIXED))
    shown = plain(test)
    assert shown.index("deals.csv") < shown.index("picture.csv") < shown.index("more.csv")
    assert test.button(key="import").label == "Import 2 files"
    assert "1 not ready." in shown
    press_import(test)
    assert [each.receipt.file for each in Workspace(home / "default").imports()] == ["deals.csv", "more.csv"]


def test_how_a_file_is_opened_can_be_changed(home):
    rows = "Deal ID,Deal Name,Stage,Created Date\n1,Łódź,Demo,2026-01-02\n".encode("cp1250")
    test = on("data/import.py")
    drop(test, ("deals.csv", rows))
    asked = next(box for box in test.selectbox if "in which encoding" in box.label)
    assert asked.value == "cp1250"
    # each choice shows what comes out; the pound sign is no part of a word
    assert {"Łódź · Central European (cp1250)", "ódŸ · Western European (cp1252)"} <= {*asked.options}
    asked.set_value("cp1252").run()
    settle(test)
    press_import(test)
    assert Workspace(home / "default").engine.table("deals")["name"].tolist() == ["£ódŸ"]


def test_what_is_under_review_stays_when_the_page_is_left(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", MIXED))
    choose(test, "Closed on", "Created Date")
    test.switch_page("start.py").run()
    test.switch_page("data/import.py").run()
    settle(test)
    assert "5 rows, 3 deals" in plain(test)
    assert next(each for each in test.selectbox if each.label == "Closed on").value == "Created Date"
    next(each for each in test.button if each.label == "Remove").click().run()
    assert "5 rows, 3 deals" not in plain(test)
    assert not any(each.key == "import" for each in test.button)


def test_each_table_of_an_archive_is_a_file_of_its_own(home):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("team a/deals.csv", DEALS)
        archive.writestr("more.csv", MIXED)
    test = on("data/import.py")
    drop(
        test,
        ("export.zip", packed.getvalue()),
        ("more.csv.gz", gzip.compress(DEALS + b"6,Zeta,Ann,Demo,Open,5,2026-01-09,,\n")),
    )
    shown = plain(test)
    assert [
        name in shown for name in ("**export.zip/team a/deals.csv**", "**export.zip/more.csv**", "**more.csv**")
    ] == [True] * 3
    assert test.button(key="import").label == "Import 3 files"


def test_an_archive_that_is_damaged_is_refused_in_a_sentence(home):
    test = on("data/import.py")
    drop(test, ("deals.zip", b"PK\x03\x04 and nothing that a list of files could be"))
    assert "deals.zip" in plain(test)
    assert test.error


def test_a_column_that_looks_like_the_one_that_is_missing_is_named_and_stands_first(home):
    rows = "Nro;Kuka;Vaihe;Milloin;Paljonko\n" + "".join(
        f"A-{row};Aava {row};{stage};2026-01-0{row};{row}00,50\n" for row, stage in enumerate(["Alku", "Loppu"] * 3, 1)
    )
    test = on("data/import.py")
    drop(test, ("lista.csv", rows.encode()))
    assert "By what it holds, it may be **Vaihe**." in words(test)
    stage = next(each for each in test.selectbox if each.label == "Stage")
    assert stage.options[0].startswith("Vaihe")
    assert stage.value is None
    choose(test, "Stage", "Vaihe")
    choose(test, "Deal id", "Nro")
    test.date_input[0].set_value(date(2026, 6, 30)).run()
    settle(test)
    amount = next(each for each in test.radio if "the amount of a deal" in each.label)
    assert (amount.options, amount.value) == (["Paljonko", "No column of this file"], None)
    amount.set_value("Paljonko").run()
    settle(test)
    press_import(test)
    deals = Workspace(home / "default").engine.table("deals")
    assert sorted(map(float, deals["amount"])) == [100.5, 200.5, 300.5, 400.5, 500.5, 600.5]


def test_an_encoding_that_nobody_knows_is_one_sentence(home):
    rows = "Deal ID,Deal Name,Stage,Created Date\n1,Łódź,Demo,2026-01-02\n".encode("cp1250")
    test = on("data/import.py")
    drop(test, ("deals.csv", rows))
    write(test, "Do these words look right?", "klingon")
    assert [each.value.replace("\\", "") for each in test.error] == [
        "klingon is no encoding that is known. Choose one below."
    ]


def test_what_stands_between_the_cells_can_be_said(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", b"Deal ID:Deal Name:Stage:Created Date\n1:Acme:Demo:2026-01-02\n"))
    assert "or what stands between the cells" in plain(test)
    write(test, "Between cells", ":?")
    assert ":? cannot stand between cells: write one sign, as ; or ^." in plain(test)
    choose(test, "Between cells", ":")
    assert "1 row, 1 deal, as of Jan 2, 2026; 4 of 4 columns are read." in plain(test)


def test_the_row_of_headings_can_be_said(home):
    rows = b"Nummer,Wert\n1,2\nDeal ID,Deal Name\n1,Acme\n2,Beta\n"
    test = on("data/import.py")
    drop(test, ("x.csv", rows))
    test.number_input[0].set_value(1).run()
    settle(test)
    assert "Nummer" in next(each for each in test.selectbox if each.label == "Stage").options[0]
    test.number_input[0].set_value(9).run()
    settle(test)
    said = "Row 9 of x.csv holds no headings: the last row is 5. Say below in which row they stand, or what"
    assert said in plain(test)
