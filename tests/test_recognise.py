"""Which program wrote a table, what kind it is, and which column is what: headings as the programs write them.

The headings of HubSpot, Salesforce, Pipedrive, Zoho, Dynamics and Odoo are those of public exports, of their own
documentation and of Odoo's translation files.
"""

import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake import Options, take
from analytics.intake.fields import FIELDS, LABELS
from analytics.intake.reader import read_table
from analytics.intake.recognise import aliases_of, crm_format, crm_names, is_known, recognise
from analytics.intake.recognise.headings import key
from analytics.intake.recognise.mapping import TOGETHER

SEEDS = Path(__file__).parents[2] / "shared" / "data" / "warehouse_seeds"


def cells(*rows):
    """Rows of text as the reader hands them over."""
    return pd.DataFrame({place: pd.array(column, dtype="str") for place, column in enumerate(zip(*rows, strict=True))})


def named(headings, found):
    return {field: headings[column] for field, column in found.mapping.items()}


# one export of each program: its headings, and what of them is which field
EXPORTS = {
    "hubspot in English": ("hubspot", {
        "deal_id": "Record ID", "name": "Deal Name", "pipeline": "Pipeline", "stage": "Deal Stage", "amount": "Amount",
        "currency": "Currency", "created_on": "Create Date", "expected_close_on": "Close Date", "closed_on": "Close Date",
        "owner": "Deal owner", "team": "HubSpot Team", "probability": "Deal probability", "forecast_category": "Forecast category",
        "is_closed": "Is Deal Closed?", "is_won": "Is Closed Won", "lost_reason": "Closed Lost Reason", "deal_type": "Deal Type",
        "source": "Original Traffic Source", "last_activity_on": "Last Activity Date", "next_step": "Next step",
        "account": "Associated Company (Primary)", "recurring_amount": "Monthly recurring revenue", "weighted_amount": "Weighted amount",
    }, ["HubSpot Create Date", "Amount in company currency", "Weighted amount in company currency", "Associated Company", "Associated Company IDs (Primary)", "Exchange rate", "Days to close", "Owner Assigned Date"]),
    "hubspot in French, half of it English": ("hubspot", {
        "deal_id": "ID de fiche d'informations", "name": "Nom de la transaction", "pipeline": "Pipeline", "stage": "Phase de la transaction",
        "amount": "Montant", "created_on": "Date de création", "expected_close_on": "Date de fermeture", "closed_on": "Date de fermeture",
        "owner": "Propriétaire de la transaction", "account": "Associated Company (Primary)",
    }, ["Collaborateur de transaction", "Associated Contact IDs", "Ticket ID"]),
    "hubspot in German": ("hubspot", {
        "deal_id": "Datensatz-ID", "name": "Dealname", "stage": "Deal-Phase", "amount": "Betrag", "created_on": "Erstelldatum",
        "expected_close_on": "Abschlussdatum", "closed_on": "Abschlussdatum", "owner": "Zuständiger Mitarbeiter",
    }, ["Betrag in Firmenwährung"]),
    "hubspot by internal names": ("hubspot", {
        "deal_id": "hs_object_id", "name": "dealname", "pipeline": "pipeline", "stage": "dealstage", "amount": "amount",
        "expected_close_on": "closedate", "closed_on": "closedate", "created_on": "createdate", "owner": "hubspot_owner_id",
    }, []),
    "salesforce in English": ("salesforce", {
        "deal_id": "Opportunity ID", "name": "Opportunity Name", "owner": "Opportunity Owner", "account": "Account Name", "stage": "Stage",
        "currency": "Amount Currency", "amount": "Amount", "weighted_amount": "Expected Revenue", "probability": "Probability (%)",
        "expected_close_on": "Close Date", "closed_on": "Close Date", "created_on": "Created Date", "last_activity_on": "Last Activity",
        "stage_changed_on": "Last Stage Change Date", "source": "Lead Source", "deal_type": "Type", "is_closed": "Closed", "is_won": "Won",
        "forecast_category": "Forecast Category", "next_step": "Next Step", "lost_reason": "Loss Reason",
    }, ["Amount (converted) Currency", "Amount (converted)", "Expected Revenue Currency", "Age", "Fiscal Period", "Stage Duration"]),
    "salesforce in German": ("salesforce", {
        "deal_id": "Opportunity-ID", "name": "Opportunity-Name", "owner": "Opportunity-Inhaber", "account": "Accountname", "stage": "Phase",
        "currency": "Opportunity-Betrag Währung", "amount": "Opportunity-Betrag", "probability": "Wahrscheinlichkeit (%)",
        "expected_close_on": "Schlusstermin", "closed_on": "Schlusstermin", "created_on": "Erstelldatum",
        "last_activity_on": "Letzte Aktivität", "source": "Lead-Quelle", "next_step": "Nächster Schritt",
        "is_closed": "Geschlossen", "is_won": "Gewonnen",
    }, ["Alter", "Renewal Risk"]),
    "salesforce in Spanish": ("salesforce", {
        "deal_id": "Identificador de la oportunidad", "name": "Nombre de la oportunidad", "owner": "Propietario de oportunidad",
        "account": "Nombre de la cuenta", "stage": "Etapa", "amount": "Importe", "probability": "Probabilidad (%)",
        "expected_close_on": "Fecha de cierre", "closed_on": "Fecha de cierre", "created_on": "Fecha creación",
        "forecast_category": "Categoría de previsión", "lost_reason": "Razón de pérdida", "deal_type": "Tipo",
    }, []),
    "salesforce in Italian": ("salesforce", {
        "name": "Nome opportunità", "owner": "Titolare opportunità", "account": "Nome account", "stage": "Fase", "amount": "Ammontare",
        "probability": "Probabilità (%)", "expected_close_on": "Data chiusura", "closed_on": "Data chiusura", "next_step": "Fase successiva",
    }, []),
    "salesforce in Portuguese": ("salesforce", {
        "name": "Nome da oportunidade", "owner": "Proprietário da oportunidade", "account": "Nome da conta", "stage": "Fase", "amount": "Valor",
        "expected_close_on": "Data de fechamento", "closed_on": "Data de fechamento", "stage_changed_on": "Data da última mudança de fase",
    }, ["Duração da fase"]),
    "salesforce in French": ("salesforce", {
        "name": "Nom de l'opportunité", "owner": "Propriétaire de l'opportunité", "account": "Nom du compte", "stage": "Étape",
        "amount": "Montant", "expected_close_on": "Date de clôture", "closed_on": "Date de clôture", "created_on": "Date de création",
    }, []),
    "salesforce in Chinese": ("salesforce", {
        "name": "业务机会名称", "owner": "业务机会所有人名称", "account": "客户名", "stage": "阶段", "amount": "金额", "probability": "可能性 (%)",
        "expected_close_on": "结束日期", "closed_on": "结束日期", "created_on": "创建日期",
    }, []),
    "salesforce by a report type of its own": ("salesforce", {
        "name": "Oportunidad: Nombre de la oportunidad", "owner": "Oportunidad: Propietario de oportunidad: Nombre completo",
        "account": "Opportunity: Account", "last_activity_on": "Account: Last Activity", "stage": "Oportunidad: Etapa",
    }, ["Contact: Title", "Contact: Email", "Contact: Name"]),
    "salesforce by its interface": ("salesforce", {
        "deal_id": "Id", "name": "Name", "stage": "StageName", "amount": "Amount", "weighted_amount": "ExpectedRevenue",
        "expected_close_on": "CloseDate", "closed_on": "CloseDate", "is_closed": "IsClosed", "is_won": "IsWon",
        "probability": "Probability", "forecast_category": "ForecastCategoryName", "owner": "OwnerId", "created_on": "CreatedDate",
    }, []),
    "pipedrive in English": ("pipedrive", {
        "deal_id": "Deal - ID", "name": "Deal - Title", "owner": "Deal - Owner", "amount": "Deal - Value", "currency": "Deal - Currency of Value",
        "weighted_amount": "Deal - Weighted value", "probability": "Deal - Probability", "account": "Deal - Organization",
        "pipeline": "Deal - Pipeline", "stage": "Deal - Stage", "status": "Deal - Status", "created_on": "Deal - Deal created",
        "stage_changed_on": "Deal - Last stage change", "last_activity_on": "Deal - Last activity date", "won_on": "Deal - Won time",
        "lost_on": "Deal - Lost time", "closed_on": "Deal - Deal closed on", "lost_reason": "Deal - Lost reason",
        "expected_close_on": "Deal - Expected close date", "product": "Deal - Product name", "source": "Deal - Source channel",
        "is_archived": "Deal - Archive status",
    }, ["Deal - Creator", "Deal - Currency of Weighted value", "Deal - Organization ID", "Deal - Contact person", "Deal - Update time", "Deal - Product amount", "Deal - Archive time", "Person - Name"]),
    "pipedrive in German": ("pipedrive", {
        "deal_id": "Deal - ID", "name": "Deal - Titel", "amount": "Deal - Wert", "weighted_amount": "Deal - Gewichteter Wert",
        "stage": "Deal - Phase", "status": "Deal - Status", "owner": "Deal - Besitzer", "account": "Deal - Organisation",
        "created_on": "Deal - Deal erstellt", "stage_changed_on": "Deal - Letzte Phasenänderung", "won_on": "Deal - Datum des gewonnenen Deals",
        "lost_on": "Deal - Datum des verlorenen Deals", "closed_on": "Deal - Deal abgeschlossen am",
        "expected_close_on": "Deal - Erwartetes Abschlussdatum", "lost_reason": "Deal - Verlustgrund",
        "last_activity_on": "Deal - Datum der letzten Aktivität", "probability": "Deal - Wahrscheinlichkeit",
    }, ["Deal - Kontaktperson", "Deal - Datum nächste Aktivität"]),
    "pipedrive in French, with emoji": ("pipedrive", {
        "deal_id": "Affaire - ID", "name": "Affaire - Titre", "amount": "Affaire - Valeur", "stage": "Affaire - Étape",
        "status": "Affaire - Statut", "account": "Affaire - Organisation", "created_on": "Affaire - Affaire créée",
        "won_on": "Affaire - Date de gain", "lost_on": "Affaire - Date de perte", "expected_close_on": "Affaire - Date de clôture prévue",
        "lost_reason": "Affaire - Raison de la perte", "source": "Affaire - 🚨 Source du lead", "owner": "Affaire - Propriétaire",
    }, ["Affaire - Personne à contacter", "Personne - Téléphone - Mobile"]),
    "pipedrive in Portuguese": ("pipedrive", {
        "deal_id": "Negócio - ID", "name": "Negócio - Título", "amount": "Negócio - Valor", "currency": "Negócio - Moeda de Valor",
        "stage": "Negócio - Etapa", "pipeline": "Negócio - Funil", "status": "Negócio - Status", "owner": "Negócio - Proprietário",
        "account": "Negócio - Organização", "created_on": "Negócio - Negócio criado em", "won_on": "Negócio - Ganho em",
        "lost_on": "Negócio - Data de perda", "closed_on": "Negócio - Negócio fechado em", "lost_reason": "Negócio - Motivo da perda",
        "stage_changed_on": "Negócio - Última alteração de etapa", "expected_close_on": "Negócio - Data de fechamento esperada",
    }, ["Negócio - SDR Responsável", "Negócio - Atualizado em", "Pessoa - Email - Work"]),
    "zoho": ("zoho", {
        "deal_id": "Record Id", "owner": "Deal Owner", "name": "Deal Name", "account": "Account Name", "amount": "Amount", "stage": "Stage",
        "pipeline": "Pipeline", "weighted_amount": "Expected Revenue", "currency": "Currency", "probability": "Probability (%)",
        "expected_close_on": "Closing Date", "closed_on": "Closing Date", "created_on": "Created Time", "source": "Lead Source",
        "stage_changed_on": "Stage Modified Time", "last_activity_on": "Last Activity Time", "lost_reason": "Reason For Loss",
    }, ["Deal Owner.id", "Account Name.id", "Contact Name.id", "Contact Name", "Created By.id", "Created By", "Modified Time", "Exchange Rate", "Overall Sales Duration"]),
    "zoho with a renamed module": ("zoho", {
        "deal_id": "Record Id", "name": "Students Pipeline Name", "owner": "Students Pipeline Owner", "account": "Account Name", "stage": "Stage",
        "expected_close_on": "Closing Date", "closed_on": "Closing Date",
    }, ["Students Pipeline Owner.id", "Account Name.id", "Contact Name", "Created By.id", "Created By"]),
    "dynamics": ("dynamics", {
        "deal_id": "(Do Not Modify) Opportunity", "name": "Topic", "account": "Potential Customer", "amount": "Est. revenue",
        "currency": "Currency", "expected_close_on": "Est. close date", "closed_on": "Actual Close Date", "status": "Status",
        "stage": "Sales Stage", "probability": "Probability", "owner": "Owner", "created_on": "Created On",
        "forecast_category": "Forecast Category",
    }, ["Modified On", "Est. revenue (Base)", "Status Reason", "Actual Revenue", "Rating", "Contact", " Full Name"]),
    "dynamics by hand": ("dynamics", {
        "name": "Opportunity_Topic", "amount": "Opportunity_Est. revenue", "expected_close_on": "Opportunity_Est. close date", "stage": "Opportunity_Sales Stage",
        "account": "Account Name (Account Name) (Account)",
    }, ["Industry (Account Name) (Account)"]),
    "odoo in English": ("odoo", {
        "name": "Opportunity", "account": "Customer", "stage": "Stage", "owner": "Salesperson", "team": "Sales Team",
        "amount": "Expected Revenue", "weighted_amount": "Prorated Revenue", "recurring_amount": "Expected MRR",
        "probability": "Probability (%)", "expected_close_on": "Expected Closing", "closed_on": "Closed Date", "created_on": "Created on",
        "stage_changed_on": "Last Stage Update", "lost_reason": "Lost Reason", "source": "Source", "record_type": "Type",
        "is_active": "Active", "currency": "Currency",
    }, ["Recurring Revenues", "Assignment Date", "Last Updated on", "Days to Close", "Tags"]),
    "odoo in German": ("odoo", {
        "name": "Verkaufschance", "account": "Kunde", "stage": "Phase", "owner": "Vertriebsmitarbeiter", "team": "Verkaufsteam",
        "amount": "Erwarteter Umsatz", "weighted_amount": "Anteiliger Umsatz", "probability": "Wahrscheinl. (%)",
        "expected_close_on": "Erwarteter Abschluss", "closed_on": "Abschlussdatum", "created_on": "Erstellt am", "lost_reason": "Verlustgrund",
        "source": "Herkunft", "record_type": "Typ", "is_active": "Aktiv", "currency": "Währung",
    }, ["Zuletzt aktualisiert am", "Stichwörter"]),
    "odoo in Dutch": ("odoo", {
        "name": "Verkoopkans", "account": "Klant", "stage": "Fase", "owner": "Verkoper", "team": "Verkoopteam", "amount": "Verwachte omzet",
        "probability": "Kans (%)", "expected_close_on": "Verwachte sluitingsdatum", "closed_on": "Sluitingsdatum", "created_on": "Aangemaakt op",
        "lost_reason": "Verliesreden", "source": "Bron",
    }, ["Laatst bijgewerkt op"]),
    "odoo in Norwegian": ("odoo", {
        "name": "Salgsmulighet", "account": "Kunde", "stage": "Stadium", "owner": "Selger", "team": "Salgsteam", "amount": "Forventet omsetning",
        "probability": "Sannsynlighet", "expected_close_on": "Forventet lukking", "closed_on": "Lukket dato", "created_on": "Opprettet den",
        "lost_reason": "Tapsårsak", "source": "Kilde",
    }, ["Sist oppdatert"]),
    "odoo in French": ("odoo", {
        "name": "Opportunité", "account": "Client", "stage": "Étape", "owner": "Vendeur", "team": "Équipe commerciale", "amount": "Revenu attendu",
        "weighted_amount": "Revenu au prorata", "expected_close_on": "Date de clôture prévue", "closed_on": "Date de clôture",
        "created_on": "Créé le", "lost_reason": "Motif de perte",
    }, ["Mis à jour le"]),
    "odoo in Spanish": ("odoo", {
        "name": "Oportunidad", "account": "Cliente", "stage": "Etapa", "owner": "Comercial", "team": "Equipo de ventas",
        "amount": "Ingresos esperados", "weighted_amount": "Ingreso prorrateado", "expected_close_on": "Cierre previsto",
        "closed_on": "Fecha de cierre", "created_on": "Creado el", "lost_reason": "Razón de pérdida",
    }, ["Última actualización el"]),
    "odoo in Portuguese": ("odoo", {
        "name": "Oportunidade", "account": "Cliente", "stage": "Estágio", "owner": "Vendedor", "team": "Equipe de vendas",
        "amount": "Receita esperada", "weighted_amount": "Receita rateada", "expected_close_on": "Fechamento esperado",
        "closed_on": "Data de fechamento", "created_on": "Criado em", "lost_reason": "Motivo da perda",
    }, ["Marcadores"]),
    "odoo in Italian": ("odoo", {
        "name": "Opportunità", "account": "Cliente", "stage": "Fase", "owner": "Addetto vendite", "team": "Team di vendita",
        "amount": "Ricavi previsti", "weighted_amount": "Ricavi ripartiti in proporzione", "expected_close_on": "Chiusura prevista",
        "closed_on": "Data di chiusura", "created_on": "Data creazione", "lost_reason": "Motivo della perdita",
    }, ["Etichette"]),
    "odoo in Chinese": ("odoo", {
        "name": "商机", "account": "客户", "stage": "阶段", "owner": "销售人员", "team": "销售团队", "amount": "预期收入",
        "weighted_amount": "按比例分配的收入", "probability": "概率（%）", "expected_close_on": "预期结束", "closed_on": "关闭日期",
        "created_on": "创建日期", "lost_reason": "丢失原因", "currency": "币种",
    }, ["最后更新日期"]),
    "odoo by technical names": ("odoo", {
        "deal_id": "id", "name": "name", "stage": "stage_id", "owner": "user_id", "account": "partner_id", "amount": "expected_revenue",
        "probability": "probability", "expected_close_on": "date_deadline", "closed_on": "date_closed", "created_on": "create_date",
        "is_active": "active", "record_type": "type",
    }, []),
    "a board that is not described (ClickUp)": ("generic", {
        "deal_id": "Task ID", "name": "Task Name", "status": "Status", "pipeline": "List Name", "owner": "Assignees",
        "created_on": "Date Created", "expected_close_on": "Due Date", "parent_id": "Parent ID",
    }, ["Priority", "Time Estimated"]),
    "a CRM that is not described, by its technical names (Close)": ("generic", {
        "deal_id": "id", "account": "lead_name", "stage": "status_label", "status": "status_type", "amount": "value",
        "currency": "value_currency", "probability": "confidence", "weighted_amount": "expected_value", "owner": "user_name",
        "created_on": "date_created", "won_on": "date_won", "lost_on": "date_lost", "pipeline": "pipeline_name",
    }, ["note", "contact_name"]),
    "a CRM that is not described (Freshsales)": ("generic", {
        "name": "Deal name", "amount": "Deal value", "stage": "Deal stage", "owner": "Sales owner",
        "expected_close_on": "Expected close date", "closed_on": "Closed date", "lost_reason": "Lost reason", "account": "Account name",
    }, ["Tags"]),
    "a table of a CRM that is not described (Copper)": ("generic", {
        "deal_id": "Copper ID", "name": "Name", "account": "Company", "owner": "Owned By", "stage": "Stage", "status": "Status",
        "amount": "Value", "probability": "Win Probability", "expected_close_on": "Close Date", "closed_on": "Completed Date",
        "stage_changed_on": "Last Stage At", "created_on": "Created At", "lost_reason": "Loss Reason", "pipeline": "Pipeline",
    }, ["Primary Contact", "Tag", "Tag", "Days in Stage"]),
    "a table of a CRM that is not described (Espo)": ("generic", {
        "name": "Name", "account": "Account", "stage": "Stage", "previous_stage": "Last Stage", "amount": "Amount",
        "weighted_amount": "Amount Weighted", "currency": "Amount Currency", "probability": "Probability, %", "expected_close_on": "Close Date",
        "closed_on": "Close Date", "source": "Lead Source", "owner": "Assigned User", "team": "Teams", "created_on": "Created At",
    }, ["Amount (converted)"]),
}  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS)
def test_each_export_is_recognised_to_the_last_column(export):
    crm, fields, others = EXPORTS[export]
    headings = list(dict.fromkeys([*fields.values(), *others]))
    found = recognise(headings, "export.csv")
    assert (found.crm, found.kind) == (crm, "deals")
    assert named(headings, found) == fields
    assert not found.questions
    assert set(found.why) == set(fields)


@pytest.mark.parametrize("export", EXPORTS)
def test_the_order_of_columns_and_unrelated_columns_change_nothing(export):
    _, fields, others = EXPORTS[export]
    headings = list(dict.fromkeys([*fields.values(), *others]))
    check = given(st.permutations([*headings, "Favourite colour", "Room 12", ""]))

    def same(turned):
        found = recognise(turned, "export.csv")
        assert named(turned, found) == fields
        assert not found.questions

    settings(max_examples=15, deadline=None)(check(same))()


# the program


@pytest.mark.parametrize(
    ("headings", "row", "crm"),
    [
        pytest.param(["Opportunity ID", "Stage", "Amount"], ["006A000001AbCdEIAV", "Demo", "5"], "salesforce", id="a thin table with ids of 18"),
        pytest.param(["Id", "Stage", "Amount"], ["006A000001AbCdE", "Demo", "5"], "salesforce", id="a thin table with ids of 15"),
        pytest.param(["Opportunity ID", "Stage", "Amount"], ["84", "Demo", "5"], "generic", id="ids that are none of Salesforce"),
        pytest.param(["Opportunity ID", "Opportunity Name", "Stage"], ["84", "x", "Demo"], "generic", id="its words but not its ids"),
        pytest.param(["Opportunity ID", "Opportunity Name", "Stage"], ["", "x", "Demo"], "salesforce", id="its words and no ids"),
        pytest.param(["Record Id", "Deal Name", "Stage"], ["zcrm_4876876000000333001", "x", "Demo"], "zoho", id="ids of Zoho"),
        pytest.param(["Deal Name", "Stage", "Amount", "Close Date", "Owner"], ["x", "Demo", "5", "2025-01-01", "Ann"], "generic", id="words of many"),
        pytest.param(["deal stage", "deal owner", "amount"], ["Demo", "Ann", "5"], "generic", id="words of HubSpot, not to the letter"),
    ],
)  # fmt: skip
def test_headings_to_the_letter_and_ids_name_the_program(headings, row, crm):
    assert recognise(headings, "t.csv", cells(row)).crm == crm


def test_a_file_name_alone_names_no_program():
    assert recognise(["Name", "Stage", "Amount"], "hubspot-crm-exports-all-deals-2026-06-30.csv").crm == "generic"


def test_two_programs_that_fit_alike_are_a_question():
    headings = ["Record ID", "Deal Stage", "Opportunity Name", "Opportunity Owner", "Amount"]
    found = recognise(headings, "t.csv")
    [question] = [each for each in found.questions if each.field == "crm"]
    assert (set(question.choices), question.assumed) == ({"hubspot", "salesforce"}, found.crm)
    assert not [each for each in recognise(headings, "t.csv", crm="hubspot").questions if each.field == "crm"]


@pytest.mark.parametrize(("said", "crm"), [("Zoho CRM", "zoho"), ("dynamics 365", "dynamics"), ("Pipedrive", "pipedrive"), ("Our own", "our_own")])  # fmt: skip
def test_a_program_may_be_stated_by_its_name(said, crm):
    found = recognise(["Deal Name", "Stage", "Abschlussdatum"], "t.csv", crm=said)
    assert (found.crm, found.mapping["stage"]) == (crm, 1)


def test_a_program_without_a_status_has_none_by_another_name():
    headings = ["Opportunity ID", "Opportunity Name", "Stage", "Status"]
    assert "status" not in recognise(headings, "t.csv").mapping
    assert recognise(headings, "t.csv", crm="generic").mapping["status"] == 3


# stage columns


def test_stage_columns_in_every_style_of_quotes():
    headings = [
        "Record ID", "Deal Name", "Deal Stage", 'Date entered "Demo (Sales)"', "Date entered 'Offer (Sales)'",
        "Date entered “Closed Won (big) (Sales (new))”", 'Date entered "Deals - B2C (online) (Deals - B2C)"', 'Date entered "Lead"',
        "hs_v2_date_entered_3165428979", "hs_date_entered_qualifiedtobuy",
    ]  # fmt: skip
    entered = recognise(headings, "h.csv").entered
    assert [(each.stage, each.pipeline) for each in entered] == [
        ("Demo", "Sales"),
        ("Offer", "Sales"),
        ("Closed Won (big)", "Sales (new)"),
        ("Deals - B2C (online)", "Deals - B2C"),
        ("Lead", ""),
        ("3165428979", ""),
        ("Qualified To Buy", ""),
    ]


def test_of_two_generations_of_one_stage_column_the_filled_one_counts():
    headings = ["Record ID", "Deal Stage", "Date entered 'Demo (Sales)'", 'Date entered "Demo (Sales)"']
    assert [each.column for each in recognise(headings, "h.csv").entered] == [3]
    filled = cells(["10000001", "Demo", "2025-01-01", ""], ["10000002", "Demo", "2025-01-02", ""])
    assert [each.column for each in recognise(headings, "h.csv", filled).entered] == [2]


def test_days_of_exit_and_times_in_stages_are_known_and_offered_to_nobody():
    headings = [
        "Record ID", "Deal Name", "Deal Stage", 'Date exited "Demo (Sales)"', 'Cumulative time in "Demo (Sales)"',
        'Latest time in "Demo (Sales)"', "Time in 'Demo (Sales)'", "hs_v2_date_exited_1", "hs_v2_cumulative_time_in_1",
        "hs_v2_latest_time_in_1", "Priority",
    ]  # fmt: skip
    found = recognise(headings, "h.csv")
    assert [headings[column] for column in found.unmapped] == ["Priority"]
    assert found.entered == []
    # the sum over all stays counts, not the latest
    assert [(headings[each.column], each.stage, each.pipeline) for each in found.timed] == [
        ('Cumulative time in "Demo (Sales)"', "Demo", "Sales"),
        ("hs_v2_cumulative_time_in_1", "1", ""),
    ]


def test_an_export_of_internal_values_shows_the_names_with_which_every_portal_starts():
    content = (
        "hs_object_id,dealname,pipeline,dealstage,createdate,hs_v2_date_entered_qualifiedtobuy,hs_v2_date_entered_3165428979\n"
        "35273049915,Robots,default,qualifiedtobuy,2025-01-02,2025-01-05,\n"
        "35273049916,Cells,renewals,3165428979,2025-01-02,,2025-01-09\n"
    )
    tables = take(content.encode(), "deals.csv", Options()).tables
    deals, events = tables["deals"], tables["events"]
    assert list(zip(deals["pipeline"], deals["stage"], strict=True)) == [
        ("Sales Pipeline", "Qualified To Buy"),
        ("renewals", "3165428979"),
    ]
    assert list(zip(events["deal_ref"], events["pipeline"], events["stage"], strict=True)) == [
        ("35273049915", "Sales Pipeline", "Qualified To Buy"),
        ("35273049916", "renewals", "3165428979"),
    ]


def test_the_receipt_says_why_each_column_was_taken():
    content = "Deal ID,Fase,Created Date\n1,Demo,2025-01-02\n"
    receipt = take(content.encode(), "deals.csv", Options(mapping={"deal_id": "Deal ID"})).receipt
    assert receipt.recognised == {
        "deal_id": "as stated", "stage": "a usual heading (Dutch)", "created_on": "a usual heading (English)",
    }  # fmt: skip


# two columns, one field


def test_two_headings_for_one_field_are_a_question():
    headings = ["Deal", "Stage", "Amount", "Revenue"]
    [question] = recognise(headings, "t.csv").questions
    assert (question.field, question.choices, question.assumed) == ("amount", ["Amount", "Revenue"], "Amount")
    assert not recognise(headings, "t.csv", mapping={"amount": "Revenue"}).questions


def test_the_better_filled_of_two_is_assumed():
    rows = cells(["a", "Demo", "", "5"], ["b", "Demo", "7", "6"])
    [question] = recognise(["Deal", "Stage", "Amount", "Revenue"], "t.csv", rows).questions
    assert (question.choices, question.assumed) == (["Revenue", "Amount"], "Revenue")


@pytest.mark.parametrize(
    ("amount", "revenue"), [(["5", "6"], ["5", "6"]), (["", ""], ["5", "6"]), (["5", "6"], ["high", "low"])]
)
def test_a_copy_an_empty_column_and_a_column_of_words_are_no_rivals(amount, revenue):
    rows = cells(*([name, "Demo", one, other] for name, one, other in zip("ab", amount, revenue, strict=True)))
    found = recognise(["Deal", "Stage", "Amount", "Revenue"], "t.csv", rows)
    assert not found.questions
    assert found.mapping["amount"] == (3 if amount == ["", ""] else 2)


def test_of_headings_that_repeat_the_filled_column_counts():
    rows = cells(["1", "", "Demo"], ["2", "", "Offer"])
    for turned, place in ((["Deal ID", "Stage", "Stage"], 2), (["Deal ID", "stage ", "Stage"], 2)):
        found = recognise(turned, "t.csv", rows)
        assert (found.mapping["stage"], found.questions) == (place, [])
    # said by a person, it is the filled one as well
    assert recognise(["Deal ID", "Stage", "Stage"], "t.csv", rows, mapping={"stage": "Stage"}).mapping["stage"] == 2


@pytest.mark.parametrize(
    ("headings", "owner"),
    [
        (["Deal Name", "Stage", "Owner ID", "Owner"], "Owner"),
        (["Deal Name", "Stage", "Deal Owner.id", "Deal Owner"], "Deal Owner"),
        (["Deal Name", "Stage", "owner_id"], "owner_id"),
        (["Deal Name", "Stage", "Deal Owner.id"], "Deal Owner.id"),
    ],
)
def test_of_a_name_and_its_id_the_name_is_read(headings, owner):
    found = recognise(headings, "t.csv")
    assert (named(headings, found)["owner"], found.questions) == (owner, [])


def test_what_is_told_of_another_object_is_not_the_deals():
    headings = [
        "Deal ID",
        "Stage",
        "Contact: Title",
        "Person - Name",
        "Account: Name",
        "Account: Region",
        "Contact: Owner",
    ]
    found = recognise(headings, "t.csv")
    assert named(headings, found) == {
        "deal_id": "Deal ID", "stage": "Stage", "account": "Account: Name", "region": "Account: Region",
    }  # fmt: skip


def test_a_plain_heading_of_anybody_beats_one_that_the_program_writes_of_another_object():
    headings = ["Opportunity ID", "Opportunity Name", "Stage", "Account: Last Activity", "Last Contacted"]
    assert named(headings, recognise(headings, "t.csv"))["last_activity_on"] == "Last Contacted"


@pytest.mark.parametrize("twin", ["Amount (converted)", "Amount in company currency", "Amount (Base)"])
def test_a_converted_amount_is_taken_only_where_there_is_no_other(twin):
    assert recognise(["Deal", "Stage", twin, "Amount"], "t.csv").mapping["amount"] == 3
    assert recognise(["Deal", "Stage", twin, "Amount"], "t.csv").questions == []
    assert recognise(["Deal", "Stage", twin], "t.csv").mapping["amount"] == 2


def test_the_currency_is_that_of_the_amounts():
    headings = [
        "Deal",
        "Stage",
        "Currency",
        "Currency of Weighted value",
        "Deal Size Currency",
        "Deal Size",
        "Weighted value",
    ]
    found = recognise(headings, "t.csv")
    assert (named(headings, found)["currency"], found.why["currency"]) == (
        "Deal Size Currency",
        "the currency of Deal Size",
    )


def test_a_renamed_module_without_an_owner_is_a_question():
    found = recognise(["Students Pipeline Name", "Stage", "Contact Name", "First Name", "Surname"], "t.csv")
    assert (found.mapping["name"], found.why["name"]) == (0, "for want of better, by its ending")
    [question] = found.questions
    assert (question.field, question.choices) == ("name", ["Students Pipeline Name", ""])


def test_a_renamed_module_may_show_its_owner_by_id_alone():
    headings = [
        "Record Id",
        "Stage",
        "Students Pipeline Name",
        "Students Pipeline Owner.id",
        "Contact Name",
        "Contact Owner",
    ]
    found = recognise(headings, "t.csv")
    assert (named(headings, found)["owner"], found.questions) == ("Students Pipeline Owner.id", [])


@pytest.mark.parametrize(
    "heading",
    [
        " Stage", "Stage:", "Stage*", "STAGE", "Stage ↑", "\ufeffStage", "Stage\u00a0", "🔥 Stage", "“Stage”".strip("“”"), "Deal_Stage",
        "DealStage", "deal_stage", "Deal - Stage", "Opportunity: Stage", "Opportunity_Stage", "Ｓｔａｇｅ", "Stage\u200b",
    ],
)  # fmt: skip
def test_noise_around_a_heading_makes_no_difference(heading):
    found = recognise(["Deal ID", heading], "t.csv")
    assert found.mapping == {"deal_id": 0, "stage": 1}
    assert is_known(heading)


def test_accents_are_dropped_where_the_heading_is_not_known_with_them():
    assert named(["Deal ID", "Etape", "Cree le"], recognise(["Deal ID", "Etape", "Cree le"], "t.csv")) == {
        "deal_id": "Deal ID", "stage": "Etape", "created_on": "Cree le",
    }  # fmt: skip


# headings with two meanings that the cells settle


@pytest.mark.parametrize(
    ("heading", "values", "field"),
    [
        ("Kans", ["10", "90"], "probability"),
        ("Kans", ["20%", "5 %"], "probability"),
        ("Kans", ["Vier robots", "Zes robots"], "name"),
        ("Estado", ["Aberta", "Perdida"], "status"),
        ("Estado", ["Qualificado", "Proposta"], "stage"),
        ("Type", ["Lead", "Opportunity"], "record_type"),
        ("Type", ["New Business", "Renewal"], "deal_type"),
        ("Record Type", ["Sales Pipeline", "Renewals"], "pipeline"),
        ("Closed", ["1", "0"], "is_closed"),
        ("Closed", ["2025-01-31", "2025-02-28"], "closed_on"),
    ],
)
def test_cells_settle_what_a_heading_means(heading, values, field):
    headings = ["Deal ID", "Sales Stage" if field != "stage" else "x", heading]
    found = recognise(headings, "t.csv", cells(*(["1", "Demo", value] for value in values)), kind="deals")
    assert found.mapping.get(field) == 2
    assert not found.questions


# kinds

KINDS = {
    "customers": ["Customer ID", "Customer Name", "Segment", "Deal ID", "Status", "Start Date", "End Date", "Churn Reason", "Hand-over", "Live"],
    "subscriptions": ["Subscription ID", "Customer ID", "Customer Name", "Plan", "Interval", "Amount", "Quantity", "Currency", "Status", "Started", "Cancelled At", "Ended At"],
    "targets": ["Team", "Owner", "Quarter", "Target", "Currency"],
    "leads": ["Lead ID", "First Name", "Last Name", "Company / Account", "Email", "Lead Source", "Lead Status", "Lead Owner", "Create Date", "Converted"],
    "deals": ["Deal ID", "Deal Name", "Stage", "Amount", "Created Date", "Close Date", "Customer ID", "Customer Name", "Lead Source"],
    "history": ["Deal", "From", "From Date", "To", "To Date", "Duration"],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_the_one_whose_fields_fit(kind):
    found = recognise(KINDS[kind], "t.csv")
    assert (found.kind, found.questions) == (kind, [])


@pytest.mark.parametrize(
    ("headings", "crm", "kind", "fields"),
    [
        # Stripe's dashboard
        (["id", "Customer ID", "Customer Email", "Customer Name", "Plan", "Quantity", "Currency", "Interval", "Amount", "Status", "Created (UTC)", "Start Date (UTC)", "Current Period End (UTC)", "Trial End (UTC)", "Canceled At (UTC)", "Ended At (UTC)", "Cancellation Reason"], "stripe", "subscriptions",
         {"subscription_id": "id", "started_on": "Start Date (UTC)", "cancelled_on": "Canceled At (UTC)", "ended_on": "Ended At (UTC)", "period_ends_on": "Current Period End (UTC)"}),
        # Chargebee: the end may lie ahead
        (["subscriptions.id", "subscriptions.plan_id", "subscriptions.plan_quantity", "subscriptions.status", "subscriptions.started_at", "subscriptions.current_term_end", "subscriptions.cancelled_at", "customers.id"], "chargebee", "subscriptions",
         {"subscription_id": "subscriptions.id", "customer_id": "customers.id", "started_on": "subscriptions.started_at"}),
        (["customer_id", "subscription_id", "reporting_month", "status", "status_previous", "mrr_billing_currency", "mrr_previous_billing_currency", "exchange_rate"], "chargebee", "subscriptions",
         {"reporting_month": "reporting_month", "mrr": "mrr_billing_currency"}),
        (["uuid", "account_code", "email", "plan_code", "state", "activated_at", "canceled_at", "expires_at", "unit_amount", "quantity", "currency"], "recurly", "subscriptions",
         {"subscription_id": "uuid", "cancelled_on": "canceled_at", "ended_on": "expires_at", "started_on": "activated_at", "status": "state"}),
        (["Name", "Email", "Company", "Country", "State", "City", "Zip", "External ID", "Lead created at", "Free trial started at"], "chartmogul", "customers",
         {"customer_id": "External ID", "customer_name": "Name"}),
        # Salesforce's contracts report
        (["Contract Number", "Account Name", "Contract Start Date", "Contract End Date", "Contract Term (months)", "Status", "Owner Expiration Notice"], "salesforce", "subscriptions",
         {"subscription_id": "Contract Number", "started_on": "Contract Start Date", "ended_on": "Contract End Date"}),
        # HubSpot's revenue analytics
        (["Record ID", "Deal Name", "Close Date", "Associated Company (Primary)", "Recurring revenue amount", "Recurring revenue deal type", "Recurring revenue inactive date", "Recurring revenue inactive reason"], "hubspot", "subscriptions",
         {"mrr": "Recurring revenue amount", "movement": "Recurring revenue deal type", "ended_on": "Recurring revenue inactive date"}),
        # the telecom customers that statisticians use
        (["customerID", "gender", "tenure", "Contract", "MonthlyCharges", "TotalCharges", "Churn"], "generic", "customers",
         {"customer_id": "customerID", "tenure_months": "tenure", "is_churned": "Churn", "plan": "Contract", "recurring_amount": "MonthlyCharges"}),
        # histories
        (["Opportunity Name", "Opportunity ID", "From Stage", "To Stage", "Stage Duration", "Last Modified", "Last Modified By", "Amount", "Probability (%)", "Close Date", "Stage", "Created Date"], "salesforce", "history",
         {"from_stage": "From Stage", "to_stage": "To Stage", "changed_at": "Last Modified"}),
        (["Nome da oportunidade", "ID da oportunidade", "Campo/Compromisso", "Valor antigo", "Novo valor", "Data de edição", "Editado por"], "salesforce", "history",
         {"changed_field": "Campo/Compromisso", "from_stage": "Valor antigo", "to_stage": "Novo valor", "changed_at": "Data de edição"}),
        (["Field", "Old Value", "New Value", "Changed By", "Change Date", "Opportunity Name"], "generic", "history",
         {"changed_field": "Field", "to_stage": "New Value", "changed_at": "Change Date"}),
        (["Deal Name", "Record Id", "Stage", "Duration", "Modified Time", "Modified By", "Moved To", "Deal Owner.id"], "zoho", "history",
         {"stage": "Stage", "to_stage": "Moved To", "changed_at": "Modified Time", "duration": "Duration"}),
        (["Deal", "From", "From Date", "To", "To Date", "Duration"], "generic", "history",
         {"from_stage": "From", "to_stage": "To", "entered_at": "From Date", "left_at": "To Date"}),
        # a warehouse's ranges of validity: the day of creation is that of the deal
        (["id", "name", "stage_name", "created_date", "forecast_category_name", "_fivetran_start", "_fivetran_end"], "salesforce", "history",
         {"stage": "stage_name", "entered_at": "_fivetran_start", "left_at": "_fivetran_end"}),
        (["Deal ID", "From Stage", "To Stage", "Changed At"], "generic", "history",
         {"deal_id": "Deal ID", "from_stage": "From Stage", "to_stage": "To Stage", "changed_at": "Changed At"}),
    ],
)  # fmt: skip
def test_further_programs_and_kinds(headings, crm, kind, fields):
    found = recognise(headings, "t.csv")
    assert (found.crm, found.kind) == (crm, kind)
    assert fields.items() <= named(headings, found).items()
    assert not {"left_at", "changed_at"} <= set(found.mapping)
    assert "stage" not in found.mapping or "from_stage" not in found.mapping or "changed_field" in found.mapping


VALUES = ["OpportunityId", "StageName", "Amount", "CloseDate", "CreatedDate"]


def test_a_stage_and_its_time_is_a_history_where_deals_have_several_times():
    ids = ["006A000001AbCdE", "006A000001AbCdF"]
    changes = [[ids[0], "Demo", "5", "2025-03-01", "2025-01-01"], [ids[0], "Offer", "5", "2025-03-01", "2025-01-09"], [ids[1], "Demo", "5", "2025-03-01", "2025-01-02"]]  # fmt: skip
    found = recognise(VALUES, "t.csv", cells(*changes))
    assert (found.crm, found.kind) == ("salesforce", "history")
    assert named(VALUES, found) | {"stage": "StageName", "changed_at": "CreatedDate"} == named(VALUES, found)
    # lines of one deal have one day of creation
    lines = [changes[0], [*changes[1][:4], "2025-01-01"], changes[2]]
    assert recognise(VALUES, "t.csv", cells(*lines)).kind == "deals"
    slip = [*lines, [*changes[0][:4], "2025-02-01"], changes[0], changes[0]]
    assert recognise(VALUES, "t.csv", cells(*slip)).kind == "deals"


def test_without_ids_a_few_equal_names_make_no_history():
    headings = ["Deal Name", "Stage", "Modified Time"]
    rows = [["Robots", "Demo", "2025-01-01"], ["Robots", "Offer", "2025-01-09"], ["Cells", "Demo", "2025-01-02"]]
    assert recognise(headings, "t.csv", cells(*rows)).kind == "deals"
    again = [["Robots", "Won", "2025-02-01"], ["Cells", "Offer", "2025-01-05"]]
    assert recognise(headings, "t.csv", cells(*rows, *again)).kind == "history"


def test_two_kinds_that_fit_alike_are_a_question():
    headings = ["Name", "Company", "Owner", "Status", "Source", "Created"]
    found = recognise(headings, "new leads.csv")
    [question] = found.questions
    assert (question.field, set(question.choices), question.assumed) == ("kind", {"deals", "leads"}, "leads")
    assert not recognise(headings, "new leads.csv", kind="deals").questions


@pytest.mark.parametrize(
    "headings",
    [
        ["id", "name", "created_at", "email"],
        ["id", "amount", "currency", "interval", "created"],
        ["Name", "Phone", "City"],
    ],
)
def test_a_list_of_other_things_is_taken_for_nothing_else_than_deals_without_a_stage(headings):
    found = recognise(headings, "t.csv")
    assert found.kind == "deals"
    assert not {"stage", "status"} & set(found.mapping)


# real tables

SEED_FIELDS = {
    "hubspot/deal_data.csv": ("hubspot", "deals", {"deal_id": "deal_id", "stage": "deal_pipeline_stage_id", "pipeline": "deal_pipeline_id", "name": "property_dealname", "amount": "property_amount", "created_on": "property_createdate", "closed_on": "property_closedate", "owner": "owner_id"}),
    "hubspot/deal_stage_data.csv": ("hubspot", "history", {"deal_id": "deal_id", "stage": "value", "entered_at": "date_entered", "left_at": "_fivetran_end"}),
    "hubspot/deal_property_history_data.csv": ("hubspot", "history", {"deal_id": "deal_id", "changed_field": "name", "to_stage": "value", "changed_at": "timestamp"}),
    "salesforce/sf_opportunity_data.csv": ("salesforce", "deals", {"deal_id": "id", "name": "name", "stage": "stage_name", "amount": "amount", "weighted_amount": "expected_revenue", "is_won": "is_won", "is_closed": "is_closed", "probability": "probability", "created_on": "created_date", "closed_on": "close_date", "source": "lead_source"}),
    "salesforce/sf_opportunity_history_data.csv": ("salesforce", "history", {"deal_id": "id", "stage": "stage_name", "entered_at": "_fivetran_start", "left_at": "_fivetran_end"}),
    "stripe/subscription_data.csv": ("stripe", "subscriptions", {"subscription_id": "id", "customer_id": "customer_id", "started_on": "start_date", "cancelled_on": "canceled_at", "ended_on": "ended_at", "cancels_on": "cancel_at", "cancels_at_period_end": "cancel_at_period_end"}),
    "stripe/customer_data.csv": ("stripe", "customers", {"customer_id": "id", "customer_name": "name", "started_on": "created"}),
}  # fmt: skip


@pytest.mark.skipif(not SEEDS.exists(), reason="the real files are not here")
@pytest.mark.parametrize("path", SEED_FIELDS)
def test_tables_of_data_warehouses(path):
    crm, kind, fields = SEED_FIELDS[path]
    raw = read_table((SEEDS / path).read_bytes(), path, known=is_known)
    found = recognise(raw.headings, Path(path).name, raw.cells)
    assert (found.crm, found.kind) == (crm, kind)
    assert fields.items() <= named(raw.headings, found).items()


# hostile headings


def test_thousands_of_columns_and_very_long_headings_are_read_in_a_moment():
    headings = [f"Custom field {place} (Sales: {place}) - {place}" for place in range(4000)]
    headings += [
        "x" * 100_000,
        '"' * 5000,
        "Date entered " + '"(' * 5000,
        ": " * 5000,
        "(" * 5000,
        "Deal ID",
        "Stage",
        "Amount",
    ]
    begun = time.process_time()
    found = recognise(headings, "t.csv")
    assert named(headings, found) == {"deal_id": "Deal ID", "stage": "Stage", "amount": "Amount"}
    assert not any(is_known(heading) for heading in headings[:-3])
    assert time.process_time() - begun < 5


@given(st.lists(st.text(max_size=30), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_text_may_stand_in_the_headings(headings):
    found = recognise(headings, "t.csv")
    assert {*found.mapping.values(), *found.unmapped} <= set(range(len(headings)))
    assert all(isinstance(is_known(heading), bool) for heading in headings)


@pytest.mark.parametrize("cell", ["Won", "Closed Lost", "Open", "Active", "Live", "2025-01-31", "100", "", "-", "Ann", "Acme Inc."])  # fmt: skip
def test_a_cell_of_data_is_no_known_heading(cell):
    assert not is_known(cell)


# what people say


def test_what_is_stated_is_taken_and_its_reason_says_so():
    headings = ["Nummer", "Deal Name", "Wo", "Amount"]
    found = recognise(headings, "t.csv", mapping={"deal_id": "Nummer", "stage": "wo", "amount": ""})
    assert named(headings, found) == {"deal_id": "Nummer", "name": "Deal Name", "stage": "Wo"}
    assert (found.why["stage"], found.why["name"]) == ("as stated", "a usual heading (English)")


# the descriptions


@pytest.mark.parametrize("crm", crm_names())
def test_every_description_uses_known_fields(crm):
    form = crm_format(crm)
    assert form["name"]
    for kind, fields in FIELDS.items():
        assert set(form.get(kind, {})) <= set(fields)
        assert set(fields) <= set(LABELS)
    for pipeline in form.get("pipelines", []):
        assert len(pipeline.get("ids", pipeline["stages"])) == len(pipeline["stages"])


def test_no_two_programs_are_known_by_one_heading():
    owners = {}
    for crm in crm_names():
        for heading in crm_format(crm)["signature"]:
            owners.setdefault(heading, []).append(crm)
    assert {heading: crms for heading, crms in owners.items() if len(crms) > 1} == {}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_usual_heading_means_one_field_or_is_settled_by_the_cells(kind):
    """A word in the lists of two fields would be read as whichever comes first."""
    meanings = {}
    for alias in aliases_of("generic", kind):
        meanings.setdefault(key(alias.written), set()).add(alias.field)
    doubtful = [set(each["fields"]) for each in crm_format("generic")["doubtful"] if each["kind"] == kind]
    told_apart = [TOGETHER, {"is_closed", "closed_on"}, {"is_won", "won_on"}, *doubtful]
    assert {words: fields for words, fields in meanings.items() if len(fields) > 1 and fields not in told_apart} == {}


WORDS = sorted({alias.written for crm in crm_names() for kind in FIELDS for alias in aliases_of(crm, kind)})
POOLS = [
    ["2025-01-31", "2025-02-01", ""],
    ["12", "1,000.50", ""],
    ["Won", "Lost", "Open"],
    ["Demo", "Offer", ""],
    ["1", "0"],
    ["a", "b", "c"],
    [""],
]
tables = st.lists(
    st.sampled_from([*WORDS, "Colour", "Room", "Stage ", "Deal - Stage"]), min_size=1, max_size=9, unique=True
).flatmap(
    lambda headings: st.tuples(
        st.just(headings),
        st.lists(
            st.tuples(*(st.sampled_from(pool) for pool in [POOLS[len(each) % len(POOLS)] for each in headings])),
            min_size=1,
            max_size=5,
        ),
        st.permutations(range(len(headings) + 2)),
        st.randoms(use_true_random=False),
    )
)


def told(headings, rows):
    """What is recognised, in words and cells: nothing of where a column stands."""
    found = recognise(headings, "t.csv", cells(*rows))
    columns = {field: (headings[column], [row[column] for row in rows]) for field, column in found.mapping.items()}
    asked = {(each.field, each.about, tuple(each.choices), each.assumed) for each in found.questions}
    return found.crm, found.kind, columns, found.why, asked


@given(tables)
@settings(max_examples=200, deadline=None)
def test_neither_the_order_of_columns_nor_further_ones_change_what_is_recognised(table):
    headings, rows, order, _ = table
    more = [*headings, "Favourite colour", "Room 12"]
    wider = [(*row, "blue", "7") for row in rows]
    turned = [more[place] for place in order]
    assert told(turned, [tuple(row[place] for place in order) for row in wider]) == told(headings, rows)


@given(tables)
@settings(max_examples=100, deadline=None)
def test_the_order_of_rows_changes_nothing(table):
    headings, rows, _, chance = table
    shuffled = chance.sample(rows, len(rows))
    straight, other = recognise(headings, "t.csv", cells(*rows)), recognise(headings, "t.csv", cells(*shuffled))
    assert straight == other


@given(tables)
@settings(max_examples=100, deadline=None)
def test_read_again_by_its_own_mapping_a_table_is_read_alike(table):
    headings, rows, _, _ = table
    first = recognise(headings, "t.csv", cells(*rows))
    stated = {field: headings[column] for field, column in first.mapping.items()}
    again = recognise(headings, "t.csv", cells(*rows), crm=first.crm, kind=first.kind, mapping=stated)
    held = lambda found: {field: [row[column] for row in rows] for field, column in found.mapping.items()}  # noqa: E731
    assert held(again) == held(first)
