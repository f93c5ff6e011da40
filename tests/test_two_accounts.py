"""Two accounts of one CRM in one workspace: both count from 1, and one id stands for two deals."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake import Options
from analytics.workspace import Workspace
from analytics.workspace.accounts import Told
from analytics.workspace.keys import keys_of
from analytics.workspace.results import account_notes
from analytics.workspace.settings import OneAccount, Settings
from tests.exports import csv_of, store_of_files

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
        "15 deals of 30 that an earlier export has too have another name and another day of creation here "
        "(1: Sued deal 1, before Nord deal 1; "
        if deals == 30
        else "16 of 30 ids"
    )


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
