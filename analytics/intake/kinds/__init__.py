"""The lists that are no deals: customers, subscriptions, targets, leads, a module each."""

from analytics.intake.kinds.customers import read_customers
from analytics.intake.kinds.leads import read_leads
from analytics.intake.kinds.subscriptions import read_subscriptions
from analytics.intake.kinds.targets import read_targets

__all__ = ["read_customers", "read_leads", "read_subscriptions", "read_targets"]
