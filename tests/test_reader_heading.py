"""The row of headings: over several rows, said by a person, with fewer or more names than columns."""

import pytest

from analytics.errors import SluiceError
from tests.reading import assert_accounted_for, furniture, read, rows


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
            "Deal ID,Stage,Deal,Close\n,,Name,Date\n1,Won,Acme,2026-01-01\n",
            ["Deal ID", "Stage", "Deal Name", "Close Date"],
            2,
            [(1, "part of the heading")],
            id="some names broken over two rows",
        ),
        pytest.param(
            "Owner,2025,,2026,\n,Nov,Dec,Jan,Feb\nAnn,1,2,3,4\nBob,5,6,7,8\n",
            ["Owner", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026"],
            2,
            [(1, "part of the heading")],
            id="years above months",
        ),
        pytest.param(
            "Targets\n,FY2025,FY2025,FY2026,FY2026,\nOwner,Q3,Q4,Q1,Q2,Team\nAnn,1,2,3,4,x\nBob,5,6,7,8,y\n",
            ["Owner", "Q3 FY2025", "Q4 FY2025", "Q1 FY2026", "Q2 FY2026", "Team"],
            3,
            [(1, "preamble"), (2, "part of the heading")],
            id="years above each quarter",
        ),
        pytest.param(
            ",2025,,,,2026,,,\n,Q4,,,,Q1,,,\nOwner,Oct,Nov,Dec,Sum,Jan,Feb,Mar,Sum\nAnn,1,2,3,6,1,2,3,6\n",
            [
                "Owner",
                *["Oct 2025", "Nov 2025", "Dec 2025", "Sum 2025"],
                *["Jan 2026", "Feb 2026", "Mar 2026", "Sum 2026"],
            ],
            3,
            [(1, "part of the heading"), (2, "part of the heading")],
            id="years, quarters and months, with a sum of each year",
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


@pytest.mark.parametrize(
    ("upper", "lower", "names"),
    [
        ("Deal ID,Deal Name,Stage,Date entered,,Created Date", ",,,Demo,Offer,", "Deal ID,Deal Name,Stage,Date entered Demo,Date entered Offer,Created Date"),
        ("Deal ID,Deal Name,Stage,Amount,,Created Date", ",,,EUR,USD", "Deal ID,Deal Name,Stage,Amount (EUR),Amount (USD),Created Date"),
        ("Deal ID,Deal Name,Stage,Amount,Amount,Created Date", ",,,EUR,USD,", "Deal ID,Deal Name,Stage,Amount (EUR),Amount (USD),Created Date"),
    ],
)  # fmt: skip
def test_a_name_over_several_columns_with_names_of_their_own(upper, lower, names):
    table = read(f"{upper}\n{lower}\n1,A,Offer,10,20,2026-01-05\n2,B,Demo,30,40,2026-01-06\n")
    assert table.headings == names.split(",")
    assert rows(table) == [["1", "A", "Offer", "10", "20", "2026-01-05"], ["2", "B", "Demo", "30", "40", "2026-01-06"]]
    assert [(each.row, each.why) for each in table.furniture] == [(1, "part of the heading")]


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(",,,Ann,,", id="one word under a name"),
        pytest.param(",,,10,20,", id="figures"),
        pytest.param("0,,,Ann,Ben,", id="a row with an id"),
        pytest.param(",,Demo,Ann,Ben,", id="words under a name of one column too"),
    ],
)
def test_a_sparse_row_below_the_names_is_no_part_of_them(first):
    table = read(f"Deal ID,Deal Name,Stage,Amount,,Created Date\n{first}\n1,A,Offer,10,20,2026-01-05\n")
    assert table.headings[:4] == ["Deal ID", "Deal Name", "Stage", "Amount"]
    assert table.header_row == 1


def test_a_year_above_other_headings_is_a_title():
    table = read("2025,,\nDeal ID,Stage,Amount\n1,Won,5\n")
    assert (table.headings, furniture(table)) == (["Deal ID", "Stage", "Amount"], [(1, "preamble")])


@pytest.mark.parametrize("row", [1, 2])
def test_either_row_of_years_above_months_can_be_stated(row):
    table = read("Owner,2025,,2026,\n,Nov,Dec,Jan,Feb\nAnn,1,2,3,4\n", header_row=row)
    assert table.headings == ["Owner", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026"]
    assert_accounted_for(table)


@pytest.mark.parametrize("first", ["Owner,2026", "Ann,2026"])
def test_a_single_year_is_a_heading_only_beside_a_known_one(first):
    if first.startswith("Owner"):
        assert read(f"{first}\nAnn,100\nBob,200\n").headings == ["Owner", "2026"]
    else:
        with pytest.raises(SluiceError):
            read(f"{first}\nBen,100\nBob,200\n")
