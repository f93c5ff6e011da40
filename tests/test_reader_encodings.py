"""Encodings of text files: what is certain is taken, what is guessed is asked about."""

import pytest

from analytics.intake.reader import read_table
from tests.reading import HEAD, read, rows

DEALS = "Deal ID;Deal Name;Stage;Amount\n0012;Café Zürich;Won;1.200,50\n0013;Naïve & Söhne;Lost;\n"


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


@pytest.mark.parametrize(
    ("utf8", "other", "encoding", "is_asked"),
    [
        pytest.param("1,Łódź,Zürich\n2,Málaga,Köln\n", "3,Genève,Gagné\n", "cp1252", False, id="most in UTF-8"),
        pytest.param("1,Łódź,Zürich\n", "3,Genève,Gagné\n4,Köln,Müller\n", "cp1252", True, id="most in the other"),
        pytest.param("1,Сделка,Этап\n2,Клиент,Этап\n", "3,Ромашка,Переговоры\n", "cp1251", True, id="Cyrillic"),
        pytest.param("1,山田商事,商談\n2,山田商事,商談\n", "3,株式会社田中,受注済\n", "cp932", True, id="Japanese"),
    ],
)  # fmt: skip
def test_two_encodings_in_one_file(utf8, other, encoding, is_asked):
    data = (HEAD + utf8).encode() + other.encode(encoding)
    table = read(data)
    assert [",".join(row) for row in rows(table)] == (utf8 + other).splitlines()
    assert table.encoding == f"utf-8+{encoding}"
    assert [(each.assumed, each.choices[0]) for each in table.questions] == [
        (table.encoding, table.encoding)
    ] * is_asked
    assert all(other.splitlines()[0] in each.about for each in table.questions)
    assert "not in UTF-8 as the others are" in table.notes[0]
    assert rows(read(data, encoding=table.encoding)) == rows(table)


def test_two_encodings_in_one_line():
    line = "1,Zürich,".encode() + "Jörg\n".encode("cp1252")
    table = read(HEAD.encode() + line)
    assert (rows(table), table.encoding) == ([["1", "Zürich", "Jörg"]], "utf-8+cp1252")
    assert table.questions[0].choices[:2] == ["utf-8+cp1252", "cp1252"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "1,Dvořák,Příbram\n2,Nováček,Plzeň\n"),
        ("cp1250", "1,Győr,Székesfehérvár\n2,Hűtő Kft,Nyert\n"),
        ("cp1250", "1,Nikolić,Đurđević\n"),
        ("cp1254", "1,Şişli İnşaat,Kazanıldı\n2,Güneş,Beyoğlu\n"),
        ("mac_roman", "1,Müller GmbH,Köln\n2,Café,Gagné\n"),
        ("mac_roman", "1,Señor Muñoz,São Paulo\n"),
        ("cp850", "1,Müller GmbH,Köln\n2,Café,Gagné\n"),
        ("cp852", "1,Dvořák,Příbram\n2,Łódź,Żółw\n"),
        ("cp866", "1,Ромашка и Ёлка,Переговоры\n"),
        ("big5", "1,台北科技有限公司,談判\n"),
        ("cp932", "1,株式会社山田,商談\n"),
    ],
)
def test_a_guess_is_asked_about(encoding, text):
    data = (HEAD + text).encode(encoding)
    table = read(data)
    assert [",".join(row) for row in rows(table)] == text.splitlines()
    [question] = table.questions
    assert (question.field, question.assumed, question.choices[0]) == ("encoding", encoding, encoding)
    # every choice can be taken, and says something else
    others = [rows(read(data, encoding=choice)) for choice in question.choices]
    assert all(other != others[0] for other in others[1:])
    assert read(data, encoding=encoding).questions == []
    assert f"read as {encoding}" in question.about
    assert text.splitlines()[0][:5] in question.about


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "1,Café Zürich,Gagné\n2,Señor Muñoz,São Paulo\n3,Škoda – Praha,d’été\n"),
        ("cp1252", "1,Ångström A/S,KØBENHAVN\n2,Œuvre,5 €\n"),
        ("iso8859_15", "1,Müller,5 €\n"),
        ("utf-8", "1,株式会社山田,Łódź\n"),
    ],
)
def test_what_is_proven_is_not_asked(encoding, text):
    table = read((HEAD + text).encode(encoding))
    assert [",".join(row) for row in rows(table)] == text.splitlines()
    assert (table.encoding, table.questions) == (encoding, [])


@pytest.mark.parametrize(
    ("encoding", "headings", "line"),
    [
        ("gb18030", "业务机会名称,阶段,金额,结束日期", "测试,谈判,100,2026-01-02"),
        ("cp932", "取引先名,商談名,金額,フェーズ,完了予定日", "トヨタ自動車,新規導入,100,提案,2026/03/31"),
        ("euc_jp", "取引先名,商談名,金額,フェーズ", "トヨタ自動車,新規導入,100,提案"),
        ("cp949", "기회명,단계,금액", "현대,수주,100"),
        ("cp1251", "Сделка,Этап,Сумма", "Ромашка,Переговоры,100"),
    ],
)
def test_headings_in_other_scripts(encoding, headings, line):
    table = read(f"{headings}\n{line}\n".encode(encoding))
    assert (table.headings, rows(table)) == (headings.split(","), [line.split(",")])


def test_headings_that_are_known_tell_the_encoding():
    # by its letters alone this may as well be Estonian
    data = "Vevő;Jövő\nErdő;Cső\n".encode("cp1250")
    assert read(data).encoding == "cp1252"
    assert read_table(data, "d.csv", known={"Vevő", "Jövő"}.__contains__).encoding == "cp1250"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp874", "1,บริษัท,เสนอ\n2,ธนาคาร,ไทย\n"),
        ("cp1257", "1,Šiauliai,Pasiūlymas\n2,Ūkis,geležinkeliai\n"),
        ("iso8859_2", "1,Spółka Źródło,Oferta\n2,Święta Łódź,Książka\n"),
        ("mac_cyrillic", "1,ООО Ромашка,Предложение\n2,Завод Север,Юг\n"),
        ("cp1255", "1,חברה,הצעה\n2,תעשייה,בנק\n"),
        ("cp1256", "1,شركة النور,عرض\n2,مؤسسة,البنك\n"),
        ("cp850", "1,Ærø,Forslag\n2,Ålesund,Øst\n"),
        ("cp1250", "1,Gdańsk,Poznań\n"),
    ],
)
def test_short_texts_in_rare_encodings_are_read_and_asked_about(encoding, text):
    table = read((HEAD + text).encode(encoding))
    assert [",".join(row) for row in rows(table)] == text.splitlines()
    [question] = table.questions
    assert (question.assumed, len(question.choices) <= 8) == (encoding, True)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "1,Erdő,x\n"),
        ("cp1257", "1,Rīga,Ķekava\n"),
        ("cp1257", "1,Žalgiris,x\n"),
        ("cp1250", "1,Święta,x\n"),
        ("cp1252", "1,García,x\n"),
    ],
)
def test_words_that_two_languages_may_write_are_asked_about_with_the_right_one_among_the_choices(encoding, text):
    data = (HEAD + text).encode(encoding)
    [question] = read(data).questions
    read_as = [[",".join(row) for row in rows(read(data, encoding=choice))] for choice in question.choices]
    assert text.splitlines() in read_as


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso8859_15", "1,Café €uro,Étape\n2,Œuvre,Dépôt\n"),
        ("cp1252", "1,Ærø,Ålesund\n2,Bjørn,Øst\n"),
        ("cp1252", "1,Peña,João\n"),
        ("cp1252", "1,€ 5,“Offer”\n"),
    ],
)
def test_western_words_that_nothing_else_explains_are_not_asked_about(encoding, text):
    table = read((HEAD + text).encode(encoding))
    assert [",".join(row) for row in rows(table)] == text.splitlines()
    assert (table.encoding, table.questions) == (encoding, [])


def test_nul_bytes_that_are_taken_out_of_cells_are_said():
    table = read(HEAD + "1,Ac\0me,Won\n2,B\0eta,Lost\n\0\0\0")
    assert rows(table) == [["1", "Acme", "Won"], ["2", "Beta", "Lost"]]
    assert table.notes == ["2 NUL characters were removed from the text."]
