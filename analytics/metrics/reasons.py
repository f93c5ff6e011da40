"""Lost reasons in one vocabulary, which knows that most lost deals were lost to no decision at all."""

from __future__ import annotations

import re

# kind -> words that speak of it, in nine languages; the first kind that fits counts
_WORDS = {
    "no_budget": r"budget|no money|funding|kein geld|presupuesto|orçamento|begroting|预算",
    "price": r"pric|cost|expens|discount|cheap|teuer|preis|prix|cher\b|precio|caro|preço|prezzo|prijs|duur|pris|dyr|价格",
    "no_response": r"no response|unrespons|no reply|no answer|ghost|went dark|silent|keine (?:antwort|rückmeldung)|sans (?:réponse|nouvelles)|sin respuesta|sem resposta|nessuna risposta|geen (?:reactie|antwoord)|intet svar|inget svar|没有回复|无回应",
    "no_decision": r"no decision|undecided|stall|status quo|no interest|did nothing|do nothing|internal(?:ly)? solution|keine entscheidung|kein interesse|sans décision|sin decisión|sem decisão|nessuna decisione|geen beslissing|ingen beslutning|inget beslut|未决定|没有决定",
    "timing": r"timing|not now|later|postpon|priorit|too early|on hold|zeitpunkt|verschoben|délai|pas maintenant|reporté|momento|aplazado|adiado|rinviat|tijd|uitgesteld|udskudt|tidspunkt|时机|推迟",
    "competitor": r"compet|rival|other (?:vendor|supplier)|switched supplier|konkurr|wettbewerb|mitbewerb|concurr|concorr|incumbent|竞争",
    "person": r"authori|decision.?maker|champion|contact left|stakeholder|wrong person|entscheider|décideur|no power",
    "product": r"feature|function|capab|missing|product|fit\b|integrat|adoption|funktion|fonction|funcional|funzion|功能|产品",
}  # fmt: skip
_WON = re.compile(
    r"(?:closed.?won|\bwon|\bwin(?:ning)?)\W+reasons?\b|\breasons?\W+(?:for\W+)?(?:winning|won|win)\b|gewinngrund|grund\W.*gewonnen|gewonnen\W.*grund"
    r"|(?:raison|motif)s?\W.*gagn|gagné\W.*(?:raison|motif)|motivos?\W.*gan[ah]|motivo\W.*vitt|reden\W.*gewonnen|gewonnen\W.*reden",
    re.IGNORECASE,
)
LABELS = {
    "price": "Price", "no_budget": "No budget", "competitor": "Competitor", "no_decision": "No decision", "no_response": "No response",
    "timing": "Timing", "product": "Product", "person": "Wrong person", "other": "Other", "none": "No reason told",
}  # fmt: skip


def reason_kind(reason: str | None) -> str:
    """What a lost reason speaks of, a key of `LABELS`; `other` where no word is known, `none` where nothing is told.

    >>> [reason_kind(each) for each in ("Too expensive", "No Decision", "Keine Antwort", "Moved to Mars", None)]
    ['price', 'no_decision', 'no_response', 'other', 'none']
    """
    if reason is None or not str(reason).strip() or reason != reason:
        return "none"
    plain = str(reason).casefold()
    return next((kind for kind, words in _WORDS.items() if re.search(words, plain)), "other")


def tells_why_won(heading: str) -> bool:
    """Whether a column says why deals were won.

    >>> [tells_why_won(each) for each in ("Closed Won Reason", "Reason for winning", "Gewinngrund", "Closed Lost Reason", "Won")]
    [True, True, True, False, False]
    """
    return bool(_WON.search(heading))
