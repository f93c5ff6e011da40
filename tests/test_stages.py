"""What the name of a stage, or a word in a status column, says, in nine languages."""

import pytest

from analytics.intake.stages import kind_by_name, meaning, outcome
from analytics.intake.stages.words import number, plain, usual_place

# Names as CRMs and their translations write them: English, German, Dutch, Norwegian, French, Spanish, Portuguese,
# Italian, Chinese.
WON = """
    Won, Closed Won, Closed won, closedwon, Closed/Won, Customer, Signed, Deal won
    Gewonnen, Geschlossen und gewonnen, Geschlossen/gewonnen, Abgeschlossen und gewonnen, Gesloten gewonnen
    Vunnet, Vunnet og lukket, Lukket – vunnet, Gagné, Gagnée, Fermé gagné, Conclusion gagnante
    Ganado, Ganados, Cerrado ganado, Cerrada Ganada, Ganho, Ganha, Fechada como ganha, Fechado ganho
    Vinta, Vinto, Chiuso Positivamente, Chiusa vinta, 赢得, 赢单, 赢得并结束, 已成交, 成交, Vunnen, Vundet
"""
LOST = """
    Lost, Closed Lost, Closed lost, closedlost, Closed/Lost, Closed Lost to Competition, Closed-Lost to Competition
    Abandoned, Canceled, Cancelled, Out-Sold, Disqualified, Dead
    Verloren, Geschlossen und verloren, Geschlossen/verloren, Abgeschlossen und verloren, Gesloten verloren
    Tapt, Tapt og lukket, Lukket – tapt, Perdu, Perdue, Fermé perdu, Conclusion perdante
    Perdido, Perdida, Perdidos, Cerrado perdido, Fechada como perdida, Persa, Perso, Chiuso Negativamente
    已丢失, 失单, 未成交, 失去并结束, 输单, Förlorad, Tabt
"""
OPEN = """
    Open, Active, Ongoing, In Progress, Pending, Suspended, Offen, In Arbeit, Lopende, In behandeling
    Åpen, Åpne, Under behandling, Ouvert, Ouvrir, En cours, Abiertos, Abrir, En proceso
    Aberta, Aberto, Aperta, Aperto, In corso, 打开, 进行中, 待处理, 处理中, On Hold, Paused, En pausa, 暂停
"""


def names(text: str) -> list[str]:
    return [name.strip() for line in text.strip().splitlines() for name in line.split(",")]


@pytest.mark.parametrize(
    ("word", "said"),
    [(word, said) for words, said in ((WON, "won"), (LOST, "lost"), (OPEN, "open")) for word in names(words)],
)
def test_outcome_in_nine_languages(word, said):
    assert outcome(word) == said
    assert kind_by_name(word) == said


@pytest.mark.parametrize("spelled", [str.upper, str.lower, str.title, "7 - {}".format, " {} ".format, "{} (Sales Pipeline)".format])  # fmt: skip
@pytest.mark.parametrize(("word", "said"), [("Closed Lost", "lost"), ("Gagnée", "won"), ("Closed Won", "won"), ("Åpen", "open")])  # fmt: skip
def test_spelling_does_not_matter(word, said, spelled):
    assert outcome(spelled(word)) == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        # lost before won, won before open
        ("Closed Lost to Competition", "lost"), ("Closed-Lost", "lost"), ("CLOSED_LOST", "lost"), ("Closed - not won", "lost"),
        ("Not won", "lost"), ("Nicht gewonnen", "lost"), ("Non gagné", "lost"), ("未赢得", "lost"), ("Not qualified", "lost"),
        ("Disqualified", "lost"), ("Unqualified", "lost"), ("Won back", "won"), ("Lost contact", "lost"), ("Closed (Won)", "won"),
        ("Closed won (Sales Pipeline)", "won"), ("Sales Qualified – lost", "lost"), ("Open – won", "won"), ("7-已赢单", "won"),
        ("Gagne", "won"), ("Lukket - tapt", "lost"),
        # in the words of people, not of programs
        ("Not interested", "lost"), ("Absage", "lost"), ("Verlust an Wettbewerb", "lost"), ("Classé sans suite", "lost"),
        ("No interesado", "lost"), ("Geen interesse", "lost"), ("Recusado", "lost"), ("Kein Auftrag", "lost"),
        ("Contract signed", "won"), ("Auftrag erhalten", "won"), ("Zusage", "won"), ("PO received", "won"),
        ("Commande reçue", "won"), ("Contratto firmato", "won"), ("3. Contrat signé", "won"),
        ("Mündliche Zusage", None), ("Zu-/Absage", None), ("No order yet", None), ("Contract signed by us", None),
        ("Won back lead", None), ("Won over the champion", None), ("Won back customer", "won"),
        # by word, not by part of a word
        ("Wonderland GmbH", None), ("Follow On Call", None), ("Qualified To Buy", None), ("Lostock office", None),
        ("Won't buy", None), ("Proposal", None), ("Inactive", None), ("Reopened", None), ("Deadline agreed", None), ("Persona", None),
        # neither the one nor the other
        ("Won/Lost", None), ("Closed", None), ("Abgeschlossen", None), ("Not yet won", None), ("尚未成交", None), ("", None),
        # a customer was won once
        ("Churned", "won"), ("Lost customer", "won"), ("Onboarding", "won"),
        ("Customer meeting", None), ("NDA signed", None),
    ],
)  # fmt: skip
def test_outcome_by_word(word, said):
    assert outcome(word) == said


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("Negotiation", "open"), ("Closing", "open"), ("Close", "open"), ("Won - onboarding", "won"), ("Delivered quote", "open"),
        ("Implementation", "post_sale"), ("Hand-over", "post_sale"), ("Handover to Sales", "open"), ("Go-live", "post_sale"),
        ("Live", "post_sale"), ("Live demo", "open"), ("Kick-off", "post_sale"), ("Kick-off call", "open"), ("Übergabe", "post_sale"),
        ("Mise en service", "post_sale"), ("Puesta en marcha", "post_sale"), ("Pós-venda", "post_sale"), ("售后", "post_sale"),
        ("Onboarding", "post_sale"), ("Oppsagt", "churned"), ("Opgezegd", "churned"), ("Gekündigt", "churned"),
        ("Kündigung", "churned"), ("Résilié", "churned"), ("Disdetto", "churned"), ("客户流失", "churned"), ("Lapsed", "churned"),
        ("Non Renewing", "churned"), ("Lost customer", "churned"), ("Churned", "churned"), ("Cliente perdido", "churned"),
        ("Cancelado", "lost"), ("Expired", "lost"),
    ],
)  # fmt: skip
def test_kind(stage, kind):
    assert kind_by_name(stage) == kind


@pytest.mark.parametrize(
    "word", ["Paused", "On Hold", "Suspended", "Pausiert", "På vent", "En attente", "Sospeso", "搁置"]
)
def test_what_is_paused_is_still_open(word):
    assert (meaning(word), outcome(word), kind_by_name(word)) == ("paused", "open", "open")


# the usual places of open stages, from the first to the last, in nine languages
PLACES = [
    "New, NEW, Lead In, Prospect, Prospecting, Appointment Scheduled, appointmentscheduled, Neu, Identifikation, Termin geplant, Nieuw, Prospectie, Ny, Undersøkes, Nouveau, Prospection, Rendez-vous pris, Nuevo, Prospección, Prospecto, Novo, Prospectando, Nuova, Prospezione, 新建, 预期",
    "Contact Made, Contacted, Follow Up, Follow-up, Kontaktiert, Nachfassen, Contact opgenomen, Kontaktet, Contacté, Relance, Seguimiento, Contactado, Acompanhamento, Contatado, Contattato, 已联系, 跟进",
    "Qualification, Qualified, Qualified To Buy, qualifiedtobuy, Qualify, SCREENING, Qualifikation, Qualifiziert, Für Kauf qualifiziert, Kwalificatie, Gekwalificeerd, Kvalifisert, Kvalitetskontrolleres, Qualifié, Qualifiée pour l'achat, Qualifiée pour l’achat, Calificación, Calificado, Qualificação, Qualificado, Qualifica, Qualificata, 已评估, 评价",
    "Needs Analysis, Discovery, Develop, Bedarfserhebung, Analyse behoefte, Trenger analyse, Analyse des besoins, Análisis de necesidades, Necessita de Análise, Necessita di analisi, 需求分析",
    "Value Proposition, Richtangebot, Waarde voorstel, Verdivurdering, Valeur de la proposition, Propuesta de valor, Proposta de Valor, Proposta di valore, 价值主张",
    "Demo Scheduled, Presentation Scheduled, presentationscheduled, Demo/Making, MEETING, Meet & Present, Präsentation vereinbart, Demo gepland, Demo planlagt, Présentation planifiée, Demo agendada, Demonstração agendada, Demo programmata, 演示, 会议",
    "Id. Decision Makers, Identify Decision Makers, Identifying Decision Makers, Decision Maker Bought-In, decisionmakerboughtin, Perception Analysis, Identifikation der Entscheider, Analyse der Wahrnehmung, Id. Beslissers, Perceptie analyse, Ser etter beslutningstagere, Id. Decisionnaire, Intégration du décisionnaire, Analyse de la perception, Identificar tomador de decisiones, Análisis de percepcion, Identificação dos Decisores, Id. responsabile, Id决策者, 感性分析",
    "Proposal, Proposition, Proposal Made, Proposal/Price Quote, Proposal/Quotation, Proposal Sent, Propose, Angebot, Angebot/Kostenvoranschlag, Umsatzprognose, Voorstel, Voorstel/Offerte, Forslag, Prisforslag, Prisforslag/-nivå foreslått, Proposition/devis, Propuesta, Propuesta/Presupuesto, Proposta, Proposta/Cotação, Proposta / preventivo, 建议, 提案, 提案/报价",
    "Negotiation, Negotiation/Review, Negotiations Started, Verhandlung, Verhandlung/Überarbeitung, Onderhandeling, Onderhandeling/Beoordeling, Forhandler, Forhandler/gjennomgår, Négociation, Négociation/évaluation, Negociación, Negociación/Revisión, Negociação, Negociação/Revisão, Negoziazione, Negoziazione/revisione, 协商, 协商/审核",
    "Contract Sent, contractsent, Ready to Close, Close, Commit, Vertrag gesendet, Contract verstuurd, Kontrakt sendt, Contrat envoyé, Contrato enviado, Fechamento, Contratto inviato, 合同已发送",
]


@pytest.mark.parametrize(("name", "place"), [(name, place) for place, row in enumerate(PLACES) for name in names(row)])
def test_usual_place_of_open_stages_in_nine_languages(name, place):
    assert usual_place(name) == place
    assert kind_by_name(name) == "open"
    assert outcome(name) is None


@pytest.mark.parametrize("name", ["Wonderland", "Newcastle office", "Step", "3165428979", "阶段"])
def test_a_name_that_is_not_known_has_no_usual_place(name):
    assert usual_place(name) is None


@pytest.mark.parametrize(
    ("stage", "bare", "said"),
    [
        ("10 - Prospecting", "prospecting", (10,)), ("1-Qualify", "qualify", (1,)), ("04 - Proposal", "proposal", (4,)),
        ("1. Lead", "lead", (1,)), ("2) Demo", "demo", (2,)), ("(3) Demo", "demo", (3,)), ("Stage 3: Demo", "demo", (3,)),
        ("Étape 2 – Devis", "devis", (2,)), ("1.10 Review", "review", (1, 10)), ("#4 Offer", "offer", (4,)), ("1、线索", "线索", (1,)),
        ("②线索", "线索", (2,)), ("60% Angebot", "angebot", (60,)), ("Proposal (75 %)", "proposal 75", (75,)),
        ("S10: Booked", "booked", (19, 10)), ("S2", "s2", (19, 2)), ("B2B deal", "b2b deal", None), ("2nd meeting", "2nd meeting", None), ("Demo", "demo", None), ("3165428979", "3165428979", None), ("5", "5", (5,)),
    ],
)  # fmt: skip
def test_numbered_stages(stage, bare, said):
    assert (plain(stage), number(stage)) == (bare, said)
