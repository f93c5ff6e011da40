"""What changed between two days, and what pushing deals says of them."""

from analytics.metrics.changes.changes import BARS, Changes, by, changes, export_days, ledger, weekly

__all__ = ["BARS", "Changes", "by", "changes", "export_days", "ledger", "weekly"]
