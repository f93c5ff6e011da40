"""What the tests of values share: a column of texts, and what became of each."""

import pandas as pd

BAD = "bad"
NBSP, NARROW = "\u00a0", "\u202f"


def column(cells):
    return pd.Series(cells, dtype="str", index=range(2, len(cells) + 2))


def read(function, cells, **told):
    """The column, and what became of each cell: its value, None for missing, BAD."""
    texts = column(cells)
    result = function(texts, **told)
    assert result.values.index.equals(texts.index)
    assert result.bad.equals(texts[result.bad.index])
    became = [None if pd.isna(value) else value for value in result.values]
    for row in result.bad.index:
        assert became[row - 2] is None
        became[row - 2] = BAD
    return result, became


def days(function, cells, **told):
    result, became = read(function, cells, **told)
    return result, [each if each in (None, BAD) else each.isoformat().removesuffix("T00:00:00") for each in became]
