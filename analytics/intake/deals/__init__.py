"""An export of deals: which rows are deals, which are parts of one, and what became of each."""

from analytics.intake.deals.deals import read_deals
from analytics.intake.deals.in_stage import with_stage_days

__all__ = ["read_deals", "with_stage_days"]
