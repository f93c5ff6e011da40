"""Encodings of text files: what is certain is taken, what is guessed is asked about."""

import pytest

from tests.reading import read, rows

DEALS = "Deal ID;Deal Name;Stage;Amount\n0012;Café Zürich;Won;1.200,50\n0013;Naïve & Söhne;Lost;\n"
DEALS_READ = [["0012", "Café Zürich", "Won", "1.200,50"], ["0013", "Naïve & Söhne", "Lost", ""]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("written_in", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("utf-32-le", "utf-32-le"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
    ],
)
def test_every_encoding_with_every_delimiter(written_in, found, delimiter):
    text = DEALS.replace(",", ".").replace(";", delimiter)
    table = read(text.encode(written_in))
    assert table.headings == ["Deal ID", "Deal Name", "Stage", "Amount"]
    assert rows(table) == [["0012", "Café Zürich", "Won", "1.200.50"], ["0013", "Naïve & Söhne", "Lost", ""]]
    assert (table.encoding, table.delimiter) == (found, delimiter)


@pytest.mark.parametrize(
    ("encoding", "name", "stage"),
    [
        ("cp1251", "Ромашка и Ёлка", "Переговоры"),
        ("koi8_r", "Ромашка и Ёлка", "Переговоры"),
        ("cp932", "株式会社山田", "商談"),
        ("gb18030", "北京科技有限公司", "谈判"),
        ("cp949", "삼성전자 주식회사", "협상"),
        ("cp1250", "Żółw Spółka", "Łódź"),
        ("cp1253", "Αθήνα ΑΕ", "Κερδισμένη"),
    ],
)
def test_other_scripts(encoding, name, stage):
    table = read(f"Deal ID,Deal Name,Stage\n1,{name},{stage}\n".encode(encoding))
    assert rows(table) == [["1", name, stage]]
    assert table.encoding == encoding


def test_one_windows_line_in_a_utf8_file():
    table = read("Deal ID,Deal Name\n1,Zürich\n2,Genève\n".encode() + "3,Málaga\n".encode("cp1252"))
    assert rows(table) == [["1", "Zürich"], ["2", "Genève"], ["3", "Málaga"]]
    assert table.encoding == "utf-8+cp1252"
