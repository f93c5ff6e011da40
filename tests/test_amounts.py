"""Amounts in the unit that a heading, a cell or a column beside it tells.  Every expectation was written by hand."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.intake import Options, take
from analytics.workspace.mappings import to_repeat

AS_OF = date(2026, 6, 30)


def taken(heading, cells, currencies=None, **options):
    """Deals of one stage with these amounts, and a column of currencies if any are given."""
    rows = [f"Deal ID;Deal Name;Stage;{heading}" + (";Currency" if currencies else "")]
    for number, cell in enumerate(cells):
        rows.append(f"{number};Deal {number};Proposal;{cell}" + (f";{currencies[number]}" if currencies else ""))
    return take("\n".join(rows).encode(), "deals.csv", Options(as_of=AS_OF, **options))


def amounts(found):
    deals = found.tables["deals"]
    return [
        (float(amount), None if code is None else code)
        for amount, code in zip(
            deals["amount"], deals["currency"].astype(object).where(deals["currency"].notna(), None), strict=True
        )
    ]


@pytest.mark.parametrize(
    ("heading", "expected", "notes"),
    [
        ("Value ($)", (120.5, "USD"), ["Value ($): the amounts are USD, as the heading says."]),
        ("Valor (R$)", (120.5, "BRL"), ["Valor (R$): the amounts are BRL, as the heading says."]),
        ("Montant (€ HT)", (120.5, "EUR"), ["Montant (€ HT): the amounts are EUR, as the heading says."]),
        ("Deal value, USD", (120.5, "USD"), ["Deal value, USD: the amounts are USD, as the heading says."]),
        ("Montant HT", (120.5, None), []),
        ("Betrag in TEUR", (120_500, "EUR"), [
            "Betrag in TEUR: the amounts are in thousands, as the heading says.",
            "Betrag in TEUR: the amounts are EUR, as the heading says.",
        ]),
        ("Value ($M)", (120_500_000, "USD"), [
            "Value ($M): the amounts are in millions, as the heading says.",
            "Value ($M): the amounts are USD, as the heading says.",
        ]),
    ],
)  # fmt: skip
def test_the_heading_tells_the_unit(heading, expected, notes):
    found = taken(heading, ["120.5"])
    assert (found.receipt.mapping["amount"], amounts(found)) == (heading, [expected])
    assert [note for note in found.receipt.notes if "heading" in note] == notes


def test_the_total_of_a_file_in_thousands_agrees():
    text = "Deal ID;Stage;Amount (k€)\n1;Proposal;1,5\n2;Won;2\nTotal;;3,5\n"
    receipt = take(text.encode(), "deals.csv", Options(as_of=AS_OF)).receipt
    assert (receipt.own_total.amount, receipt.own_total.agrees, receipt.amount_total) == (3500, True, 3500)


def test_amounts_of_two_currencies_are_a_question():
    text = "Deal ID;Stage;Amount EUR;Amount USD\n1;Proposal;1;2\n2;Won;3;\n"
    found = take(text.encode(), "deals.csv", Options(as_of=AS_OF))
    [question] = [each for each in found.receipt.questions if each.field == "amount"]
    assert (question.choices, question.assumed) == (["Amount EUR", "Amount USD"], "Amount EUR")
    assert amounts(found) == [(1, "EUR"), (3, "EUR")]


@pytest.mark.parametrize("heading", ["Probability EUR", "Close Date EUR", "Owner EUR"])
def test_only_amounts_have_a_unit(heading):
    text = f"Deal ID;Stage;{heading}\n1;Proposal;1\n2;Won;2\n"
    assert heading in take(text.encode(), "deals.csv", Options(as_of=AS_OF)).receipt.unmapped


@pytest.mark.parametrize(
    ("cells", "column", "expected", "taken_as"),
    [
        # a cell names its own
        (["€1", "$2", "£3"], ["USD", "USD", "USD"], ["EUR", "USD", "GBP"], "Amount"),
        (["€1", "€2", "$3"], ["EUR", "USD", "EUR"], ["EUR", "EUR", "USD"], "Amount"),
        # one sign over all amounts is their format
        (["€1", "€2", "€3"], ["USD", "EUR", "GBP"], ["USD", "EUR", "GBP"], "Currency"),
        # nothing to choose: $ is that of many currencies, £ and ¥ of several
        (["$1", "$2", "$3"], ["CAD", "MXN", "USD"], ["CAD", "MXN", "USD"], None),
        (["£1", "¥2", "3"], ["EGP", "CNY", "EUR"], ["EGP", "CNY", "EUR"], None),
        (["€1", "2", "$3"], ["EUR", "GBP", ""], ["EUR", "GBP", "USD"], None),
        # which US$ and a code are not
        (["US$1", "USD 2", "€3"], ["CAD", "CAD", "EUR"], ["USD", "USD", "EUR"], "Amount"),
    ],
)  # fmt: skip
def test_a_cell_and_the_currency_column_that_differ(cells, column, expected, taken_as):
    found = taken("Amount", cells, column)
    assert [code for _, code in amounts(found)] == expected
    notes = [note for note in found.receipt.notes if "different currencies" in note]
    assert [note.rpartition("; ")[2] for note in notes] == ([f"{taken_as} is taken."] if taken_as else [])
    assert [each for each in found.receipt.questions if each.field == "currency"] == []


def test_one_sign_beside_one_other_currency_is_a_question():
    found = taken("Amount", ["€1", "€2"], ["USD", "USD"])
    [question] = [each for each in found.receipt.questions if each.field == "currency"]
    assert (question.choices, question.assumed) == (["EUR", "USD"], "EUR")
    assert "different currencies in 2 rows, EUR and USD in the first" in question.about
    assert amounts(found) == [(1, "EUR"), (2, "EUR")]
    answered = taken("Amount", ["€1", "€2"], ["USD", "USD"], currency="USD")
    assert (amounts(answered), answered.receipt.questions) == ([(1, "USD"), (2, "USD")], [])


def test_a_heading_leaves_what_the_currency_column_says():
    found = taken("Amount (EUR)", ["1", "2", "3"], ["USD", "", "EUR"])
    assert amounts(found) == [(1, "USD"), (2, "EUR"), (3, "EUR")]
    assert "Amount (EUR): 1 row names another currency than the heading; theirs is taken." in found.receipt.notes


CLOSE = "id,lead_name,status_label,status_type,value,value_formatted,value_currency,expected_value\n"


def close(*rows):
    return take((CLOSE + "".join(f"{row}\n" for row in rows)).encode(), "close.csv", Options(as_of=AS_OF))


def test_cents_beside_what_people_see_are_hundredths():
    found = close(
        '1,A,Demo,active,120050,"$1,200.50",USD,60025', "2,B,Won,won,9900,$99,USD,9900", "3,C,Lost,lost,0,$0,USD,0"
    )
    assert amounts(found) == [(1200.5, "USD"), (99, "USD"), (0, "USD")]
    # the weighted value is in cents too: it is a share of the amount
    assert found.tables["deals"]["probability"].tolist()[:2] == [0.5, 1]
    assert "value: the amounts are in hundredths, as value_formatted shows." in found.receipt.notes


@pytest.mark.parametrize(
    ("formatted", "note"),
    [
        pytest.param("$1200,$99", None, id="as they are"),
        pytest.param("$12,$99", "value and value_formatted differ in 1 row; value is taken.", id="some in cents"),
    ],
)
def test_amounts_that_are_no_cents_stay(formatted, note):
    first, second = formatted.split(",")
    found = close(f"1,A,Demo,active,1200,{first},USD,", f"2,B,Won,won,99,{second},USD,")
    assert amounts(found) == [(1200, "USD"), (99, "USD")]
    assert [each for each in found.receipt.notes if "value" in each] == ([note] if note else [])


BARE = "id,lead_name,status_label,status_type,value,value_currency,value_period,expected_value\n"


def bare(*cells, headings=BARE, **options):
    rows = "".join(f"{n},A,Demo,active,{cell},USD,one_time,{cell}\n" for n, cell in enumerate(cells))
    return take((headings + rows).encode(), "close.csv", Options(as_of=AS_OF, **options))


def asked(found):
    return [(each.choices, each.assumed) for each in found.receipt.questions if each.field == "amounts"]


@pytest.mark.parametrize(
    ("cells", "units", "assumed"),
    [
        pytest.param(["120000", "9900", "0"], [1200, 99, 0], "cents", id="most end in 00"),
        pytest.param(["120000", "9950"], [1200, 99.5], "cents", id="half of them"),
        pytest.param(["1250", "999", "2500"], [1250, 999, 2500], "units", id="few do"),
    ],
)
def test_bare_amounts_of_close_are_a_question(cells, units, assumed):
    found = bare(*cells)
    assert [amount for amount, _ in amounts(found)] == units
    assert asked(found) == [(["cents", "units"], assumed)]
    # the weighted value is read like the amount
    assert found.tables["deals"]["probability"].dropna().tolist() == [1.0] * sum(unit != 0 for unit in units)
    for stated, scale in (("cents", 0.01), ("units", 1)):
        answered = bare(*cells, amounts=stated)
        assert [amount for amount, _ in amounts(answered)] == [float(cell) * scale for cell in cells]
        assert asked(answered) == []
        assert f"value: the amounts are in {stated}, as stated." in answered.receipt.notes


@pytest.mark.parametrize(
    ("cells", "headings"),
    [
        pytest.param(["120000.50", "9900"], BARE, id="decimals"),
        pytest.param(["$120000", "9900"], BARE, id="the sign of a currency"),
        pytest.param(
            ["120000", "9900"], "id,account,stage,status,value,currency,period,expected_value\n", id="another table"
        ),
    ],
)
def test_amounts_that_cannot_be_cents_are_no_question(cells, headings):
    found = bare(*cells, headings=headings)
    assert [amount for amount, _ in amounts(found)] == [float(cell.strip("$")) for cell in cells]
    assert asked(found) == []


def test_what_was_answered_of_close_holds_for_the_next_export():
    found = bare("120000", amounts="units")
    assert to_repeat(Options(amounts="units"), found.receipt).amounts == "units"


def test_targets_in_thousands():
    text = "Quarter,Owner,Target (k€)\nQ1 2026,Ann,100\n"
    targets = take(text.encode(), "quota.csv", Options()).tables["targets"]
    assert (targets["amount"].tolist(), targets["currency"].tolist()) == ([Decimal(100_000)], ["EUR"])


@pytest.mark.parametrize("cells", [[".5", ".25", "1"], ["0", "1", "1"]])
def test_shares_under_a_heading_in_percent_are_said(cells):
    rows = "".join(f"{number},Demo,{cell}\n" for number, cell in enumerate(cells))
    found = take(f"Deal ID,Stage,Win %\n{rows}".encode(), "deals.csv", Options(as_of=AS_OF))
    divided = 100 if cells[0] == "0" else 1
    assert found.tables["deals"]["probability"].tolist() == [float(cell) / divided for cell in cells]
    assert [note for note in found.receipt.notes if note.startswith("Win %: ")]
