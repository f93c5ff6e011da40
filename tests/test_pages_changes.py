"""The page of changes, as a person uses it."""

import pytest

from analytics.intake import Options
from analytics.workspace import Upload, Workspace
from tests.app import drop, on, part, plain, press_import
from tests.exports import csv_of, day


def export(folder, name: str, deals: list[tuple]):
    rows = [
        {
            "Deal ID": deal, "Deal Name": deal, "Account": deal.title(), "Owner": "Ann", "Stage": "Demo", "Status": status,
            "Amount": amount, "Currency": "EUR", "Expected Close Date": close, "Created Date": "2026-01-05", "Closed Date": closed,
        }
        for deal, amount, status, close, closed in deals
    ]  # fmt: skip
    path = folder / f"{name}.csv"
    path.write_text(csv_of(rows), encoding="utf-8")
    return Upload(path, path.name, Options(as_of=day(name)))


BEFORE = [
    ("acme", 50_000, "Open", "2026-03-20", ""),
    ("globex", 80_000, "Open", "2026-03-10", ""),
    ("initech", 100_000, "Open", "2026-03-12", ""),
    ("hooli", 60_000, "Open", "2026-03-25", ""),
    ("umbrella", 40_000, "Open", "2026-03-25", ""),
    ("gone co.", 30_000, "Open", "2026-03-25", ""),
]
AFTER = [
    ("acme", 100_000, "Open", "2026-03-20", ""),
    ("globex", 80_000, "Open", "2026-04-10", ""),
    ("initech", 100_000, "Open", "2026-05-12", ""),
    ("hooli", 60_000, "Open", "2026-04-25", ""),
    ("umbrella", 40_000, "Won", "2026-03-25", "2026-02-12"),
]


@pytest.fixture
def two_weeks(home):
    work = Workspace(home / "default")
    work.import_files([export(home, "2026-02-09", BEFORE), export(home, "2026-02-16", AFTER)])
    return work


def test_the_page_tells_in_words_what_changed(two_weeks):
    test = on("pipeline/changes.py")
    text = plain(test)
    assert "€100K** in 1 deal is planned to close in Q1 2026, €260K less than on Feb 9, 2026" in text
    assert "3 deals worth €240K slipped out of Q1 2026" in text
    assert "**Acme** doubled, from €50K to €100K." in text
    assert "**Umbrella** worth €40K was won." in text
    # no second full stop behind a name that ends with one
    assert "**Gone Co.** worth €30K is in the exports no more." in text
    assert "1 deal of the first day is in the exports no more" in plain(part(test, "changes_part", "Disappeared"))


def test_every_sentence_opens_its_deals(two_weeks):
    test = on("pipeline/changes.py")
    buttons = {each.key: each for each in test.button if each.key and each.key.startswith("changes-news-")}
    assert len(buttons) == 4
    test = buttons["changes-news-0"].click().run()
    assert not test.exception
    assert "**3 deals**, €240,000.00 in all. They add up to the figure." in plain(test)


def test_the_overview_tells_it_in_three_lines(two_weeks):
    text = plain(on("pipeline/overview.py"))
    assert "- 3 deals worth €240K slipped out of Q1 2026" in text
    assert "- **Acme** doubled" in text


def test_an_export_that_lacks_most_deals_is_asked_about(home):
    work = Workspace(home / "default")
    work.import_files([export(home, "2026-02-09", BEFORE), export(home, "2026-02-16", AFTER[:2])])
    text = plain(on("pipeline/changes.py"))
    assert "Is this another view of the pipeline?" in text
    assert "4 of 6 open deals of the pipeline Pipeline are missing" in text
    test = on("data/setup.py")
    for radio in [each for each in test.radio if each.key.startswith("missing-")]:
        radio.set_value(True)
    test.button(key="save-setup").click().run()
    assert not test.exception
    assert {each.are_gone for each in work.settings().missing_deals} == {True}
    assert "Is this another view" not in plain(on("pipeline/changes.py"))


def test_an_export_that_lacks_most_deals_is_asked_about_before_it_is_imported(home):
    work = Workspace(home / "default")
    work.import_files([export(home, "2026-02-09", BEFORE)])
    thin = export(home, "2026-02-16", AFTER[:2])
    test = on("data/import.py")
    # its name tells the day, as exports are usually named
    drop(test, (thin.path.name.replace("2026", "deals-2026"), thin.path.read_bytes()))
    assert "Is this another view of the pipeline?" in plain(test)
    asked = [each for each in test.radio if each.key.startswith("lacking-")]
    assert [each.label.replace("\\", "") for each in asked] == [
        "Table, export of Feb 16, 2026: 4 of 6 open deals of the owner Ann are missing.",
        "Table, export of Feb 16, 2026: 4 of 6 open deals of the pipeline Pipeline are missing.",
    ]
    for each in asked:
        each.set_value(True)
    press_import(test.run())
    assert not test.exception
    assert {each.are_gone for each in work.settings().missing_deals} == {True}
    assert "Is this another view" not in plain(test)
    assert len(work.engine.table("deal_absences")) == 4


def test_many_that_lack_deals_are_answered_at_once(home):
    """Four owners of five open deals each, and the pipeline of all twenty; the next export shows one deal of another."""
    head = "Deal ID,Deal Name,Owner,Stage,Created Date\n"
    rows = "".join(f"{number},Deal {number},{'ABCD'[number % 4]},Demo,2026-01-05\n" for number in range(20))
    path = home / "deals-2026-02-09.csv"
    path.write_text(head + rows, encoding="utf-8")
    work = Workspace(home / "default")
    work.import_file(path)
    test = on("data/import.py")
    drop(test, ("deals-2026-02-16.csv", f"{head}99,New,E,Demo,2026-02-12\n".encode()))
    [asked] = [each for each in test.radio if each.key.startswith("lacking-")]
    assert asked.label.replace("\\", "") == (
        "Most open deals of these are missing: A (5), B (5), C (5), D (5), Pipeline (20)."
    )
    asked.set_value("They are gone").run()
    press_import(test)
    assert [each.are_gone for each in work.settings().missing_deals] == [True] * 5


def test_one_export_alone_is_told_to_be_too_little(home):
    Workspace(home / "default").import_files([export(home, "2026-02-09", BEFORE)])
    text = plain(on("pipeline/changes.py"))
    assert "One export shows one day." in text


def test_what_a_push_means_compares_nothing_of_another_age(sample):
    test = part(on("pipeline/changes.py"), "changes_part", "Pushes")
    assert "were pushed at least once. Of these" in plain(test)
    [table] = [each.value for each in test.dataframe if "Pushed" in each.value or "times" in each.value]
    assert table.iloc[:, 0].tolist() == ["all deals", "once or more", "twice or more", "3 times or more"]
    # whoever was pushed twice was pushed once, and all of them are among all
    assert table["deals"].is_monotonic_decreasing
    assert "by amount; " in plain(test)
