"""Delimited text, on files small enough to read by eye."""

import pytest

from analytics.errors import SluiceError
from tests.reading import HEAD, assert_accounted_for, furniture, read, rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HEAD + '1,"A ""Gold"" plan",Won\n', [["1", 'A "Gold" plan', "Won"]], id="quotes are doubled"),
        pytest.param(HEAD + '1,5" pipe,Won\n', [["1", '5" pipe', "Won"]], id="a quote inside a cell is text"),
        pytest.param(HEAD + '1,"A, B",Won\n', [["1", "A, B", "Won"]], id="a delimiter in quotes is text"),
        pytest.param(HEAD + '1,"A\r\nB\rC",Won\n', [["1", "A\r\nB\rC", "Won"]], id="line breaks in quotes are text"),
        pytest.param(HEAD + "1,A\u2028B\x0b\x0c,Won\n", [["1", "A\u2028B\x0b\x0c", "Won"]], id="odd breaks are text"),
        pytest.param(
            HEAD + '1,"Cafe" Zurich,Won\n2,B,Lost\n',
            [["1", '"Cafe" Zurich', "Won"], ["2", "B", "Lost"]],
            id="text after a closing quote makes the opening one text",
        ),
        pytest.param(
            HEAD + '1,"Cafe,Won\n2,"B",Lost\n',
            [["1", '"Cafe', "Won"], ["2", "B", "Lost"]],
            id="a stray quote costs one cell",
        ),
        pytest.param(
            HEAD + '1,A,Won\n2,"B,Lost', [["1", "A", "Won"], ["2", '"B', "Lost"]], id="an unterminated quote is text"
        ),
        pytest.param(
            HEAD + '1,"A,Won\n' + "2,B,Won\n" * 30 + '3,5",Lost\n',
            [["1", '"A', "Won"], *[["2", "B", "Won"]] * 30, ["3", '5"', "Lost"]],
            id="a stray quote and another far below swallow nothing",
        ),
        pytest.param(HEAD.replace("\n", "\r") + "1,A,Won\r2,B,Won\r", [["1", "A", "Won"], ["2", "B", "Won"]], id="CR"),
        pytest.param(
            HEAD + "1,A,Won\r\n2,B,Won\r3,C,Won\n4,D,Won",
            [["1", "A", "Won"], ["2", "B", "Won"], ["3", "C", "Won"], ["4", "D", "Won"]],
            id="mixed line ends, and none at the end",
        ),
        pytest.param(HEAD + "1,A\0cme,Won\n\0\0\0\0", [["1", "Acme", "Won"]], id="NULs are removed"),
        pytest.param(HEAD + "1,A,Won\n\x1a\n", [["1", "A", "Won"]], id="an end-of-file mark is ignored"),
        pytest.param(HEAD + "000123,NA,None\n", [["000123", "NA", "None"]], id="everything stays text"),
        pytest.param(
            HEAD + "1,A,Won,\n2,B,Lost,\n", [["1", "A", "Won"], ["2", "B", "Lost"]], id="a comma ends records"
        ),
        pytest.param("\ufeff\ufeff" + '"Deal ID","Stage"\n"1","Won"\n', [["1", "Won"]], id="two byte-order marks"),
        pytest.param("sep=;\nDeal ID;Deal Name\n1;a,b\n", [["1", "a,b"]], id="sep line"),
        pytest.param('"sep=\t"\r\nDeal ID\tDeal Name\r\n1\ta,b\r\n', [["1", "a,b"]], id="sep line in quotes"),
        pytest.param("Deal ID;Deal Name\n1;1,5\n2;2,5\n", [["1", "1,5"], ["2", "2,5"]], id="decimal commas"),
        pytest.param("Nr;Wert;Art\n1;1,5;a\n2;2,5;b\n", [["1", "1,5", "a"], ["2", "2,5", "b"]], id="unknown headings"),
        pytest.param("Deal ID;Amount\n" + "1;1,2,3\n" * 9, [["1", "1,2,3"]] * 9, id="known headings against the shape"),
        pytest.param('"Art;a;b","Wert"\n"x;y;z","n"\n', [["x;y;z", "n"]], id="stray quotes against the width"),
        pytest.param(
            HEAD + "1,Total Energy SA,Won\n2,Summe AG,Lost\n",
            [["1", "Total Energy SA", "Won"], ["2", "Summe AG", "Lost"]],
            id="a deal with an id may be called Total",
        ),
    ],
)
def test_texts(text, expected):
    table = read(text)
    assert rows(table) == expected
    assert table.ragged == {}
    assert not any('"' in heading or "\ufeff" in heading for heading in table.headings)
    assert_accounted_for(table)


def test_a_sep_line_is_a_record_of_its_own():
    table = read("sep=;\nDeal ID;Deal Name\n1;A\n")
    assert (furniture(table), table.header_row, table.cells.index.tolist()) == ([(1, "preamble")], 2, [3])


def test_short_and_long_rows_stay_and_are_named():
    table = read(HEAD + "1,A\n2,B,Won,late,\n3,C,Lost\n\n4,D,Won,\n")
    assert rows(table) == [["1", "A", ""], ["2", "B", "Won,late,"], ["3", "C", "Lost"], ["4", "D", "Won"]]
    assert table.ragged == {2: 2, 3: 5}
    assert table.cells.index.tolist() == [2, 3, 4, 6]
    assert furniture(table) == [(5, "blank")]


def test_headings_may_repeat_and_be_empty():
    assert read(" Deal ID ,Tag,Tag,,\xa0Stage\n1,a,b,c,Won\n").headings == ["Deal ID", "Tag", "Tag", "", "Stage"]


def test_what_is_asked_for_is_taken():
    table = read("Deal ID^Deal Name\n1^\xfc\n".encode("latin-1"), delimiter="^", encoding="cp1250")
    assert (rows(table), table.encoding, table.delimiter) == ([["1", "ü"]], "cp1250", "^")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"encoding": "utf-8"}, "wrong_encoding"),
        ({"encoding": "klingon"}, "wrong_encoding"),
        ({"delimiter": "ab"}, "unknown_option"),
    ],
)
def test_options_that_cannot_be(options, code):
    with pytest.raises(SluiceError) as refusal:
        read("Deal ID,Deal Name\n1,\xfc\n".encode("cp1252"), **options)
    assert refusal.value.code == code
