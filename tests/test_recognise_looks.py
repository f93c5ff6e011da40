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


def test_stages_that_speak_of_winning_come_first():
    cells = pd.DataFrame({0: ["Ann", "Ben"] * 4, 1: ["Won", "Lost", "Offer", "Offer"] * 2})
    assert suggested_headings("stage", ["x", "y"], cells) == ["y", "x"]


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
