"""Rows below the deals that tell of none, and what a sign of several currencies means.  Expected values by hand."""

from datetime import date

import pytest

from analytics.intake import Options, take

HEAD = "Deal ID,Deal Name,Stage,Amount,Created Date\n1,A,Demo,100,2026-01-02\n2,B,Won,50,2026-01-03\n"


def read(text):
    return take(text.encode(), "deals.csv", Options(as_of=date(2026, 6, 30)))


@pytest.mark.parametrize(
    ("below", "left_out"),
    [
        ("As of 30 June 2026,,,,\nPrepared by Ann,,,,\n* preliminary,,,,\nRegion North only,,,,\n", [4, 5, 6, 7]),
        (",* without VAT,,,\n", [4]),
        ("Source: CRM,,,,\nQuelle: CRM,,,,\n", [4, 5]),
        ("continued on next page,,,,\n", [4]),
        ("3,*Acme,Won,,\n", []),  # a name may begin so
        ("Gamma,,,,\n", []),  # a deal of which nothing but its id is known
    ],
)
def test_lines_below_the_deals_are_no_deals(below, left_out):
    receipt = read(HEAD + below).receipt
    assert [each.row for each in receipt.furniture] == left_out
    assert receipt.deals == 2 + below.count("\n") - len(left_out)


@pytest.mark.parametrize(
    ("heading", "cells", "currencies"),
    [
        ("金额", ["￥100", "3000元", "5"], ["CNY", "CNY", None]),
        ("金额", ["¥100", "JPY 30", "5"], ["CNY", "JPY", None]),
        ("Amount", ["¥100", "3000元", "JPY 5"], ["CNY", "CNY", "JPY"]),
        ("Amount", ["¥100", "¥30", "5"], ["JPY", "JPY", None]),
        ("金額", ["￥100", "￥30", "5"], ["JPY", "JPY", None]),
    ],
)
def test_the_sign_of_the_yen_is_that_of_the_yuan_in_chinese_tables(heading, cells, currencies):
    rows = "".join(f"{number},Demo,{cell},2026-01-02\n" for number, cell in enumerate(cells))
    taken = read(f"Deal ID,Stage,{heading},Created Date\n{rows}")
    found = taken.tables["deals"]["currency"].astype("object")
    assert found.where(found.notna(), None).tolist() == currencies
    assert any("¥ in 1 amount is taken for CNY" in note for note in taken.receipt.notes) == ("CNY" in currencies)
