"""The invented company: who sells what to whom, and what is true about it.

Everything a reader of the exports can find out is decided here, in numbers.  The exports
carry it with chance on top, as real ones do.  No firm, person or product is real.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

COMPANY = "Orvane Robotics"
FIRST_DAY = date(2024, 1, 1)
AS_OF = date(2026, 6, 30)
EXPORTED_AT = datetime.combine(AS_OF, time(18, 0))

SALES = "Sales Pipeline"
RENEWALS = "Renewals Pipeline"
WON = "Closed Won"
LOST = "Closed Lost"
SALES_STAGES = ("Connect Call", "Discovery", "Demo", "Proposal", "Decision Maker Bought-In", "Contract Sent")
RENEWAL_STAGES = ("Renewal Due", "Usage Review", "Renewal Offer", "Commitment")
PIPELINES = {SALES: SALES_STAGES, RENEWALS: RENEWAL_STAGES}

# What the CRMs are configured to say.  Proposal is typed in far too high: see ADVANCE.
PROBABILITY = {
    SALES: (0.1, 0.2, 0.4, 0.6, 0.8, 0.9),
    RENEWALS: (0.5, 0.6, 0.8, 0.9),
}

# The true chance of moving on from each open stage.  Proposal loses most, in number and in share.
ADVANCE = (0.88, 0.82, 0.84, 0.48, 0.88, 0.92)
# Deals that nobody will ever decide; they stay open and fall silent.
GOES_QUIET = (0.01, 0.02, 0.022, 0.03, 0.01, 0.006)
# Median days before moving on, and before being lost: losers linger.
DAYS_TO_ADVANCE = (4, 9, 10, 13, 10, 8)
DAYS_TO_LOSS = (36, 46, 52, 60, 48, 36)

# Shifts on the log-odds of moving on, the same in every stage.
SOURCES = {
    # source: (share of new deals, shift)
    "Organic Search": (0.27, 0.00),
    "Paid Search": (0.20, -0.15),
    "Email Marketing": (0.17, -0.05),
    "Referrals": (0.15, 0.65),
    "Offline Sources": (0.21, -0.10),
}
EXISTING_BUSINESS_SHIFT = 0.35
WEAK_OWNER = "Jonas Brandt"
WEAK_STAGE = "Demo"
WEAK_SHIFT = -1.6
# Since this day one product loses more at Proposal: a competitor came.
TROUBLED_PRODUCT = "Fleet Software"
TROUBLED_SINCE = datetime.combine(date(2026, 1, 1), time())
TROUBLED_SHIFT = -1.5

# Monthly intake grows by this factor from the first month to the last, with quiet summers and Decembers.
INTAKE_GROWTH = 2.3
SEASON = (0.95, 1.05, 1.12, 1.05, 1.05, 1.0, 0.8, 0.72, 1.1, 1.15, 1.12, 0.75)


@dataclass(frozen=True)
class Product:
    """What is sold: its name, share of deals, median amount, subscription plan."""

    name: str
    share: float
    median: float
    plan: str


PRODUCTS = (
    Product("Picking Cell", 0.34, 40_000, "Picking Cell Rental"),
    Product("Pallet Mover", 0.38, 24_000, "Pallet Mover Rental"),
    Product("Fleet Software", 0.28, 12_000, "Fleet Cloud"),
)
SMALLEST_AMOUNT, LARGEST_AMOUNT = 5_000, 120_000

SEGMENTS = {
    # segment: (share of accounts, factor on the amount)
    "Small": (0.45, 0.75),
    "Mid-market": (0.38, 1.05),
    "Enterprise": (0.17, 1.7),
}


@dataclass(frozen=True)
class Team:
    """A team, the CRM it works in, its deals and where they come from."""

    name: str
    crm: str
    deals: int
    currency: str
    regions: dict[str, float]


EUROPE = Team("Europe", "hubspot", 1790, "EUR", {"DACH": 0.70, "Nordics": 0.13, "North America": 0.17})
AMERICAS = Team("Americas", "salesforce", 712, "USD", {"North America": 0.88, "DACH": 0.12})
NORDICS = Team("Nordics", "pipedrive", 264, "EUR", {"Nordics": 0.80, "DACH": 0.14, "North America": 0.06})


@dataclass(frozen=True)
class Owner:
    """Who works deals, since when, and the quarterly target in 2024Q1 in the team's currency."""

    name: str
    team: Team
    target: int
    since: date = FIRST_DAY


OWNERS = (
    Owner("Katrin Albers", EUROPE, 105_000),
    Owner(WEAK_OWNER, EUROPE, 105_000),
    Owner("Lucía Ferrer", EUROPE, 105_000),
    Owner("Pieter de Wit", EUROPE, 105_000),
    Owner("Sofie Möller", EUROPE, 120_000),
    Owner("Émile Garnier", EUROPE, 105_000),
    Owner("Tomasz Wolski", EUROPE, 105_000, since=date(2025, 3, 1)),
    Owner("Dana Whitfield", AMERICAS, 120_000),
    Owner("Marcus Ellery", AMERICAS, 120_000),
    Owner("Priya Raman", AMERICAS, 120_000),
    Owner("Ingrid Solheim", NORDICS, 65_000),
    Owner("Aksel Bjørnstad", NORDICS, 65_000),
)
RENEWAL_OWNERS = ("Katrin Albers", "Sofie Möller")


def currency_of(region: str) -> str:
    """Deals are quoted in the customer's currency."""
    return "USD" if region == "North America" else "EUR"
