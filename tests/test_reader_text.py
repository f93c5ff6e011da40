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
        ({"encoding": "klingon"}, "unknown_encoding"),
        ({"delimiter": "ab"}, "unknown_option"),
    ],
)
def test_options_that_cannot_be(options, code):
    with pytest.raises(SluiceError) as refusal:
        read("Deal ID,Deal Name\n1,\xfc\n".encode("cp1252"), **options)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "delimiter", "expected"),
    [
        pytest.param(
            'Deal ID, Deal Name, Stage\n1, "Acme, Inc", Won\n2, Beta, New\n',
            ", ",
            [["1", "Acme, Inc", "Won"], ["2", "Beta", "New"]],
            id="a blank after each comma",
        ),
        pytest.param(
            "Deal ID   Deal Name     Stage\n1         Acme Inc      Won\n2         Beta          New\n",
            "  ",
            [["1", "Acme Inc", "Won"], ["2", "Beta", "New"]],
            id="blanks that make columns",
        ),
        pytest.param(
            'ID Stage Amount\n1 Won 1,200\n2 "In Talks" 3,400\n',
            " ",
            [["1", "Won", "1,200"], ["2", "In Talks", "3,400"]],
            id="single blanks",
        ),
        pytest.param(
            "'Deal ID';'Deal Name';'Stage'\n'1';'Acme; Inc';'Won'\n'2';'O''Neil';'New'\n",
            ";",
            [["1", "Acme; Inc", "Won"], ["2", "O'Neil", "New"]],
            id="apostrophes as quotes",
        ),
        pytest.param(
            "Deal ID,Deal Name,Stage\n1,'Acme, Inc',Won\n2,Beta,New\n3,Gamma,New\n",
            ",",
            [["1", "Acme, Inc", "Won"], ["2", "Beta", "New"], ["3", "Gamma", "New"]],
            id="apostrophes where they are needed",
        ),
        pytest.param(
            'Deal ID,Deal Name,Stage\n1,"The \\"Gold\\", big",Won\n2,"C:\\\\x",New\n',
            ",",
            [["1", 'The "Gold", big', "Won"], ["2", "C:\\x", "New"]],
            id="backslashes before quotes",
        ),
        pytest.param(
            'Deal ID,Deal Name,Stage\n1,"C:\\dir\\",Won\n2,"D:\\",New\n',
            ",",
            [["1", "C:\\dir\\", "Won"], ["2", "D:\\", "New"]],
            id="backslashes at the end of cells",
        ),
        pytest.param(
            "Deal ID,Deal Name,Stage\n1,'90s',Won\n2,'t Hooft,New\n3,'-10% deal,New\n4,B,New\n",
            ",",
            [["1", "'90s'", "Won"], ["2", "'t Hooft", "New"], ["3", "'-10% deal", "New"], ["4", "B", "New"]],
            id="apostrophes that are text",
        ),
        pytest.param(
            "Deal ID,Deal Name,Stage\n1,'90s',Won\n2,B,New\n3,C,New\n",
            ",",
            [["1", "'90s'", "Won"], ["2", "B", "New"], ["3", "C", "New"]],
            id="one name in apostrophes",
        ),
        pytest.param("Deal ID^Stage\n1^Won\n2^a,b\n", "^", [["1", "Won"], ["2", "a,b"]], id="circumflex"),
        pytest.param(
            "Deal ID\x1fStage\n1\x1fWon\n2\x1fa,b\n", "\x1f", [["1", "Won"], ["2", "a,b"]], id="unit separator"
        ),
        pytest.param(HEAD.replace("\n", "\r\r\n") + "1,A,Won\r\r\n", ",", [["1", "A", "Won"]], id="CR CR LF"),
    ],
)
def test_dialects(text, delimiter, expected):
    table = read(text)
    assert (rows(table), table.delimiter, table.ragged, table.furniture) == (expected, delimiter, {}, [])
    assert_accounted_for(table)


def test_a_dialect_is_proven_on_the_whole_text():
    # a note of 90 kB stands above, in which commas are commonest
    note, deals = "Notes, many, of, them\n" * 4000, "Deal ID;Deal Name;Stage\n" + "1;A, B;Won\n" * 20_000
    table = read(note + deals, header_row=4001)
    assert (table.delimiter, table.headings) == (";", ["Deal ID", "Deal Name", "Stage"])


STRAY = "taken as text, so that the row"
DOUBT = "over several lines that could be rows of their own"
FEW = "Deal ID,Deal Name,Stage,Amount\n1,Acme,Won,10\n2,Beta,New,20\n"


@pytest.mark.parametrize(
    ("lines", "expected", "says"),
    [
        pytest.param(
            '3,"Gamma,Won,30\n4,Delta",New,40\n',
            [["3", '"Gamma', "Won", "30"], ["4", 'Delta"', "New", "40"]],
            STRAY,
            id="two rows",
        ),
        pytest.param(
            '3,"Gamma,Won,30\n4,Delta,New,40\n5,Eps",New,50\n',
            [["3", '"Gamma', "Won", "30"], ["4", "Delta", "New", "40"], ["5", 'Eps"', "New", "50"]],
            STRAY,
            id="three rows",
        ),
        pytest.param('3,"Gamma,\nBerlin",New,40\n', [["3", "Gamma,\nBerlin", "New", "40"]], None, id="an address"),
        pytest.param(
            '3,"Called Ann, she said\nprice, terms, delivery",New,40\n',
            [["3", "Called Ann, she said\nprice, terms, delivery", "New", "40"]],
            None,
            id="a note with commas",
        ),
        pytest.param(
            '3,"one, two, three\nfour, five",New,40\n',
            [["3", "one, two, three\nfour, five", "New", "40"]],
            None,
            id="a note with as many commas as a row, and blanks after them",
        ),
        pytest.param(
            '3,"a,b,c\nd,e",New,40\n',
            [["3", "a,b,c\nd,e", "New", "40"]],
            None,
            id="as many commas as a row, but words where figures stand",
        ),
        pytest.param(
            '3,"Gamma,x\n4,Delta,Won",New,40\n',
            [["3", "Gamma,x\n4,Delta,Won", "New", "40"]],
            None,
            id="as many commas as a row, but not where they would have to be",
        ),
        pytest.param(
            '3,"' + "note, with comma\n" * 30 + '",New,40\n',
            [["3", "note, with comma\n" * 30, "New", "40"]],
            None,
            id="a long note",
        ),
    ],
)
def test_quotes_that_swallow_rows(lines, expected, says):
    table = read(FEW + lines)
    assert rows(table)[2:] == expected
    assert [note for note in table.notes if not says or says not in note] == []
    assert bool(table.notes) == bool(says)


def test_what_nobody_can_tell_is_said():
    table = read('Deal Name,Stage\nAcme,x\nBeta,y\n"Gamma,z\nDelta",w\n')
    assert rows(table)[2] == ["Gamma,z\nDelta", "w"]
    assert len(table.notes) == 1
    assert DOUBT in table.notes[0]
    assert "(row 4)" in table.notes[0]


def test_too_many_columns_and_too_long_headings():
    with pytest.raises(SluiceError, match="20,002 cells; 10,000 can be read") as refusal:
        read("Deal ID,Stage" + ",x" * 20_000 + "\n1,Won" + ",y" * 20_000)
    assert refusal.value.code == "too_large"
    with pytest.raises(SluiceError, match=r"A heading in row 1 of deals\.csv has 5,000 characters") as refusal:
        read("Deal ID,Stage," + "x" * 5000 + "\n1,Won,y\n2,Won,z\n")
    assert (refusal.value.code, refusal.value.row) == ("bad_heading", 1)
