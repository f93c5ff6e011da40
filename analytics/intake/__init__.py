"""Uploads -> clean canonical rows and a receipt.  Knows no database."""

from analytics.intake.child import take_safely
from analytics.intake.options import Options
from analytics.intake.receipt import Receipt
from analytics.intake.take import Taken, take

__all__ = ["Options", "Receipt", "Taken", "take", "take_safely"]
