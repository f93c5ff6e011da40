"""Rows that tell of one thing again, and rows that differ in a column which no field uses.  Every figure was added by hand."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.intake import Options, take
from tests.kinds import read


def rows_of(taken, table, *names):
    rows = taken.tables[table]
    return [tuple(row[name] for name in names) for row in rows.to_dict("records")]


PER_SELLER = (
    "Quarter,{who},Quota\nQ1 2026,Ann,100000\nQ1 2026,Bob,80000\nQ2 2026,Ann,120000\nQ2 2026,Bob,90000\nTotal,,390000\n"
)


@pytest.mark.parametrize(
    "who", ["Seller name", "Seller", "Vertriebler", "Rep Name", "Account Manager", "Responsable", "销售代表"]
)
def test_targets_are_those_of_sellers(who):
    taken = read(PER_SELLER.format(who=who), "targets")
    assert rows_of(taken, "targets", "period", "owner", "amount") == [
        ("2026Q1", "Ann", 100000),
        ("2026Q1", "Bob", 80000),
        ("2026Q2", "Ann", 120000),
        ("2026Q2", "Bob", 90000),
    ]
    assert (taken.receipt.notes, taken.receipt.amount_total) == ([], 390000)


def test_the_total_of_a_list_of_targets_is_held_against_them():
    own = read(PER_SELLER.format(who="Seller"), "targets").receipt.own_total
    assert (own.amount, own.agrees) == (Decimal(390000), True)
    wrong = read(PER_SELLER.format(who="Seller").replace("390000", "400000"), "targets").receipt.own_total
    assert (wrong.amount, wrong.agrees) == (Decimal(400000), False)


@pytest.mark.parametrize(
    ("lines", "expected", "note"),
    [
        pytest.param(
            ["Q1 2026,North,Hardware,100", "Q1 2026,North,Software,80", "Q1 2026,South,Software,7", "Q2 2026,North,Hardware,5"],
            [("2026Q1", "North", 180), ("2026Q1", "South", 7), ("2026Q2", "North", 5)],
            "2 rows of 1 target differ in Thing, which no field uses: their amounts are added up.",
            id="different things add up",
        ),
        pytest.param(
            ["Q1 2026,North,Hardware,100", "Q1 2026,North,Hardware,80"],
            [("2026Q1", "North", 80)],
            "1 row tells of a target that a later row tells of again; the later row counts.",
            id="the same thing again",
        ),
        pytest.param(
            ["Q1 2026,North,,100", "Q1 2026,North,raised,80"],
            [("2026Q1", "North", 80)],
            "1 row tells of a target that a later row tells of again; the later row counts.",
            id="a comment",
        ),
        pytest.param(
            ["Q1 2026,North,2026-01-05,100", "Q1 2026,North,2026-02-05,80"],
            [("2026Q1", "North", 80)],
            "1 row tells of a target that a later row tells of again; the later row counts.",
            id="a later version",
        ),
    ],
)  # fmt: skip
def test_targets_that_a_column_without_a_field_tells_apart(lines, expected, note):
    taken = read("\n".join(["Quarter,Team,Thing,Target", *lines]), "targets")
    assert rows_of(taken, "targets", "period", "team", "amount") == expected
    assert taken.receipt.notes == [note]


def test_targets_in_two_currencies_are_not_added_up():
    content = "Quarter,Team,Thing,Target,Currency\nQ1 2026,North,Hardware,100,EUR\nQ1 2026,North,Software,80,USD\n"
    taken = read(content, "targets")
    assert rows_of(taken, "targets", "amount", "currency") == [(80, "USD")]
    assert "differ in Thing" in taken.receipt.notes[0]


def test_subscriptions_without_an_id_that_differ_in_a_column_without_a_field_are_two():
    content = (
        "Customer,Thing,Start,MRR\nAcme,Seats,2026-01-01,100\nAcme,Support,2026-01-01,50\nBeta,Seats,2026-01-01,7\n"
    )
    taken = read(content, "subscriptions")
    assert sorted(rows_of(taken, "subscriptions", "customer_ref", "mrr")) == [("Acme", 50), ("Acme", 100), ("Beta", 7)]
    assert taken.tables["subscriptions"]["subscription_ref"].is_unique
    assert taken.receipt.as_of == date(2026, 1, 1)
    assert not taken.receipt.notes


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        (("", "", ""), "the deal stands in {}; no row is known to be the newest."),
        ((",Last stage change", ",2026-01-09", ",2026-02-09"), "the deal stands in Offer, as the row whose stage changed last has it."),
    ],
)  # fmt: skip
def test_rows_of_one_deal_in_several_stages_are_named(more, standing):
    content = f"Deal ID,Deal Name,Stage,Amount,Created{more[0]}\n2,B,Demo,200,2026-01-05{more[1]}\n2,B,Offer,200,2026-01-05{more[2]}\n"
    taken = take(content.encode(), "deals.csv", Options())
    [note] = [each for each in taken.receipt.notes if "repeat one amount" in each]
    [deal] = taken.tables["deals"].to_dict("records")
    assert note.endswith(f"; they stand in Demo and Offer: {standing.format(deal['stage'])}")
