"""Tables with a column for each month or quarter: refused in one sentence that says what to do, never by a wrong hint."""

import pytest

from analytics.errors import Refused
from analytics.intake import Options, take


@pytest.mark.parametrize(
    ("heads", "kind", "named"),
    [
        pytest.param("Rep,Region,Jan,Feb,Mar,Q1", None, "(Jan, Feb, Mar, Q1)", id="months and their sum"),
        pytest.param("Rep,Region,Jan,Feb,Mar,Q1", "targets", "(Jan, Feb, Mar, Q1)", id="said to be targets"),
        pytest.param("Verkäufer,Team,Jan 26,Feb 26,Mrz 26,Apr 26,Mai 26", None, "(Jan 26, Feb 26, Mrz 26, Apr 26, ...)", id="with the year, in German"),
        pytest.param("Customer,Plan,2026-01,2026-02", "subscriptions", "(2026-01, 2026-02)", id="MRR by month"),
        pytest.param("Target,Team,Q1 2026,Q2 2026", None, "(Q1 2026, Q2 2026)", id="a heading that is no person"),
        pytest.param("Customer,Plan,2026-01-01,2026-02-01,2026-03-01", None, "(2026-01-01, 2026-02-01, 2026-03-01)", id="days of a workbook"),
        pytest.param("Sales Rep,Team,Q1 2026,Q2 2026", None, "(Q1 2026, Q2 2026)", id="quarters"),
    ],
)  # fmt: skip
def test_a_column_for_each_period_is_refused_with_what_to_do(heads, kind, named):
    count = heads.count(",") - 1
    rows = "".join(f"{who},North,{','.join(str(100 + each) for each in range(count))}\n" for who in ("Ann", "Bob"))
    with pytest.raises(Refused) as refused:
        take(f"{heads}\n{rows}".encode(), "quota.csv", Options(kind=kind))
    assert refused.value.code == "periods_beside"
    assert named in str(refused.value)
    assert "--map" not in str(refused.value)


def test_deals_with_their_money_by_month_are_read_as_before():
    content = (
        "Deal,Stage,Owner,Amount,Jan 26,Feb 26,Created\nA,Demo,Ann,300,100,200,2026-01-02\nB,Won,Bob,7,0,7,2026-01-03\n"
    )
    receipt = take(content.encode(), "deals.csv", Options()).receipt
    assert (receipt.kind, receipt.mapping["amount"], receipt.amount_total) == ("deals", "Amount", 307)


def test_rows_without_headings_are_no_headings_because_days_stand_in_them():
    with pytest.raises(Refused) as refused:
        take(b"Acme,2026-01-05,2026-02-09\nBeta,2026-01-07,2026-03-10\n", "x.csv", Options())
    assert refused.value.code == "no_heading"
