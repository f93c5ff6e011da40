"""Headings of any table in nine languages.

The words are those of the translations that CRMs ship (Odoo, EspoCRM, Frappe, Sugar) and of exports of HubSpot, Salesforce
and Pipedrive: one list per field and language, a heading each between the bars.
"""

import pytest

from analytics.intake.recognise import recognise
from tests.recognised import cells

WORDS = {
    "deal_id": {
        "en": "Record ID|Record Id|Deal ID|Opportunity ID|ID|Id|System ID|Pipedrive System ID|Copper ID|Task ID|(Do Not Modify) Opportunity",
        "de": "Opportunity-ID|Datensatz-ID|ID", "nl": "Record-ID|ID", "nb": "Post-ID|ID", "fr": "ID de fiche d'informations|ID",
        "es": "Identificador de la oportunidad|ID de registro|ID", "pt": "ID|ID do registro", "it": "ID record|ID",
        "zh": "记录 ID|商机编号|业务机会编码",
    },
    "name": {
        "en": "Deal Name|Deal name|Opportunity Name|Opportunity|Title|Topic|Name|Subject|Potential Name|Task Name",
        "de": "Opportunity-Name|Verkaufschance|Titel|Deal-Name|Dealname|Thema|Name",
        "nl": "Opportunitynaam|Verkoopkans|Naam|Dealnaam|Titel|Onderwerp", "nb": "Salgsmulighet|Navn|Avtalenavn|Tittel|Emne",
        "fr": "Nom de la transaction|Titre|Opportunité|Nom|Nom de l'opportunité|Objet",
        "es": "Nombre de la oportunidad|Oportunidad|Nombre|Nombre del negocio|Título|Asunto",
        "pt": "Título|Nome da oportunidade|Oportunidade|Nome|Nome do negócio|Assunto",
        "it": "Nome opportunità|Opportunità|Nome|Titolo", "zh": "业务机会名称|商机|名称|商机名称|交易名称",
    },
    "stage": {
        "en": "Deal Stage|Stage|Sales Stage|Stage (pipeline)|status_label|Pipeline Phase|Opportunity Stage",
        "de": "Phase|Verkaufsphase|Stufe|Deal-Phase|Opportunity-Phase", "nl": "Fase|Verkoopstadium|Dealfase",
        "nb": "Stadium|Stadie|Fase|Avtalestadium|Steg", "fr": "Phase de la transaction|Étape|Etape",
        "es": "Etapa|Etapa de ventas|Fase|Etapa del negocio", "pt": "Etapa|Estágio|Fase|Etapa do negócio", "it": "Fase|Stadio|Stage",
        "zh": "阶段|商机阶段|销售阶段|交易阶段",
    },
    "pipeline": {
        "en": "Pipeline|Sales Process|Record Type|List Name|Board", "de": "Vertriebsprozess", "nl": "Pijplijn", "nb": "Salgstrakt",
        "es": "Flujo|Embudo", "pt": "Funil|Funil de vendas|Canal", "it": "Flusso", "zh": "流水线|管道|销售管道",
    },
    "amount": {
        "en": "Amount|Value|Deal Value|Opportunity Amount|Est. revenue|Lead Value|Monetary Value|Bid Amount|Total Price",
        "de": "Betrag|Wert|Opportunity-Betrag", "nl": "Bedrag|Waarde|Deal Waarde", "nb": "Beløp|Verdi", "fr": "Montant|Valeur",
        "es": "Importe|Valor|Cantidad|Precio total", "pt": "Valor|Montante", "it": "Importo|Ammontare|Valore",
        "zh": "金额|项目预算|商机价值|商机金额",
    },
    "weighted_amount": {
        "en": "Weighted amount|Weighted value|Amount Weighted|Prorated Revenue", "de": "Gewichteter Wert|Betrag gewichtet|Anteiliger Umsatz",
        "nl": "Gewogen bedrag|Pro rata omzet", "nb": "Vektet beløp", "fr": "Montant pondéré|Revenu au prorata",
        "es": "Cantidad Ponderada|Ingreso prorrateado", "pt": "Valor Quantificado|Receita rateada", "it": "Importo ponderato",
        "zh": "金额加权|按比例分配的收入",
    },
    "currency": {
        "en": "Currency|Amount Currency|Currency of Value|Currency of value|CurrencyCode|value_currency", "de": "Währung|Währungsbetrag",
        "nl": "Valuta|Bedrag valuta", "nb": "Valuta|Beløp valuta", "fr": "Devise", "es": "Moneda|Divisa|Monto de la Moneda",
        "pt": "Moeda|Valor em Moeda", "it": "Valuta|Valuta dell'importo", "zh": "币种|货币|金额货币",
    },
    "probability": {
        "en": "Probability|Probability (%)|Probability, %|Deal probability|Win Probability|Confidence|Probability of Winning",
        "de": "Wahrscheinlichkeit|Wahrscheinlichkeit (%)|Wahrscheinl. (%)", "nl": "Kans (%)|Waarschijnlijkheid (%)|Scoringskans, %",
        "nb": "Sannsynlighet|Sannsynlighet (%)|Sansynlighet, %", "fr": "Probabilité|Probabilité (%)|Probabilité, %",
        "es": "Probabilidad|Probabilidad (%)|Probabilidad de ganar (%)", "pt": "Probabilidade|Probabilidade (%)",
        "it": "Probabilità|Probabilità (%)|Probabilità, %", "zh": "概率|概率（%）|成交概率|赢率|可能性",
    },
    "created_on": {
        "en": "Create Date|Created Date|Created Time|Created On|Created on|Created At|Creation date|Deal created|Date Created|date_created",
        "de": "Erstelldatum|Erstellt am|Deal erstellt|Erstellungsdatum", "nl": "Aangemaakt op|Aanmaakdatum|Gemaakt op",
        "nb": "Opprettet den|Opprettet|Opprettelsesdato", "fr": "Date de création|Créé le|Affaire créée",
        "es": "Fecha creación|Fecha de creación|Creado el|Creado en",
        "pt": "Criado em|Data de criação|Negócio criado em|Data de criação do negócio",
        "it": "Data creazione|Creato il|Data di creazione", "zh": "创建日期|创建于|创建时间",
    },
    "expected_close_on": {
        "en": "Expected close date|Expected Closing|Closing Date|Close Date|Est. close date|Forecast Close Date|Expected Closure Date|Due date|date_deadline|closedate",
        "de": "Schlusstermin|Erwarteter Abschluss|Erwartetes Abschlussdatum", "nl": "Verwachte sluitingsdatum|Verwachte afsluitdatum",
        "nb": "Forventet lukking|Avslutningsdato|Forventet avslutningsdato", "fr": "Date de clôture prévue|Date de clôture prévisionnelle",
        "es": "Cierre previsto|Fecha esperada de cierre", "pt": "Data de fechamento esperada|Fechamento esperado|Previsão de encerramento",
        "it": "Chiusura prevista", "zh": "预期结束|预期关闭日期|预计成交日期",
    },
    "closed_on": {
        "en": "Deal closed on|Closed on|Closed Date|Actual Close Date|Completed Date|Date closed", "de": "Deal abgeschlossen am",
        "nl": "Gesloten op", "nb": "Lukket dato|Lukket den", "pt": "Negócio fechado em", "it": "Chiuso il",
    },
    "won_on": {"en": "Won time|date_won", "de": "Datum des gewonnenen Deals", "fr": "Date de gain", "es": "Fecha de ganado", "pt": "Ganho em", "zh": "赢单时间"},
    "lost_on": {"en": "Lost time|date_lost", "de": "Datum des verlorenen Deals", "fr": "Date de perte", "es": "Fecha de pérdida", "pt": "Data de perda", "zh": "输单时间"},
    "owner": {
        "en": "Deal owner|Opportunity Owner|Owner|Owned By|Assigned to|Assigned User|Salesperson|Sales Person|Sales owner|User Responsible|Assignees|user_name",
        "de": "Opportunity-Inhaber|Opportunityinhaber|Besitzer|Vertriebsmitarbeiter|Zugewiesener Benutzer|Zuständiger Mitarbeiter",
        "nl": "Verkoper|Eigenaar|Deal Eigenaar|Toegewezen gebruiker|Eigenaar opportunity", "nb": "Selger|Tildelt bruker|Eier|Avtaleeier",
        "fr": "Propriétaire de la transaction|Propriétaire de l'opportunité|Vendeur|Responsable|Utilisateur assigné",
        "es": "Propietario de oportunidad|Comercial|Propietario|Usuario asignado|Vendedor|Propietario del negocio",
        "pt": "Proprietário|Proprietário da oportunidade|Vendedor|Usuário Designado",
        "it": "Titolare opportunità|Addetto vendite|Utente Assegnato|Proprietario",
        "zh": "业务机会所有人|销售人员|负责人|商机负责人|已指派用户|所有者",
    },
    "team": {
        "en": "HubSpot Team|Sales Team|Teams|Territory|Owner Role", "de": "Verkaufsteam|Gebiet", "nl": "Verkoopteam|Groepen",
        "nb": "Salgsteam|Grupper", "fr": "Équipe commerciale|Équipes|Territoire", "es": "Equipo de ventas|Equipos",
        "pt": "Equipe de vendas|Times", "it": "Team di vendita", "zh": "销售团队|团队",
    },
    "account": {
        "en": "Associated Company (Primary)|Associated Company|Account Name|Account|Organization|Company|Customer|Company Name|lead_name",
        "de": "Accountname|Organisation|Kunde|Firma|Unternehmensname", "nl": "Organisatie|Organisatienaam|Klant|Relatie|Bedrijfsnaam",
        "nb": "Kunde|Konto|Firma navn|Selskap", "fr": "Organisation|Client|Compte|Nom de la société|Nom du compte",
        "es": "Cliente|Cuenta|Organización|Nombre de la empresa", "pt": "Organização|Cliente|Conta|Nome da Empresa",
        "it": "Nome account|Cliente|Nome azienda", "zh": "客户|客户名|组织|公司名称",
    },
    "status": {
        "en": "Status|Deal Status|Opportunity State|status_type|Status Reason", "fr": "Statut", "es": "Estado", "pt": "Situação|Estado",
        "it": "Stato", "zh": "状态",
    },
    "is_won": {"en": "Is Closed Won|Won|IsWon", "de": "Gewonnen"},
    "is_closed": {"en": "Is Deal Closed?|Closed|IsClosed", "de": "Geschlossen"},
    "lost_reason": {
        "en": "Lost Reason|Loss Reason|Closed Lost Reason|Reason For Loss|deal_reason_name", "de": "Verlustgrund|Grund für Verlust",
        "nl": "Verliesreden|Reden van verlies", "nb": "Tapsårsak", "fr": "Raison de la perte|Raison de perte|Motif de perte",
        "es": "Razón de pérdida|Razón de la pérdida", "pt": "Motivo da perda|Razão Perdida", "it": "Motivo della perdita",
        "zh": "丢失原因|未成交原因|输单原因",
    },
    "source": {
        "en": "Lead Source|Source|Source channel|Source origin|Original Traffic Source|Primary Campaign Source", "de": "Lead-Quelle|Quelle|Herkunft",
        "nl": "Bron|Lead bron|Bron voor lead", "nb": "Kilde|Ledetrådkilde|Leadkilde", "fr": "Source|Source du prospect|Source du lead",
        "es": "Origen|Fuente|Toma de contacto del posible cliente", "pt": "Origem|Origem do Lead|Fonte do Lead",
        "it": "Origine|Provenienza Lead|Sorgente", "zh": "来源|客户来源|商机来源",
    },
    "deal_type": {
        "en": "Deal Type|Type|Opportunity Type|Recurring revenue deal type", "de": "Typ", "nl": "Soort|Type", "es": "Tipo", "pt": "Tipo",
        "it": "Tipologia|Tipo", "zh": "类型",
    },
    "stage_changed_on": {
        "en": "Last stage change|Last Stage Change Date|Stage Modified Time|Last Stage Update|Last Stage At",
        "de": "Letzte Phasenänderung|Letzte Phasenaktualisierung", "nl": "Laatste fase aanpassing", "nb": "Siste oppdatering av stadium",
        "fr": "Dernière mise à jour de l'étape", "es": "Última actualización de la etapa",
        "pt": "Última alteração de etapa|Data da última mudança de fase", "it": "Ultimo aggiornamento fase", "zh": "最后阶段更新",
    },
    "last_activity_on": {
        "en": "Last Activity Date|Last Activity|Last Activity Time|Last Contacted", "de": "Letzte Aktivität|Datum der letzten Aktivität",
        "nl": "Laatste activiteit", "nb": "Siste aktivitet", "fr": "Dernière activité", "es": "Última actividad",
        "pt": "Última atividade|Data da última atividade", "it": "Ultima attività", "zh": "最近互动时间|最后活动",
    },
    "next_step": {
        "en": "Next step", "de": "Nächster Schritt", "nl": "Volgende stap", "nb": "Neste steg", "fr": "Étape suivante", "es": "Próximo paso",
        "pt": "Próximo passo", "it": "Fase successiva", "zh": "下一步",
    },
    "recurring_amount": {
        "en": "Monthly recurring revenue|Recurring revenue amount|Expected MRR|MRR", "de": "Erwartete MRR|Wiederkehrende Umsätze",
        "nl": "Verwachte MRR|Herhalende omzet", "nb": "Gjentakende inntekter", "fr": "MRR attendu|Revenus récurrents",
        "es": "MMR esperado|Ingresos recurrentes", "pt": "RRM esperada|Receitas recorrentes", "it": "MRR atteso|Entrate ricorrenti",
        "zh": "预期 MRR|经常性收入",
    },
    "previous_stage": {"en": "Last Stage|lastStage|Previous Stage"},
    "is_archived": {"en": "Archived|Is Archived|Deal - Archive status"},
    "is_active": {"en": "Active", "de": "Aktiv", "nl": "Actief", "fr": "Actif", "es": "Activo", "pt": "Ativo", "it": "Attivo", "zh": "已启用"},
    "parent_id": {"en": "Parent ID|Parent item"},
}  # fmt: skip
EACH = [
    pytest.param(field, heading, id=f"{field} {language} {heading}")
    for field, languages in WORDS.items()
    for language, words in languages.items()
    for heading in words.split("|")
]

HISTORY = {
    "from_stage": "From Stage|Old Value|From|Alter Wert|Oude waarde|Gammel verdi|Ancienne valeur|Valor antiguo|Valor antigo|Vecchio valore|旧值",
    "to_stage": "To Stage|New Value|To|Moved To|Neuer Wert|Nieuwe waarde|Ny verdi|Nouvelle valeur|Nuevo valor|Novo valor|Nuovo valore|新值",
    "changed_at": "Last Modified|Edit Date|Change Date|Modified Time|Bearbeitungsdatum|Datum bewerkt|Redigert dato|Date de modification|Fecha de modificación|Data de edição|Data modifica|编辑日期",
    "changed_field": "Field / Event|Field|Feld/Ereignis|Veld/gebeurtenis|Felt/hendelse|Champ/Événement|Campo/Evento|Campo/Compromisso|字段/事件",
}  # fmt: skip


@pytest.mark.parametrize(("field", "heading"), EACH)
def test_a_usual_heading_is_recognised(field, heading):
    found = recognise([heading, "Something else"], "t.csv", crm="generic", kind="deals")
    assert found.mapping.get(field) == 0
    assert found.why[field].startswith("a usual heading")
    assert set(found.mapping) <= {field, "expected_close_on", "closed_on"}


@pytest.mark.parametrize(
    ("field", "heading"), [(field, heading) for field, words in HISTORY.items() for heading in words.split("|")]
)
def test_a_usual_heading_of_a_history_is_recognised(field, heading):
    beside = "From" if field == "to_stage" else "Something else"
    assert recognise([heading, beside], "t.csv", crm="generic", kind="history").mapping.get(field) == 0


# a list kept by hand: the customer, its project, how it stands, what it is worth, whose it is, and its days
BY_HAND = [
    "account",
    "name",
    "status",
    "amount",
    "owner",
    "created_on",
    "expected_close_on",
    "closed_on",
    "lost_reason",
]


@pytest.mark.parametrize(
    "headings",
    [
        "Customer|Project|Status|Value|Owner|First contact|Expected decision|Decided on|Why lost",
        "Customer|Project|Status|Value|Owner|First contact|Expected decision date|Decided on|Why lost",
        "Kunde|Projekt|Status|Wert|Verantwortlich|Erstkontakt|Erwartete Entscheidung|Entschieden am|Warum verloren",
        "Client|Projet|Statut|Montant|Commercial|Premier contact|Décision prévue|Décidé le|Pourquoi perdu",
        "Cliente|Proyecto|Status|Importe|Comercial|Primer contacto|Decisión prevista|Decidido el|Por qué se perdió",
        "Cliente|Progetto|Stato|Valore|Commerciale|Primo contatto|Decisione prevista|Deciso il|Perché perso",
        "Klant|Project|Status|Waarde|Verkoper|Eerste contact|Verwachte beslissing|Beslist op|Waarom verloren",
        "Cliente|Projeto|Situação|Valor|Responsável|Primeiro contato|Decisão prevista|Decidido em|Por que perdeu",
    ],
)
@pytest.mark.parametrize("tells", ["status", "stage"])
def test_a_list_kept_by_hand_is_read_without_a_question(headings, tells):
    headings = headings.split("|")
    headings[2] = headings[2] if tells == "status" else "Stage"
    rows = [
        ["Acme", "Roof", "Won", "12000", "Ann", "2026-01-05", "2026-02-20", "2026-02-18", ""],
        ["Bolt", "Move", "Lost", "8000", "Ben", "2026-01-12", "2026-03-01", "2026-02-25", "Price"],
        ["Cato", "Hall", "Demo", "30000", "Ann", "2026-02-03", "2026-04-30", "", ""],
    ]
    found = recognise(headings, "list.csv", cells(*rows))
    fields = [tells if field == "status" else field for field in BY_HAND]
    assert (found.kind, found.crm, found.questions) == ("deals", "generic", [])
    assert found.mapping == {field: column for column, field in enumerate(fields)}


def test_the_usual_words_of_programs_count_before_those_of_lists_kept_by_hand():
    headings = ["First contact", "Project", "Decided on", "Why lost", "Expected decision", "Stage"]
    usual = ["Created", "Deal name", "Closed on", "Lost reason", "Expected close"]
    found = recognise([*headings, *usual], "t.csv", kind="deals")
    fields = ["created_on", "name", "closed_on", "lost_reason", "expected_close_on"]
    assert [found.mapping[field] for field in fields] == [6, 7, 8, 9, 10]
    assert found.questions == []


# section "created by language traps": what the same word means here and there
CLOSES = ["Abschlussdatum", "Sluitingsdatum", "Datum gesloten", "Date de clôture", "Fecha de cierre", "Data de fechamento", "Data di chiusura", "关闭日期"]  # fmt: skip
WEIGHTED = ["Expected Revenue", "Erwarteter Umsatz", "Verwachte omzet", "Forventet omsetning", "Revenu attendu", "Ingresos esperados", "Receita esperada", "Ricavi previsti", "预期收入"]  # fmt: skip


@pytest.mark.parametrize("heading", CLOSES)
def test_a_close_that_one_program_expects_and_another_has_seen_is_asked(heading):
    headings = ["Deal ID", "Stage", heading]
    found = recognise(headings, "t.csv", crm="generic")
    assert found.mapping["expected_close_on"] == found.mapping["closed_on"] == 2
    [question] = found.questions
    assert (question.field, question.choices, question.assumed) == ("closed_on", [heading, ""], heading)
    answered = recognise(headings, "t.csv", crm="generic", mapping={"closed_on": ""})
    assert (answered.mapping["expected_close_on"], "closed_on" in answered.mapping, answered.questions) == (
        2,
        False,
        [],
    )


@pytest.mark.parametrize("heading", CLOSES)
def test_beside_the_expected_close_it_is_the_actual_one(heading):
    found = recognise(["Deal ID", "Stage", heading, "Expected Close Date"], "t.csv", crm="generic")
    assert (found.mapping["expected_close_on"], found.mapping["closed_on"], found.questions) == (3, 2, [])


@pytest.mark.parametrize("heading", WEIGHTED)
def test_expected_revenue_alone_is_asked_and_beside_an_amount_it_is_weighted(heading):
    found = recognise(["Deal ID", "Stage", heading], "t.csv", crm="generic")
    assert found.mapping["amount"] == 2
    [question] = found.questions
    assert (question.field, question.choices, question.assumed) == ("amount", [heading, ""], heading)
    answered = recognise(["Deal ID", "Stage", heading], "t.csv", crm="generic", mapping={"amount": ""})
    assert (answered.mapping["weighted_amount"], answered.questions) == (2, [])
    beside = recognise(["Deal ID", "Stage", heading, "Amount"], "t.csv", crm="generic")
    assert (beside.mapping["amount"], beside.mapping["weighted_amount"], beside.questions) == (3, 2, [])


@pytest.mark.parametrize("heading", WEIGHTED)
def test_expected_revenue_is_plain_in_odoo(heading):
    assert recognise(["ID", "Stage", heading], "t.csv", crm="odoo").mapping["amount"] == 2


@pytest.mark.parametrize("crm", ["salesforce", "zoho"])
def test_expected_revenue_is_weighted_in_salesforce_and_zoho(crm):
    found = recognise(["Record Id", "Stage", "Expected Revenue"], "t.csv", crm=crm)
    assert (found.mapping["weighted_amount"], "amount" in found.mapping, found.questions) == (2, False, [])


@pytest.mark.parametrize(
    ("crm", "heading", "field"),
    [
        ("odoo", "Abschlussdatum", {"closed_on"}),
        ("hubspot", "Abschlussdatum", {"expected_close_on", "closed_on"}),
        ("odoo", "Date de clôture", {"closed_on"}),
        ("salesforce", "Date de clôture", {"expected_close_on", "closed_on"}),
        ("odoo", "Kans", {"probability"}),
        ("salesforce", "Fase successiva", {"next_step"}),
        ("generic", "Fase successiva", {"next_step"}),
        ("odoo", "Type", {"record_type"}),
        ("salesforce", "Type", {"deal_type"}),
    ],
)
def test_a_word_means_what_its_program_means_by_it(crm, heading, field):
    found = recognise([heading], "t.csv", crm=crm, kind="deals")
    assert set(found.mapping) == field
    assert not found.questions


def test_languages_may_be_mixed_in_one_file():
    headings = ["Deal ID", "Nom de la transaction", "Fase", "Betrag", "Propietario", "创建日期", "Chiusura prevista"]
    found = recognise(headings, "t.csv", crm="generic")
    assert found.mapping == {
        "deal_id": 0, "name": 1, "stage": 2, "amount": 3, "owner": 4, "created_on": 5, "expected_close_on": 6,
    }  # fmt: skip
    assert found.why["owner"] == "a usual heading (Spanish)"
