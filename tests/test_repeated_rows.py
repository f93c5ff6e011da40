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


VERSIONS = "Deal ID,Deal Name,Owner,Stage,Status,Amount,Created Date,Close Date{}\n"


@pytest.mark.parametrize(
    ("heading", "rows", "expected", "note"),
    [
        pytest.param(
            ",Modified Date",
            ["1,A,Ann,Offer,Won,100,2026-01-03,2026-05-01,2026-02-01", "1,A,Ben,Demo,Open,100,2026-01-02,,2026-03-01"],
            ("Ben", "Demo", "open", 100, "2026-01-02", "2026-05-01"),
            "Deal 1 stands in Demo (row 3), not Offer (row 2): its 2 rows tell different stages or outcomes and count as one deal; "
            "the newest, by the day of its last change, counts as a whole.",
            id="the last that was modified, whatever it says",
        ),
        pytest.param(
            ",Last Modified",
            ["1,A,Ann,Demo,Open,100,2026-01-02,2026-05-01,2026-02-01", "1,A,Ann,Offer,Open,120,2026-01-02,2026-06-01,2026-03-01"],
            ("Ann", "Offer", "open", 120, "2026-01-02", "2026-06-01"),
            "stands in Offer (row 3), not Demo (row 2)",
            id="other amounts, which a later day replaces",
        ),
        pytest.param(
            ",Geändert am",
            ["1,A,Ann,Demo,Open,100,2026-01-02,2026-05-01,", "1,A,Ann,Demo,Won,100,2026-01-02,2026-06-01,01.03.2026"],
            ("Ann", "Demo", "won", 100, "2026-01-02", "2026-06-01"),
            "Deal 1 is won (row 3), not open (row 2)",
            id="one stage, two outcomes",
        ),
        pytest.param(
            ",Last stage change",
            ["1,A,Ann,Demo,,100,2026-01-02,2026-05-01,2026-03-09", "1,A,Ben,Offer,,100,2026-01-02,2026-06-01,2026-02-09"],
            ("Ann", "Demo", None, 100, "2026-01-02", "2026-05-01"),
            "by the day of its last change",
            id="the stage that changed last",
        ),
        pytest.param(
            "",
            ["1,A,Ann,Offer,,100,2026-01-02,2026-06-01", "1,A,Ben,Closed Won,,100,2026-01-02,2026-05-01"],
            ("Ben", "Closed Won", None, 100, "2026-01-02", "2026-05-01"),
            "no day tells which is the newest, so the furthest counts as a whole.",
            id="no day: the closed one",
        ),
        pytest.param(
            "",
            ["1,A,Ann,Closed Lost,,100,2026-01-02,2026-03-01", "1,A,Ben,Closed Won,,100,2026-01-02,2026-04-01"],
            ("Ben", "Closed Won", None, 100, "2026-01-02", "2026-04-01"),
            "the furthest counts",
            id="no day: of two closed ones the last to be closed",
        ),
        pytest.param(
            "",
            ["1,A,Ann,Demo,,100,2026-01-02,2026-05-01", "1,A,Ben,Negotiation,,,2026-01-02,2026-06-01", "1,A,Cy,Offer,,100,2026-01-02,"],
            ("Ben", "Negotiation", None, 100, "2026-01-02", "2026-06-01"),
            "Deal 1 stands in Negotiation (row 3), not Demo (row 2) or Offer (row 4): its 3 rows",
            id="no day: the furthest open one, its blank amount filled",
        ),
    ],
)  # fmt: skip
def test_rows_of_one_deal_at_different_times_are_its_newest(heading, rows, expected, note):
    for times in (1, -1):
        content = "\n".join([VERSIONS.format(heading).strip(), *rows[::times], "2,B,Ann,Lost,,7,2026-01-02,2026-02-01"])
        taken = take(content.encode(), "deals.csv", Options(as_of=date(2026, 6, 30)))
        deal = taken.tables["deals"].query("deal_id == '1'").iloc[0]
        days = [day.strftime("%Y-%m-%d") for day in (deal.created_on, deal.expected_close_on)]
        status = deal.status if isinstance(deal.status, str) else None
        assert (deal.owner, deal.stage, status, deal.amount, *days) == expected
        assert (taken.receipt.kind, deal.lines, len(taken.tables["lines"])) == ("deals", len(rows), 0)
        if times == 1:
            assert [each for each in taken.receipt.notes if note in each]


def test_how_many_deals_have_rows_of_different_times_is_said_with_examples():
    rows = [f"{deal},D,Ann,{stage},,5,2026-01-02,2026-05-01" for deal in range(1, 6) for stage in ("Demo", "Offer")]
    taken = take(
        "\n".join([VERSIONS.format("").strip(), *rows]).encode(), "deals.csv", Options(as_of=date(2026, 6, 30))
    )
    assert [each for each in taken.receipt.notes if "tell different" in each] == [
        "5 deals fill 10 rows that tell different stages or outcomes (1 stands in Offer (row 3), not Demo (row 2); 2 stands in "
        "Offer (row 5), not Demo (row 4); 3 stands in Offer (row 7), not Demo (row 6); ...); each counts as one deal; no day "
        "tells which is the newest, so the furthest of each counts as a whole."
    ]


def test_products_of_one_deal_in_several_stages_stay_its_lines():
    content = "Deal ID,Deal Name,Product,Stage,Amount,Created\n2,B,Seats,Demo,200,2026-01-05\n2,B,Hours,Offer,200,2026-01-05\n"
    taken = take(content.encode(), "deals.csv", Options())
    [note] = [each for each in taken.receipt.notes if "repeat one amount" in each]
    [deal] = taken.tables["deals"].to_dict("records")
    assert note.endswith(
        f"; they stand in Demo and Offer: the deal stands in {deal['stage']}; no row is known to be the newest."
    )
    assert len(taken.tables["lines"]) == 2
