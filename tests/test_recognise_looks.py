"""Headings that nobody knows, and five languages beside the nine: asked for with what the cells suggest, never guessed."""

from datetime import date

import pandas as pd
import pytest

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.intake.recognise import suggested_headings
from analytics.intake.stages import outcome

# invented words, so that no list of headings can know them
HEADINGS = ["Nro", "Kuka", "Missa", "Milloin", "Paljonko", "Osuus", "Posti"]
ROWS = [
    ["A-1", "Aava Oy", "Alku", "2026-01-02", "1 200,50", "20 %", "a@b.invalid"],
    ["A-2", "Helmi Oy", "Loppu", "2026-01-05", "900,00", "50 %", "c@b.invalid"],
    ["A-3", "Pouta Oy", "Alku", "2026-02-11", "77,10", "20 %", "d@b.invalid"],
    ["A-4", "Routa Oy", "Loppu", "2026-03-01", "15 000,00", "50 %", "e@b.invalid"],
]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("stage", ["Missa"]),
        ("deal_id", ["Nro"]),
        ("name", ["Kuka"]),
        ("created_on", ["Milloin"]),
        ("amount", ["Paljonko"]),
        ("status", []),
        ("owner", []),
    ],
)
def test_what_a_column_holds_suggests_the_field(field, expected):
    assert suggested_headings(field, HEADINGS, pd.DataFrame(ROWS)) == expected


@pytest.mark.parametrize("cell", ["25569.00", "45000.50", "45000", "20260305"])
def test_bare_numbers_are_no_days_unless_a_heading_says_so(cell):
    assert suggested_headings("created_on", ["Loppusumma"], pd.DataFrame({0: [cell] * 3})) == []


def test_stages_that_speak_of_winning_come_first():
    cells = pd.DataFrame({0: ["Ann", "Ben"] * 4, 1: ["Won", "Lost", "Offer", "Offer"] * 2})
    assert suggested_headings("stage", ["x", "y"], cells) == ["y", "x"]


def test_few_rows_tell_the_stage_where_they_speak_of_winning():
    """Four words in five rows hardly repeat, and so do those of customers."""
    rows = [("Acme", "Angebot"), ("Beta", "Gewonnen"), ("Beta", "Demo"), ("Ceta", "Angebot"), ("Acme", "Verloren")]
    assert suggested_headings("stage", ["x", "y"], pd.DataFrame(rows)) == ["y"]


def test_a_column_that_is_another_field_is_not_suggested():
    with pytest.raises(Refused) as refused:
        read(["Kunde", "Schritt"], [["Acme", "Angebot"], ["Acme", "Gewonnen"], ["Beta", "Verloren"], ["Beta", "Demo"]])
    assert refused.value.likely["stage"] == ["Schritt"]
    with pytest.raises(Refused) as refused:
        read(["Kunde", "Schritt"], [["Acme", "Angebot"], ["Beta", "Verloren"]], mapping={"stage": "Schritt"})
    assert refused.value.likely == {"deal_id": [], "name": []}


def test_numbers_that_count_up_are_no_amounts():
    cells = pd.DataFrame({0: ["11", "12", "13", "14"], 1: ["0", "1", "0", "1"], 2: ["007", "100", "200", "300"]})
    assert suggested_headings("amount", ["a", "b", "c"], cells) == []


def read(headings, rows, **options):
    text = "\n".join(";".join(row) for row in [headings, *rows])
    return take(text.encode(), "lista.csv", Options(as_of=date(2026, 6, 30), **options))


def test_the_refusal_names_the_likely_column():
    with pytest.raises(Refused) as refused:
        read(HEADINGS, ROWS)
    assert refused.value.hint == 'By what it holds it may be Missa: --map stage="Missa".'
    assert refused.value.likely["stage"] == ["Missa"]
    assert "likely" not in refused.value.as_dict()


def test_an_amount_and_a_day_that_no_heading_tells_are_asked_for_and_not_taken():
    taken = read(HEADINGS, ROWS, mapping={"stage": "Missa", "deal_id": "Nro"})
    asked = {each.field: (each.choices, each.assumed) for each in taken.receipt.questions}
    assert asked["amount"] == (["Paljonko", ""], None)
    assert asked["created_on"] == (["Milloin", ""], None)
    assert taken.receipt.amount_total is None
    answered = read(
        HEADINGS, ROWS, mapping={"stage": "Missa", "deal_id": "Nro", "amount": "Paljonko", "created_on": ""}
    )
    assert not {"amount", "created_on"} & {each.field for each in answered.receipt.questions}
    assert float(answered.receipt.amount_total) == 17177.6


@pytest.mark.parametrize(
    ("cells", "is_id"),
    [
        pytest.param(["11", "12", "13", "15"], True, id="counting up"),
        pytest.param(["900719925474099", "900719925474112", "900719925480931"], True, id="long and of one length"),
        pytest.param(["A-1", "A-2", "B-7"], True, id="with letters"),
        pytest.param(["1000", "2500", "12000"], False, id="amounts"),
        pytest.param(["12000", "25000", "90000"], False, id="round amounts"),
        pytest.param(["120.50", "99.10", "77.00"], False, id="amounts with decimals"),
        pytest.param(["0.5", "0.25", "1"], False, id="shares"),
        pytest.param(["50%", "25%", "100%"], False, id="percent"),
    ],
)
def test_what_may_be_an_id(cells, is_id):
    assert suggested_headings("deal_id", ["x"], pd.DataFrame({0: cells})) == (["x"] if is_id else [])


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *((name, "name") for name in ("Projekt", "Affaire", "Trattativa", "Negócio", "Título do negócio", "Mulighet")),
        *(("Opp name", "name"), ("Quote #", "deal_id"), ("Angebotsnr.", "deal_id")),
    ],
)
def test_more_words_for_a_deal(heading, field):
    assert read([heading, "Stage"], [["a1", "Won"], ["b2", "Demo"]]).receipt.mapping[field] == heading


@pytest.mark.parametrize("heading", ["Close", "Abschluss"])
def test_a_short_word_for_the_close_date(heading):
    taken = read(["Deal ID", "Stage", heading], [["1", "Won", "2026-02-03"], ["2", "Demo", "2026-05-06"]])
    assert taken.tables["deals"]["closed_on"].dt.strftime("%m-%d").tolist() == ["02-03", "05-06"]
    assert heading in read(["Deal ID", "Stage", heading], [["1", "Won", "yes"], ["2", "Demo", ""]]).receipt.unmapped


def test_no_hint_names_a_column_of_amounts():
    with pytest.raises(Refused) as refused:
        read(["Kuka", "Stage", "Amount"], [["Aava", "Won", "17701"], ["Helmi", "Demo", "17704"]])
    assert refused.value.hint == 'By what it holds it may be Kuka: --map name="Kuka".'


SWEDISH = (
    "Affärs-ID;Affärsnamn;Kund;Säljare;Fas;Belopp;Skapad den;Förväntat avslut",
    "Vunnen",
    "Förlorad",
    "Förhandling",
)
DANISH = (
    "Aftale-ID;Aftalenavn;Virksomhed;Sælger;Aftalefase;Værdi;Oprettelsesdato;Forventet lukkedato",
    "Vundet",
    "Tabt",
    "Forhandling",
)
POLISH = (
    "ID szansy;Nazwa szansy;Klient;Handlowiec;Etap;Kwota;Data utworzenia;Planowana data zamknięcia",
    "Wygrana",
    "Przegrana",
    "Złożona oferta",
)
RUSSIAN = (
    "ID сделки;Название сделки;Компания;Ответственный;Этап сделки;Сумма;Дата создания;Предполагаемая дата закрытия",
    "Успешно реализовано",
    "Закрыто и не реализовано",
    "Переговоры",
)
JAPANESE = "案件番号;案件名;取引先名;担当者;商談フェーズ;金額;作成日;受注予定日", "受注", "失注", "提案"
FIELDS = ["deal_id", "name", "account", "owner", "stage", "amount", "created_on", "expected_close_on"]


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        pytest.param(SWEDISH, "cp1252", id="Swedish"),
        pytest.param(DANISH, "utf-8", id="Danish"),
        pytest.param(POLISH, "cp1250", id="Polish"),
        pytest.param(RUSSIAN, "cp1251", id="Russian"),
        pytest.param(JAPANESE, "cp932", id="Japanese"),
    ],
)
def test_core_fields_in_five_more_languages(language, encoding):
    headings, *stages = language
    rows = [f"{n};D{n};K{n};Ann;{stage};{n}00;2026-01-0{n};2026-05-0{n}" for n, stage in enumerate(stages, 1)]
    taken = take("\n".join([headings, *rows]).encode(encoding), "x.csv", Options(as_of=date(2026, 6, 30)))
    assert list(taken.receipt.mapping) == FIELDS
    assert list(taken.receipt.mapping.values()) == headings.split(";")
    assert taken.tables["deals"]["stage"].tolist() == stages
    assert [outcome(stage) for stage in stages] == ["won", "lost", None]


@pytest.mark.parametrize(
    ("heading", "cells", "note"),
    [
        ("Close Date", ["Feb", "January"], "Close Date should hold days, and nearly no cell does (Feb, January): it was not read."),
        ("Probability", ["High", "Low"], "Probability should hold probabilities, and nearly no cell does (High, Low): it was not read."),
        ("Close Date", ["2026-01-02", "Low"], None),
        ("Close Date", ["", ""], None),
        ("Next step", ["Call", "Mail"], None),
    ],
)  # fmt: skip
def test_a_column_that_is_not_what_its_heading_says_is_noted(heading, cells, note):
    rows = "".join(f"{number},Demo,2026-01-05,{cell}\n" for number, cell in enumerate(cells))
    told = f"Deal ID,Stage,Created Date,{heading}\n{rows}"
    receipt = take(told.encode(), "deals.csv", Options(as_of=date(2026, 6, 30))).receipt
    assert [each for each in receipt.notes if "should hold" in each] == ([note] if note else [])
