"""An upload, from its bytes to canonical rows and a receipt that accounts for all of it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import Refused
from analytics.intake import Options, take
from tests.exports import csv_of

SHARED = Path(__file__).parents[2] / "shared" / "data"


def read(content: str | bytes, name: str = "deals.csv", **options):
    return take(content.encode() if isinstance(content, str) else content, name, Options(**options))


# accounting


def test_every_row_is_accounted_for():
    content = (
        "My deals,,,\n"
        "\n"
        "Deal ID,Deal Name,Stage,Amount,Created Date\n"
        "1,a,Demo,100,2025-01-02\n"
        "\n"
        "2,b,Demo,many,2025-01-03\n"
        ",nobody,Demo,7,2025-01-03\n"
        "3,c,Demo,50.5,31.02.2025\n"
        "\n"
        "Total,,,150.5,\n"
    )
    receipt = read(content).receipt
    assert (receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected, receipt.rows_furniture) == (9, 3, 1, 5)
    assert [(each.row, each.column, each.value, each.accepted) for each in receipt.rejects] == [
        (6, "Amount", "many", True),
        (7, "Deal ID", "", False),
        (8, "Created Date", "31.02.2025", True),
    ]
    assert receipt.amount_total == Decimal("150.5")
    assert receipt.as_of == date(2025, 1, 3)


rows = st.lists(
    st.fixed_dictionaries({
        "Deal ID": st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6),
        "Stage": st.sampled_from(["Demo", "Offer", "Won", "Lost", ""]),
        "Amount": st.sampled_from(["", "12", "1,000.50", "x", "-3"]),
        "Created Date": st.sampled_from(["2025-01-02", "", "soon", "2025-13-01"]),
    }),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(rows)
@settings(max_examples=60, deadline=None)
def test_rows_and_money_reconcile_whatever_the_file_holds(table):
    try:
        taken = read(csv_of(table), as_of=date(2025, 6, 30))
    except Refused:
        return
    receipt = taken.receipt
    assert receipt.rows_read == receipt.rows_accepted + receipt.rows_rejected + receipt.rows_furniture
    assert taken.tables["deals"]["lines"].sum() == receipt.rows_accepted
    amounts = {"": 0, "12": 12, "1,000.50": Decimal("1000.5"), "x": 0, "-3": -3}
    lost = {each.row for each in receipt.rejects if not each.accepted} | {
        row for each in receipt.furniture for row in each.rows
    }
    if not receipt.furniture:
        kept = [row for number, row in enumerate(table, start=2) if number not in lost]
        assert (receipt.amount_total or 0) == sum(amounts[row["Amount"]] for row in kept)


# rows are not deals


def lines(*rows):
    return read(
        csv_of(
            [
                dict(
                    zip(
                        ["Deal ID", "Deal Name", "Stage", "Amount", "Probability (%)", "Created Date"], row, strict=True
                    )
                )
                for row in rows
            ]
        )
    )


def test_lines_of_one_deal_with_different_amounts_are_added_up():
    taken = lines(
        ("7", "big", "Lead", 100, 10, "2025-01-02"),
        ("7", "big", "Offer", 300, 50, "2025-02-02"),
        ("8", "x", "Lead", 5, 10, "2025-01-05"),
    )
    deals = taken.tables["deals"].set_index("deal_id")
    assert taken.receipt.rows_accepted == 3
    assert (deals.loc["7", "amount"], deals.loc["7", "stage"], deals.loc["7", "lines"]) == (400, "Offer", 2)
    assert float(deals.loc["7", "amount"]) * deals.loc["7", "probability"] == pytest.approx(100 * 0.1 + 300 * 0.5)
    assert "Deal 7 fills 2 rows (2, 3); it counts as one deal." in taken.receipt.notes[0]


def test_a_repeated_amount_counts_once():
    taken = lines(("7", "big", "Lead", 100, 10, "2025-01-02"), ("7", "big", "Lead", 100, 10, "2025-01-02"))
    assert taken.tables["deals"]["amount"].tolist() == [100]
    assert taken.receipt.amount_total == 200  # as the file's own column adds up
    assert "counts once" in taken.receipt.notes[0]


def test_different_deals_under_one_id_are_kept_apart():
    taken = lines(("7", "one", "Lead", 100, 10, "2025-01-02"), ("7", "other", "Offer", 300, 50, "2025-02-02"))
    assert taken.tables["deals"]["deal_id"].tolist() == ["7#1", "7#2"]
    assert "different deals" in taken.receipt.notes[0]


def test_without_an_id_a_deal_is_its_name_account_and_day():
    taken = read(
        "Deal Name,Account,Stage,Created Date\na,X,Demo,2025-01-02\na,Y,Demo,2025-01-02\na,X,Demo,2025-01-02\n"
    )
    assert taken.tables["deals"]["deal_ref"].tolist() == [
        "a · X · 2025-01-02",
        "a · Y · 2025-01-02",
        "a · X · 2025-01-02 #2",
    ]


# what is asked for


@pytest.mark.parametrize(
    ("headings", "hint"),
    [
        (
            "pipeline_id,label,display_order",
            "It seems to list pipelines or stages (by pipeline_id, label, display_order)",
        ),
        ("Id,First Name,Last Name,Title", "It seems to list people (by First Name, Last Name)"),
        (
            "Id,Name,Billing City,Billing Country,Website,Industry",
            "(by Billing City, Billing Country, Website): no figure",
        ),
        ("Id,Name,Website", 'Say which one it is: --map stage="Heading".'),
    ],
)
def test_a_table_beside_the_deals_is_not_needed(headings, hint):
    with pytest.raises(Refused) as refused:
        read(f"{headings}\n{','.join(map(str, range(headings.count(',') + 1)))}\n")
    assert (refused.value.code, refused.value.column) == ("missing_fields", "stage")
    assert hint in refused.value.hint


def test_what_is_not_recognised_is_asked_for():
    with pytest.raises(Refused) as refused:
        read("Nummer,Wer,Wo\n1,a,Start\n")
    assert refused.value.code == "missing_fields"
    assert "Columns found: Nummer, Wer, Wo." in refused.value.message
    assert refused.value.columns[2] == {"heading": "Wo", "filled": 1, "samples": ["Start"]}
    taken = read("Nummer,Wer,Wo\n1,a,Start\n", mapping={"deal_id": "Nummer", "stage": "Wo"}, as_of=date(2025, 1, 1))
    assert taken.tables["deals"]["stage"].tolist() == ["Start"]


@pytest.mark.parametrize(
    ("options", "code", "text"),
    [
        ({"mapping": {"stage": "Stagee"}}, "unknown_heading", "Did you mean 'Stage'?"),
        ({"mapping": {"size": "Stage"}}, "unknown_option", "'size' is not a choice for map"),
        ({"keep": ("Colour",)}, "unknown_heading", "has no column 'Colour'"),
        ({"date_order": "ydm"}, "unknown_option", "'ydm' is not a choice for date order: take dmy, mdy, ymd."),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(options, code, text):
    with pytest.raises(Refused) as refused:
        read("Deal ID,Stage\n1,Demo\n", **options)
    assert refused.value.code == code
    assert text in str(refused.value)


def test_an_export_without_any_date_is_asked_for_its_day():
    with pytest.raises(Refused, match="of which day it is"):
        read("Deal ID,Stage\n1,Demo\n")


@pytest.mark.parametrize(
    ("name", "created", "as_of"),
    [
        ("deals.csv", "2025-03-01", "2025-03-01"),
        ("hubspot-crm-exports-all-deals-2025-04-02.csv", "2025-03-01", "2025-04-02"),
        ("deals_20250402.csv", "2025-03-01", "2025-04-02"),
        ("deals-2025-02-30.csv", "2025-03-01", "2025-03-01"),
        ("deals-2025-02-01.csv", "2025-03-01", "2025-03-01"),
        ("report1743580800000.csv", "2025-03-01", "2025-04-02"),
        pytest.param("deals-20301231-15.csv", "2025-03-01", "2025-03-01", id="eight digits far after the data"),
        pytest.param("deals-20301231-2025-04-02.csv", "2025-03-01", "2025-04-02", id="a number, then a day"),
        pytest.param("deals-2030-12-31.csv", "2025-03-01", "2025-03-01", id="a day far after the data"),
        pytest.param("deals-2025-01-01.csv", "2025-03-01", "2025-01-01", id="a day before the data"),
    ],
)
def test_the_day_of_an_export(name, created, as_of):
    # what is expected of an open deal says nothing of the day of the export
    content = f"Deal ID,Stage,Created Date,Expected Close Date\n1,Demo,{created},2031-01-01\n"
    assert read(content, name).receipt.as_of == date.fromisoformat(as_of)


@pytest.mark.parametrize("name", ["deals-20301231-15.csv", "deals-2030-12-31.csv", "deals-2025-01-01.csv"])
def test_a_doubtful_day_in_a_name_is_said(name):
    [note] = [
        each
        for each in read("Deal ID,Stage,Created Date\n1,Demo,2025-03-01\n", name).receipt.notes
        if "name of the file" in each
    ]
    assert "2025-03-01" in note


@pytest.mark.parametrize(
    ("closed", "name", "as_of"),
    [
        pytest.param("2025-03-20", "deals.csv", "2025-03-20", id="closed soon after all else"),
        pytest.param("2027-03-20", "deals.csv", "2025-03-01", id="closed in a far future"),
        pytest.param("2025-04-20", "deals-2025-04-02.csv", "2025-04-02", id="closed after the day in the name"),
    ],
)
def test_a_closing_day_in_the_future_does_not_move_the_day_of_the_export(closed, name, as_of):
    content = f"Deal ID,Stage,Created Date,Closed Date\n1,Won,2025-03-01,{closed}\n2,Won,2025-01-01,2025-02-01\n3,Won,2025-01-01,2025-02-02\n"
    assert read(content, name).receipt.as_of == date.fromisoformat(as_of)


def test_an_order_of_dates_that_another_column_proves_is_taken_and_said():
    content = "Deal ID,Stage,Created Date,Due Date\n1,Demo,03/04/2025,12/31/2025\n2,Demo,05/06/2025,05/06/2026\n"
    receipt = read(content).receipt
    assert not receipt.questions
    assert receipt.date_order == {"Created Date": "mdy", "Due Date": "mdy"}
    assert receipt.how["Created Date"] == "month-first: as the column Due Date proves"
    # an unmapped column proves as well; two columns that differ prove nothing
    beside = content.replace("Due Date", "Some Day")
    assert read(beside).receipt.date_order == {"Created Date": "mdy"}
    both = "Deal ID,Stage,Created Date,A,B\n1,Demo,03/04/2025,12/31/2025,31/12/2025\n"
    assert [each.field for each in read(both).receipt.questions] == ["date_order"]


def test_rows_that_contradict_the_order_of_their_column_are_reported():
    content = "Deal ID,Stage,Created Date\n1,Demo,13/05/2026\n2,Demo,05/13/2026\n3,Demo,14/05/2026\n"
    [reject] = read(content).receipt.rejects
    assert reject == (3, "Created Date", "05/13/2026", "not a date, the column being day first", True)


def test_an_ambiguous_date_column_is_a_question_with_a_visible_assumption():
    content = "Deal ID,Stage,Created Date\n1,Demo,03/04/2025\n2,Demo,05/06/2025\n"
    [question] = read(content).receipt.questions
    assert (question.field, question.choices, question.assumed) == ("date_order", ["dmy", "mdy"], "dmy")
    stated = read(content, date_order="mdy")
    assert not stated.receipt.questions
    assert stated.tables["deals"]["created_on"].dt.strftime("%Y-%m-%d").tolist() == ["2025-03-04", "2025-05-06"]


def test_kept_columns_become_dimensions():
    taken = read("Deal ID,Stage,Created Date,Colour\n1,Demo,2025-01-01,red\n2,Demo,2025-01-01,\n", keep=("Colour",))
    assert taken.tables["dimensions"].to_dict("records") == [{"deal_ref": "1", "value": "red", "name": "Colour"}]


# formats


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_same_deals_in_every_encoding_and_delimiter(encoding, delimiter):
    rows = [
        ["Deal ID", "Deal Name", "Stage", "Amount", "Created Date"],
        ["007", "Müller & Söhne", "Demo", "1.234,56", "31.01.2025"],
    ]
    content = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + "\n"
    taken = read(content.encode(encoding))
    [deal] = taken.tables["deals"].to_dict("records")
    assert (deal["deal_id"], deal["name"], deal["amount"]) == ("007", "Müller & Söhne", Decimal("1234.56"))
    assert deal["created_on"].date() == date(2025, 1, 31)


def test_salesforce_ids_of_15_and_18_characters_are_the_same_deal():
    deals = read("Opportunity ID,Opportunity Name,Stage,Created Date\n006A000001AbCdEIAV,a,Demo,1/31/2025\n")
    history = read(
        "Opportunity Name,Opportunity ID,From Stage,To Stage,Last Modified,Stage\n"
        "a,006A000001AbCdE,,Demo,1/31/2025 9:00 AM,Demo\na,006A000001AbCdE,Demo,Demo,2/1/2025 9:00 AM,Demo\n"
    )
    assert (
        deals.tables["deals"]["deal_ref"].tolist()
        == history.tables["events"]["deal_ref"].tolist()
        == ["006A000001AbCdE"]
    )
    assert history.receipt.rows_accepted == 2
    assert history.receipt.notes == ["1 row was saved without a change of stage; it is no stage change."]


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
def test_the_real_pipeline_of_a_software_firm():
    """Microsoft's Power BI sample; its own figures stand in data/README.md."""
    path = SHARED / "powerbi_opportunity" / "opportunities.csv"
    taken = read(path.read_bytes(), path.name)
    deals = taken.tables["deals"]
    assert (taken.receipt.rows_read, taken.receipt.deals) == (487, 486)
    assert taken.receipt.amount_total == 2_110_905_127
    weighted = sum(float(amount) * chance for amount, chance in zip(deals["amount"], deals["probability"], strict=True))
    assert weighted == pytest.approx(461_120_880.80, abs=0.005)
    assert any("Deal 302 fills 2 rows" in note for note in taken.receipt.notes)


def test_a_pipeline_written_behind_the_stage_is_taken_off():
    content = "Record ID,Pipeline,Deal Stage,Deal owner,Create Date\n1,Sales (new),Closed won (Sales (new)),Ann,2025-01-02\n2,Sales (new),Demo (online),Ann,2025-01-02\n"
    assert read(content).tables["deals"]["stage"].tolist() == ["Closed won", "Demo (online)"]


def test_an_id_of_18_characters_is_cut_only_where_the_last_three_repeat_its_capitals():
    ids = [f"0060000000000000{n:02d}" for n in range(9)] + [
        "OPPORTUNITY-000001",
        "006A000001AbCdEIAV",
        "006A000001AbCdEAAA",
    ]
    refs = (
        read(csv_of([{"Deal ID": each, "Stage": "Demo", "Created Date": "2025-01-10"} for each in ids]))
        .tables["deals"]["deal_ref"]
        .tolist()
    )
    assert refs == [*ids[:10], "006A000001AbCdE", "006A000001AbCdEAAA"]


def test_currencies_in_words_and_unknown_ones():
    content = "Deal ID,Stage,Created Date,Amount,Currency\n1,Demo,2025-01-01,5,Euro\n2,Demo,2025-01-01,5,€\n3,Demo,2025-01-01,5,eur\n4,Demo,2025-01-01,5,Shells\n"
    taken = read(content)
    assert taken.tables["deals"]["currency"].tolist() == ["EUR", "EUR", "EUR", "SHELLS"]
    assert "SHELLS is no currency that is known" in taken.receipt.notes[0]


def test_lines_in_several_currencies_are_not_added_up():
    taken = read(
        "Deal ID,Deal Name,Stage,Created Date,Amount,Currency\n1,a,Won,2025-01-01,100,EUR\n1,a,Won,2025-01-01,200,USD\n"
    )
    assert taken.tables["deals"]["amount"].isna().tolist() == [True]
    assert "several currencies" in taken.receipt.notes[0]


def test_one_pipeline_in_the_headings_is_that_of_the_deals():
    content = 'Record ID,Deal Name,Deal Stage,Deal owner,Create Date,"Date entered ""Qualified to buy (Sales)"""\n1,a,Qualified To Buy (Sales),Ann,2025-01-02,2025-01-03\n'
    taken = read(content)
    assert taken.tables["deals"][["pipeline", "stage"]].to_numpy().tolist() == [["Sales", "Qualified To Buy"]]
    assert taken.tables["events"][["pipeline", "stage"]].to_numpy().tolist() == [["Sales", "Qualified To Buy"]]


def test_a_column_of_which_as_many_rows_prove_either_order_asks_so():
    told = "Deal ID,Stage,Created Date\n1,Demo,13/05/2024\n2,Demo,05/13/2024\n3,Demo,01/02/2024\n"
    receipt = take(told.encode(), "deals.csv", Options(as_of=date(2026, 6, 30))).receipt
    [question] = receipt.questions
    assert question.about == (
        "Created Date: day first or month first? Row 2 can only be read as day first, row 3 only as month first; read as day first."
    )
    assert [(each.row, each.value) for each in receipt.rejects] == [(3, "05/13/2024")]


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        pytest.param("1,Demo,1,13/05/2024\n2,Demo,2,05/13/2024\n3,Demo,3,01/02/2024\n",
                     "Created Date contradicts itself: row 2 can only be read as day first, row 3 only as month first. "
                     "Read as day first; row 3 was left without a value.", id="a day each"),
        pytest.param("1,Demo,1,05/13/2024\n2,Demo,2,05/14/2024\n3,Demo,3,13/05/2024\n4,Demo,4,14/05/2024\n5,Demo,5,5/15/2024\n",
                     "Created Date contradicts itself: rows 2, 3 and 6 can only be read as month first, rows 4 and 5 only as day first. "
                     "Read as month first; rows 4 and 5 were left without a value.", id="more rows for one order"),
        pytest.param('1,Demo,"1.234,50",2024-01-02\n2,Demo,"2,345.50",2024-01-02\n3,Demo,"9,50",2024-01-02\n',
                     "Amount contradicts itself: rows 2 and 4 can only be read as decimal comma, row 3 only as decimal point. "
                     "Read as decimal comma; row 3 was left without a value.", id="decimal signs"),
    ],
)  # fmt: skip
def test_a_column_with_evidence_for_two_rules_is_a_conflict_that_names_its_rows(lines, note):
    receipt = take(
        f"Deal ID,Stage,Amount,Created Date\n{lines}".encode(), "x.csv", Options(as_of=date(2026, 6, 30))
    ).receipt
    assert note in receipt.notes


def test_months_in_a_column_of_days_are_noted_as_what_they_are():
    told = "Deal ID,Stage,Created Date,Close Date\n1,Demo,2026-01-02,Jan 2026\n2,Won,2026-01-02,Q1 2026\n3,Won,2026-01-02,2026-02-03\n"
    notes = take(told.encode(), "x.csv", Options(as_of=date(2026, 6, 30))).receipt.notes
    said = "Close Date: 2 cells name a month, a quarter or a year, not a day (Jan 2026, Q1 2026); left without a value."
    assert said in notes


def test_a_conflict_of_many_rows_shows_the_first_of_them():
    days = ["05/13/2024"] + ["13/05/2024"] * 7
    lines = "".join(f"{number},Demo,{day}\n" for number, day in enumerate(days))
    receipt = take(f"Deal ID,Stage,Created Date\n{lines}".encode(), "x.csv", Options(as_of=date(2026, 6, 30))).receipt
    assert (
        "Created Date contradicts itself: 7 rows (3, 4, 5, 6, 7, 8, ...) can only be read as day first, row 2 only as month first. "
        "Read as day first; row 2 was left without a value."
    ) in receipt.notes


def _taken(text, **how):
    return take(text.encode(), "deals.csv", Options(as_of=date(2026, 6, 30), **how)).receipt


def test_an_amount_of_too_many_digits_is_called_too_large_and_a_word_no_amount():
    found = _taken(
        'Deal ID,Stage,Amount\n1,Won,9007199254740993.00\n2,Won,"12,345,678,901,234,567 €"\n3,Won,soon\n4,Won,5.00\n'
    )
    assert [(each.row, each.reason) for each in found.rejects] == [
        (2, "too large to be an amount"), (3, "too large to be an amount"), (4, "not an amount"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["0.5", "1", "50"], ["1 cell below 1 was read as percent as the others are (0.5 as 0.5 %)"]),
        (["0.5", "0.25", "50"], ["2 cells below 1 were read as percent as the others are (0.5 as 0.5 %)"]),
        (["0.5 %", "0", "50"], []),
        (["0.5", "0.25", "1"], []),
    ],
)
def test_a_share_among_percents_is_said(cells, said):
    rows = "".join(f"{number},Demo,{cell}\n" for number, cell in enumerate(cells))
    notes = [note for note in _taken(f"Deal ID,Stage,Probability\n{rows}").notes if note.startswith("Probability")]
    assert notes == [f"Probability: {each}; check whether a share is meant." for each in said]


def test_a_file_of_deleted_deals_alone_is_refused_as_what_it_is():
    text = "Id,Name,StageName,Amount,CreatedDate,IsDeleted\n1,A,Won,5,2018-12-19,true\n2,B,Won,5,2018-12-18,true\n"
    with pytest.raises(Refused, match=r"All 2 rows of deals\.csv say that the deal was deleted; none counts"):
        take(text.encode(), "deals.csv", Options())
