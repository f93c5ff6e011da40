"""What the tests of recognition share."""

from pathlib import Path

import pandas as pd

SEEDS = Path(__file__).parents[2] / "shared" / "data" / "warehouse_seeds"


def cells(*rows):
    """Rows of text as the reader hands them over."""
    return pd.DataFrame({place: pd.array(column, dtype="str") for place, column in enumerate(zip(*rows, strict=True))})


def named(headings, found):
    return {field: headings[column] for field, column in found.mapping.items()}
