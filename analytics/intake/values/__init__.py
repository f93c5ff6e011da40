"""Texts into values.  Each function reads one column by one rule, decided over all its rows, and says what it decided.

No cell is guessed by itself: what fits the rule is a value, what does not is `bad` and keeps its text.
"""

from analytics.intake.values.dates import dates
from analytics.intake.values.durations import MONTH, durations, unit_said
from analytics.intake.values.flags import STATES, flags
from analytics.intake.values.money import money
from analytics.intake.values.periods import days_of, periods
from analytics.intake.values.probability import below_one_percent, probability
from analytics.intake.values.text import clean_text, half_width

__all__ = [
    "MONTH",
    "STATES",
    "below_one_percent",
    "clean_text",
    "dates",
    "days_of",
    "durations",
    "flags",
    "half_width",
    "money",
    "periods",
    "probability",
    "unit_said",
]
