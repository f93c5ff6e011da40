"""Histories of every shape: the same way of a deal comes out, whatever the report and the order of its rows."""

import random
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.intake import Options, take
from tests.exports import store_of_files

SEEDS = Path(__file__).parents[2] / "shared" / "data" / "warehouse_seeds"

# deal A: Qualified on 3 January, Proposal on the 10th, back to Qualified on the 20th; deal B: Qualified on 5 January, Lost on the 7th
WAY = [
    ("A", "Qualified", "2025-01-03"),
    ("A", "Proposal", "2025-01-10"),
    ("A", "Qualified", "2025-01-20"),
    ("B", "Qualified", "2025-01-05"),
    ("B", "Lost", "2025-01-07"),
]

CHANGES = """Opportunity ID,From Stage,To Stage,Last Modified,Stage
A,,Qualified,2025-01-03,Qualified
A,Qualified,Qualified,2025-01-04,Qualified
A,Qualified,Proposal,2025-01-10,Qualified
A,Proposal,Qualified,2025-01-20,Qualified
B,,Qualified,2025-01-05,Lost
B,Qualified,Lost,2025-01-07,Lost
"""
AUDIT = """Opportunity ID,Field / Event,Old Value,New Value,Edit Date
A,Created.,,,2025-01-03
A,Stage,Qualified,Proposal,2025-01-10
A,Amount,"1,000.00","1,200.50",2025-01-10
A,Close Date,1/31/2025,2/28/2025,2025-01-12
A,Stage,Proposal,Qualified,2025-01-20
B,Created.,,,2025-01-05
B,Stage,Qualified,Lost,2025-01-07
B,Owner,Ann,Ben,2025-01-07
"""
PORTUGUESE = """ID da oportunidade,Campo/Compromisso,Valor antigo,Novo valor,Data de edição
A,Criado.,,,2025-01-03
A,Fase,Qualified,Proposal,2025-01-10
A,Fase,Proposal,Qualified,2025-01-20
B,Criado.,,,2025-01-05
B,Fase,Qualified,Lost,2025-01-07
"""
RAW_OBJECT = """OpportunityId,StageName,Amount,CloseDate,CreatedDate
A,Qualified,1000,2025-01-31,2025-01-03T00:00:00.000+0000
A,Proposal,1200.5,2025-01-31,2025-01-10T00:00:00.000+0000
A,Proposal,1200.5,2025-02-28,2025-01-12T00:00:00.000+0000
A,Qualified,1200.5,2025-02-28,2025-01-20T00:00:00.000+0000
B,Qualified,,,2025-01-05T00:00:00.000+0000
B,Lost,,,2025-01-07T00:00:00.000+0000
"""
INTERVALS = """Deal,From,From Date,To,To Date,Duration
A,Qualified,2025-01-03,Proposal,2025-01-10,7
A,Proposal,2025-01-10,Qualified,2025-01-20,10
A,Qualified,2025-01-20,,,
B,Qualified,2025-01-05,Lost,2025-01-07,2
"""
VALIDITY = """id,stage_name,_fivetran_start,_fivetran_end,amount
A,Qualified,2025-01-03,2025-01-10,5
A,Proposal,2025-01-10,2025-01-12,5
A,Proposal,2025-01-12,2025-01-20,6
A,Qualified,2025-01-20,9999-12-31,6
B,Qualified,2025-01-05,2025-01-07,
B,Lost,2025-01-07,9999-12-31,
"""
ZOHO_ENTERED = """Deal Id,Stage,Duration (Days),Modified Time,Moved To
A,Qualified,7,2025-01-03,Proposal
A,Proposal,10,2025-01-10,Qualified
A,Qualified,40,2025-01-20,
B,Qualified,2,2025-01-05,Lost
B,Lost,1,2025-01-07,
"""
ZOHO_LEFT = """Deal Id,Stage,Duration (Days),Modified Time,Moved To
A,Qualified,7,2025-01-10,Proposal
A,Proposal,10,2025-01-20,Qualified
B,Qualified,2,2025-01-07,Lost
"""
SHAPES = {
    "changes": (CHANGES, {"deal_id": "Opportunity ID", "from_stage": "From Stage", "to_stage": "To Stage", "changed_at": "Last Modified", "stage": "Stage"}),
    "changes to, beside the stage of today": (CHANGES, {"deal_id": "Opportunity ID", "from_stage": "", "to_stage": "To Stage", "changed_at": "Last Modified", "stage": "Stage"}),
    "audit of fields": (AUDIT, {"deal_id": "Opportunity ID", "changed_field": "Field / Event", "from_stage": "Old Value", "to_stage": "New Value", "changed_at": "Edit Date"}),
    "audit in Portuguese": (PORTUGUESE, {"deal_id": "ID da oportunidade", "changed_field": "Campo/Compromisso", "from_stage": "Valor antigo", "to_stage": "Novo valor", "changed_at": "Data de edição"}),
    "values": (RAW_OBJECT, {"deal_id": "OpportunityId", "stage": "StageName", "changed_at": "CreatedDate", "amount": "Amount", "expected_close_on": "CloseDate"}),
    "intervals": (INTERVALS, {"deal_id": "Deal", "name": "", "from_stage": "From", "to_stage": "To", "entered_at": "From Date", "left_at": "To Date", "changed_at": "", "duration": "Duration"}),
    "ranges of validity": (VALIDITY, {"deal_id": "id", "stage": "stage_name", "entered_at": "_fivetran_start", "left_at": "_fivetran_end", "amount": "amount"}),
    "stays by the day of entry": (ZOHO_ENTERED, {"deal_id": "Deal Id", "stage": "Stage", "to_stage": "Moved To", "changed_at": "Modified Time", "duration": "Duration (Days)", "from_stage": ""}),
    "stays by the day of the move": (ZOHO_LEFT, {"deal_id": "Deal Id", "stage": "Stage", "to_stage": "Moved To", "changed_at": "Modified Time", "duration": "Duration (Days)", "from_stage": ""}),
}  # fmt: skip


def read(content, mapping, name="history.csv"):
    return take(content.encode(), name, Options(kind="history", mapping=mapping))


def way(taken):
    events = taken.tables["events"].sort_values(["deal_ref", "entered_at"])
    days = events["entered_at"].dt.strftime("%Y-%m-%d")
    return list(zip(events["deal_ref"], events["stage"], days, strict=True))


def shuffled(content, seed):
    heading, *rows = content.strip().split("\n")
    random.Random(seed).shuffle(rows)
    return "\n".join([heading, *rows]) + "\n"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_one_way_in_every_shape_and_order_of_rows(shape, seed):
    content, mapping = SHAPES[shape]
    taken = read(content if seed is None else shuffled(content, seed), mapping)
    assert way(taken) == WAY
    receipt = taken.receipt
    assert (receipt.rows_rejected, receipt.rows_accepted) == (0, receipt.rows_read)
    assert receipt.deals == 2


@pytest.mark.parametrize("shape", SHAPES)
def test_every_entry_but_the_first_says_where_the_deal_came_from(shape):
    events = read(*SHAPES[shape]).tables["events"].sort_values(["deal_ref", "entered_at"])
    before = [None if pd.isna(stage) else stage for stage in events["from_stage"]]
    assert before == [None, "Qualified", "Proposal", None, "Qualified"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_history_makes_the_visits_of_its_deals(shape):
    content, mapping = SHAPES[shape]
    deals = "Deal ID,Stage,Created Date\nA,Qualified,2025-01-03\nB,Lost,2025-01-05\n"
    history = ("history.csv", content, Options(kind="history", mapping=mapping, crm="generic"))
    store = store_of_files(("deals.csv", deals), history)
    visits = store.engine.table("stage_visits").sort_values(["deal_key", "visit"])
    told = list(
        zip(visits["deal_key"], visits["stage"], visits["entered_on"].astype(str), visits["outcome"], strict=True)
    )
    assert told == [
        (0, "Qualified", "2025-01-03", "advanced"),
        (0, "Proposal", "2025-01-10", "moved_back"),
        (0, "Qualified", "2025-01-20", "inside"),
        (1, "Qualified", "2025-01-05", "lost"),
        (1, "Lost", "2025-01-07", "inside"),
    ]


def changes_of(taken):
    rows = taken.tables["field_changes"]
    return list(
        zip(
            rows["deal_ref"],
            rows["field"],
            rows["old"],
            rows["new"],
            rows["changed_at"].dt.strftime("%m-%d"),
            strict=True,
        )
    )


def test_an_audit_keeps_the_changes_of_other_fields():
    taken = read(*SHAPES["audit of fields"])
    assert changes_of(taken) == [
        ("B", "owner", "Ann", "Ben", "01-07"),
        ("A", "amount", "1000.0000", "1200.5000", "01-10"),
        ("A", "expected_close_on", "2025-01-31", "2025-02-28", "01-12"),
    ]
    [note] = [each for each in taken.receipt.notes if "other fields" in each]
    assert note.startswith("3 rows tell of other fields than the stage")


def test_rows_that_carry_the_amount_and_day_of_then_tell_their_changes():
    assert changes_of(read(*SHAPES["values"])) == [
        ("A", "amount", "1000.0000", "1200.5000", "01-10"),
        ("A", "expected_close_on", "2025-01-31", "2025-02-28", "01-12"),
    ]
    assert changes_of(read(*SHAPES["ranges of validity"])) == [("A", "amount", "5.0000", "6.0000", "01-12")]


def test_a_deal_that_never_moved_is_in_the_stage_of_today_since_its_creation():
    content = "Id,Field,Old,New,When,Stage\nA,Created.,,,2025-01-03,Demo\n"
    taken = read(
        content,
        {
            "deal_id": "Id",
            "changed_field": "Field",
            "from_stage": "Old",
            "to_stage": "New",
            "changed_at": "When",
            "stage": "Stage",
        },
    )
    assert way(taken) == [("A", "Demo", "2025-01-03")]


def test_an_audit_without_any_stage_moves_no_deal_and_says_so():
    content = "Id,Field,Old,New,When\nA,x7f,1,2,2025-01-03\n"
    taken = read(
        content,
        {"deal_id": "Id", "changed_field": "Field", "from_stage": "Old", "to_stage": "New", "changed_at": "When"},
    )
    assert (len(taken.tables["events"]), len(taken.tables["field_changes"])) == (0, 1)
    assert "No row of Field is known to tell of the stage: this file moves no deal." in taken.receipt.notes


@pytest.mark.parametrize("seed", range(6))
def test_moves_of_one_day_follow_each_other(seed):
    content = "Id,From,To,When\nA,,Offer,2025-01-03\nA,Offer,Demo,2025-01-10\nA,Demo,Call,2025-01-10\nA,Call,Offer,2025-01-10\n"
    mapping = {"deal_id": "Id", "from_stage": "From", "to_stage": "To", "changed_at": "When"}
    assert [stage for _, stage, _ in way(read(shuffled(content, seed), mapping))] == ["Offer", "Demo", "Call", "Offer"]


def test_what_a_change_lacks_quarantines_its_row():
    content = "Id,From,To,When\n,Demo,Offer,2025-01-03\nA,Demo,,2025-01-04\nA,Demo,Offer,\nA,Demo,Offer,soon\nA,,Demo,2025-01-02\n"
    receipt = read(content, {"deal_id": "Id", "from_stage": "From", "to_stage": "To", "changed_at": "When"}).receipt
    assert (receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected) == (5, 1, 4)
    assert [(each.row, each.column) for each in receipt.rejects if not each.accepted] == [
        (2, "Id"),
        (3, "To"),
        (4, "When"),
        (5, "When"),
    ]


def test_stays_dated_back_are_said_and_counted_by_their_entry():
    content = "Id,Stage,In,Out\nA,Demo,2025-01-10,2025-01-08\nA,Offer,2025-01-12,\n"
    taken = read(content, {"deal_id": "Id", "stage": "Stage", "entered_at": "In", "left_at": "Out"})
    assert way(taken) == [("A", "Demo", "2025-01-10"), ("A", "Offer", "2025-01-12")]
    assert "1 stays end before they begin (dated back); the day of entry counts." in taken.receipt.notes


def test_without_an_id_the_name_tells_the_deal():
    content = "Name,From,To,When\nAlpha,,Demo,2025-01-02\n"
    taken = read(content, {"name": "Name", "from_stage": "From", "to_stage": "To", "changed_at": "When"})
    [event] = taken.tables["events"].to_dict("records")
    assert (event["name"], event["stage"]) == ("Alpha", "Demo")
    assert any("There is no id" in note for note in taken.receipt.notes)


def test_several_pipelines_stay_apart():
    content = "Id,Pipeline,From,To,When\nA,Sales,,Demo,2025-01-02\nB,Renewals,,Demo,2025-01-02\n"
    taken = read(
        content, {"deal_id": "Id", "pipeline": "Pipeline", "from_stage": "From", "to_stage": "To", "changed_at": "When"}
    )
    assert sorted(taken.tables["events"]["pipeline"]) == ["Renewals", "Sales"]


# durations alone


def test_durations_tell_the_time_in_a_stage_and_no_order():
    content = (
        'Record ID,Deal Name,Deal Stage,Deal owner,Create Date,"Cumulative time in ""Demo (Sales)""","Latest time in ""Demo (Sales)""","Time in \'Offer (Sales)\'"\n'
        "1,Alpha,Offer,Ann,2025-01-01,864000,86400,172800\n2,Beta,Demo,Ann,2025-01-02,0,,soon\n"
    )
    taken = take(content.encode(), "hubspot.csv", Options(crm="hubspot"))
    times = taken.tables["stage_times"]
    # 864,000 seconds are ten days; the latest stay is part of the cumulative time
    assert list(zip(times["deal_ref"], times["pipeline"], times["stage"], times["days"], strict=True)) == [
        ("1", "Sales", "Demo", 10.0),
        ("1", "Sales", "Offer", 2.0),
    ]
    assert len(taken.tables["events"]) == 0
    assert [(each.row, each.value, each.reason) for each in taken.receipt.rejects] == [(3, "soon", "not a duration")]
    assert any("the order and the day of each move are not" in note for note in taken.receipt.notes)
    store = store_of_files(("hubspot.csv", content, Options(crm="hubspot")))
    assert store.engine.counts()["stage_times"] == 2


# tables of a warehouse


def seed(name, mapping):
    path = SEEDS / name
    if not path.exists():
        pytest.skip("the warehouse tables are not here")
    return take(path.read_bytes(), path.name, Options(kind="history", mapping=mapping))


def test_salesforce_opportunities_with_ranges_of_validity():
    mapping = {
        "deal_id": "id",
        "name": "name",
        "stage": "stage_name",
        "entered_at": "_fivetran_start",
        "left_at": "_fivetran_end",
        "amount": "amount",
        "expected_close_on": "close_date",
    }
    taken = seed("salesforce/sf_opportunity_history_data.csv", mapping)
    assert (taken.receipt.rows_read, taken.receipt.rows_rejected) == (10, 0)
    assert "9999-12-31 read as still open" in taken.receipt.how["_fivetran_end"]


def test_hubspot_stage_entries():
    mapping = {"deal_id": "deal_id", "stage": "value", "entered_at": "date_entered", "left_at": "_fivetran_end"}
    taken = seed("hubspot/deal_stage_data.csv", mapping)
    assert (taken.receipt.rows_read, taken.receipt.rows_rejected) == (14, 0)
    assert "2050-01-01 read as still open" in taken.receipt.how["_fivetran_end"]
    assert taken.receipt.as_of < date(2050, 1, 1)


def test_hubspot_property_history_has_scrambled_names_and_moves_no_deal():
    mapping = {
        "deal_id": "deal_id",
        "changed_field": "name",
        "name": "",
        "to_stage": "value",
        "changed_at": "timestamp",
    }
    taken = seed("hubspot/deal_property_history_data.csv", mapping)
    assert (taken.receipt.rows_read, taken.receipt.rows_rejected) == (100, 0)
    assert len(taken.tables["events"]) == 0


@pytest.mark.parametrize(
    "headings",
    [
        "Deal ID,Prior Stage,New Stage,When",
        "Deal-ID,Alte Phase,Neue Phase,Änderungsdatum",
        "Deal-ID,Van fase,Naar fase,Gewijzigd op",
        "Avtale-ID,Fra fase,Til fase,Endringsdato",
        "ID affaire,Étape précédente,Nouvelle étape,Date du changement",
        "ID del negocio,Etapa anterior,Nueva etapa,Fecha del cambio",
        "ID do negócio,Etapa anterior,Nova etapa,Data da alteração",
        "ID affare,Fase precedente,Nuova fase,Data della modifica",
        "商机编号,原阶段,新阶段,变更时间",
    ],
)
def test_changes_in_nine_languages(headings):
    taken = take(f"{headings}\n7,,Lead,2026-01-05\n7,Lead,Demo,2026-01-15\n8,,Lead,2026-01-06\n".encode(), "changes.csv", Options())  # fmt: skip
    rows = taken.tables["events"]
    assert sorted(zip(rows["deal_ref"], rows["stage"], rows["entered_at"].dt.day, strict=True)) == [("7", "Demo", 15), ("7", "Lead", 5), ("8", "Lead", 6)]  # fmt: skip


@pytest.mark.parametrize(
    "headings",
    ["deal_id,stage_name,started_at,ended_at", "Opportunity,Active Stage,Active Stage Started On,Completed On", "Deal-ID,Phase,Eingetreten am,Verlassen am", "Deal ID,Stage,Entered,Left"],
)  # fmt: skip
def test_stays_by_their_first_and_last_day(headings):
    taken = take(f"{headings}\n7,Lead,2026-01-05,2026-01-15\n7,Demo,2026-01-15,\n".encode(), "stays.csv", Options())
    rows = taken.tables["events"]
    assert taken.receipt.kind == "history"
    assert sorted(zip(rows["stage"], rows["entered_at"].dt.day, strict=True)) == [("Demo", 15), ("Lead", 5)]


@pytest.mark.parametrize(
    ("headings", "amount"),
    [("OpportunityId,StageName,CreatedDate", ""), ("Deal ID,Stage,Amount,Created Date", "10,")],
)
def test_several_stages_of_one_id_with_days_of_creation_of_their_own_are_a_log_of_stages(headings, amount):
    moves = [("A", "Qualify", 5), ("A", "Propose", 10), ("A", "Closed Won", 19), ("B", "Qualify", 6)]
    lines = [f"006{deal},{stage},{amount}2026-02-{day:02}" for deal, stage, day in moves]
    taken = take("\n".join([headings, *lines]).encode(), "export.csv", Options(as_of=date(2026, 6, 30)))
    entries = taken.tables["events"][["deal_ref", "stage", "entered_at"]]
    assert [tuple(row) for row in entries.sort_values(["deal_ref", "entered_at"]).to_numpy()] == [
        (f"006{deal}", stage, pd.Timestamp(2026, 2, day)) for deal, stage, day in moves
    ]
    assert taken.receipt.recognised["changed_at"] == "the only day of a log of stages"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["1,Demo,2026-02-05", "1,Offer,2026-02-05", "2,Won,2026-02-06"], id="one day of creation"),
        pytest.param(["1,Demo,2026-02-05", "1,Demo,2026-02-07", "2,Won,2026-02-06"], id="one stage"),
        pytest.param(["1,Demo,2026-02-05", "1,Offer,", "2,Won,2026-02-06"], id="one known day of creation"),
    ],
)
def test_days_of_creation_without_other_stages_and_days_are_of_deals(lines):
    content = "\n".join(["Deal ID,Stage,Created Date", *lines])
    assert take(content.encode(), "export.csv", Options(as_of=date(2026, 6, 30))).receipt.kind == "deals"
