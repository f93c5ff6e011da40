"""Numbers of XLS with what their format says of them.  Every expectation was written by hand."""

import struct
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake import Options, take
from analytics.intake.reader.number_formats import Shown
from analytics.intake.reader.old_workbook import records, stream_of
from analytics.intake.reader.shown import shown_cells
from tests.reading import read, rows
from tests.workbooks import biff, compound, record, xls

HEAD = ["Deal ID", "Stage", "Amount", "Probability", "Close Date"]
EURO, POUND, SHARE = "#,##0.00\\ [$€-407]", "[$£-809]#,##0", "0%"
DEALS = [
    HEAD,
    [1, "Won", (1000.5, EURO), (0.5, SHARE), date(2026, 1, 2)],
    [2, "Won", (2000, POUND), 0.25, None],
    [3, "Lost", (12000, '#,##0,"k €"'), (1, SHARE), None],
]
SHOWN = [
    ["1", "Won", "1000.5 EUR", "50%", "2026-01-02"],
    ["2", "Won", "2000 GBP", "0.25", ""],
    ["3", "Lost", "12k EUR", "100%", ""],
]


def test_cells_of_xls_are_read_as_they_are_shown():
    assert rows(read(xls({"First": [["a"], [(1, "0%")]], "Deals": DEALS}))) == SHOWN


def test_amounts_in_euros_and_pounds_are_two_totals():
    deals = take(xls({"Deals": DEALS}), "deals.xls", Options(as_of=date(2026, 6, 30))).tables["deals"]
    assert deals["amount"].astype(float).tolist() == [1000.5, 2000, 12000]
    assert deals["currency"].tolist() == ["EUR", "GBP", "EUR"]
    assert deals["probability"].tolist() == [0.5, 0.25, 1]


def sheet(*cells, codes=(SHARE, EURO), rest=b""):
    """A stream with the records of cells of a sheet S; styles 3 and 4 have the formats of `codes`."""
    stream = biff({"S": [["x", *((1, code) for code in codes)]]})
    at = list(records(stream))
    begin = [start for kind, start, _ in at if kind == 0x0809][1]
    length = next(size for kind, _, size in at if kind == 0x0809)
    return stream[: begin + length] + b"".join(cells) + record(0x000A, b"") + rest


def rk(number):
    return struct.pack("<I", (number << 2) | 2)


MANY = record(0x00BD, struct.pack("<HH", 5, 1) + b"".join(struct.pack("<H", s) + rk(7) for s in (3, 0, 4)) + b"\3\0")
FORMULA = record(0x0006, struct.pack("<HHHdHIH", 6, 2, 4, 1.5, 0, 0, 3) + b"\x1e\1\0")


def test_the_records_of_xls_that_hold_numbers():
    stream = sheet(
        record(0x0208, struct.pack("<HHH", 5, 0, 4) + bytes(10)),
        record(0x0203, struct.pack("<HHHd", 4, 0, 3, 0.5)),
        record(0x027E, struct.pack("<HHH", 4, 1, 4) + rk(9)),
        MANY,
        FORMULA,
        record(0x0207, struct.pack("<HB", 1, 0) + b"x"),
        record(0x0201, struct.pack("<HHH", 6, 3, 3)),
    )
    euro, share = Shown(0, " EUR"), Shown(2, "%")
    assert shown_cells(compound(stream), "S", 10) == {
        0: {4: share},
        1: {4: euro, 5: share},
        2: {6: euro},
        3: {5: euro},
    }


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(record(0x0203, struct.pack("<HHHd", 4, 0, 3, 0.5)[:-1]), id="a number too short"),
        pytest.param(record(0x0203, struct.pack("<HHHd", 4, 256, 3, 0.5)), id="a column that there is not"),
        pytest.param(record(0x0203, struct.pack("<HHHd", 4, 0, 99, 0.5)), id="a style that there is not"),
        pytest.param(MANY[:-2] + b"\4\0", id="a last column that does not fit"),
        pytest.param(record(0x0204, b"\0" * 9 + FORMULA + b"..."), id="the bytes of a formula in a text"),
        pytest.param(FORMULA[:20], id="cut off"),
    ],
)
def test_what_is_no_cell_of_xls_shows_nothing(cell):
    assert shown_cells(compound(sheet(cell)), "S", 10) == {}


def test_cells_of_a_diagram_are_none_of_the_sheet():
    diagram = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0020, 0, 0, 0, 0))
    stream = sheet(diagram, record(0x0203, struct.pack("<HHHd", 4, 0, 3, 0.5)), record(0x000A, b""))
    assert shown_cells(compound(stream), "S", 10) == {}


def many_rows():
    return [HEAD, *([n, "Won", (n, EURO), (0.5, SHARE), None] for n in range(1, 1500))]


def test_sectors_of_xls_in_any_order():
    stream = biff({"Deals": many_rows()})
    count = -(-len(stream) // 512)
    assert count > 128  # more than one sector of the table
    order = np.random.default_rng(7).permutation(count).tolist()
    assert stream_of(compound(stream, order)) == stream
    found = rows(read(compound(stream, order)))
    assert found == [[str(n), "Won", f"{n} EUR", "50%", ""] for n in range(1, 1500)]


def test_a_short_stream_of_small_sectors():
    stream = biff({"Deals": DEALS})
    assert 64 < len(stream) < 4096
    assert rows(read(compound(stream, is_small=True))) == SHOWN


def test_a_chain_of_sectors_in_a_circle_ends():
    data = bytearray(compound(biff({"Deals": many_rows()})))
    struct.pack_into("<i", data, 512 + 4 * 40, 30)  # behind sector 40 comes sector 30 again
    assert len(stream_of(bytes(data))) <= len(data)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1), st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=4)), max_size=5))
def test_damage_is_passed_over(small, changes):
    data = bytearray(compound(biff({"Deals": DEALS}), is_small=bool(small)))
    for at, new in changes:
        data[at % len(data) : at % len(data) + len(new)] = new
    shown_cells(bytes(data), "Deals", 10)


def test_an_older_workbook_is_read_and_its_lost_formats_are_said():
    cells = [*enumerate(["Deal ID", "Amount"])]
    body = record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))
    body += b"".join(record(0x0204, struct.pack("<HHHH", 0, n, 0, len(t)) + t.encode()) for n, t in cells)
    body += record(0x0204, struct.pack("<HHHH", 1, 0, 0, 1) + b"A") + record(
        0x0203, struct.pack("<HHHd", 1, 1, 0, 99.5)
    )
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + record(0x00E0, bytes(16))
    head += record(0x0085, struct.pack("<IBBB", len(head) + 17, 0, 0, 2) + b"S1") + record(0x000A, b"")
    table = read(compound(head + body + record(0x000A, b"")))
    assert rows(table) == [["A", "99.5"]]
    assert [note[:54] for note in table.notes] == ["The formats of this workbook could not be followed (it"]
    assert read(xls({"S": [["Deal ID", "Amount"], ["A", 99.5]]})).notes == []
