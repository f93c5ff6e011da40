"""What changed between two days, and what pushing deals says of them."""

from analytics.metrics.changes.absent import absent
from analytics.metrics.changes.changes import Changes, by, changes, weekly
from analytics.metrics.changes.known import export_days
from analytics.metrics.changes.ledger import BARS, ledger
from analytics.metrics.changes.news import News, news
from analytics.metrics.changes.pushes import Pushes, pushes, slipped

__all__ = [
    "BARS", "Changes", "News", "Pushes", "absent", "by", "changes", "export_days", "ledger", "news", "pushes", "slipped", "weekly",
]  # fmt: skip
