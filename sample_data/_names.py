"""Names of accounts, people and deals.  All put together from syllables; none is real."""

from dataclasses import dataclass
from random import Random

from _company import SEGMENTS, Team

_HEADS = (
    "Brellin", "Tandrok", "Quarvo", "Vellmar", "Sorrith", "Ostrenko", "Kelvaro", "Mirrenk", "Hjalmur", "Fenndal",
    "Darvish", "Lundqua", "Zebrin", "Prantl", "Grauvel", "Nörvik", "Ährental", "Öskamp", "Tülling", "Jörmund",
    "Cavrel", "Wexlow", "Yarbeck", "Ipsomar", "Uldrin", "Rothvane", "Blankesk", "Chelvor", "Dornquist", "Ekmarsh",
    "Wonderlane", "Gewannstein", "Lostmoor", "Açarel", "Île-Verne", "Straßkamp",
)  # fmt: skip
_MIDDLES = ("", "", "a", "o", "berg", "tal", "holm", "wick", "ford", "au", "ing", "mark", "stad", "vale", "hus", "ora")
_TRADES = {
    "DACH": ("Lager", "Fracht", "Großhandel", "Getränke", "Möbel", "Pharma-Logistik", "Ersatzteile", "Verpackung"),
    "Nordics": ("Logistik", "Frakt", "Kjøl", "Møbler", "Lager", "Skog", "Sjømat", "Emballage"),
    "North America": ("Fulfillment", "Cold Storage", "Freight", "Foods", "Auto Parts", "Supply", "Apparel"),
}  # fmt: skip
_FORMS = {
    "DACH": ("GmbH", "GmbH & Co. KG", "AG", "KG", "OHG", "& Söhne GmbH"),
    "Nordics": ("AB", "AS", "A/S", "Oy", "ASA"),
    "North America": ("Inc.", "LLC", "Co.", ", Inc.", "Corp.", "& Sons"),
}
_FIRST = (
    "Anna", "Björn", "Carla", "David", "Elif", "Frank", "Gudrun", "Hanne", "Igor", "Jürgen", "Kaja", "Liam", "Maëlle",
    "Nora", "Oskar", "Paula", "Quinn", "René", "Sven", "Tara", "Ute", "Viktor", "Wanda", "Yusuf", "Zoë",
)  # fmt: skip
_LAST = (
    "Ahlers", "Bäcker", "Conway", "Drexel", "Eklund", "Fabry", "Grüner", "Holt", "Iversen", "Jansen", "Kowal", "Lenz",
    "Marsh", "Nyberg", "Ott", "Pryce", "Quist", "Reuter", "Sørby", "Thiel", "Unger", "Voss", "Weir", "Yates", "Zorn",
)  # fmt: skip
_NEXT_STEPS = (
    "Send revised offer", "Call on Monday", "Site visit with operations", "Waiting for IT security review",
    "Book demo with plant manager", "Clarify budget, then offer", "Reference call", "Legal: liability clause",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A company that might buy."""

    number: int
    name: str
    segment: str
    region: str


def weighted(rng: Random, shares: dict[str, float]) -> str:
    """One key, drawn by its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


class AccountBook:
    """Hands out accounts whose names never repeat."""

    def __init__(self) -> None:
        self._used: dict[str, Account] = {}

    def new(self, rng: Random, team: Team) -> Account:
        """An account in one of the team's regions."""
        region = weighted(rng, team.regions)
        segment = weighted(rng, {name: share for name, (share, _) in SEGMENTS.items()})
        while True:
            form = rng.choice(_FORMS[region])
            # "Name Trade, Inc." has a comma without a blank before it
            tail = form if form.startswith(",") else f" {form}"
            name = f"{rng.choice(_HEADS)}{rng.choice(_MIDDLES)} {rng.choice(_TRADES[region])}{tail}"
            if name not in self._used:
                self._used[name] = Account(len(self._used) + 1, name, segment, region)
                return self._used[name]


def person(rng: Random) -> str:
    """First and last name of a contact."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def next_step(rng: Random) -> str:
    """What the owner noted; a third note nothing."""
    return rng.choice(_NEXT_STEPS) if rng.random() < 0.65 else ""


def deal_name(rng: Random, account: Account, product: str) -> str:
    """As sellers type: mostly account and product, often with a comma or a quotation."""
    patterns = (
        f"{account.name} - {product}",
        f"{account.name} - {product}",
        f"{account.name} - {product}",
        f"{product} for {account.name}",
        f"{account.name}, {rng.randint(2, 9)} units",
        f'{account.name} "{product}"',
    )
    return rng.choice(patterns)
