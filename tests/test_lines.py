"""Rows are not deals: lines, parts, leads, deleted deals, and different deals under one id."""

from datetime import date
from decimal import Decimal
from time import process_time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake import Options, take
from tests.exports import csv_of
from tests.reading import workbook

HEADINGS = ["Deal ID", "Deal Name", "Account", "Owner", "Stage", "Amount", "Created Date", "Expected Close Date"]


def read(content: str, name: str = "deals.csv", **options):
    return take(content.encode(), name, Options(**({"as_of": date(2026, 6, 30)} | options)))


def table(*rows, headings=HEADINGS, **options):
    return read(csv_of([dict(zip(headings, row, strict=True)) for row in rows]), **options)


# which rows of one id are one deal

ONE, TWO = ["7"], ["7#1", "7#2"]


@pytest.mark.parametrize(
    ("first", "second", "deals"),
    [
        pytest.param(
            ("7", "Rollout - licences", "Acme", "Ann", "Offer", 100, "2025-01-02", "2025-05-01"),
            ("7", "Rollout - support", "Acme", "Ann", "Offer", 40, "2025-01-02", "2025-05-01"),
            ONE, id="product lines with names of their own",
        ),
        pytest.param(
            ("7", "Pilot", "Acme", "Ann", "Demo", 100, "2025-01-02", "2025-05-01"),
            ("7", "Machines for Hamburg", "Acme", "Ben", "Offer", 40, "2025-01-02", "2025-08-01"),
            ONE, id="a renamed deal: same account, same day of creation",
        ),
        pytest.param(
            ("7", "Acme", "", "Ann", "Demo", 100, "", ""),
            ("7", "Acme rollout", "", "Ben", "Offer", 40, "", ""),
            ONE, id="one name within the other",
        ),
        pytest.param(
            ("7", "Aurora", "Acme", "Ann", "Demo", 100, "2025-01-02", "2025-05-01"),
            ("7", "Borealis", "Beta", "Ann", "Demo", 40, "2025-01-02", "2025-05-01"),
            TWO, id="other accounts, created by one import on one day",
        ),
        pytest.param(
            ("7", "Aurora", "Acme", "Ann", "Demo", 100, "", "2025-05-01"),
            ("7", "Borealis", "Beta", "Ann", "Demo", 40, "", "2025-05-01"),
            TWO, id="other accounts, no day of creation",
        ),
        pytest.param(
            ("7", "Aurora", "Acme", "Ann", "Demo", 100, "2025-01-02", "2025-05-01"),
            ("7", "Borealis", "Acme", "Ann", "Demo", 40, "2025-03-09", "2025-05-01"),
            TWO, id="one account, other names and days",
        ),
        pytest.param(
            ("7", "Aurora", "", "Ann", "Demo", 100, "", "2025-05-01"),
            ("7", "Borealis", "", "Ben", "Demo", 40, "", "2025-09-01"),
            TWO, id="nothing but owner and expected close tells them apart",
        ),
        pytest.param(
            ("7", "Aurora", "", "Ann", "Demo", 100, "", "2025-05-01"),
            ("7", "Borealis", "", "Ann", "Demo", 40, "", "2025-09-01"),
            ONE, id="only the names and one date differ",
        ),
        pytest.param(
            ("7", "Renewal 2024", "Acme", "Ann", "Demo", 100, "2024-01-02", "2025-05-01"),
            ("7", "Renewal 2025", "Acme", "Ann", "Demo", 40, "2025-01-02", "2025-05-01"),
            TWO, id="names that differ in a year, days that do too",
        ),
        pytest.param(
            ("1.23E+15", "Renewal", "Acme", "Ann", "Demo", 100, "2024-01-02", "2025-05-01"),
            ("1.23E+15", "Renewal", "Beta", "Ann", "Demo", 40, "2024-01-02", "2025-05-01"),
            ["1.23E+15#1", "1.23E+15#2"], id="an id that a spreadsheet rounded, other accounts",
        ),
        pytest.param(
            ("1.23E+15", "Renewal", "Acme", "Ann", "Demo", 100, "2024-01-02", "2025-05-01"),
            ("1.23E+15", "Renewal", "Acme", "Ann", "Demo", 40, "2024-01-02", "2025-05-01"),
            ["1.23E+15"], id="an id that a spreadsheet rounded, lines of one deal",
        ),
    ],
)  # fmt: skip
def test_rows_of_one_id(first, second, deals):
    for rows in ((first, second), (second, first)):
        taken = table(*rows)
        assert sorted(taken.tables["deals"]["deal_id"]) == deals
        assert any("kept apart" in note for note in taken.receipt.notes) == (len(deals) == 2)
        assert taken.receipt.rows_accepted == 2


def test_deals_kept_apart_are_named_with_their_rows_and_a_rounded_id_with_the_remedy():
    [note] = [
        note
        for note in table(
            ("1.23E+15", "Aurora", "Acme", "Ann", "Won", 100, "2024-01-02", ""),
            ("1.23E+15", "Borealis", "Beta", "Ann", "Lost", 40, "2024-01-02", ""),
        ).receipt.notes
        if "kept apart" in note
    ]
    assert note == (
        "1 id stands for several different deals (1.23E+15: rows 2, 3): other names, and other days or accounts. "
        "They are kept apart, numbered #1, #2 ... A spreadsheet has rounded the ids; export again, and upload the file "
        "without opening it there."
    )


def test_one_note_for_each_kind_of_thing():
    rows = [
        (number, f"Deal {number}", "Acme", "Ann", "Lost", amount, "2025-01-02", "")
        for number in range(40)
        for amount in (100, 60)
    ]
    taken = table(*rows)
    assert taken.tables["deals"]["amount"].tolist() == [160] * 40
    assert taken.receipt.notes == [
        "40 deals fill 80 rows (0: 2, 3; 1: 4, 5; 2: 6, 7; ...); each counts as one deal. "
        "Their lines have different amounts, which are added up."
    ]
    lines = taken.tables["lines"]
    assert lines[["deal_ref", "line", "amount"]].head(2).to_numpy().tolist() == [
        ["0", 1, Decimal("100.0000")],
        ["0", 2, Decimal("60.0000")],
    ]


def test_forty_thousand_deals_of_two_lines_take_seconds():
    text = "Deal ID,Deal Name,Stage,Amount,Created Date\n" + "".join(
        f"{n},Deal {n},Won,{amount},2025-01-02\n" for n in range(40_000) for amount in (100, 60)
    )
    start = process_time()
    taken = read(text)
    assert process_time() - start < 20  # it was 112 s when each deal was merged by itself
    assert (taken.receipt.deals, taken.tables["deals"]["amount"].sum()) == (40_000, 40_000 * 160)


PRODUCTS = ["Deal ID", "Deal Name", "Stage", "Created Date", "Product", "Amount"]


def products(*rows, **options):
    """Deals by number, their product and amount: `(1, "Seats", 100)`."""
    whole = [(number, f"Deal {number}", "Offer", "2025-01-02", product, amount) for number, product, amount in rows]
    taken = table(*whole, headings=PRODUCTS, **options)
    amounts = taken.tables["deals"].set_index("deal_id")["amount"]
    return amounts.fillna(-1).astype(int).to_dict(), [each.assumed for each in taken.receipt.questions]


EQUAL, VARIED = [(1, "Seats", 100), (1, "Support", 100)], [(2, "Seats", 50), (2, "Support", 30)]
OTHERS = [(number, product, 10) for number in range(3, 7) for product in ("Seats", "Support")]


@pytest.mark.parametrize(
    ("rows", "stated", "amounts", "assumed"),
    [
        pytest.param([*EQUAL, *VARIED], None, {"1": 200, "2": 80}, ["added"], id="one deal shows whose the amounts are"),
        pytest.param([*EQUAL, *VARIED], "once", {"1": 100, "2": 80}, [], id="stated: of the deal"),
        pytest.param(EQUAL, None, {"1": 100}, [], id="nothing but equal amounts: of the deal"),
        pytest.param(EQUAL, "added", {"1": 200}, [], id="stated: of the row"),
        pytest.param([*EQUAL, *VARIED, *OTHERS], None, {"1": 100, "2": 80} | dict.fromkeys("3456", 10), ["once"],
                     id="one of six that varies proves little"),
        pytest.param([(1, "", 100), (1, "", 100), *VARIED], None, {"1": 100, "2": 80}, [], id="rows without a product"),
        pytest.param([(1, "Seats", 100), (1, "Seats", 100), *VARIED], None, {"1": 200, "2": 80}, ["added"],
                     id="one product twice"),
        pytest.param([(1, "", 130), (1, "Seats", 100), (1, "Support", 30)], None, {"1": 130}, [], id="a row with the sum"),
        pytest.param([(1, "Total", 130), (1, "Seats", 100), (1, "Support", 30)], None, {"1": 260}, [],
                     id="a product that costs as much as the others"),
        pytest.param([(1, "Seats", ""), (1, "Support", "")], None, {"1": -1}, [], id="no amount"),
    ],
)  # fmt: skip
def test_amounts_of_products(rows, stated, amounts, assumed):
    for order in (rows, rows[::-1]):
        assert products(*order, lines=stated) == (amounts, assumed)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param(EQUAL, "The rows repeat one amount, which counts once.", id="repeated"),
        pytest.param([(1, "", 130), (1, "Seats", 100), (1, "Support", 30)],
                     "One of its rows has the sum of the others, and counts.", id="a row with the sum"),
        pytest.param([(1, "Seats", ""), (1, "Support", "")], "it counts as one deal.", id="no amount"),
        pytest.param([(1, "Seats", 7), (1, "Support", "")], "it counts as one deal.", id="an amount in one row"),
    ],
)  # fmt: skip
def test_what_is_said_of_the_rows_of_a_deal(rows, told):
    whole = [(number, "Deal", "Lost", "2025-01-02", product, amount) for number, product, amount in rows]
    [note] = table(*whole, headings=PRODUCTS).receipt.notes
    assert note.endswith(told)


def test_rows_of_a_file_without_amounts_repeat_none():
    taken = read("Deal ID,Stage,Created Date,Product\n1,Lost,2025-01-02,Seats\n1,Lost,2025-01-02,Support\n")
    assert taken.receipt.notes == ["Deal 1 fills 2 rows (2, 3); it counts as one deal."]


def test_whose_equal_amounts_are_is_asked():
    whole = [(number, "Deal", "Lost", "2025-01-02", product, amount) for number, product, amount in [*EQUAL, *VARIED]]
    [question] = table(*whole, headings=PRODUCTS).receipt.questions
    assert question.about == (
        "Amount differs between the products of 1 deal and is the same for all products of 1 other. "
        "What are equal amounts: each of its row, or of the whole deal? Read as added up."
    )


# parts of a row's deal


def test_rows_blank_but_for_a_tag_continue_the_deal_above_them():
    taken = read(
        "Opportunity,Customer,Stage,Amount,Created on,Tags\n"
        "Aurora,Acme,New,100,2025-01-02,Design\n"
        ",,,,,Training\n"
        ",,,,,Services\n"
        "Borealis,Beta,Lost,50,2025-01-03,\n"
    )
    deals = taken.tables["deals"].set_index("name")
    assert (deals["amount"].to_dict(), deals["lines"].to_dict()) == (
        {"Aurora": 100, "Borealis": 50},
        {"Aurora": 3, "Borealis": 1},
    )
    assert (taken.receipt.rows_accepted, taken.receipt.rows_furniture, taken.receipt.deals) == (4, 0, 2)
    assert any("Rows that are blank but for a few cells continue" in note for note in taken.receipt.notes)


def test_child_rows_with_amounts_are_added_but_a_sum_is_not_doubled():
    content = (
        "Deal ID,Deal Name,Stage,Amount,Product,Created Date\n"
        "1,Aurora,Lost,100,Licence,2025-01-02\n"
        ",,,60,Support,\n"
        "2,Borealis,Won,90,,2025-01-03\n"
        ",,,60,Licence,\n"
        ",,,30,Support,\n"
    )
    taken = read(content)
    assert taken.tables["deals"]["amount"].tolist() == [160, 90]
    assert taken.receipt.amount_total == 340
    assert taken.tables["lines"]["product"].fillna("").tolist() == ["Licence", "Support", "", "Licence", "Support"]


def test_a_figure_alone_continues_nothing():
    taken = read("Deal ID,Stage,Amount,Created Date\n1,Won,100,2025-01-02\n2,Lost,50,2025-01-02\n,,999,\n")
    assert taken.tables["deals"]["amount"].tolist() == [100, 50]
    assert taken.receipt.rows_furniture == 1


def test_subitems_are_lines_of_their_parent():
    taken = read(
        "ID,Name,Stage,Amount,Created Date,Parent\n"
        "1,Aurora,Won,,2025-01-02,\n"
        "2,Licence,Won,60,2025-01-05,1\n"
        "3,Part of the licence,Won,40,2025-01-05,2\n"
        "4,Borealis,Lost,90,2025-01-02,\n"
        "5,Licence,Lost,60,2025-01-05,Borealis\n"
        "6,Orphan,Won,60,2025-01-05,99\n",
        mapping={"parent_id": "Parent"},
    )
    assert taken.tables["deals"][["deal_id", "amount", "lines"]].to_numpy().tolist() == [["1", 100, 3], ["4", 90, 2]]
    assert [(each.row, each.why) for each in taken.receipt.furniture] == [
        (7, "a part of a deal that is not in this file")
    ]


def test_days_of_subitems_are_not_those_of_the_deal_and_amounts_keep_their_currency():
    taken = read(
        "ID,Name,Stage,Amount,Currency,Created Date,Expected Close Date,Parent ID\n"
        "1,Aurora,Demo,,,2025-01-02,2025-03-01,\n"
        "2,Licence,Demo,60,CHF,2024-12-01,2025-09-01,1\n"
        "3,Borealis,Lost,5,EUR,2025-01-02,,\n"
    )
    deal = taken.tables["deals"].iloc[0]
    assert (deal["amount"], deal["currency"], str(deal["created_on"])[:10], str(deal["expected_close_on"])[:10]) == (
        60, "CHF", "2025-01-02", "2025-03-01",
    )  # fmt: skip


def test_a_subitem_goes_with_the_parent_that_it_names_not_with_the_deal_above_it():
    taken = read(
        "Name,Stage,Amount,Created Date,Parent item\n"
        "Aurora,Won,,2025-01-02,\nBorealis,Lost,9,2025-01-02,\nBorealis,Lost,9,2025-01-02,\nLicence,Won,60,,Aurora\n"
    )
    assert taken.tables["deals"][["name", "amount", "lines"]].to_numpy().tolist() == [
        ["Aurora", 60, 2], ["Borealis", 9, 1], ["Borealis", 9, 1],
    ]  # fmt: skip


SEATS = "A,Demo,100,2026-01-02\n- Seats,,60,\n- Support,,40,\n"


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        pytest.param(SEATS + "B,Won,50,2026-01-02\n", [100, 50], id="they add up"),
        pytest.param(SEATS + "B,Won,50,2026-01-02\n- Seats,,50,\n", [100, 50], id="one of another deal does too"),
        pytest.param(SEATS + "B,Won,50,2026-01-02\nC,,49,\n", [100, 60, 40, 50, 49], id="others do not"),
        pytest.param("A,Won,50,2026-01-02\nC,,50,\n", [50, 50], id="a single one may be of the same price"),
        pytest.param(SEATS.replace("60,", "60,2026-01-02"), [100, 60, 40], id="a deal of a day"),
    ],
)
def test_rows_that_tell_only_a_part_of_the_amount_above_are_its_lines(lines, amounts):
    taken = read("Name,Stage,Amount,Created Date\n" + lines)
    assert taken.tables["deals"]["amount"].tolist() == amounts
    said = [note for note in taken.receipt.notes if "add up to the deal above them" in note]
    assert len(said) == (amounts == [100, 50])


def test_a_parent_that_is_called_null_is_none():
    taken = read(
        "Task ID,Task Name,Status,Parent ID,Amount,Date Created\na1,A,demo,null,100,2025-01-02\na2,Seats,done,a1,60,2025-01-02\n",
        mapping={"parent_id": "Parent ID"},
    )
    assert taken.tables["deals"][["deal_id", "amount", "lines"]].to_numpy().tolist() == [["a1", 100, 2]]


ITEMS = ["Name", "Subitems", "Owner", "Stage", "Amount", "Created Date"]
BELOW = ["Subitems", "Name", "Owner", "Status", "Due date", "Price"]


def board(*lines, **options):
    rows = [["Sales"], ["Active"], ITEMS, *lines, ["Omega", None, "Bob", "Lost", 7, "2025-01-02"]]
    return take(workbook({"Sales": rows}), "board.xlsx", Options(as_of=date(2026, 6, 30), **options))


def test_subitems_of_a_board_are_lines_of_their_deal_and_double_no_amount():
    taken = board(
        ["Acme", "Kick-off, Licence", "Ann", "New", 1000, "2025-01-02"],
        BELOW,
        [None, "Kick-off", "Ann", "Done", "2026-09-01", 600],
        [None, "Licence", "Ann", "Working on it", "2026-09-01", 400],
        ["Beta", "Seats", "Bob", "New", None, "2025-01-02"],
        BELOW,
        [None, "Seats", "Bob", "Done", "2026-09-01", 60.5],
        currency="EUR",
    )
    receipt, lines = taken.receipt, taken.tables["lines"]
    deals = taken.tables["deals"][["name", "stage", "amount", "currency", "lines"]]
    assert deals.to_numpy().tolist() == [
        ["Acme", "New", 1000, "EUR", 3],
        ["Beta", "New", Decimal("60.5"), "EUR", 2],
        ["Omega", "Lost", 7, "EUR", 1],
    ]
    assert lines[["row_number", "line", "name", "stage", "amount"]].astype(object).fillna(0).to_numpy().tolist() == [
        [4, 1, "Acme", "New", 1000],
        [6, 2, "Kick-off", "Done", 600],
        [7, 3, "Licence", "Working on it", 400],
        [8, 1, "Beta", "New", 0],
        [10, 2, "Seats", "Done", Decimal("60.5")],
    ]
    # 1000 + 60.50 + 7: the subitems of Acme, 1000 together, are not added
    assert receipt.amount_total == Decimal("1067.5")
    assert (receipt.deals, receipt.rows_read, receipt.rows_accepted, receipt.rows_furniture) == (3, 10, 6, 4)
    assert (
        "Below 2 deals stand 3 subitems under headings of their own (row 5), kept as lines of the deal; "
        "read were Subitems: Name, Subitems: Price, Subitems: Status."
    ) in receipt.notes
    assert any(
        "Their subitems are their lines; their amounts count only where the deal has none." in note
        for note in receipt.notes
    )


def test_subitems_of_what_is_no_deal_are_none_either():
    taken = board(
        ["Acme", "x", "Ann", "Deleted", 10, "2025-01-02"],
        BELOW,
        [None, "Kick-off", "Ann", "Done", "2026-09-01", 600],
        mapping={"status": "Stage"},
    )
    assert taken.tables["deals"]["name"].tolist() == ["Omega"]
    assert [each.why for each in taken.receipt.furniture if each.row == 6] == ["a part of a row that is no deal"]


def test_subitems_of_another_list_are_left_out_and_said():
    rows = [
        ["Customer", "Subitems", "MRR", "Start date"],
        ["Acme", "x", 10, "2025-01-02"],
        ["Subitems", "Name"],
        [None, "Call"],
    ]
    receipt = take(workbook({"Customers": rows}), "customers.xlsx", Options(kind="customers")).receipt
    assert (receipt.rows_read, receipt.rows_accepted, receipt.rows_furniture) == (3, 1, 2)
    assert any(
        "Below 1 row stands a subitem under headings of their own (row 3); they were not read." in note
        for note in receipt.notes
    )


def test_leads_and_deleted_deals_are_no_deals_and_are_accounted_for():
    taken = read(
        "Deal ID,Deal Name,Stage,Status,Type of record,Created Date\n"
        "1,Aurora,Offer,Won,Opportunity,2025-01-02\n"
        "2,Borealis,Offer,Deleted,Opportunity,2025-01-02\n"
        "3,Corona,Offer,Open,Lead,2025-01-02\n"
        "4,Draco,Offer,Lost,Opportunity,2025-01-02\n",
        mapping={"record_type": "Type of record"},
    )
    assert taken.tables["deals"]["deal_id"].tolist() == ["1", "4"]
    assert [(each.row, each.why) for each in taken.receipt.furniture] == [
        (3, "a deleted deal"),
        (4, "a lead, not a deal"),
    ]
    assert (taken.receipt.rows_read, taken.receipt.rows_accepted, taken.receipt.rows_furniture) == (4, 2, 2)
    assert {"1 row left out: a deleted deal.", "1 row left out: a lead, not a deal."} <= set(taken.receipt.notes)


# amounts


@pytest.mark.parametrize(
    ("amount", "is_read"), [("9999999999999.99", True), ("10000000000000", False), ("1e13", False)]
)
def test_ten_trillions_are_refused_cell_by_cell(amount, is_read):
    taken = read(f"Deal ID,Stage,Amount,Created Date\n1,Won,{amount},2025-01-02\n2,Lost,5,2025-01-02\n")
    assert taken.tables["deals"]["amount"].notna().tolist() == [is_read, True]
    assert [each.row for each in taken.receipt.rejects] == ([] if is_read else [2])


def test_lines_that_add_up_to_ten_trillions_give_no_amount():
    taken = table(
        *[("7", "Aurora", "Acme", "Ann", "Lost", 9_000_000_000_000 + n, "2025-01-02", "") for n in range(200)]
    )
    assert taken.tables["deals"]["amount"].isna().all()
    assert "ten trillions or more" in taken.receipt.notes[0]


# order

cells = {
    "Deal ID": st.sampled_from(["1", "2", "3", "1.5E+12", ""]),
    "Deal Name": st.sampled_from(["Aurora", "Borealis", "Aurora, second", ""]),
    "Account": st.sampled_from(["Acme", "Beta", ""]),
    "Stage": st.sampled_from(["Demo", "Offer", "Won", "Lost"]),
    "Amount": st.sampled_from(["", "10", "20.50", "300"]),
    "Currency": st.sampled_from(["EUR", "EUR", "USD", ""]),
    "Probability (%)": st.sampled_from(["", "10", "50"]),
    "Created Date": st.sampled_from(["2025-01-02", "2025-03-13", ""]),
    "Product": st.sampled_from(["Licence", "Support"]),
}


def values_of(taken) -> list[list[str]]:
    deals = taken.tables["deals"].drop(columns=["row_number"])
    return sorted(deals.astype(object).where(deals.notna(), "").astype(str).to_numpy().tolist())


@pytest.mark.parametrize("with_id", [True, False])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_and_columns_changes_no_value(with_id, data):
    wanted = {name: cell for name, cell in cells.items() if with_id or name != "Deal ID"}
    rows = data.draw(st.lists(st.fixed_dictionaries(wanted), min_size=1, max_size=8))
    # a row without id and name may be a part of the row above it: there the order tells something
    rows = [row for row in rows if row.get("Deal ID") or row["Deal Name"]] or [dict.fromkeys(wanted, "1")]
    shuffled = data.draw(st.permutations(rows))
    columns = data.draw(st.permutations(list(wanted)))
    turned = [{name: row[name] for name in columns} for row in shuffled]
    one, other = read(csv_of(rows)), read(csv_of(turned))
    assert values_of(one) == values_of(other)
    assert one.receipt.amount_total == other.receipt.amount_total


def test_the_lines_of_a_file_are_counted_once_in_the_tables():
    from tests.exports import store_of_files

    store = store_of_files(
        (
            "deals.csv",
            "Deal ID,Deal Name,Stage,Amount,Product,Created Date\n"
            "1,Aurora,Won,100,Licence,2025-01-02\n1,Aurora,Won,60,Support,2025-01-02\n2,Borealis,Lost,5,,2025-01-02\n",
        )
    )
    lines = store.engine.table("deal_lines")
    assert lines[["deal_key", "line", "product", "amount"]].to_numpy().tolist() == [
        [0, 1, "Licence", 100.0],
        [0, 2, "Support", 60.0],
    ]
    assert store.engine.table("deals")["amount"].tolist() == [160.0, 5.0]
    assert pd.isna(store.engine.table("deals")["lost_reason"]).all()


def test_ids_that_a_spreadsheet_has_rounded_are_noted():
    told = "Deal ID,Deal Name,Stage,Created Date\n1.23457E+17,Acme,Demo,2026-01-02\n2,Bolt,Demo,2026-01-02\n"
    notes = take(told.encode(), "deals.csv", Options()).receipt.notes
    assert any(note.startswith("1 id such as 1.23457E+17 was rounded by a spreadsheet program") for note in notes)
    plain = take(told.replace("1.23457E+17", "123456789012345678").encode(), "deals.csv", Options()).receipt.notes
    assert not any("rounded" in note for note in plain)


def test_a_deal_without_id_is_called_by_what_the_file_has_of_it():
    text = "Deal Name,Stage,Product,Amount,Created Date\nRollout,Demo,Seats,500,2026-01-02\n,,Support,70,\n"
    notes = take(text.encode(), "deals.csv", Options()).receipt.notes
    assert "Deal Rollout · 2026-01-02 fills 2 rows (2, 3)" in " ".join(notes)
