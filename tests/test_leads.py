"""Leads: which files list them, and what they are called."""

import pytest

from analytics.intake import Options, take


def taken(content, name="export.csv", **options):
    return take(content.encode(), name, Options(**options))


SPANISH = "Nombre;Empresa;Correo;Origen;Estado;Fecha de creación;Propietario\nJosé;Acme;j@acme.es;Web;Convertido;13/01/2026;Ana\nLuis;Beta;l@gmail.com;Feria;Descartado;14/01/2026;Ana\n"


@pytest.mark.parametrize("name", ["prospectos.csv", "export.csv"])
def test_rows_that_were_converted_are_leads(name):
    found = taken(SPANISH, name)
    [question] = found.receipt.questions
    assert (found.receipt.kind, question.field, question.choices) == ("leads", "kind", ["leads", "deals"])
    assert found.tables["leads"]["is_converted"].tolist() == [True, False]
    assert taken(SPANISH, name, kind="deals").receipt.kind == "deals"


def test_deals_with_an_amount_stay_deals():
    content = "Nombre;Empresa;Importe;Etapa;Estado;Fecha de creación\nUno;Acme;100;Demo;Convertido;13/01/2026\nDos;Beta;70;Demo;Abierto;14/01/2026\n"
    assert taken(content).receipt.kind == "deals"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param("First Name", "Last Name", id="English"),
        pytest.param("Vorname", "Nachname", id="German"),
        pytest.param("Prénom", "Nom", id="French"),
        pytest.param("Nombre", "Apellidos", id="Spanish, where the first alone would be the name"),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_first_and_last_name_are_one(first, last, is_turned):
    heads, row = [(first, last), ("Joe", "Doe")]
    if is_turned:
        heads, row = heads[::-1], row[::-1]
    content = f"Lead ID,{','.join(heads)},Company,Lead Status\n1,{','.join(row)},Acme,New\n2,,,Beta,New\n"
    found = taken(content, kind="leads")
    assert found.tables["leads"]["lead_name"].fillna("").tolist() == ["Joe Doe", ""]
    assert found.receipt.notes == [f"{first} and {last} are read as one name."]


def test_leads_of_one_last_name_are_several():
    content = "First Name,Last Name,Company,Lead Status\nJoe,Doe,Acme,New\nSue,Doe,Beta,New\n"
    assert taken(content, "leads.csv").tables["leads"]["lead_ref"].tolist() == ["Joe Doe", "Sue Doe"]
