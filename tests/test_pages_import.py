"""Importing on the page: receipts, rows to mend, next week's file, and imports that go on by themselves."""

import tempfile
import threading
import time
from datetime import date

import pytest
import streamlit as st

from analytics import errors
from analytics.workspace import Upload, Workspace, generation
from pages._parts import exports, jobs, mend, uploads
from tests.app import DEALS, MIXED, choose, drop, on, plain, press_import, settle, unfold, words


def test_from_an_upload_to_the_funnel_of_one_owner(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS))
    assert "5 rows, 5 deals, as of Mar 2, 2026" in words(test)
    press_import(test)
    assert not test.error
    assert "Imports that count" in words(test)

    test.switch_page("pipeline/funnel.py").run()
    assert "**Demo** loses most: 2 of 5 deals" in words(test)
    stages = test.dataframe[-1].value
    shown = stages[["stage", "reached", "advanced", "open", "lost"]]
    assert shown.to_numpy().tolist() == [["Demo", 5, 2, 1, 2], ["Offer", 2, 1, 0, 1]]

    test.multiselect(key="owner").select("Ben").run()
    assert not test.exception
    # of Ben's three, one waits in Demo; of the two in Offer one was won and one lost
    assert "**Offer** loses most: 1 of 2 deals" in words(test)

    test.switch_page("pipeline/overview.py").run()
    figures = {metric.label: metric.value for metric in test.metric}
    assert figures == {"Won": "400", "Open, unweighted": "1.6K", "Open, weighted": "–", "Win rate, by count": "–"}
    assert "1 won, 1 lost (n = 2)" in words(test)  # of fewer than ten deals, counts only


def test_the_receipt_accounts_for_rows_and_money(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", MIXED))
    assert "5 rows, 3 deals, as of Apr 5, 2026; 7 of 7 columns are read; 1 row cannot be read" in plain(test)
    press_import(test)
    shown = plain(test)
    assert "**5** rows read = **3** accepted + **1** quarantined + **1** that is no data" in shown
    # 1,234.50 + 2.50 + 10.00, and -7.00 of the row without an id
    assert "Amount adds up to 1,240.00, no currency named = 1,247.00 accepted + -7.00 quarantined." in shown
    assert "The total in row 6 of the file says the same." in shown
    assert "Rows 2 to 3, 5 of the file; row 1 holds the headings." in shown
    assert [each.label for each in test.expander if each.label.startswith(("1 ", "3 "))] == [
        "3 rows accepted", "1 row quarantined", "1 cell could not be read; its row counts without it",
        "1 row that is no data",
    ]  # fmt: skip


def test_a_total_that_differs_is_said(home):
    path = home / "deals.csv"
    path.write_bytes(MIXED.replace(b"1.240,00", b"1.300,00"))
    Workspace(home / "default").import_file(path)
    test = on("data/import.py")
    test.button(key="receipt-0001").click().run()
    assert "The total in row 6 of the file says 1,300.00, which is 60.00 more." in plain(test)


def test_of_several_files_only_those_with_something_to_mend_show_their_whole_receipt(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS), ("mixed.csv", MIXED))
    press_import(test)
    shown = plain(test)
    # 100 + 200 + 400 + 800 + 1600
    assert "Table · Deals · 5 rows read, all accepted · 3,100.00" in shown
    assert shown.count("rows read =") == 1
    # the row without an id, and the one with a cell that is no day
    assert "2 rows to mend" in shown


def test_what_is_noted_of_several_files_is_read_once(home):
    head = b"Deal ID,Deal Name,Stage,Created Date\n"
    test = on("data/import.py")
    drop(test, ("a.csv", head + b"1,a,Demo,2026-01-02\n"), ("b.csv", head + b"2,b,Demo,2026-01-03\n"))
    note = "No deal of this file is lost."
    assert plain(test).count(note) == 2
    press_import(test)
    assert plain(test).count(note) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_are_downloaded_mended_and_uploaded_again(home, form):
    """A name that a spreadsheet would run, a negative amount, and dates that prove nothing alone."""
    rows = MIXED.replace(b";Chi", b";=Chi").replace(b"2;Ben", b"2;-Ben")
    test = on("data/import.py")
    drop(test, ("deals.csv", rows))
    press_import(test)
    assert "**2 rows to mend**" in words(test)
    [found] = Workspace(home / "default").imports()
    frame, headings = mend.rows_to_mend(found, found.receipt)
    assert frame["reason"].tolist() == [
        "Closed Date: “soon” is not a date, the column being day first",
        "Deal ID: empty: nothing tells which deal this is",
    ]
    frame.loc[0, "6"], frame.loc[1, "0"] = "06/04/2026", "3"
    write = {"csv": lambda: exports.csv_of(frame, headings, ";"), "xlsx": lambda: exports.xlsx_of(frame, headings)}[
        form
    ]
    drop(test, (f"mended.{form}", write()))
    # the columns that we added are no news
    assert "2 rows, 2 deals, as of Apr 5, 2026; 7 of 7 columns are read" in plain(test)
    assert "Not read" not in plain(test)
    press_import(test)
    deals = Workspace(home / "default").engine.table("deals").sort_values("deal_id")
    assert deals["deal_id"].tolist() == ["1", "2", "3", "4"]
    assert deals["name"].tolist() == ["Ann", "-Ben", "=Chi", "Dee"]
    assert [float(each) for each in deals["amount"]] == [1234.5, 2.5, -7, 10]
    assert deals["created_on"].dt.date.tolist() == [
        date(2026, 1, 31),
        date(2026, 4, 3),
        date(2026, 2, 1),
        date(2026, 2, 2),
    ]
    assert "1 quarantined · mended by import 0002" in plain(test)
    assert "mends import 0001" in plain(test)


def test_next_weeks_file_takes_one_click(home):
    test = on("data/import.py")
    drop(test, ("week1.csv", b"Nummer,Wer,Wo,Wann\n1,a,Start,03/04/2026\n"))
    choose(test, "Stage", "Wo")
    choose(test, "Deal id", "Nummer")
    test.date_input[0].set_value(date(2026, 6, 30)).run()
    settle(test)
    unfold(test, "Fields without a column")
    choose(test, "Created", "Wann")
    test.radio[0].set_value("mdy").run()
    settle(test)
    press_import(test)
    drop(test, ("week2.csv", b"Wann,Wo,Wer,Nummer\n05/06/2026,Ende,a,1\n"))
    assert "Read as on Jun 30, 2026, when week1.csv had the same columns." in plain(test)
    # nobody needs to look, but anybody can
    assert "as confirmed before" not in plain(test)
    unfold(test, "Columns: what is read from each")
    assert "as confirmed before" in plain(test)
    assert "as stated" not in plain(test)
    assert not test.radio
    press_import(test)
    created = Workspace(home / "default").engine.table("deals")["created_on"].dt.date.tolist()
    # the newest export is that of 30 June; both days are month first
    assert created == [date(2026, 3, 4)]
    assert "Columns that are known (1)" in [each.label for each in test.expander]


def test_an_import_goes_on_when_its_page_is_closed_and_is_not_made_twice(home, monkeypatch):
    counting, may_end, made = threading.Event(), threading.Event(), []
    build = generation.build

    def slow(*all_):
        made.append(all_)
        counting.set()
        assert may_end.wait(60)
        return build(*all_)

    monkeypatch.setattr("analytics.workspace.commit.build", slow)
    test, third = on("data/import.py"), on("data/import.py")
    for each in (test, third):
        drop(each, ("deals.csv", DEALS))
    test.button(key="import").click().run()
    assert counting.wait(60)
    # the button was there before the import began
    third.button(key="import").click().run()
    assert "5 rows, 5 deals" in words(third)
    assert "Importing 1 file" in words(test)
    # another session looks in; the first one is gone
    other = on("data/import.py")
    assert "Importing 1 file" in words(other)
    drop_only(other, ("deals.csv", DEALS))
    assert other.button(key="import").disabled
    other.switch_page("start.py").run()
    assert "Importing 1 file · Counting" in plain(other)
    may_end.set()
    settle(other)
    other.switch_page("data/import.py").run()
    settle(other)
    assert "**5** rows read = **5** accepted" in words(other)
    assert len(made) == 1
    other.button(key="close-import").click().run()
    assert "rows read" not in words(other)


def drop_only(test, *files) -> None:
    """Drop files while an import is going on, and wait until they are read."""
    for name, content in files:
        test.file_uploader[0].upload(name, content)
    test.run()
    until = time.monotonic() + 60
    while not any(each.key == "import" for each in test.button) or "rows, " not in words(test):
        assert time.monotonic() < until
        time.sleep(0.2)
        test.run()


def test_the_click_starts_the_import_before_the_page_is_drawn_again(home, monkeypatch):
    """Whoever leaves in that moment stops the drawing, not the import."""
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS))
    monkeypatch.setattr(uploads, "dropped", lambda _: st.stop())
    test.button(key="import").click().run()
    assert jobs.last(Workspace(home / "default")).done.wait(60)
    assert [each.receipt.deals for each in Workspace(home / "default").imports()] == [5]


def test_an_answer_given_in_the_moment_of_the_click_counts(home):
    test = on("data/import.py")
    drop(test, ("x.csv", b"Deal ID,Deal Name,Stage,Created Date\n1,a,Demo,03/04/2026\n2,b,Demo,05/06/2026\n"))
    test.radio[0].set_value("mdy")
    press_import(test)
    created = Workspace(home / "default").engine.table("deals")["created_on"].dt.date.tolist()
    assert created == [date(2026, 3, 4), date(2026, 5, 6)]


def test_the_end_of_the_last_import_does_not_stand_beside_a_new_review(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS))
    press_import(test)
    assert "rows read" in words(test)
    drop(test, ("more.csv", MIXED))
    assert "5 rows, 3 deals" in plain(test)
    assert "rows read" not in words(test)


def test_an_import_that_is_refused_says_so_on_return(home, monkeypatch):
    def full(*_):
        raise errors.not_writable("default", "no space left")

    monkeypatch.setattr("analytics.workspace.commit.build", full)
    test = on("data/import.py")
    drop(test, ("deals.csv", DEALS))
    press_import(test)
    assert "Nothing was imported. The workspace default cannot be written: no space left." in plain(test)


def test_of_two_that_press_at_once_one_imports(home, monkeypatch):
    may_end, taken = threading.Event(), []
    build = generation.build
    monkeypatch.setattr("analytics.workspace.commit.build", lambda *all_: may_end.wait(60) and build(*all_))
    path = home / "deals.csv"
    path.write_bytes(DEALS)
    work = Workspace(home / "default")

    def take_over():
        taken.append(tempfile.TemporaryDirectory())
        return taken[-1]

    for _ in range(2):
        jobs.start(work, [Upload(path, "deals.csv")], take_over)
    assert len(taken) == 1
    job = jobs.last(work)
    may_end.set()
    assert job.done.wait(60)


def test_two_files_of_one_name_with_columns_of_one_name_have_their_receipts(home):
    """Twice deals.csv, each with two columns Amount and two columns Note, rows to mend and cells not read."""
    head = "Deal ID,Deal Name,Stage,Amount,Amount,Note,Note,Created Date\n"
    first = head + "1,Alpha,Demo,100,90,a,b,2026-01-05\n,Beta,Demo,1,2,a,b,2026-01-06\n3,C,Demo,x,7,a,b,2026-01-06\n"
    first += "4,C,D,E,F,1,2,a,b,2026-01-06\n"
    test = on("data/import.py")
    drop(test, ("deals.csv", first.encode()), ("deals.csv", first.replace("Alpha", "Delta").encode()))
    assert test.button(key="import").label == "Import 2 files"
    press_import(test)
    shown = plain(test)
    assert shown.count("**4** rows read = **2** accepted + **2** quarantined + **0** that are no data") == 2
    assert shown.count("**3 rows to mend**") == 2
    test.button(key="receipt-0001").click().run()
    assert not test.exception
    assert plain(test).count("**4** rows read") == 3
    assert "whole row" in [name for each in test.dataframe for name in each.value.get("Column", [])]
