"""Audits: which field a row of changes tells of, by its heading, by its cells, or by asking."""

import pytest

from analytics.errors import Refused
from analytics.intake import Options, take

OLD_AND_NEW = """Deal ID,{field},Old Value,New Value,Date,User
1,Stage,Demo,Offer,2026-01-05,Ann
1,Amount,0,5000,2026-01-06,Ann
2,Stage,Demo,Won,2026-01-07,Ann
2,Owner,Ann,Bob,2026-01-08,Ann
"""


def receipt_and_tables(content, name="audit.csv", **options):
    taken = take(content.encode(), name, Options(**options))
    return taken.receipt, {table: rows for table, rows in taken.tables.items() if len(rows)}


def entries(tables):
    rows = tables["events"].astype({"from_stage": "object"}).where(lambda each: each.notna(), None)
    return sorted(zip(rows["deal_ref"], rows["from_stage"], rows["stage"], strict=True), key=str)


STAGES = [("1", "Demo", "Offer"), ("2", "Demo", "Won")]


@pytest.mark.parametrize(
    "heading",
    ["field_key", "Attribute", "Column changed", "What changed", "Champ modifié", "Geändertes Feld", "Property name", "Campo modificado", "变更字段"],
)  # fmt: skip
def test_a_column_of_fields_is_known_by_its_heading(heading):
    receipt, tables = receipt_and_tables(OLD_AND_NEW.format(field=heading))
    assert (receipt.kind, receipt.mapping["changed_field"], receipt.questions) == ("history", heading, [])
    assert entries(tables) == STAGES
    assert tables["field_changes"]["field"].tolist() == ["amount", "owner"]


def test_a_column_of_fields_is_known_by_its_cells_and_asked():
    receipt, tables = receipt_and_tables(OLD_AND_NEW.format(field="Thing"))
    [question] = receipt.questions
    assert (question.field, question.choices, question.assumed) == ("changed_field", ["Thing", ""], "Thing")
    assert entries(tables) == STAGES
    every_row, _ = receipt_and_tables(OLD_AND_NEW.format(field="Thing"), mapping={"changed_field": ""})
    assert "changed_field" not in every_row.mapping
    assert not every_row.questions


def test_a_column_of_few_words_beside_old_and_new_values_is_asked():
    content = OLD_AND_NEW.format(field="Thing")
    for field in ("Stage", "Owner"):
        content = content.replace(f",{field},", ",Phasis,")
    receipt, _ = receipt_and_tables(content.replace(",Amount,", ",Summa,").replace("2026-01-08,Ann", "2026-01-08,Ann\n2,Summa,0,7,2026-01-09,Ann"))  # fmt: skip
    [question] = receipt.questions
    assert (question.field, question.choices, question.assumed) == ("changed_field", ["", "Thing"], "")


@pytest.mark.parametrize(
    ("old", "new", "beside"),
    [
        pytest.param("From Stage", "To Stage", "Deal Type", id="stages by their headings"),
        pytest.param("Old Value", "New Value", "Changed by", id="people"),
    ],
)
def test_other_histories_are_no_question(old, new, beside):
    content = f"Deal ID,{beside},{old},{new},Date\n1,New,Demo,Offer,2026-01-05\n1,New,Offer,Won,2026-01-06\n2,Old,Demo,Won,2026-01-07\n2,Old,Won,Demo,2026-01-08\n"
    receipt, _ = receipt_and_tables(content)
    assert (receipt.kind, receipt.questions) == ("history", [])


# a value and its time, without what was there before: HubSpot's history of properties

ENTRIES = [("1", "Demo", "Won"), ("1", None, "Demo"), ("2", None, "Demo")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            "Record ID,Property,Value,Source,Changed by,Change date\n"
            "1,Deal Stage,Won,CRM_UI,Ann,2026-02-02 10:00\n"
            "1,Deal Stage,Demo,CRM_UI,Ann,2026-01-02 10:00\n"
            "2,Deal Stage,Demo,IMPORT,,2026-01-05 10:00\n",
            id="one property",
        ),
        pytest.param(
            "Object ID,Object name,Property,Value,Timestamp,Source,Updated by user\n"
            "1,Acme,dealstage,Demo,2026-01-02 10:00,CRM_UI,Ann\n"
            "1,Acme,dealstage,Won,2026-02-02 10:00,CRM_UI,Ann\n"
            "2,Beta,dealstage,Demo,2026-01-05 10:00,IMPORT,\n"
            "2,Beta,amount,5000,2026-01-05 10:00,IMPORT,\n",
            id="internal names, two properties at one moment",
        ),
    ],
)
def test_a_history_of_values_has_its_former_value_as_the_old_one(content):
    receipt, tables = receipt_and_tables(content)
    assert (receipt.kind, receipt.rows_accepted) == ("history", len(content.splitlines()) - 1)
    assert (receipt.mapping["changed_field"], receipt.mapping["to_stage"]) == ("Property", "Value")
    assert receipt.as_of.isoformat() == "2026-02-02"
    assert entries(tables) == ENTRIES


def test_deals_with_a_property_and_a_value_stay_deals():
    content = "Record ID,Property,Value,Stage,Created Date\n1,Elm Street 5,5000,Demo,2026-01-02\n2,Oak Road 7,7000,Won,2026-01-03\n"
    receipt, _ = receipt_and_tables(content)
    assert (receipt.kind, receipt.mapping["amount"]) == ("deals", "Value")


def test_days_among_the_values_are_written_as_the_times_of_the_changes():
    """9 March and 4 February by their cells alone; the 25th of the month that stands beside them says how they are written."""
    content = """Opportunity ID,Field / Event,Old Value,New Value,Edit Date
1,Stage,Demo,Offer,1/25/2026 1:30 PM
1,Close Date,3/9/2026,4/2/2026,1/26/2026 1:31 PM
"""
    _, tables = receipt_and_tables(content)
    [change] = tables["field_changes"].to_dict("records")
    assert (change["field"], change["old"], change["new"]) == ("expected_close_on", "2026-03-09", "2026-04-02")


def test_days_among_the_values_are_read_as_the_person_says():
    content = "Opportunity ID,Field,Old Value,New Value,Edit Date\n1,Stage,Demo,Offer,2026-01-25\n1,Close Date,3/9/2026,4/2/2026,2026-01-26\n"
    _, tables = receipt_and_tables(content, date_order="mdy")
    [change] = tables["field_changes"].to_dict("records")
    assert (change["old"], change["new"]) == ("2026-03-09", "2026-04-02")


EVENTS = """Deal ID,Event,From,To,Date
1,{created},,,2026-01-02
1,{stage},Qualified,Demo,2026-01-05
1,{value},100,200,2026-01-06
1,{stage},Demo,Offer,2026-01-07
2,{status},Open,Lost,2026-01-08
"""


@pytest.mark.parametrize(
    ("created", "stage", "value", "status"),
    [
        ("Deal created", "Stage changed", "Value changed", "Status changed"),
        ("Created", "Changed the stage", "Update of value", "status update"),
        ("Erstellt", "Phase geändert", "Wert geändert", "Status geändert"),
    ],
)
def test_events_tell_which_field_changed(created, stage, value, status):
    """A value of 200 is no stage, and the day of its creation found the first deal where its first change left it."""
    receipt, tables = receipt_and_tables(EVENTS.format(created=created, stage=stage, value=value, status=status))
    assert receipt.mapping["changed_field"] == "Event"
    assert entries(tables) == [("1", "Demo", "Offer"), ("1", "Qualified", "Demo"), ("1", None, "Qualified")]
    assert sorted(tables["field_changes"]["field"]) == ["amount", "status"]


def test_figures_among_the_stages_are_asked_about():
    content = EVENTS.replace("{created}", "Neu").format(created="", stage="Weg", value="Geld", status="Weg")
    receipt, _ = receipt_and_tables(content.replace("1,Neu,,,2026-01-02\n", "").replace("2026-01-08", "2026-01-08\n3,Geld,5,7,2026-01-09"))  # fmt: skip
    [question] = receipt.questions
    assert (question.field, question.choices, question.assumed) == ("changed_field", ["", "Event"], "")


@pytest.mark.parametrize(
    ("headings", "moment"),
    [
        ("Audited Time,Record Name,Record Id,Field Name,Old Value,New Value", "2026-01-15 10:00:00"),
        ("Changed Date,Record,Record ID,Changed Field,Old Value,New Value", "1/15/2026 2:05 PM"),
        ("Created,Summary,Issue key,Field,From,To", "2026-01-15T10:00:00.000+0100"),
        ("timestamp,data.title,data.item_id,data.field_key,data.old_value,data.new_value", "2026-01-15 10:00:00"),
    ],
)
def test_audits_of_other_programs(headings, moment):
    receipt, tables = receipt_and_tables(f"{headings}\n{moment},Acme,7,Stage,Demo,Offer\n{moment},Acme,7,Amount,1,2\n")
    assert receipt.kind == "history"
    assert entries(tables) == [("7", "Demo", "Offer")]
    assert tables["field_changes"]["field"].tolist() == ["amount"]


def test_an_audit_without_a_time_is_missed_as_an_audit():
    with pytest.raises(Refused, match="no column that is recognised as Changed at or Entered at"):
        receipt_and_tables("Deal ID,Field,Old Value,New Value,Etwas\n1,Stage,Demo,Offer,x\n2,Stage,Demo,Won,y\n")


def test_the_order_of_days_among_the_values_is_asked_where_nothing_proves_it():
    content = "Opportunity ID,Field,Old Value,New Value,Edit Date\n1,Stage,Demo,Offer,2026-01-25\n1,Close Date,3/9/2026,4/2/2026,2026-01-26\n"
    receipt, tables = receipt_and_tables(content)
    [question] = receipt.questions
    assert (question.field, question.choices, question.assumed) == ("date_order", ["dmy", "mdy"], "dmy")
    assert tables["field_changes"]["old"].tolist() == ["2026-09-03"]
