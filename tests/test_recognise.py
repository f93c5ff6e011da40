"""Which program wrote a table, what kind it is, and which column is what: headings as the programs write them.

The headings of HubSpot, Salesforce, Pipedrive, Zoho, Dynamics and Odoo are those of public exports, of their own
documentation and of Odoo's translation files.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake.recognise import crm, formats, recognise
from tests.recognised import cells, named

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
        "stage_changed_on": "Last Stage Change Date", "days_in_stage": "Stage Duration", "source": "Lead Source", "deal_type": "Type", "is_closed": "Closed", "is_won": "Won",
        "forecast_category": "Forecast Category", "next_step": "Next Step", "lost_reason": "Loss Reason",
    }, ["Amount (converted) Currency", "Amount (converted)", "Expected Revenue Currency", "Age", "Fiscal Period"]),
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
        "days_in_stage": "Duração da fase",
    }, []),
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
        "email": "Contact: Email",
    }, ["Contact: Title", "Contact: Name"]),
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
        "email": "Pessoa - Email - Work",
    }, ["Negócio - SDR Responsável", "Negócio - Atualizado em"]),
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
        "forecast_category": "Forecast Category", "won_amount": "Actual Revenue",
    }, ["Modified On", "Est. revenue (Base)", "Status Reason", "Rating", "Contact", " Full Name"]),
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
        "stage_changed_on": "Last Stage At", "days_in_stage": "Days in Stage", "created_on": "Created At", "lost_reason": "Loss Reason", "pipeline": "Pipeline",
    }, ["Primary Contact", "Tag", "Tag"]),
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
        pytest.param(["Record ID", "Deal Name", "Deal Stage", "Close Date", "Deal owner", "Amount"], ["1", "x", "Demo", "", "Ann", "5"], "hubspot", id="HubSpot, with short ids"),
        pytest.param(["Datensatz-ID", "Dealname", "Deal-Phase", "Betrag", "Zuständiger Mitarbeiter"], ["1", "x", "Demo", "5", "Ann"], "hubspot", id="HubSpot in German, with short ids"),
        pytest.param(["Record ID", "Deal Name", "Deal Stage", "Deal owner", 'Cumulative time in "Demo (Sales)" (HH:mm:ss)'], ["1", "x", "Demo", "Ann", "10:00:00"], "hubspot", id="durations of HubSpot"),
        pytest.param(["Opportunity ID", "Opportunity Name", "Stage", "Amount", "Close Date", "Opportunity Owner"], ["84", "x", "Demo", "5", "", "Ann"], "salesforce", id="many words of Salesforce, with ids of others"),
        pytest.param(["ID opportunità", "Nome opportunità", "Titolare opportunità", "Fase", "Ammontare"], ["006A", "x", "Demo", "5", "Ann"], "salesforce", id="Salesforce in Italian"),
        pytest.param(["业务机会 ID", "业务机会名称", "业务机会所有人", "阶段", "金额"], ["006A", "x", "Ann", "谈判", "5"], "salesforce", id="Salesforce in Chinese"),
        pytest.param(["Deal ID", "Deal Name", "Stage", "Amount", "Close Date", "Deal Owner"], ["1", "x", "Demo", "5", "", "Ann"], "generic", id="a table of one's own with ids"),
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


def test_a_program_is_described_by_its_headings_alone(tmp_path, monkeypatch):
    """Patterns, ids, a name of its files: what a description does not say."""
    text = 'name = "Tiny"\nsignature = ["Tiny stage", "Tiny owner"]\n\n[deals]\nstage = ["Tiny stage"]\nowner = ["Tiny owner"]\n'
    (tmp_path / "tiny.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(formats, "CRMS", tmp_path)
    form = formats.crm_format.__wrapped__("tiny")
    monkeypatch.setattr(crm, "crm_format", lambda name: form)
    monkeypatch.setattr(crm, "_shares", lambda name: {})
    monkeypatch.setattr(crm, "aliases_of", lambda name, kind: ())
    assert crm.weigh("tiny", ["Tiny stage", "Tiny owner"], "tiny.csv", None) > crm.weigh(
        "tiny", ["Stage"], "tiny.csv", None
    )
