"""Types of leads in one vocabulary: from a suspect who never heard of us to a friend who asks to buy."""

from __future__ import annotations

import re

import pandas as pd

from analytics.intake.distinct import per_distinct
from analytics.intake.recognise import normal

# type -> what its words begin with; tried in this order
_TYPES = {
    "sales_qualified": ("sql", "sales qualified", "sales-qualified", "sales accepted", "sal"),
    "marketing_qualified": ("mql", "marketing qualified", "marketing-qualified", "iql"),
    "closed_lost": ("closed lost", "closed-lost", "ghosted", "win back", "win-back", "winback", "recycled", "lost", "former"),
    "warm_call": ("warm call", "warm calling", "warm outreach", "warm", "follow-up call"),
    "target_account": ("target account", "target", "abm", "named account", "strategic account", "key account"),
    "friends_and_family": ("friends", "friend", "family", "personal network", "network", "bekannte"),
    "referral": ("referral", "referred", "word of mouth", "recommendation", "empfehlung", "recommandation", "recomendación", "indicação", "passaparola", "verwijzing", "aanbeveling", "anbefaling", "推荐"),
    "event": ("event", "trade show", "tradeshow", "conference", "webinar", "fair", "messe", "salon", "feria", "evento", "beurs", "展会"),
    "inbound": (
        "inbound", "web", "website", "contact form", "content", "organic", "form", "hand raiser", "hand-raiser", "demo request", "入站",
        "paid search", "paid social", "social media", "soziale medien", "réseaux sociaux", "redes sociales", "redes sociais",
        "search engine", "suchmaschine", "google", "seo", "ppc", "adwords", "advert", "advertisement", "advertising", "ads",
        "anzeige", "email marketing", "e-mail marketing", "email campaign", "newsletter", "direct traffic", "live chat",
    ),
    # addressed without having asked
    "suspect": ("suspect", "unqualified", "raw", "list", "cold", "outbound", "kaltakquise"),
    "prospect": ("prospect", "nurture", "nurturing", "interessent"),
}  # fmt: skip


# where the visitors of a web site came from: HubSpot's Original Traffic Source and its like
_TRAFFIC = re.compile(r"traffic|trafic|tráfico|tráfego|trafikk|流量|hs analytics source|hs latest source")
_OFFLINE = re.compile(r"off-?line|hors ligne|sin conexión|线下|离线")


def lead_types(words: pd.Series, heading: str = "") -> pd.Series:
    """The type of each lead, as one of the words of the vocabulary; missing where none is known.

    In a column of web traffic, which its `heading` names, every lead came by itself: "Referrals" are links on other sites
    there, not people who recommend.  "Offline Sources" are deals that a person or a program entered: nothing tells how
    they came.
    """
    if _TRAFFIC.search(normal(heading)):
        return per_distinct(words, lambda word: None if _OFFLINE.search(normal(word)) else "inbound")
    return per_distinct(words, lambda word: _type(normal(word)))


def _type(word: str) -> str | None:
    for kind, starts in _TYPES.items():
        if any(re.match(rf"{re.escape(start)}s?(?![^\W\d_])", word) or start == word for start in starts):
            return kind
    # within a longer name, by whole words: "Lead from trade show"
    for kind, starts in _TYPES.items():
        if any(
            re.search(rf"(?<![^\W\d_]){re.escape(start)}s?(?![^\W\d_])", word) for start in starts if len(start) > 3
        ):
            return kind
    return None
