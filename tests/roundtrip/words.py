"""Headings and stage names by language, as the programs' own translations and real exports have them."""

from __future__ import annotations

LANGUAGES = ("en", "de", "nl", "nb", "fr", "es", "pt", "it", "zh")
STAGES = ("A", "B", "C", "won", "lost")


def _stages(*words: str) -> dict[str, str]:
    return dict(zip(STAGES, words, strict=True))


# what the stages of a plain table are called
USUAL = {
    "en": _stages("Qualification", "Proposal", "Negotiation", "Won", "Lost"),
    "de": _stages("Qualifikation", "Angebot", "Verhandlung", "Gewonnen", "Verloren"),
    "nl": _stages("Kwalificatie", "Voorstel", "Onderhandeling", "Gewonnen", "Verloren"),
    "nb": _stages("Kvalifisert", "Forslag", "Forhandler", "Vunnet", "Tapt"),
    "fr": _stages("Qualifié", "Proposition", "Négociation", "Gagné", "Perdu"),
    "es": _stages("Calificado", "Propuesta", "Negociación", "Ganado", "Perdido"),
    "pt": _stages("Qualificado", "Proposta", "Negociação", "Ganho", "Perdido"),
    "it": _stages("Qualificata", "Proposta", "Negoziazione", "Vinta", "Persa"),
    "zh": _stages("已评估", "提案", "协商", "赢单", "失单"),
}
HUBSPOT = {
    "en": _stages("Appointment Scheduled", "Presentation Scheduled", "Contract Sent", "Closed Won", "Closed Lost"),
    "de": _stages("Termin geplant", "Für Kauf qualifiziert", "Präsentation vereinbart", "Gewonnen", "Verloren"),
    "fr": _stages("Rendez-vous pris", "Présentation planifiée", "Contrat envoyé", "Fermé gagné", "Fermé perdu"),
    "pt": _stages("Prospectando", "Qualificação", "Proposta", "Ganho", "Perdido"),
}
SALESFORCE = {
    "en": _stages("Qualification", "Proposal/Price Quote", "Negotiation/Review", "Closed Won", "Closed Lost"),
    "de": _stages("Qualifikation", "Angebot/Kostenvoranschlag", "Verhandlung/Überarbeitung", "Geschlossen und gewonnen", "Geschlossen und verloren"),
    "fr": _stages("Prospection", "Proposition/devis", "Négociation/évaluation", "Conclusion gagnante", "Conclusion perdante"),
    "es": _stages("Calificación", "Propuesta/Presupuesto", "Negociación/Revisión", "Cerrada Ganada", "Cerrado perdido"),
    "pt": _stages("Qualificação", "Proposta/Cotação", "Negociação/Revisão", "Fechada como ganha", "Fechada como perdida"),
    "it": _stages("Qualifica", "Proposta / preventivo", "Negoziazione/revisione", "Chiuso Positivamente", "Chiuso Negativamente"),
    "zh": _stages("已评估", "提案/报价", "协商/审核", "赢得并结束", "失去并结束"),
}  # fmt: skip
ZOHO = _stages(
    "Qualification", "Identify Decision Makers", "Negotiation/Review", "Closed Won", "Closed Lost to Competition"
)
DYNAMICS = _stages("Qualify", "Develop", "Propose", "Won", "Lost")
ODOO = {
    "en": _stages("New", "Qualified", "Proposition", "Won", ""),
    "de": _stages("Neu", "Qualifiziert", "Umsatzprognose", "Gewonnen", ""),
    "nl": _stages("Nieuw", "Gekwalificeerd", "Voorstel", "Gewonnen", ""),
    "nb": _stages("Ny", "Kvalifisert", "Forslag", "Vunnet", ""),
    "fr": _stages("Nouveau", "Qualifié", "Proposition", "Gagné", ""),
    "es": _stages("Nuevo", "Calificado", "Propuesta", "Ganado", ""),
    "pt": _stages("Novo", "Qualificado", "Proposta", "Ganho", ""),
    "it": _stages("Nuova", "Qualificata", "Proposta", "Vinta", ""),
    "zh": _stages("新建", "已评估", "建议", "赢得", ""),
}

STATUS = {
    "en": ("Open", "Won", "Lost"),
    "de": ("Offen", "Gewonnen", "Verloren"),
    "nl": ("Open", "Gewonnen", "Verloren"),
    "nb": ("Åpen", "Vunnet", "Tapt"),
    "fr": ("Ouvert", "Gagné", "Perdu"),
    "es": ("En proceso", "Ganado", "Perdido"),
    "pt": ("Aberto", "Ganho", "Perdido"),
    "it": ("Aperta", "Vinta", "Persa"),
    "zh": ("进行中", "赢单", "失单"),
}

# id, name, stage, pipeline, amount, currency, probability, created, expected, closed, owner, account, lost reason, source
_FIELDS = ("id", "name", "stage", "pipeline", "amount", "currency", "probability", "created", "expected", "closed", "owner", "account", "reason", "source", "status")  # fmt: skip
_PLAIN = {
    "en": "Deal ID, Deal Name, Stage, Pipeline, Value, Currency, Win Probability, Date created, Expected close date, Date closed, Sales Person, Company, Lost Reason, Source, Deal Status",
    "de": "ID, Titel, Verkaufsphase, Pipeline, Betrag, Währung, Wahrscheinlichkeit (%), Erstellt am, Schlusstermin, Deal abgeschlossen am, Besitzer, Kunde, Verlustgrund, Quelle, Status",
    "nl": "ID, Verkoopkans, Verkoopstadium, Pijplijn, Bedrag, Valuta, Kans (%), Aangemaakt op, Verwachte sluitingsdatum, Sluitingsdatum, Verkoper, Klant, Verliesreden, Bron, Status",
    "nb": "ID, Salgsmulighet, Stadium, Salgstrakt, Beløp, Valuta, Sannsynlighet (%), Opprettet den, Forventet lukking, Lukket dato, Selger, Kunde, Tapsårsak, Kilde, Status",
    "fr": "ID, Titre, Étape, Pipeline, Montant, Devise, Probabilité (%), Date de création, Date de clôture prévue, Date de clôture, Vendeur, Client, Raison de la perte, Source, Statut",
    "es": "ID, Oportunidad, Etapa, Flujo, Importe, Moneda, Probabilidad (%), Creado el, Cierre previsto, Fecha de cierre, Comercial, Cliente, Razón de pérdida, Origen, Estado",
    "pt": "ID, Oportunidade, Etapa, Funil, Valor, Moeda, Probabilidade (%), Criado em, Data de fechamento esperada, Negócio fechado em, Vendedor, Cliente, Motivo da perda, Origem, Situação",
    "it": "ID, Opportunità, Fase, Flusso, Importo, Valuta, Probabilità (%), Creato il, Chiusura prevista, Data di chiusura, Addetto vendite, Cliente, Motivo della perdita, Origine, Stato",
    "zh": "业务机会编码, 商机, 阶段, 流水线, 金额, 币种, 概率（%）, 创建于, 预期结束, 关闭日期, 销售人员, 客户, 丢失原因, 来源, 状态",
}  # fmt: skip
PLAIN = {language: dict(zip(_FIELDS, line.split(", "), strict=True)) for language, line in _PLAIN.items()}

_ODOO = {
    "en": "Opportunity, Customer, Stage, Salesperson, Expected Revenue, Prorated Revenue, Probability, Expected Closing, Closed Date, Last Stage Update, Created on, Lost Reason, Source, Type, Active, Currency, Days to Close",
    "de": "Verkaufschance, Kunde, Phase, Vertriebsmitarbeiter, Erwarteter Umsatz, Anteiliger Umsatz, Wahrscheinlichkeit, Erwarteter Abschluss, Abschlussdatum, Letzte Phasenaktualisierung, Erstellt am, Verlustgrund, Herkunft, Typ, Aktiv, Währung, Tage bis Abschluss",
    "nl": "Verkoopkans, Klant, Fase, Verkoper, Verwachte omzet, Pro rata omzet, Kans, Verwachte sluitingsdatum, Sluitingsdatum, Laatste fase aanpassing, Aangemaakt op, Verliesreden, Bron, Soort, Actief, Valuta, Dagen om te sluiten",
    "nb": "Salgsmulighet, Kunde, Stadium, Selger, Forventet omsetning, Prorated Revenue, Sannsynlighet, Forventet lukking, Lukket dato, Siste oppdatering av stadium, Opprettet den, Tapsårsak, Kilde, Type, Aktiv, Valuta, Dager til lukking.",
    "fr": "Opportunité, Client, Étape, Vendeur, Revenu attendu, Revenu au prorata, Probabilité, Date de clôture prévue, Date de clôture, Dernière mise à jour de l'étape, Créé le, Motif de perte, Source, Type, Actif, Devise, Jours pour clôturer",
    "es": "Oportunidad, Cliente, Etapa, Comercial, Ingresos esperados, Ingreso prorrateado, Probabilidad, Cierre previsto, Fecha de cierre, Última actualización de la etapa, Creado el, Razón de pérdida, Origen, Tipo, Activo, Moneda, Días para cerrar",
    "pt": "Oportunidade, Cliente, Estágio, Vendedor, Receita esperada, Receita rateada, Probabilidade, Fechamento esperado, Data de fechamento, Última Atualização de Etapa, Criado em, Motivo da perda, Origem, Tipo, Ativo, Moeda, Dias para fechar",
    "it": "Opportunità, Cliente, Fase, Addetto vendite, Ricavi previsti, Ricavi ripartiti in proporzione, Probabilità, Chiusura prevista, Data di chiusura, Ultimo aggiornamento fase, Data creazione, Motivo della perdita, Origine, Tipologia, Attivo, Valuta, Giorni per la chiusura",
    "zh": "商机, 客户, 阶段, 销售人员, 预期收入, 按比例分配的收入, 概率, 预期结束, 关闭日期, 最后阶段更新, 创建日期, 丢失原因, 来源, 类型, 已启用, 币种, 待关闭天数",
}  # fmt: skip
ODOO_HEADINGS = {language: line.split(", ") for language, line in _ODOO.items()}
