"""Commas that should have been quoted: joined where the columns prove it, quarantined where nobody can tell."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake import Options, take

HEAD = "Deal ID,Deal Name,Stage,Amount,Created Date,Close Date"
USUAL = ["7,Acme,Proposal,50.00,2026-01-03,2026-05-31", "8,Beta,Won,999.00,2026-01-04,2026-05-31"]
USUAL += ["9,Gamma,Proposal,20.00,2026-01-05,2026-05-31"]


def read(*lines, head=HEAD):
    return take("\n".join([head, *lines, ""]).encode(), "deals.csv", Options(as_of=date(2026, 6, 30)))


def amounts(taken):
    deals = taken.tables["deals"]
    return dict(zip(deals["deal_id"], deals["amount"], strict=True))


@pytest.mark.parametrize(
    ("line", "name", "amount"),
    [
        pytest.param("1,Delta,Proposal,1,234.00,2026-01-31,2026-05-31", "Delta", "1234", id="thousands"),
        pytest.param("1,Delta,Proposal,12,345,678.50,2026-01-31,2026-05-31", "Delta", "12345678.5", id="millions"),
        pytest.param("1,Delta,Proposal,$1,234.00,2026-01-31,2026-05-31", "Delta", "1234", id="a currency before it"),
        pytest.param("1,Delta, Inc,Proposal,7.00,2026-01-31,2026-05-31", "Delta, Inc", "7", id="a name"),
        pytest.param("1,Delta, Inc,Proposal,1,234.00,2026-01-31,2026-05-31", "Delta, Inc", "1234", id="both"),
    ],
)  # fmt: skip
def test_what_fits_in_one_way_is_joined(line, name, amount):
    taken = read(*USUAL, line)
    [deal] = taken.tables["deals"].query("deal_id == '1'").to_dict("records")
    assert (deal["name"], deal["stage"], deal["amount"]) == (name, "Proposal", Decimal(amount))
    assert deal["created_on"].date() == date(2026, 1, 31)
    assert any("fit the columns in one way only and were joined so (row 5)" in note for note in taken.receipt.notes)
    assert taken.receipt.rejects == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("1,Delta,Eps,Prop,1,5,2026-01-31,2026-05-31", id="two ways"),
        pytest.param("1,Delta,Proposal,7.00,2026-01-31,2026-05-31,x,2026-01-01,y", id="no way but at the end"),
        pytest.param("1,Delta,x,y,z,2026-01-31,2026-05-31", id="no way"),
        pytest.param("1,Proposal,7.00,2026-01-31,2026-05-31", id="one cell too few, and not the last"),
    ],
)  # fmt: skip
def test_no_value_of_a_row_that_nobody_can_read_counts(line):
    taken = read(*USUAL, line)
    receipt = taken.receipt
    if line.endswith("y"):  # whole up to the last column: only that one is in doubt
        assert amounts(taken)["1"] == 7
        assert [(each.row, each.column) for each in receipt.rejects] == [(5, "Close Date")]
        return
    assert amounts(taken) == {"7": 50, "8": 999, "9": 20}
    [reject] = receipt.rejects
    assert (reject.row, reject.value, reject.accepted) == (5, line, False)
    assert f"{line.count(',') + 1} cells for 6 headings" in reject.reason
    assert (receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected) == (4, 3, 1)
    assert taken.tables["to_mend"]["row_number"].tolist() == [5]


def test_amounts_of_every_row_may_have_a_comma():
    lines = [f"{day},D{day},Proposal,{day},5{day}0.00,2026-01-0{day},2026-05-31" for day in (1, 2, 3)]
    assert amounts(read(*lines)) == {"1": 1510, "2": 2520, "3": 3530}


def test_dates_of_every_row_may_have_a_comma():
    taken = read(*(f"{day},D{day},Proposal,7,Jan {day}, 2026,May 31, 2026" for day in (1, 2, 3)))
    assert taken.tables["deals"]["created_on"].dt.day.tolist() == [1, 2, 3]
    assert amounts(taken) == {"1": 7, "2": 7, "3": 7}


def test_a_column_without_a_heading_at_the_end_is_no_comma():
    """Ids that count up are no counter of rows either: the days stand under their headings."""
    head = "Deal ID,Stage,Created Date,Deal Name"
    taken = read(*(f"{day},Won,2026-01-0{day},D{day},x{day}" for day in (1, 2, 3)), head=head)
    assert taken.tables["deals"]["name"].tolist() == ["D1", "D2", "D3"]
    assert "there are 4 headings" in taken.receipt.notes[0]


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=12), st.integers(0, 5))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_an_amount_with_commas_is_right_or_apart(cents, place):
    """Unquoted thousands anywhere in the row: never a wrong amount."""
    cells = ["{id}", "Deal {id}", "Proposal", "2026-01-31", "2026-05-31"]
    names = ["Deal ID", "Deal Name", "Stage", "Created Date", "Close Date"]
    cells.insert(place, "{amount}")
    names.insert(place, "Amount")
    lines = [",".join(cells).format(id=row, amount=f"{each / 100:,.2f}") for row, each in enumerate(cents, 101)]
    taken = read(*lines, head=",".join(names))
    apart = {each.row for each in taken.receipt.rejects}
    for row, each in enumerate(cents, 101):
        if row - 99 not in apart and not any("check that" in note for note in taken.receipt.notes):
            assert amounts(taken)[str(row)] == Decimal(each) / 100


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("is_head_wrapped", [True, False])
def test_quotes_around_whole_lines_are_taken_off(delimiter, is_head_wrapped):
    lines = [HEAD, '1,"Delta ""D"" Inc",Won,7.00,2026-01-31,2026-05-31', "2,Beta,Won,8.00,2026-01-31,2026-05-31"]
    lines = [line.replace(",", delimiter) for line in lines]
    wrapped = ['"' + line.replace('"', '""') + '"' for line in lines]
    taken = read(*wrapped[1:], head=wrapped[0] if is_head_wrapped else lines[0])
    assert taken.tables["deals"]["name"].tolist() == ['Delta "D" Inc', "Beta"]
    assert amounts(taken) == {"1": 7, "2": 8}
    assert "Whole lines of the file stand in quotes" in taken.receipt.notes[0]
