"""Tables with a column for each month or quarter of which nothing tells what it is: refused with what to do, never guessed."""

import pytest

from analytics.errors import Refused
from analytics.intake import Options, take


@pytest.mark.parametrize(
    ("heads", "named"),
    [
        pytest.param("Rep,Region,Jan 2026,Feb 2026,Mar 2026,Q1 2026", "(Jan 2026, Feb 2026, Mar 2026, Q1 2026)", id="by owner"),
        pytest.param("Verkäufer,Team,Jan 26,Feb 26,Mrz 26,Apr 26,Mai 26", "(Jan 26, Feb 26, Mrz 26, Apr 26, ...)", id="in German"),
        pytest.param("Rep,Region,Q1 2026 Actual,Q2 2026 Actual", "(Q1 2026 Actual, Q2 2026 Actual)", id="what was reached"),
        pytest.param("Plan,Region,Jan 2026,Feb 2026", "(Jan 2026, Feb 2026)", id="by plan"),
        pytest.param("Deal,Owner,2026-01,2026-02", "(2026-01, 2026-02)", id="by deal"),
    ],
)  # fmt: skip
def test_a_column_for_each_period_is_refused_with_what_to_do(heads, named):
    count = heads.count(",") - 1
    rows = "".join(f"{who},North,{','.join(str(100 + each) for each in range(count))}\n" for who in ("Ann", "Bob"))
    with pytest.raises(Refused) as refused:
        take(f"{heads}\n{rows}".encode(), "numbers.csv", Options())
    assert refused.value.code == "periods_beside"
    assert named in str(refused.value)
    assert "--kind targets" in refused.value.hint
    assert "--map" not in str(refused.value)


@pytest.mark.parametrize("heads", ["Rep,Region,Jan 2026,Feb 2026", "Rep,Region,Q1 2026 Actual,Q2 2026 Actual"])
def test_what_the_hint_says_reads_it(heads):
    receipt = take(f"{heads}\nAnn,North,1,2\n".encode(), "numbers.csv", Options(kind="targets")).receipt
    assert (receipt.kind, receipt.amount_total) == ("targets", 3)


def test_deals_with_their_money_by_month_are_read_as_before():
    content = (
        "Deal,Stage,Owner,Amount,Jan 26,Feb 26,Created\nA,Demo,Ann,300,100,200,2026-01-02\nB,Won,Bob,7,0,7,2026-01-03\n"
    )
    receipt = take(content.encode(), "deals.csv", Options()).receipt
    assert (receipt.kind, receipt.mapping["amount"], receipt.amount_total) == ("deals", "Amount", 307)


@pytest.mark.parametrize(
    "rows",
    [
        "Acme,2026-01-05,2026-02-09\nBeta,2026-01-07,2026-03-10\n",
        "Acme,2026-01-01,2026-02-01\nBeta,2026-03-01,2026-04-01\n",
        "Acme,2026-01,2026-02,7\nBeta,2026-01,2026-03,9\n",
    ],
)
def test_rows_without_headings_are_no_headings_because_days_stand_in_them(rows):
    with pytest.raises(Refused) as refused:
        take(rows.encode(), "x.csv", Options())
    assert refused.value.code == "no_heading"
