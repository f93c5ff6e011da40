"""The chart of how deals leave each stage."""

import pandas as pd
import pytest

from analytics.charts.conversion import SHARES, conversion_chart


@pytest.mark.parametrize("whole", [1.0, 1.0 + 4e-16])
def test_no_bar_ends_beyond_the_axis(whole):
    """Plotly hides the text of a bar that does, be it by the last digit of a float only."""
    row = {
        "stage": "Demo", "position": 1, "conversion": 0.25, "still_open": 0.25, "lost_share": whole - 0.5, "shown": "sure",
        "days": 30, "low": 0.2, "high": 0.3, "advanced": 25, "entered": 100,
    }  # fmt: skip
    chart = conversion_chart(pd.DataFrame([row]))
    ends = sum(bar.x[0] for bar in chart.data[: len(SHARES)])
    assert ends == whole
    low, high = chart.layout.xaxis.range
    assert low == 0
    # and no gap that could be seen
    assert ends <= high < 1.001
