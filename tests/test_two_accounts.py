"""Two accounts of one CRM in one workspace: both count from 1, and one id stands for two deals."""

import hashlib
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake import Options, take
from analytics.workspace import Workspace
from analytics.workspace.engine import Engine
from analytics.workspace.generation import build
from analytics.workspace.given import with_given
from analytics.workspace.keys import keys_of
from analytics.workspace.likeness import Told
from analytics.workspace.results import account_notes
from analytics.workspace.settings import FileAccount, OneAccount, Settings
from tests.exports import Read, csv_of, store_of_files

HEADINGS = ["Deal - ID", "Deal - Title", "Deal - Stage", "Deal - Status", "Deal - Value", "Deal - Deal created", "Deal - Organization", "Deal - Owner"]  # fmt: skip
JUNE, JULY = (Options(as_of=date(2026, month, 30)) for month in (6, 7))


def account(name, created, ids=range(1, 31), status="Open", left_out=()):
    """An export of 30 deals, one created each day from `created` on."""
    first = date.fromisoformat(created)
    rows = [
        (str(n), f"{name} deal {n}", "Demo", status, 100 * n, f"{first + timedelta(days=n)} 10:00:00", f"{name} org {n}", "Ann")
        for n in ids
    ]  # fmt: skip
    return csv_of([{key: cell for key, cell in zip(HEADINGS, row, strict=True) if key not in left_out} for row in rows])


def crms(store):
    return store.engine.table("imports")["crm"].tolist()


@pytest.mark.parametrize("left_out", [(), ("Deal - Deal created",), ("Deal - Title",)], ids=str)
def test_deals_of_two_accounts_are_kept_apart(left_out):
    """30 lost deals of the one, 30 open ones of the other: 60 deals, none of them won back."""
    store = store_of_files(
        ("deals-a.csv", account("Nord", "2025-01-01", status="Lost", left_out=left_out), JUNE),
        ("deals-b.csv", account("Sued", "2026-01-01", left_out=left_out), JULY),
    )
    deals = store.engine.table("deals")
    assert deals.groupby(["crm", "status"]).size().to_dict() == {("pipedrive", "lost"): 30, ("pipedrive#2", "open"): 30}
    assert store.engine.table("win_backs").empty
    assert store.engine.table("partial_exports").empty
    [note] = account_notes(store.engine)["0002"]
    assert note.startswith("30 of 30 ids that earlier exports have too stand for other deals here")


def test_deals_of_two_tables_of_no_known_program_are_kept_apart():
    one = "Deal ID,Deal Name,Stage,Amount,Created Date\n1,Acme,Proposal,100,2026-01-01\n2,Beta,Closed Won,200,2026-01-02\n3,Gamma,Closed Lost,300,2026-01-03\n"
    other = "Id,Title,Phase,Value,Created\n1,Omega,Offer,1000,2025-11-01\n2,Psi,Won,2000,2025-12-02\n3,Chi,Lost,3000,2026-02-03\n"
    store = store_of_files(("a.csv", one), ("b.csv", other))
    assert crms(store) == ["generic", "generic#2"]
    assert sorted(store.engine.table("deals")["name"]) == ["Acme", "Beta", "Chi", "Gamma", "Omega", "Psi"]


def test_later_exports_go_to_the_account_with_which_they_agree():
    """The second export of each has one deal more: 31 and 31."""
    more = range(1, 32)
    store = store_of_files(
        ("a1.csv", account("Nord", "2025-01-01"), JUNE),
        ("b1.csv", account("Sued", "2026-01-01"), JUNE),
        ("b2.csv", account("Sued", "2026-01-01", more), JULY),
        ("a2.csv", account("Nord", "2025-01-01", more), JULY),
    )
    assert crms(store) == ["pipedrive", "pipedrive#2", "pipedrive#2", "pipedrive"]
    assert store.engine.table("deals").groupby("crm").size().to_dict() == {"pipedrive": 31, "pipedrive#2": 31}
    assert "of another account than the first" in account_notes(store.engine)["0003"][0]
    assert "0004" not in account_notes(store.engine)


def test_a_person_can_say_that_it_is_one_account():
    files = (("a.csv", account("Nord", "2025-01-01"), JUNE), ("b.csv", account("Sued", "2026-01-01"), JULY))
    store = store_of_files(*files, settings=Settings(one_accounts=(OneAccount("pipedrive"),)))
    assert crms(store) == ["pipedrive", "pipedrive"]
    assert len(store.engine.table("deals")) == 30


@pytest.mark.parametrize(
    ("name", "created"),
    [
        pytest.param("Sued", "2025-01-01", id="all renamed"),
        pytest.param("Nord", "2026-01-01", id="other days"),
        pytest.param("Old Nord", "2026-01-01", id="a word put before each name, and other days"),
        pytest.param("Sued", "2025-01-02", id="all renamed, days moved by a time zone"),
    ],
)
def test_names_alone_or_days_alone_make_no_account(name, created):
    store = store_of_files(("a.csv", account("Nord", "2025-01-01"), JUNE), ("b.csv", account(name, created), JULY))
    assert crms(store) == ["pipedrive", "pipedrive"]
    assert len(store.engine.table("deals")) == 30


@pytest.mark.parametrize(("others", "deals"), [(15, 30), (16, 60)])
def test_more_than_half_must_be_other_deals(others, deals):
    """Of 30 shared ids 15 are half, and stay one deal each, named in a note; 16 are most."""
    mixed = (
        account("Sued", "2026-01-01", range(1, others + 1))
        + account("Nord", "2025-01-01", range(others + 1, 31)).split("\n", 1)[1]
    )
    store = store_of_files(("a.csv", account("Nord", "2025-01-01"), JUNE), ("b.csv", mixed, JULY))
    assert len(store.engine.table("deals")) == deals
    [note] = account_notes(store.engine)["0002"]
    assert note.startswith(
        "15 of 30 ids that an earlier export has too stand for another deal here, with another name and another day of creation "
        "(1: Sued deal 1, before Nord deal 1; "
        if deals == 30
        else "16 of 30 ids"
    )


NORTH, SOUTH = ["Acme", "Beta", "Gamma", "Delta"], ["Wald", "Feld", "Moor", "Berg"]


def on_one_day(names, owner="Ann", left_out=(), amount=100, day="2026-02-01"):
    """Deals 1, 2, ... of these names, all created by one import into the CRM."""
    rows = [
        (str(n), f"{name} plan", "Demo", "Open", amount * n, f"{day} 10:00:00", f"{name} AG", owner)
        for n, name in enumerate(names, start=1)
    ]
    return csv_of([{key: cell for key, cell in zip(HEADINGS, row, strict=True) if key not in left_out} for row in rows])


@pytest.mark.parametrize(
    ("owner", "left_out", "amount"),
    [
        pytest.param("Bea", (), 100, id="other accounts"),
        pytest.param("Bea", ("Deal - Organization",), 100, id="other owners"),
        pytest.param("Ann", ("Deal - Organization",), 70, id="one owner of all, who tells nothing; other amounts"),
    ],
)
def test_one_day_of_creation_of_all_deals_proves_nothing(owner, left_out, amount):
    store = store_of_files(
        ("a.csv", on_one_day(NORTH, left_out=left_out), JUNE),
        ("b.csv", on_one_day(SOUTH, owner, left_out, amount), JULY),
    )
    assert crms(store) == ["pipedrive", "pipedrive#2"]
    assert store.engine.table("deals")["amount"].sum() == 1000 + 10 * amount


def test_a_weekly_export_of_deals_created_on_one_day_is_of_the_same_account():
    """One of four is renamed; amounts and owners change from week to week."""
    store = store_of_files(
        ("a.csv", on_one_day(NORTH), JUNE), ("b.csv", on_one_day([*NORTH[:3], "Omega"], "Bea", amount=90), JULY)
    )
    assert crms(store) == ["pipedrive", "pipedrive"]
    assert store.engine.table("deals")["amount"].sum() == 900


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (account("Sued", "2025-01-01"), "30 of 30 deals that an earlier export has too have another name and another account"),
        (account("Nord", "2026-01-01"), "30 of 30 deals that an earlier export has too have another day of creation here (1: 2026-01-02, before 2025-01-02;"),
        (account("Old Nord", "2026-01-01"), "30 of 30 deals that an earlier export has too have another day of creation"),
        (account("Sued", "2026-01-01", [30, *range(31, 60)]), "1 of 1 id that an earlier export has too stands for another deal here"),
        (account("Sued", "2026-01-01", [29, 30, *range(31, 60)]), "2 of 2 ids that an earlier export has too stand for another deal here"),
    ],
    ids=["all renamed", "other days", "words added and other days", "one shared id", "two of 31"],
)  # fmt: skip
def test_what_speaks_against_one_account_is_said(second, said):
    store = store_of_files(("a.csv", account("Nord", "2025-01-01"), JUNE), ("b.csv", second, JULY))
    assert crms(store) == ["pipedrive", "pipedrive"]
    [note] = account_notes(store.engine)["0002"]
    assert note.startswith(said)
    assert note.endswith("If this file is of another account, say so in the setup, under Pipelines.")


def test_two_deals_of_two_are_enough():
    store = store_of_files(("a.csv", on_one_day(NORTH[:2]), JUNE), ("b.csv", on_one_day(SOUTH[:2], "Bea"), JULY))
    assert crms(store) == ["pipedrive", "pipedrive#2"]


def test_a_person_says_of_which_account_a_file_is():
    """One id in common is no proof; the person knows."""
    text = account("Sued", "2026-01-01", range(30, 60))
    files = ("a.csv", account("Nord", "2025-01-01"), JUNE), ("b.csv", text, JULY)
    assert len(store_of_files(*files).engine.table("deals")) == 59
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    said = Settings(file_accounts=(FileAccount(sha256, "pipedrive#2", "b.csv"),))
    store = store_of_files(*files, settings=said)
    assert crms(store) == ["pipedrive", "pipedrive#2"]
    assert len(store.engine.table("deals")) == 60


CUSTOMERS = "Customer ID,Customer Name,Status,Start Date,MRR\n"


@pytest.mark.parametrize(
    ("crm", "named", "found", "said"),
    [
        ("pipedrive", ["Sued org 3", "SUED  org 4"], "pipedrive#2", "by the names of its customers"),
        ("pipedrive", ["Nord org 3", "Sued org 4", "Sued org 5"], "pipedrive#2", "by the names of its customers"),
        ("pipedrive", ["Else", "Other"], "pipedrive", "Nothing in this file tells of which account of Pipedrive it is"),
        ("pipedrive", ["Nord org 3", "Sued org 4"], "pipedrive", "Nothing in this file tells"),
        (None, ["Sued org 3", "Else"], "pipedrive#2", "by the names of its customers"),
        (None, ["Nord org 3", "Sued org 4", "Sued org 5"], "generic", None),
    ],
)
def test_customers_are_of_the_account_whose_deals_name_them(crm, named, found, said):
    listed = CUSTOMERS + "".join(f"{n},{name},active,2026-02-01,10\n" for n, name in enumerate(named))
    store = store_of_files(
        ("a.csv", account("Nord", "2025-01-01"), JUNE),
        ("b.csv", account("Sued", "2026-01-01"), JUNE),
        ("customers.csv", listed, Options(as_of=date(2026, 6, 30), kind="customers", crm=crm)),
    )
    assert crms(store)[2] == found
    assert set(store.engine.table("customers")["crm"]) == {found}
    notes = account_notes(store.engine).get("0003", [])
    assert said in notes[0] if said else not notes


# names stay


def deals_of(orgs, stages, month):
    rows = [
        (str(n), f"{org} plan", "Sales", stages[n % 3], "Open", 100, f"2026-{month:02}-{n:02} 10:00", org, "Ann")
        for n, org in enumerate(orgs, start=1)
    ]
    return csv_of([dict(zip([*HEADINGS[:2], "Deal - Pipeline", *HEADINGS[2:]], row, strict=True)) for row in rows])


ONE = deals_of(NORTH, ["Call", "Visit", "Offer"], 1)
TWO = deals_of(SOUTH, ["Survey", "Permit", "Build"], 2)
THREE = deals_of(["Kiel", "Bonn", "Jena", "Ulm"], ["Trial", "Legal", "Signing"], 3)
NAMES = {"pipedrive": "Sales", "pipedrive#2": "Sales (Pipedrive #2)", "pipedrive#3": "Sales (Pipedrive #3)"}


def pipelines(engine):
    deals = engine.table("deals")
    return dict(zip(deals["crm"], deals["pipeline"], strict=True))


def test_accounts_and_pipelines_keep_their_names_when_files_are_left_out(tmp_path):
    """Without the one in the middle, without the first, and all again in another order."""
    settings = Settings()
    for number, texts in enumerate([(ONE, TWO, THREE), (ONE, THREE), (THREE,), (THREE, TWO, ONE)]):
        reads = []
        for at, text in enumerate(texts):
            taken = take(text.encode(), "a.csv", JUNE)
            reads.append(Read(f"{at:04d}", taken.receipt, taken.tables))
        path = tmp_path / f"{number}.duckdb"
        settings = with_given(settings, build(path, reads, settings))
        of = {ONE: "pipedrive", TWO: "pipedrive#2", THREE: "pipedrive#3"}
        assert pipelines(Engine(path)) == {of[text]: NAMES[of[text]] for text in texts}


def test_a_later_export_of_the_first_takes_no_name_away():
    """Three exports of the first account, the second one's before them: rows that repeat are told by the last."""
    first = [(f"a{n}.csv", ONE, Options(as_of=date(2026, 6, n))) for n in (1, 15, 22, 29)]
    store = store_of_files(first[0], ("b.csv", TWO, JUNE), *first[1:])
    assert pipelines(store.engine) == {each: NAMES[each] for each in ("pipedrive", "pipedrive#2")}


def test_a_workspace_keeps_the_names(tmp_path):
    work = Workspace(tmp_path / "w")
    for name, text in (("a.csv", ONE), ("b.csv", TWO)):
        (tmp_path / name).write_text(text)
        work.import_file(tmp_path / name)
    work.undo("0001")
    generation = work.generation
    assert pipelines(work.engine) == {"pipedrive#2": NAMES["pipedrive#2"]}
    assert pipelines(Workspace(work.folder).engine) == {"pipedrive#2": NAMES["pipedrive#2"]}
    assert work.generation == generation
    assert [(each.file, each.crm) for each in work.settings().file_accounts] == [
        ("a.csv", "pipedrive"),
        ("b.csv", "pipedrive#2"),
    ]


def test_ids_that_are_unique_in_the_world_are_of_one_account():
    head = "Opportunity ID,Opportunity Name,Stage,Created Date\n"
    one = head + "".join(f"006A00000000{n:03},Nord {n},Prospecting,2025-01-0{n}\n" for n in range(1, 4))
    other = head + "".join(f"006A00000000{n:03},Sued {n},Prospecting,2026-01-0{n}\n" for n in range(1, 4))
    assert len(store_of_files(("a.csv", one, JUNE), ("b.csv", other, JULY)).engine.table("deals")) == 3


HISTORY = "Deal - ID,{name}Stage,Previous stage,Changed at\n3,{said}Offer,Demo,2026-05-03 10:00:00\n4,{said}Offer,Demo,2026-05-04 10:00:00\n"


@pytest.mark.parametrize(
    ("said", "place", "crm"),
    [
        ("Sued deal 3,", 2, "pipedrive#2"),
        ("Nord deal 3,", 2, "pipedrive"),
        ("", 2, "pipedrive#2"),
        ("", 1, "pipedrive"),
    ],
)
def test_a_history_is_of_the_account_of_its_names_else_of_the_deals_before_it(said, place, crm):
    files = [("a.csv", account("Nord", "2025-01-01"), JUNE), ("b.csv", account("Sued", "2026-01-01"), JUNE)]
    history = HISTORY.format(name="Deal - Title," if said else "", said=said)
    files.insert(place, ("history.csv", history, Options(crm="pipedrive", kind="history")))
    store = store_of_files(*files)
    assert crms(store)[place] == crm
    deals = store.engine.table("deals").set_index("deal_key")
    told = store.engine.table("stage_visits").query("stage == 'Offer'")["deal_key"]
    assert {(deals.loc[key, "crm"], deals.loc[key, "deal_id"]) for key in told} == {(crm, "3"), (crm, "4")}
    assert "This file is taken for one of Pipedrive" in account_notes(store.engine)[f"{place + 1:04d}"][0]


def test_what_is_of_another_account_lacks_nothing(tmp_path):
    """The import says of which account the file is, and nobody is asked where the deals of the first are."""
    work = Workspace(tmp_path / "w")
    for name, text in {
        "a": account("Nord", "2025-01-01"),
        "b": account("Sued", "2026-01-01", range(21, 51)),
        "c": account("Nord", "2025-01-01", range(1, 4)),
    }.items():
        (tmp_path / f"{name}.csv").write_text(text)
    work.import_file(tmp_path / "a.csv", JUNE)
    asked = {}
    for name in "bc":
        (tmp_path / name).mkdir()
        asked[name] = work.lacking([work.read(tmp_path / f"{name}.csv", JULY, into=tmp_path / name)])
    assert asked["b"] == []
    assert {(each.crm, each.expected, each.missing) for each in asked["c"]} == {("pipedrive", 30, 27)}
    result = work.import_file(tmp_path / "b.csv", JULY)
    assert result.receipt.crm == "pipedrive#2"
    assert any(note.startswith("10 of 10 ids") for note in result.receipt.notes)


texts = st.text("ab", min_size=1, max_size=3)
deals = st.dictionaries(
    st.integers(1, 40).map(str), st.tuples(texts, st.none() | st.dates(date(2025, 1, 1)), texts, texts), max_size=20
)


def told(rows):
    """An import of these deals: id -> name, day of creation, account, owner."""
    names, days, accounts, owners = zip(*rows.values(), strict=True) if rows else [()] * 4
    columns = [pa.array(each, pa.large_string()) for each in (list(rows), names, accounts, owners)]
    return Told("x", date(2026, 6, 30), *columns[:2], pa.array(days, pa.date32()), *columns[2:])


@given(deals, st.data())
def test_an_export_repeated_with_small_changes_is_of_the_same_account(rows, data):
    """Fewer than half of the deals that stay are other ones; any may be renamed, or have their day corrected, or be gone."""
    again = dict(rows)
    for ref in data.draw(st.sets(st.sampled_from(sorted(rows)))) if rows else ():
        name, day, account, owner = again[ref]
        again[ref] = data.draw(st.sampled_from([(f"other {name}", day, account, owner), (name, None, account, owner)]))
    for ref in data.draw(st.sets(st.sampled_from(sorted(rows)), max_size=(len(rows) - 1) // 2)) if rows else ():
        again[ref] = data.draw(st.sampled_from([(*again[ref][:2], "c", "d"), ("c", date(2020, 1, 1), "c", "c")]))
    [keys] = [keys_of([told(rows), told(again), told(rows)], [])]
    assert keys.crms == ["x", "x", "x"]
