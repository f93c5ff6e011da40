"""A file's own total against the sum of its amounts."""

from decimal import Decimal

import pytest

from analytics.intake.model import Amounts, Furniture
from analytics.intake.reconcile import own_total

AMOUNTS = [Amounts("EUR", Decimal(4000), Decimal(200))]  # 4200 in all


@pytest.mark.parametrize(
    ("rows", "row", "amount", "agrees"),
    [
        pytest.param(["Total | Sum | 4200", "Count | 4"], 1, 4200, True, id="a count below the sum"),
        pytest.param(["Total | Sum | 4200", "Average | 1050"], 1, 4200, True, id="an average below the sum"),
        pytest.param(["Total | 4200", "Total | Count | 4"], 1, 4200, True, id="a total count below the sum"),
        pytest.param(["Summe | 4200", "Anzahl | 4", "Durchschnitt | 1050"], 1, 4200, True, id="in German"),
        pytest.param(["Sum | 4200 | Count | 4"], 1, 4200, True, id="both in one row"),
        pytest.param(["Subtotal | 3000", "Count | 2", "Subtotal | 1200", "Total | 4200"], 4, 4200, True, id="subtotals"),
        pytest.param(["3000", "1200"], 2, 4200, True, id="totals of all groups, none of the whole"),
        pytest.param(["3000", "1100"], 2, 1100, False, id="totals that do not add up"),
        pytest.param(["Total | Sum | 4100", "Count | 4"], 1, 4100, False, id="another sum"),
        pytest.param(["Total | EUR 4200.00"], 1, 4200, True, id="with a currency"),
        pytest.param(["Total | 4 | 50% | 4200"], 1, 4200, True, id="several figures"),
    ],
)  # fmt: skip
def test_own_total(rows, row, amount, agrees):
    furniture = [Furniture(number, "total", text) for number, text in enumerate(rows, 1)]
    found = own_total(furniture, AMOUNTS, "point")
    assert (found.row, found.amount, found.agrees) == (row, amount, agrees)


def test_the_totals_of_groups_are_shown_as_their_sum():
    furniture = [Furniture(4, "total", "3000"), Furniture(7, "total", "1200")]
    assert own_total(furniture, AMOUNTS, None).text == "3000 + 1200"


def test_a_count_alone_is_no_total():
    assert own_total([Furniture(9, "total", "Count | 4")], AMOUNTS, "point") is None
