"""What is open for a period against what is still to be won: coverage, pacing, forecast categories, and who has how much."""

from analytics.metrics.coverage.breakdown import DIMENSIONS, breakdown
from analytics.metrics.coverage.categories import Categories, categories
from analytics.metrics.coverage.coverage import Coverage, Needed, Pacing, coverage

__all__ = ["DIMENSIONS", "Categories", "Coverage", "Needed", "Pacing", "breakdown", "categories", "coverage"]
