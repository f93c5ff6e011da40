"""Uploads -> clean canonical rows and a receipt.  Knows no database."""

import pyarrow as pa

from analytics.intake.child import stand_ready, take_safely
from analytics.intake.options import Options
from analytics.intake.receipt import Receipt
from analytics.intake.take import Taken, take

__all__ = ["Options", "Receipt", "Taken", "stand_ready", "take", "take_safely"]

# pyarrow's usual pool gives memory back at once and asks for it anew: that took the system longer than reading takes us
pa.set_memory_pool(pa.system_memory_pool())
