"""Which column is which field: stage columns, rivals, words of other objects, headings that the cells settle."""

from datetime import date

import pandas as pd
import pytest

from analytics.intake import Options, take
from analytics.intake.recognise import is_known, recognise
from tests.recognised import cells, named

# stage columns


def test_stage_columns_in_every_style_of_quotes():
    headings = [
        "Record ID", "Deal Name", "Deal Stage", 'Date entered "Demo (Sales)"', "Date entered 'Offer (Sales)'",
        "Date entered “Closed Won (big) (Sales (new))”", 'Date entered "Deals - B2C (online) (Deals - B2C)"', 'Date entered "Lead"',
        "hs_v2_date_entered_3165428979", "hs_date_entered_qualifiedtobuy",
    ]  # fmt: skip
    entered = recognise(headings, "h.csv").entered
    assert [(each.stage, each.pipeline) for each in entered] == [
        ("Demo", "Sales"),
        ("Offer", "Sales"),
        ("Closed Won (big)", "Sales (new)"),
        ("Deals - B2C (online)", "Deals - B2C"),
        ("Lead", ""),
        ("3165428979", ""),
        ("Qualified To Buy", ""),
    ]


def test_of_two_generations_of_one_stage_column_the_filled_one_counts():
    headings = ["Record ID", "Deal Stage", "Date entered 'Demo (Sales)'", 'Date entered "Demo (Sales)"']
    assert [each.column for each in recognise(headings, "h.csv").entered] == [3]
    filled = cells(["10000001", "Demo", "2025-01-01", ""], ["10000002", "Demo", "2025-01-02", ""])
    assert [each.column for each in recognise(headings, "h.csv", filled).entered] == [2]


def test_days_of_exit_and_times_in_stages_are_known_and_offered_to_nobody():
    headings = [
        "Record ID", "Deal Name", "Deal Stage", 'Date exited "Demo (Sales)"', 'Cumulative time in "Demo (Sales)"',
        'Latest time in "Demo (Sales)"', "Time in 'Demo (Sales)'", "hs_v2_date_exited_1", "hs_v2_cumulative_time_in_1",
        "hs_v2_latest_time_in_1", "Priority",
    ]  # fmt: skip
    found = recognise(headings, "h.csv")
    assert [headings[column] for column in found.unmapped] == ["Priority"]
    assert found.entered == []
    # the sum over all stays counts, not the latest
    assert [(headings[each.column], each.stage, each.pipeline) for each in found.timed] == [
        ('Cumulative time in "Demo (Sales)"', "Demo", "Sales"),
        ("hs_v2_cumulative_time_in_1", "1", ""),
    ]


def test_an_export_of_internal_values_shows_the_names_with_which_every_portal_starts():
    content = (
        "hs_object_id,dealname,pipeline,dealstage,createdate,hs_v2_date_entered_qualifiedtobuy,hs_v2_date_entered_3165428979\n"
        "35273049915,Robots,default,qualifiedtobuy,2025-01-02,2025-01-05,\n"
        "35273049916,Cells,renewals,3165428979,2025-01-02,,2025-01-09\n"
    )
    tables = take(content.encode(), "deals.csv", Options()).tables
    deals, events = tables["deals"], tables["events"]
    assert list(zip(deals["pipeline"], deals["stage"], strict=True)) == [
        ("Sales Pipeline", "Qualified To Buy"),
        ("renewals", "3165428979"),
    ]
    assert list(zip(events["deal_ref"], events["pipeline"], events["stage"], strict=True)) == [
        ("35273049915", "Sales Pipeline", "Qualified To Buy"),
        ("35273049916", "renewals", "3165428979"),
    ]


def test_the_receipt_says_why_each_column_was_taken():
    content = "Deal ID,Fase,Created Date\n1,Demo,2025-01-02\n"
    receipt = take(content.encode(), "deals.csv", Options(mapping={"deal_id": "Deal ID"})).receipt
    assert receipt.recognised == {
        "deal_id": "as stated", "stage": "a usual heading (Dutch)", "created_on": "a usual heading (English)",
    }  # fmt: skip


# two columns, one field


def test_two_headings_for_one_field_are_a_question():
    headings = ["Deal", "Stage", "Amount", "Revenue"]
    [question] = recognise(headings, "t.csv").questions
    assert (question.field, question.choices, question.assumed) == ("amount", ["Amount", "Revenue"], "Amount")
    assert not recognise(headings, "t.csv", mapping={"amount": "Revenue"}).questions


def test_the_better_filled_of_two_is_assumed():
    rows = cells(["a", "Demo", "", "5"], ["b", "Demo", "7", "6"])
    [question] = recognise(["Deal", "Stage", "Amount", "Revenue"], "t.csv", rows).questions
    assert (question.choices, question.assumed) == (["Revenue", "Amount"], "Revenue")


@pytest.mark.parametrize(
    ("amount", "revenue"), [(["5", "6"], ["5", "6"]), (["", ""], ["5", "6"]), (["5", "6"], ["high", "low"])]
)
def test_a_copy_an_empty_column_and_a_column_of_words_are_no_rivals(amount, revenue):
    rows = cells(*([name, "Demo", one, other] for name, one, other in zip("ab", amount, revenue, strict=True)))
    found = recognise(["Deal", "Stage", "Amount", "Revenue"], "t.csv", rows)
    assert not found.questions
    assert found.mapping["amount"] == (3 if amount == ["", ""] else 2)


def test_of_headings_that_repeat_the_filled_column_counts():
    rows = cells(["1", "", "Demo"], ["2", "", "Offer"])
    for turned, place in ((["Deal ID", "Stage", "Stage"], 2), (["Deal ID", "stage ", "Stage"], 2)):
        found = recognise(turned, "t.csv", rows)
        assert (found.mapping["stage"], found.questions) == (place, [])
    # said by a person, it is the filled one as well
    assert recognise(["Deal ID", "Stage", "Stage"], "t.csv", rows, mapping={"stage": "Stage"}).mapping["stage"] == 2


@pytest.mark.parametrize(
    ("headings", "owner"),
    [
        (["Deal Name", "Stage", "Owner ID", "Owner"], "Owner"),
        (["Deal Name", "Stage", "Deal Owner.id", "Deal Owner"], "Deal Owner"),
        (["Deal Name", "Stage", "owner_id"], "owner_id"),
        (["Deal Name", "Stage", "Deal Owner.id"], "Deal Owner.id"),
    ],
)
def test_of_a_name_and_its_id_the_name_is_read(headings, owner):
    found = recognise(headings, "t.csv")
    assert (named(headings, found)["owner"], found.questions) == (owner, [])


def test_what_is_told_of_another_object_is_not_the_deals():
    headings = [
        "Deal ID",
        "Stage",
        "Contact: Title",
        "Person - Name",
        "Account: Name",
        "Account: Region",
        "Contact: Owner",
    ]
    found = recognise(headings, "t.csv")
    assert named(headings, found) == {
        "deal_id": "Deal ID", "stage": "Stage", "account": "Account: Name", "region": "Account: Region",
    }  # fmt: skip


def test_a_plain_heading_of_anybody_beats_one_that_the_program_writes_of_another_object():
    headings = ["Opportunity ID", "Opportunity Name", "Stage", "Account: Last Activity", "Last Contacted"]
    assert named(headings, recognise(headings, "t.csv"))["last_activity_on"] == "Last Contacted"


@pytest.mark.parametrize("twin", ["Amount (converted)", "Amount in company currency", "Amount (Base)"])
def test_a_converted_amount_is_taken_only_where_there_is_no_other(twin):
    assert recognise(["Deal", "Stage", twin, "Amount"], "t.csv").mapping["amount"] == 3
    assert recognise(["Deal", "Stage", twin, "Amount"], "t.csv").questions == []
    assert recognise(["Deal", "Stage", twin], "t.csv").mapping["amount"] == 2


def test_the_currency_is_that_of_the_amounts():
    headings = [
        "Deal",
        "Stage",
        "Currency",
        "Currency of Weighted value",
        "Deal Size Currency",
        "Deal Size",
        "Weighted value",
    ]
    found = recognise(headings, "t.csv")
    assert (named(headings, found)["currency"], found.why["currency"]) == (
        "Deal Size Currency",
        "the currency of Deal Size",
    )


def test_a_renamed_module_without_an_owner_is_a_question():
    found = recognise(["Students Pipeline Name", "Stage", "Contact Name", "First Name", "Surname"], "t.csv")
    assert (found.mapping["name"], found.why["name"]) == (0, "for want of better, by its ending")
    [question] = found.questions
    assert (question.field, question.choices) == ("name", ["Students Pipeline Name", ""])


def test_a_renamed_module_may_show_its_owner_by_id_alone():
    headings = [
        "Record Id",
        "Stage",
        "Students Pipeline Name",
        "Students Pipeline Owner.id",
        "Contact Name",
        "Contact Owner",
    ]
    found = recognise(headings, "t.csv")
    assert (named(headings, found)["owner"], found.questions) == ("Students Pipeline Owner.id", [])


@pytest.mark.parametrize(
    "heading",
    [
        " Stage", "Stage:", "Stage*", "STAGE", "Stage ↑", "\ufeffStage", "Stage\u00a0", "🔥 Stage", "“Stage”".strip("“”"), "Deal_Stage",
        "DealStage", "deal_stage", "Deal - Stage", "Opportunity: Stage", "Opportunity_Stage", "Ｓｔａｇｅ", "Stage\u200b",
    ],
)  # fmt: skip
def test_noise_around_a_heading_makes_no_difference(heading):
    found = recognise(["Deal ID", heading], "t.csv")
    assert found.mapping == {"deal_id": 0, "stage": 1}
    assert is_known(heading)


def test_accents_are_dropped_where_the_heading_is_not_known_with_them():
    assert named(["Deal ID", "Etape", "Cree le"], recognise(["Deal ID", "Etape", "Cree le"], "t.csv")) == {
        "deal_id": "Deal ID", "stage": "Etape", "created_on": "Cree le",
    }  # fmt: skip


# headings with two meanings that the cells settle


@pytest.mark.parametrize(
    ("heading", "values", "field"),
    [
        ("Kans", ["10", "90"], "probability"),
        ("Kans", ["20%", "5 %"], "probability"),
        ("Kans", ["Vier robots", "Zes robots"], "name"),
        ("Estado", ["Aberta", "Perdida"], "status"),
        ("Estado", ["Qualificado", "Proposta"], "stage"),
        ("Type", ["Lead", "Opportunity"], "record_type"),
        ("Type", ["New Business", "Renewal"], "deal_type"),
        ("Record Type", ["Sales Pipeline", "Renewals"], "pipeline"),
        ("Closed", ["1", "0"], "is_closed"),
        ("Closed", ["2025-01-31", "2025-02-28"], "closed_on"),
    ],
)
def test_cells_settle_what_a_heading_means(heading, values, field):
    headings = ["Deal ID", "Sales Stage" if field != "stage" else "x", heading]
    found = recognise(headings, "t.csv", cells(*(["1", "Demo", value] for value in values)), kind="deals")
    assert found.mapping.get(field) == 2
    assert not found.questions


def test_two_filled_columns_of_one_heading_that_differ_are_a_question():
    text = "Deal ID,Stage,Amount,Amount,Created Date\n1,Won,100,90,2026-01-31\n2,Won,50,,2026-02-03\n"
    taken = take(text.encode(), "deals.csv", Options(as_of=date(2026, 6, 30)))
    [asked] = [each for each in taken.receipt.questions if each.field == "amount"]
    assert (asked.choices, asked.assumed) == (["Amount (column 3)", "Amount (column 4)"], "Amount (column 3)")
    # the answer is taken, and the recipe tells which column it was
    for said, amounts in (("Amount (column 4)", [90, None]), ("Amount (column 3)", [100, 50])):
        again = take(text.encode(), "deals.csv", Options(as_of=date(2026, 6, 30), mapping={"amount": said}))
        assert [None if pd.isna(each) else each for each in again.tables["deals"]["amount"]] == amounts
        assert again.receipt.mapping["amount"] == said


ODD = ["TBD", "n/a", "-", "tbc", "see offer"]
SOME_DAYS = ["2026-02-01", "2026-02-02", "open", "soon", "when ready"]


@pytest.mark.parametrize(
    ("heading", "values", "read", "unread"),
    [
        ("Amount", ["100", *ODD], {"amount": [100]}, ["TBD", "tbc", "see offer"]),
        ("Amount", ["#N/A", "#REF!"], {"amount": []}, ["#N/A", "#REF!"]),
        ("Close Date", SOME_DAYS, {"closed_on": ["2026-02-01", "2026-02-02"]}, ["open", "soon", "when ready"]),
    ],
)
def test_a_column_with_a_sure_heading_is_read_though_most_of_it_is_something_else(heading, values, read, unread):
    rows = "".join(f"{number},Won,2026-01-01,{value}\n" for number, value in enumerate(values))
    taken = take(
        f"Deal ID,Stage,Created Date,{heading}\n{rows}".encode(), "deals.csv", Options(as_of=date(2026, 6, 30))
    )
    [(field, expected)] = read.items()
    assert taken.receipt.mapping[field] == heading
    found = taken.tables["deals"][field].dropna().tolist()
    assert [str(each)[:10] for each in found] == expected if field == "closed_on" else found == expected
    assert [(each.column, each.value) for each in taken.receipt.rejects] == [(heading, text) for text in unread]


def test_a_rival_that_holds_amounts_is_taken_before_words_with_a_better_heading():
    found = recognise(
        ["Deal ID", "Amount", "Contract Value"], "t.csv", cells(["1", "big", "5"], ["2", "small", "7"]), kind="deals"
    )
    assert found.mapping["amount"] == 2


def test_words_alone_are_no_days_whatever_their_heading():
    headings = ["Deal ID", "Created", "Close Date"]
    found = recognise(headings, "t.csv", cells(["1", "Ann", "2026-02-01"], ["2", "Ben", "2026-02-02"]), kind="deals")
    assert "created_on" not in found.mapping
