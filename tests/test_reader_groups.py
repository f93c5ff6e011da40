"""Headings over several rows, rows in groups, and a second table below the first one."""

import pytest

from analytics.errors import SluiceError
from tests.reading import assert_accounted_for, furniture, read, rows, workbook

DEALS = "Deal ID,Deal Name,Stage,Amount,Created Date\n"


@pytest.mark.parametrize(
    ("text", "headings", "header_row", "beside"),
    [
        pytest.param(
            "Deal,,Owner,\nID,Name,Name,Team\n1,Acme,Ann,North\n2,Beta,Bob,South\n",
            ["Deal ID", "Deal Name", "Owner Name", "Owner Team"],
            2,
            [(1, "part of the heading")],
            id="groups above",
        ),
        pytest.param(
            "Pipeline\n\n,Deal,,,Close\nDeal ID,Deal Name,Stage,Amount,Date\n1,Acme,Won,5,\n2,Beta,Won,6,\n",
            ["Deal ID", "Deal Name", "Stage", "Amount", "Close Date"],
            4,
            [(1, "preamble"), (2, "blank"), (3, "part of the heading")],
            id="known names need no group",
        ),
        pytest.param(
            "Deal,Deal,Created,Close,\nID,Name,Date,Date,Stage\n1,Acme,2026-01-02,2026-02-03,Won\n",
            ["Deal ID", "Deal Name", "Created Date", "Close Date", "Stage"],
            2,
            [(1, "part of the heading")],
            id="names broken over two rows",
        ),
        pytest.param(
            "x,,y,\nq,r,q,r\n1,2,3,4\n5,6,7,8\n",
            ["x q", "x r", "y q", "y r"],
            2,
            [(1, "part of the heading")],
            id="groups above names that nobody knows",
        ),
        pytest.param(
            "Record,Name of it,State\nDeal ID,Deal Name,Stage\n1,Acme,Won\n",
            ["Deal ID", "Deal Name", "Stage"],
            2,
            [(1, "preamble")],
            id="another row of names above is not joined where all are known",
        ),
        pytest.param(
            "Deal ID,Deal Name,Stage,Amount\nDeal ID,Opportunity Name,Stage,Value\n1,Acme,Won,5\n",
            ["Deal ID", "Deal Name", "Stage", "Amount"],
            1,
            [(2, "part of the heading")],
            id="internal names below",
        ),
        pytest.param(
            "Owner,Ann\nDeal ID,Tag,Tag,Stage\n1,a,b,Won\n2,c,d,Won\n",
            ["Deal ID", "Tag", "Tag", "Stage"],
            2,
            [(1, "preamble")],
            id="a filter above is no group",
        ),
    ],
)
def test_headings_over_several_rows(text, headings, header_row, beside):
    table = read(text)
    assert (table.headings, table.header_row, furniture(table)) == (headings, header_row, beside)
    assert_accounted_for(table)


def test_the_row_of_headings_can_be_said():
    text = "Stage,Amount\nWon,5\n\nNr,Kunde,Wert\n1,A,10\n2,B,20\n"
    assert read(text).header_row == 1
    table = read(text, header_row=4)
    assert (table.headings, rows(table)) == (["Nr", "Kunde", "Wert"], [["1", "A", "10"], ["2", "B", "20"]])
    assert furniture(table) == [(1, "preamble"), (2, "preamble"), (3, "blank")]
    with pytest.raises(SluiceError, match=r"Row 3 of .* holds no headings"):
        read(text, header_row=3)
    with pytest.raises(SluiceError, match="Row 99"):
        read(text, header_row=99)


def test_an_odoo_list_grouped_by_stage():
    table = read(
        workbook(
            {
                "Sheet1": [
                    ["Deal Name", "Owner", "Amount"],
                    ["New (2)", None, 30],
                    ["Acme", "Ann", 10],
                    ["Beta (2)", "Bob", 20],
                    ["Won (1)", None, 5],
                    ["Gamma", "Ann", 5],
                ]
            }
        )
    )
    assert table.headings == ["Deal Name", "Owner", "Amount", "Group"]
    assert rows(table) == [["Acme", "Ann", "10", "New"], ["Beta (2)", "Bob", "20", "New"], ["Gamma", "Ann", "5", "Won"]]
    assert furniture(table) == [(2, "group title"), (5, "group title")]
    assert table.notes == ["The rows stand under group titles; these are kept as the column “Group”."]
    assert_accounted_for(table)


def test_groups_in_groups():
    lines = ["Deal Name,Owner,Amount", "Ann (3),,60", "    New (2),,30", "Acme,Ann,10", "Beta,Ann,20"]
    lines += ["    Won (1),,30", "Gamma,Ann,30", "Bob (1),,7", "    New (1),,7", "Delta,Bob,7"]
    table = read("\n".join(lines) + "\n")
    # the owner is a column of its own, the stage is not
    assert table.headings == ["Deal Name", "Owner", "Amount", "Group"]
    assert [row[3] for row in rows(table)] == ["New", "New", "Won", "New"]
    assert [row for row, _ in furniture(table)] == [2, 3, 6, 8, 9]


def test_names_with_a_number_in_brackets_are_no_titles():
    table = read("Deal Name,Owner,Amount\nAcme (3),,10\nBeta (7),,20\nGamma,Ann,30\n")
    assert (len(table.cells), furniture(table)) == (3, [])


def test_a_monday_board():
    heading = ["Name", "Owner", "Stage", "Amount"]
    board = [["Sales pipeline"], ["Leads"], heading, ["Acme", "Ann", "New", 1], ["Beta", "Bob", "New", 2]]
    board += [
        ["", "", "", 3],
        [],
        ["Won deals"],
        heading,
        ["Gamma", "Ann", "Won", 3],
        ["Delta", "", "Won", 4],
        ["", "", "", 7],
    ]
    table = read(workbook({"Sales": board}))
    assert table.headings == [*heading, "Group"]
    assert rows(table)[0] == ["Acme", "Ann", "New", "1", "Leads"]
    assert table.cells[4].to_dict() == {4: "Leads", 5: "Leads", 10: "Won deals", 11: "Won deals"}
    assert furniture(table) == [
        *[(1, "preamble"), (2, "group title"), (6, "total"), (7, "blank"), (8, "group title")],
        *[(9, "repeated heading"), (12, "total")],
    ]
    assert_accounted_for(table)


def test_a_formatted_salesforce_report():
    table = read(
        workbook(
            {
                "Report": [
                    [None, "Pipeline by stage"],
                    [None, "As of 2026-03-01 14:03 · Generated by Ann"],
                    [None, "Filtered By"],
                    [],
                    [None, "Stage  ↑", "Owner  ↑", "Opportunity Name", "Amount", "Close Date"],
                    [None, "New", "Ann", "Acme", 10, "3/1/2026"],
                    [None, None, None, "Beta", 20, "3/2/2026"],
                    [None, None, "Bob", "Gamma", 30, "3/3/2026"],
                    [None, "Subtotal", None, "Sum", 60, None],
                    [None, None, None, "Count", 3, None],
                    [None, "Won", "Bob", "Delta", 40, "3/4/2026"],
                    [None, None, None, "Epsilon", 50, "3/5/2026"],
                    [None, "Subtotal", None, "Sum", 90, None],
                    [None, None, None, "Count", 2, None],
                    [None, "Total", None, "Sum", 150, None],
                    [None, None, None, "Count", 5, None],
                    [],
                    [None, "Confidential Information - Do Not Distribute"],
                ]
            }
        )
    )
    assert table.header_row == 5
    assert [row[1:4] for row in rows(table)] == [
        ["New", "Ann", "Acme"],
        ["New", "Ann", "Beta"],
        ["New", "Bob", "Gamma"],
        ["Won", "Bob", "Delta"],
        ["Won", "Bob", "Epsilon"],
    ]
    assert table.notes == [
        "“Stage  ↑” stands only in the first row of each group; it was filled down into 3 rows.",
        "“Owner  ↑” stands only in the first row of each group; it was filled down into 2 rows.",
    ]
    assert [row for row, why in furniture(table) if why == "total"] == [9, 10, 13, 14, 15, 16]
    assert_accounted_for(table)


def test_rows_without_a_value_stay_without_it():
    # a deal of several rows, and a deal without owner: neither is a group
    text = "Deal Name,Owner,Amount,Tag\nAcme,Ann,10,x\n,,,y\nBeta,,20,z\n,,,w\nTotal,,30,\n"
    table = read(text)
    assert [row[0] for row in rows(table)] == ["Acme", "", "Beta", ""]
    assert table.notes == []


def test_further_rows_of_a_deal_are_no_group():
    heading = "Deal Name ↑,Owner,Amount,Tag\n"
    text = heading + "Acme,Ann,10,x\n,,,y\nSubtotal,,10,\nBeta,Bob,20,z\n,,,w\nSubtotal,,20,\n"
    table = read(text)
    assert [row[0] for row in rows(table)] == ["Acme", "", "Beta", ""]
    assert table.notes == []


def test_merged_cells_stand_for_all_their_rows():
    lines = [["Stage", "Deal Name", "Amount"], ["New", "Acme", 1], [None, "Beta", 2], ["Won", "Gamma", 3]]
    table = read(workbook({"Deals": lines}, merged=[(1, 0, 2, 0, "New")]))
    assert table.cells[0].tolist() == ["New", "New", "Won"]
    assert table.notes == ["“Stage” stands only in the first row of each group; it was filled down into 1 rows."]


SECOND = "Below the table stands another one (row {}: {}); its {} rows were not read."


@pytest.mark.parametrize(
    ("below", "count", "note"),
    [
        pytest.param("\nOwner,Quota\nAnn,1000\nBob,2000\n", 2, (5, "Owner | Quota", 3), id="quotas"),
        pytest.param(
            "\nQuota by owner\nOwner,Quota\nAnn,1000\n", 2, (5, "Quota by owner", 3), id="with a title of its own"
        ),
        pytest.param(
            "\nDeal ID,Opportunity Name,Owner\n9,Zeta,Ann\n",
            2,
            (5, "Deal ID | Opportunity Name | Owner", 2),
            id="more deals",
        ),
        pytest.param(
            "Stage,Deal Name,Amount,Deal ID,Created Date\nWon,Zeta,5,9,2026-01-02\n",
            2,
            (4, "Stage | Deal Name | Amount", 2),
            id="the same columns in another order, no blank row",
        ),
    ],
)
def test_a_second_table_is_announced_and_not_read(below, count, note):
    deals = DEALS + "1,Acme,Won,10,2026-01-01\n2,Beta,New,20,2026-01-02\n"
    table = read(deals + below)
    assert len(table.cells) == count
    assert table.notes == [SECOND.format(*note)]
    assert {why for row, why in furniture(table) if row >= note[0]} == {"second table"}
    assert_accounted_for(table)


def test_after_a_second_table_the_first_may_go_on():
    table = read(DEALS + "1,Acme,Won,10,\n\nOwner,Quota\nAnn,1000\n\n" + DEALS + "2,Beta,New,20,\n")
    assert table.cells[0].to_dict() == {2: "1", 8: "2"}


@pytest.mark.parametrize(
    "row",
    ["3,Stage,Owner,5,2026-01-03", "3,Owner,Stage,,", "4,Amount,Won,7,2026-01-03"],
)
def test_a_deal_with_the_words_of_headings_is_a_deal(row):
    table = read(DEALS + "1,Acme,Won,10,2026-01-01\n2,Beta,New,20,2026-01-02\n" + row + "\n")
    assert (len(table.cells), table.notes) == (3, [])


@pytest.mark.parametrize(
    ("text", "headings", "cells", "noted"),
    [
        pytest.param(
            ",Deal ID,Stage\n0,7,Won\n1,8,New\n",
            ["", "Deal ID", "Stage"],
            [["0", "7", "Won"], ["1", "8", "New"]],
            False,
            id="an index without heading",
        ),
        pytest.param(
            "Unnamed: 0,Deal ID,Stage\n0,7,Won\n",
            ["Unnamed: 0", "Deal ID", "Stage"],
            [["0", "7", "Won"]],
            False,
            id="an index that was named",
        ),
        pytest.param(
            "Deal ID,Stage\n1,7,Won\n2,8,New\n3,9,New\n",
            ["", "Deal ID", "Stage"],
            [["1", "7", "Won"], ["2", "8", "New"], ["3", "9", "New"]],
            True,
            id="an index that the headings know nothing of",
        ),
        pytest.param(
            "Deal ID,Stage\n7,Won,x\n8,New,y\n",
            ["Deal ID", "Stage", ""],
            [["7", "Won", "x"], ["8", "New", "y"]],
            True,
            id="a last column without heading",
        ),
        pytest.param(
            "Deal ID,Stage,Amount\n7,Won\n8,New\n",
            ["Deal ID", "Stage", "Amount"],
            [["7", "Won", ""], ["8", "New", ""]],
            False,
            id="a last column without cells",
        ),
    ],
)
def test_columns_without_headings_and_headings_without_columns(text, headings, cells, noted):
    table = read(text)
    assert (table.headings, rows(table), bool(table.notes)) == (headings, cells, noted)
    assert_accounted_for(table)


def test_lines_of_signs():
    table = read("|Deal ID|Stage|\n|---|:---|\n|1|Won|\n|2|New|\n")
    assert (furniture(table), rows(table)) == ([(2, "line of signs")], [["", "1", "Won", ""], ["", "2", "New", ""]])


@pytest.mark.parametrize(
    ("last", "count"),
    [
        pytest.param(",,,'1.030,50',", 2, id="the sum of the column"),
        pytest.param(",,,'1.030,51',", 3, id="another amount"),
        pytest.param("3,,,'1.030,50',", 3, id="with an id"),
        pytest.param(",Acme,,'1.030,50',", 3, id="with a name"),
    ],
)
def test_a_sum_that_no_word_names(last, count):
    text = DEALS + "1,Acme,Won,'10,50',2026-01-01\n2,Beta,New,'1.020',2026-01-02\n" + last + "\n"
    table = read(text.replace("'", '"'))
    assert len(table.cells) == count
    assert_accounted_for(table)
