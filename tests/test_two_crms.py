"""Two CRMs in one workspace: what is the same deal, the same pipeline, the same stage, and what is not."""

from datetime import date

import pytest

from analytics.errors import Refused
from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.workspace import Workspace
from analytics.workspace import settings as settings_file
from analytics.workspace.results import filled_in, told_elsewhere
from analytics.workspace.settings import DifferentDeals, SameDeal, Settings, StageMap
from tests.exports import csv_of, store_of_files

on_one_day = Options(as_of=date(2026, 6, 30))


def test_decisions_survive_the_file(tmp_path):
    decided = Settings(
        same_deals=(SameDeal("hubspot", "17", "salesforce", "006A000001AbCdE"),),
        different_deals=(DifferentDeals("hubspot", "18", "salesforce", "006A000001AbCdF"),),
        stage_maps=(
            StageMap("pipedrive", "Sales", "Common"),
            StageMap("pipedrive", "Sales", "Common", stage="Demo Scheduled", to_stage="Presentation"),
        ),
    )
    path = tmp_path / "settings.toml"
    path.write_text(settings_file.dump(decided), encoding="utf-8")
    assert settings_file.load(path) == decided


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (Settings(same_deals=(SameDeal("a", "1", "a", "1"),)), "compared with itself"),
        (
            Settings(same_deals=(SameDeal("a", "1", "b", "2"),), different_deals=(DifferentDeals("b", "2", "a", "1"),)),
            "a 1 and b 2 are set as the same deal and as different ones",
        ),
        (Settings(stage_maps=(StageMap("a", "P", "Q"), StageMap("a", "P", "R"))), "mapped twice"),
        (Settings(stage_maps=(StageMap("a", "P", "Q", to_stage="S"),)), "name each stage"),
    ],
)
def test_decisions_that_contradict_are_one_sentence(tmp_path, decided, said):
    path = tmp_path / "settings.toml"
    path.write_text(settings_file.dump(decided), encoding="utf-8")
    with pytest.raises(Refused, match=said):
        settings_file.load(path)


# one workspace, two CRMs

HUBSPOT = ["Record ID", "Deal Name", "Pipeline", "Deal Stage", "Amount", "Deal owner", "Create Date", "Associated Company (Primary)"]  # fmt: skip
PIPEDRIVE = ["Deal - ID", "Deal - Title", "Deal - Pipeline", "Deal - Stage", "Deal - Value", "Deal - Owner", "Deal - Deal created", "Deal - Organization", "Deal - Status"]  # fmt: skip


def hubspot(*rows):
    return "hubspot-crm-exports-2026-06-30.csv", csv_of([dict(zip(HUBSPOT, row, strict=True)) for row in rows])


def pipedrive(*rows, day="2026-06-30"):
    return f"deals-{day}.csv", csv_of([dict(zip(PIPEDRIVE, row, strict=True)) for row in rows])


def alike():
    """One deal in both CRMs, and one more in each."""
    return (
        hubspot(
            ("11", "Aurora rollout", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme GmbH"),
            ("12", "Borealis", "Sales", "Offer", 10, "Ann", "2026-01-05", "Beta"),
        ),
        pipedrive(
            ("7", "Aurora Rollout", "Sales", "Demo", 1050, "Ann", "2026-01-20", "ACME", "Open"),
            ("8", "Corona", "Sales", "Offer", 10, "Ann", "2026-01-05", "Beta", "Open"),
        ),
    )


def pairs(store):
    deals = store.engine.table("deals").set_index("deal_key")["deal_id"]
    found = store.engine.table("possible_duplicates")
    return [
        (deals[one], deals[other], why)
        for one, other, why in zip(found["deal_key"], found["other_key"], found["why"], strict=True)
    ]


def test_deals_that_look_alike_are_listed_and_both_count():
    store = store_of_files(*alike())
    assert pairs(store) == [("11", "7", "same name, same account, amounts within 10%, created 15 days apart")]
    assert len(store.engine.table("deals")) == 4


@pytest.mark.parametrize(
    ("row", "is_listed"),
    [
        pytest.param(("7", "Aurora rollout", "Sales", "Demo", 1000, "Ann", "2026-01-05", "", "Open"), True, id="no account"),
        pytest.param(("7", "Aurora rollout", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Beta", "Open"), False, id="another account"),
        pytest.param(("7", "Aurora rollout", "Sales", "Demo", 9000, "Ann", "2024-01-05", "Acme", "Open"), False, id="another year and size"),
        pytest.param(("7", "Aurora rollout", "Sales", "Demo", "", "Ann", "", "Acme", "Open"), True, id="nothing but name and account"),
        pytest.param(("7", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme", "Open"), False, id="another name"),
    ],
)  # fmt: skip
def test_what_looks_alike(row, is_listed):
    first, _ = alike()
    assert bool(pairs(store_of_files(first, pipedrive(row)))) == is_listed


def test_deals_that_a_person_told_apart_are_listed_no_more():
    for pair in (DifferentDeals("hubspot", "11", "pipedrive", "7"), DifferentDeals("pipedrive", "7", "hubspot", "11")):
        assert pairs(store_of_files(*alike(), settings=Settings(different_deals=(pair,)))) == []


@pytest.mark.parametrize(
    ("day", "pair", "counts"),
    [
        pytest.param("2026-07-07", SameDeal("hubspot", "11", "pipedrive", "7"), "7", id="the newest export"),
        pytest.param("2026-06-23", SameDeal("pipedrive", "7", "hubspot", "11"), "11", id="the newest export, named second"),
        pytest.param("2026-06-30", SameDeal("hubspot", "11", "pipedrive", "7"), "11", id="of one day, the first named"),
        pytest.param("2026-06-30", SameDeal("pipedrive", "7", "hubspot", "11"), "7", id="of one day, turned round"),
    ],
)  # fmt: skip
def test_deals_that_a_person_said_to_be_one_count_once(day, pair, counts):
    first, (_, second) = alike()
    store = store_of_files(first, (f"deals-{day}.csv", second), settings=Settings(same_deals=(pair,)))
    deals = store.engine.table("deals")
    assert sorted(deals["deal_id"]) == sorted(["12", "8", counts])
    assert len(store.engine.table("deal_versions")) == 4
    assert pairs(store) == []
    assert told_elsewhere(store.engine) == {"0001": {"pipedrive": 1}, "0002": {"hubspot": 1}}


def test_two_ids_of_one_crm_may_be_one_deal_too():
    same = Settings(same_deals=(SameDeal("hubspot", "12", "hubspot", "11"),))
    assert store_of_files(alike()[0], settings=same).engine.table("deals")["deal_id"].tolist() == ["12"]


@pytest.mark.parametrize(
    ("full", "thin", "deals"),
    [
        pytest.param(
            "Opportunity ID,Opportunity Name,Stage,Close Date,Created Date,Forecast Category\n006A000001AbCdEIAV,Aurora,Demo,2026-05-01,2026-01-05,Pipeline\n",
            "Id,Title,Stage,Created\n006A000001AbCdE,Aurora (new),Demo,2026-01-05\n",
            1, id="Salesforce ids of 18 and of 15 characters",
        ),
        pytest.param(
            hubspot(("11", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme"))[1],
            "Id,Title,Stage,Created\n11,  AURORA ,Demo,2026-01-05\n",
            1, id="a number, and the same name",
        ),
        pytest.param(
            hubspot(("11", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme"))[1],
            "Id,Title,Stage,Created\n11,Borealis,Demo,2026-01-05\n",
            2, id="a number, and another name",
        ),
        pytest.param(
            hubspot(("11", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme"))[1],
            pipedrive(("11", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme", "Open"))[1],
            2, id="two CRMs that number their deals each for itself",
        ),
    ],
)  # fmt: skip
def test_one_deal_exported_in_full_and_thinly_is_recognised_by_its_id(full, thin, deals):
    for files in ([full, thin], [thin, full]):
        store = store_of_files(*[(f"file{n}.csv", text) for n, text in enumerate(files)], options=on_one_day)
        assert len(store.engine.table("deals")) == deals
        if deals == 1:
            # of one day, the CRM that is known by name tells more
            assert store.engine.table("deals")["crm"].tolist() != ["generic"]


# pipelines and stages


def stages_of(store):
    table = store.engine.table("deals")
    return dict(zip(table["crm"] + " " + table["deal_id"], table["pipeline"] + ": " + table["stage"], strict=True))


def test_pipelines_of_one_name_are_one_where_their_stages_are():
    assert set(store_of_files(*alike()).engine.table("deals")["pipeline"]) == {"Sales"}


def test_pipelines_of_one_name_stay_apart_where_their_stages_differ():
    first, _ = alike()
    other = pipedrive(
        ("7", "Corona", "Sales", "Site visit", 1, "Ann", "2026-01-20", "X", "Open"),
        ("8", "Draco", "Sales", "Permit", 1, "Ann", "2026-01-20", "Y", "Open"),
    )
    store = store_of_files(first, other)
    assert stages_of(store) == {
        "hubspot 11": "Sales: Demo",
        "hubspot 12": "Sales: Offer",
        "pipedrive 7": "Sales (Pipedrive): Site visit",
        "pipedrive 8": "Sales (Pipedrive): Permit",
    }
    versions = store.engine.table("deal_versions").set_index("deal_id")
    assert versions.loc["7", "exported_pipeline"] == "Sales"
    # a person who confirmed these stages as the pipeline's own wants one pipeline
    confirmed = tuple(Stage(name, "open") for name in ("Demo", "Offer", "Site visit", "Permit"))
    one = store_of_files(first, other, settings=Settings(pipelines={"Sales": confirmed}))
    assert set(one.engine.table("deals")["pipeline"]) == {"Sales"}


def test_stages_of_two_crms_are_mapped_to_one_pipeline():
    first, _ = alike()
    other = pipedrive(
        ("7", "Corona", "Field", "Site visit", 1, "Ann", "2026-01-20", "X", "Open"),
        ("8", "Draco", "Field", "Offer", 1, "Ann", "2026-01-20", "Y", "Lost"),
    )
    maps = (
        StageMap("hubspot", "Sales", "All"),
        StageMap("pipedrive", "Field", "All"),
        StageMap("pipedrive", "Field", "All", stage="Site visit", to_stage="Demo"),
    )
    store = store_of_files(first, other, settings=Settings(stage_maps=maps))
    assert stages_of(store) == {
        "hubspot 11": "All: Demo",
        "hubspot 12": "All: Offer",
        "pipedrive 7": "All: Demo",
        "pipedrive 8": "All: Offer",
    }
    exported = store.engine.table("exported_stages")
    assert exported[
        ["crm", "exported_pipeline", "exported_stage", "pipeline", "stage", "deals"]
    ].to_numpy().tolist() == [
        ["hubspot", "Sales", "Demo", "All", "Demo", 1],
        ["hubspot", "Sales", "Offer", "All", "Offer", 1],
        ["pipedrive", "Field", "Offer", "All", "Offer", 1],
        ["pipedrive", "Field", "Site visit", "All", "Demo", 1],
    ]


def test_a_history_without_pipelines_follows_the_map_of_its_deals():
    deals = "Deal ID,Pipeline,Stage,Created Date\n1,Old,Talk,2026-01-02\n"
    history = "Deal ID,From Stage,To Stage,Changed At\n1,,Look,2026-01-02\n1,Look,Talk,2026-02-02\n"
    maps = (
        StageMap("generic", "Old", "New"),
        StageMap("generic", "Old", "New", stage="Look", to_stage="Demo"),
        StageMap("generic", "Old", "New", stage="Talk", to_stage="Negotiation"),
    )
    store = store_of_files(
        ("deals.csv", deals), ("history.csv", history), options=on_one_day, settings=Settings(stage_maps=maps)
    )
    visits = store.engine.table("stage_visits").sort_values("visit")
    assert visits[["pipeline", "stage", "evidence"]].to_numpy().tolist() == [
        ["New", "Demo", "history"],
        ["New", "Negotiation", "history"],
    ]


def test_the_stays_of_a_deal_in_two_crms_come_from_the_pipeline_that_counts():
    """The other CRM's history speaks of another pipeline: its stages are not this one's."""
    first = hubspot(("11", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme"))
    deals = "Id,Title,Pipeline,Stage,Created\n7,Aurora,Field,Site visit,2026-01-05\n"
    history = "Id,From Stage,To Stage,Changed At\n7,,Permit,2026-01-05\n7,Permit,Site visit,2026-02-05\n"
    same = Settings(same_deals=(SameDeal("hubspot", "11", "generic", "7"),))
    store = store_of_files(first, ("d.csv", deals), ("h.csv", history), options=on_one_day, settings=same)
    assert store.engine.table("stage_visits")["stage"].tolist() == ["Demo"]
    stages = store.engine.table("stages")
    assert not {"Permit", "Site visit"} & set(stages.loc[stages["pipeline"] == "Sales", "stage"])


@pytest.mark.parametrize(
    ("order", "where"), [((0, 1), "the exports of HubSpot"), ((1, 0), "another table of no known CRM")]
)
def test_the_receipt_says_that_another_crm_tells_of_a_deal_too(tmp_path, order, where):
    workspace = Workspace(tmp_path / "w")
    notes = []
    files = (
        hubspot(("11", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme")),
        ("thin.csv", "Id,Title,Stage,Created\n11,Aurora,Demo,2026-01-05\n"),
    )
    for name, text in (files[place] for place in order):
        (tmp_path / name).write_text(text)
        notes += workspace.import_file(tmp_path / name).receipt.notes
    assert [note for note in notes if " too (" in note] == [
        f"1 deal of this file is in {where} too (the same id, or set by hand); "
        "it counts once, as its newest export has it."
    ]


def test_a_thin_export_leaves_what_a_fuller_one_told():
    first, _ = alike()
    thin = ["Deal - ID", "Deal - Title", "Deal - Pipeline", "Deal - Stage", "Deal - Status"]
    row = dict(zip(thin, ("7", "Aurora rollout", "Sales", "Offer", "Open"), strict=True))
    same = Settings(same_deals=(SameDeal("hubspot", "11", "pipedrive", "7"),))
    store = store_of_files(first, ("deals-2026-07-07.csv", csv_of([row])), settings=same)
    deals = store.engine.table("deals").set_index("deal_id")
    told = store_of_files(first).engine.table("deals").set_index("deal_id")
    for field in ("account", "owner", "amount", "created_on"):
        assert deals.loc["7", field] == told.loc["11", field]
    assert deals.loc["7", "stage"] == "Offer"
    [(fields, number)] = filled_in(store.engine)["0002"].items()
    assert ("amount" in fields, "owner" in fields, number) == (True, True, 1)


def test_within_a_crm_an_empty_cell_is_empty_and_a_lacking_column_is_not():
    full = ("deals-2026-06-23.csv", hubspot(("11", "Aurora", "Sales", "Demo", 1000, "Ann", "2026-01-05", "Acme"))[1])
    emptied = hubspot(("11", "Aurora", "Sales", "Demo", "", "Ann", "2026-01-05", "Acme"))
    without = {"Record ID": "11", "Deal Name": "Aurora", "Pipeline": "Sales", "Deal Stage": "Demo", "Deal owner": "Ann"}
    [deal] = store_of_files(full, emptied).engine.table("deals").to_dict("records")
    assert deal["amount"] != deal["amount"] or deal["amount"] is None
    [deal] = store_of_files(full, (emptied[0], csv_of([without]))).engine.table("deals").to_dict("records")
    assert deal["amount"] == 1000


def test_stages_that_only_a_history_names_can_be_mapped():
    first, second = alike()
    moves = [
        {"Deal ID": "11", "From Stage": "", "To Stage": "Intake", "Changed At": "2026-01-05"},
        {"Deal ID": "11", "From Stage": "Intake", "To Stage": "Demo", "Changed At": "2026-01-09"},
    ]
    history = ("history-2026-06-30.csv", csv_of(moves), Options(as_of=date(2026, 6, 30), crm="hubspot"))
    table = store_of_files(first, second, history).engine.table("exported_stages")
    intake = table[table["exported_stage"] == "Intake"]
    assert intake[["crm", "exported_pipeline", "pipeline", "deals"]].values.tolist() == [
        ["hubspot", "Sales", "Sales", 0]
    ]
