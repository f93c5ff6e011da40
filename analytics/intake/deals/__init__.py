"""An export of deals: which rows are deals, which are parts of one, and what became of each."""

from analytics.intake.deals.deals import read_deals

__all__ = ["read_deals"]
