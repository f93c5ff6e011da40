"""Several exports of one pipeline, each of its day: what changed in between, and who is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.conversion import conversion
from analytics.metrics.evidence import evidence
from analytics.metrics.overview import overview
from analytics.workspace import Scope, Settings, Upload, Workspace
from analytics.workspace.setting_rows import MissingDeals
from tests.exports import csv_of, day, store_of_files
from tests.weekly import company

ROW = {"Status": "Open", "Created Date": "2025-01-02", "Owner": "Ann", "Pipeline": "Sales", "Closed Date": ""}
ORDER = (Stage("Demo", "open"), Stage("Offer", "open"), Stage("Won", "won"), Stage("Lost", "lost"))
SET = Settings(pipelines={"Sales": ORDER, "Partners": ORDER})


def exported(on: str, deals: dict[object, dict], **more: str) -> tuple:
    """An export of that day: id -> its columns."""
    rows = [{"Deal ID": deal, "Deal Name": f"Deal {deal}"} | ROW | more | row for deal, row in deals.items()]
    return (f"deals-{on}.csv", csv_of(rows), Options(as_of=day(on)))


def store(*files: tuple, settings: Settings = SET):
    return store_of_files(*files, settings=settings)


def rows(table: pd.DataFrame, *columns: str) -> list[tuple]:
    """Days as text, missing as None."""
    plain = table[list(columns)].astype("object").itertuples(index=False)
    return [
        tuple(None if pd.isna(x) else str(x.date()) if isinstance(x, pd.Timestamp) else x for x in row) for row in plain
    ]


def visits(found) -> list[tuple]:
    table = found.engine.table("stage_visits").sort_values(["deal_key", "visit"])
    return rows(table, "stage", "entered_on", "left_on", "evidence")


def test_a_change_lies_between_two_exports():
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo", "Amount": 100, "Owner": "Ann"}}),
        exported("2025-03-10", {1: {"Stage": "Demo", "Amount": 100, "Owner": "Ann"}}),
        exported("2025-03-17", {1: {"Stage": "Offer", "Amount": 150, "Owner": "Ben"}}),
    )
    changes = found.engine.table("deal_changes")
    assert rows(changes, "field", "old", "new", "from_on", "to_on", "evidence") == [
        ("amount", "100.0000", "150.0000", "2025-03-10", "2025-03-17", "snapshots"),
        ("owner", "Ann", "Ben", "2025-03-10", "2025-03-17", "snapshots"),
        ("stage", "Demo", "Offer", "2025-03-10", "2025-03-17", "snapshots"),
    ]


def test_a_stage_is_entered_in_the_middle_unless_a_day_is_told():
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo"}, 2: {"Stage": "Demo"}}),
        exported("2025-03-10", {1: {"Stage": "Offer"}, 2: {"Stage": "Demo"}}),
        exported(
            "2025-03-17", {1: {"Stage": "Offer", "Status": "Won", "Closed Date": "2025-03-12"}, 2: {"Stage": "Demo"}}
        ),
    )
    assert visits(found) == [
        ("Demo", None, "2025-03-07", "current_only"),
        ("Offer", "2025-03-07", "2025-03-12", "snapshots"),
        ("Won", "2025-03-12", None, "snapshots"),
        ("Demo", None, None, "current_only"),
    ]


def test_a_deal_born_between_exports_is_watched_from_its_creation():
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo"}}),
        exported(
            "2025-03-11", {1: {"Stage": "Demo"}, 2: {"Stage": "Demo", "Created Date": "2025-03-05"},
                           3: {"Stage": "Offer", "Created Date": "2025-03-05"}},
        ),
    )  # fmt: skip
    assert visits(found)[1:] == [
        ("Demo", "2025-03-05", None, "snapshots"),
        ("Offer", "2025-03-08", None, "snapshots"),
    ]


def test_a_closing_that_is_dated_back_counts_from_the_day_after_the_export_that_shows_the_deal_open():
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo"}}),
        exported("2025-03-10", {1: {"Stage": "Demo", "Status": "Lost", "Closed Date": "2025-02-20"}}),
    )
    assert visits(found)[-1] == ("Lost", "2025-03-04", None, "snapshots")


def test_a_lost_deal_that_is_open_again_was_lost_in_between():
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo", "Status": "Lost", "Closed Date": "2025-03-01"}}),
        exported("2025-03-10", {1: {"Stage": "Demo"}}),
    )
    assert [visit[0] for visit in visits(found)] == ["Demo", "Lost", "Demo"]
    assert overview(found, Scope(as_of=day("2025-03-05"))).lost == 1


def test_the_stage_of_a_closed_deal_that_is_edited_moves_nothing():
    lost = {"Status": "Lost", "Closed Date": "2025-03-01"}
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo"} | lost}), exported("2025-03-10", {1: {"Stage": "Offer"} | lost})
    )
    assert [visit[0] for visit in visits(found)] == ["Demo", "Lost"]


def test_a_history_beats_the_exports():
    history = csv_of([{"Deal ID": 1, "From Stage": "", "To Stage": "Demo", "Changed At": "2025-01-02"},
                      {"Deal ID": 1, "From Stage": "Demo", "To Stage": "Offer", "Changed At": "2025-03-04"}])  # fmt: skip
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo"}}),
        exported("2025-03-10", {1: {"Stage": "Offer"}}),
        ("history.csv", history, Options(as_of=day("2025-03-10"))),
    )
    assert visits(found) == [("Demo", "2025-01-02", "2025-03-04", "history"), ("Offer", "2025-03-04", None, "history")]


SIX = {n: {"Stage": "Demo", "Amount": 10} for n in range(6)}


def without(deals: dict, *missing: int) -> dict:
    return {n: row for n, row in deals.items() if n not in missing}


def test_a_deal_that_disappears_counts_no_more_until_it_comes_back():
    closed = {9: {"Stage": "Demo", "Status": "Lost", "Closed Date": "2025-02-01"}}
    found = store(
        exported("2025-03-03", SIX | closed),
        exported("2025-03-10", without(SIX, 2) | closed),
        exported("2025-03-17", SIX | closed),
    )
    assert rows(found.engine.table("deal_absences"), "from_on", "to_on", "seen_on", "why") == [
        ("2025-03-10", "2025-03-17", "2025-03-03", "gone")
    ]
    counts = [
        overview(found, Scope(as_of=day(on))).open for on in ("2025-03-09", "2025-03-10", "2025-03-16", "2025-03-17")
    ]
    assert counts == [6, 5, 5, 6]


def test_a_closed_deal_may_drop_out_of_the_view():
    closed = {9: {"Stage": "Demo", "Status": "Won", "Closed Date": "2025-02-01"}}
    found = store(exported("2025-03-03", SIX | closed), exported("2025-03-10", SIX))
    assert found.engine.table("deal_absences").empty
    assert overview(found, Scope()).won == 1


def test_where_only_open_deals_are_exported_one_that_is_missing_may_be_closed():
    found = store(exported("2025-03-03", SIX), exported("2025-03-10", without(SIX, 0)))
    assert found.engine.table("deal_absences")["why"].tolist() == ["closed_or_gone"]


def test_an_export_that_lacks_most_deals_is_of_another_view_until_somebody_says_otherwise():
    files = exported("2025-03-03", SIX), exported("2025-03-10", without(SIX, 0, 1, 2, 3))
    found = store(*files)
    assert rows(
        found.engine.table("partial_exports"), "field", "value", "expected", "missing", "are_gone", "is_confirmed"
    ) == [
        ("owner", "Ann", 6, 4, False, False),
        ("pipeline", "Sales", 6, 4, False, False),
    ]
    assert overview(found, Scope()).open == 6
    said = tuple(
        MissingDeals("generic", day("2025-03-10"), field, value, are_gone=True)
        for field, value in (("owner", "Ann"), ("pipeline", "Sales"))
    )
    found = store(*files, settings=Settings(pipelines=SET.pipelines, missing_deals=said))
    assert found.engine.table("partial_exports")["is_confirmed"].all()
    assert overview(found, Scope()).open == 2


def test_the_export_of_another_pipeline_deletes_nothing():
    partners = {f"P{n}": {"Stage": "Demo", "Pipeline": "Partners"} for n in range(6)}
    found = store(exported("2025-03-03", SIX), exported("2025-03-04", partners), exported("2025-03-10", SIX))
    assert found.engine.table("deal_absences").empty
    assert found.engine.table("partial_exports").empty
    assert overview(found, Scope()).open == 12


def test_the_export_of_one_owner_deletes_nothing():
    both = SIX | {n: {"Stage": "Demo", "Owner": "Ben"} for n in range(10, 20)}
    found = store(exported("2025-03-03", both), exported("2025-03-10", SIX))
    assert found.engine.table("deal_absences").empty
    assert ("owner", "Ben") in rows(found.engine.table("partial_exports"), "field", "value")


def test_a_deal_that_older_exports_do_not_show_was_not_known_then():
    found = store(exported("2025-03-03", SIX), exported("2025-03-10", SIX | {7: {"Stage": "Demo"}}))
    assert [overview(found, Scope(as_of=day(on))).open for on in ("2025-03-03", "2025-03-09", "2025-03-10")] == [
        6,
        6,
        7,
    ]


def test_exports_that_are_too_far_apart_tell_nothing_of_single_stages():
    """Two dozen deals are in Demo for 14 to 25 days, and in Offer until they are won after 45 to 56."""

    def at(on: pd.Timestamp) -> tuple:
        age = (on - pd.Timestamp("2025-01-05")).days
        stages = {
            n: "Demo" if age < 14 + n // 2 else "Offer" if age < 45 + n // 2 else "Won"
            for n in range(24 if age >= 0 else 0)
        }
        deals = {n: {"Stage": stage, "Created Date": "2025-01-05"} for n, stage in stages.items()}
        if age >= 0:
            lost = {"Status": "Lost", "Closed Date": "2025-01-20"} if age >= 15 else {}
            deals[99] = {"Stage": "Demo", "Created Date": "2025-01-05"} | lost
        return exported(f"{on:%Y-%m-%d}", deals or {98: {"Stage": "Demo"}})

    close, far = (
        store(*(at(pd.Timestamp("2025-01-01") + pd.Timedelta(days=step)) for step in range(0, 61, apart)))
        for apart in (5, 30)
    )
    [known] = evidence(close, Scope())
    assert (known.evidence, known.no_times) == ("snapshots", None)
    assert "5 days apart" in known.reason
    [known] = evidence(far, Scope())
    assert "30 days apart" in known.no_times
    assert known.drop_off == "not_possible"
    assert conversion(far, Scope()).impossible == {"Sales": known.no_times}


def test_the_same_field_told_by_an_audit_is_exact():
    audit = csv_of(
        [{"Deal ID": 1, "Field": "Amount", "Old Value": "100", "New Value": "150", "Edit Date": "2025-03-12"}]
    )
    found = store(
        exported("2025-03-10", {1: {"Stage": "Demo", "Amount": 100}}),
        exported("2025-03-17", {1: {"Stage": "Demo", "Amount": 150}}),
        ("audit.csv", audit, Options(as_of=day("2025-03-17"), kind="history")),
    )
    assert rows(found.engine.table("deal_changes"), "field", "from_on", "to_on", "evidence") == [
        ("amount", "2025-03-12", "2025-03-12", "history")
    ]


@pytest.mark.parametrize("field", ["stage", "region"])
def test_missing_deals_are_told_by_pipeline_or_owner_only(field, tmp_path):
    from analytics.errors import SluiceError
    from analytics.workspace.settings import dump, load

    path = tmp_path / "settings.toml"
    path.write_text(
        dump(Settings(missing_deals=(MissingDeals("generic", day("2025-03-10"), field, "x", True),))), encoding="utf-8"
    )
    with pytest.raises(SluiceError):
        load(path)


def test_every_import_keeps_what_it_said_of_a_deal():
    same, other = {"Stage": "Demo", "Amount": 100}, {"Stage": "Demo", "Amount": 120}
    found = store(
        exported("2025-03-03", {1: same, 2: same}),
        exported("2025-03-10", {2: same, 1: same}),
        exported("2025-03-17", {1: other}),
        exported("2025-03-24", {1: same, 2: same}),
        exported("2025-03-31", {1: same, 2: same}),
    )
    versions = found.engine.table("deal_versions").sort_values(["deal_id", "import_id"])
    assert rows(versions, "deal_id", "import_id", "row_number", "amount", "is_newest") == [
        ("1", "0001", 2, 100, False),
        ("1", "0002", 3, 100, False),
        ("1", "0003", 2, 120, False),
        ("1", "0004", 2, 100, False),
        ("1", "0005", 2, 100, True),
        ("2", "0001", 3, 100, False),
        ("2", "0002", 2, 100, False),
        ("2", "0004", 3, 100, False),
        ("2", "0005", 3, 100, True),
    ]


def test_of_two_exports_of_one_day_the_later_counts():
    found = store(
        exported("2025-03-03", {1: {"Stage": "Demo", "Amount": 100}}),
        exported("2025-03-10", {1: {"Stage": "Demo", "Amount": 999}}),
        exported("2025-03-10", {1: {"Stage": "Demo", "Amount": 100}}, Region="North"),
        exported("2025-03-17", {1: {"Stage": "Demo", "Amount": 150}}),
    )
    assert rows(found.engine.table("deal_changes"), "field", "old", "new", "from_on", "to_on") == [
        ("amount", "100.0000", "150.0000", "2025-03-10", "2025-03-17")
    ]


def test_what_an_export_will_lack_is_what_it_lacks(tmp_path):
    work, whole = Workspace(tmp_path / "w"), company(seed=4, weeks=2, deals=30, deletes=False)
    (first, text, _), (_, later, _) = whole.files()
    heading, *lines = later.splitlines()
    ann, bob = ([line for line in lines if f",{name}," in line] for name in ("Ann", "Bob"))
    (tmp_path / first).write_text(text, encoding="utf-8")
    work.import_file(tmp_path / first)
    # the files of one day are one export: of Cleo's deals none, of Bob's less than half
    for name, kept in (("ann", ann), ("bob", bob[: len(bob) // 3])):
        (tmp_path / f"{name}-2025-01-13.csv").write_text("\n".join([heading, *kept]), encoding="utf-8")
    uploads = [
        Upload(path, path.name, reading=work.read(path, into=tmp_path / f"{path.stem}-read"))
        for path in sorted(tmp_path.glob("*-2025-01-13.csv"))
    ]
    found = work.lacking([each.reading for each in uploads])
    assert {each.value for each in found} >= {"Bob", "Cleo"}
    assert "Ann" not in {each.value for each in found}
    work.import_files(uploads)
    told = work.engine.table("partial_exports")
    assert [(each.field, each.value, each.expected, each.missing) for each in found] == rows(
        told, "field", "value", "expected", "missing"
    )
    # an export of a day that is gone is looked at when it is imported
    again = work.read(tmp_path / first, Options(as_of=day("2025-01-10")), into=tmp_path / "past")
    assert work.lacking([again]) == []
