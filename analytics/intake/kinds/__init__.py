"""The lists that are no deals: customers, subscriptions, plans (targets, submitted forecasts), leads, a module each."""

from analytics.intake.kinds.customers import read_customers
from analytics.intake.kinds.leads import read_leads
from analytics.intake.kinds.plans import read_forecasts, read_targets
from analytics.intake.kinds.subscriptions import read_subscriptions

__all__ = ["read_customers", "read_forecasts", "read_leads", "read_subscriptions", "read_targets"]
