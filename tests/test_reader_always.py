"""What holds of any file: every record is accounted for, and both ways of reading read alike."""

import contextlib
import csv
import datetime
import io
import time
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import SluiceError
from analytics.intake.reader import clean, tolerant
from analytics.intake.reader.grid import Grid
from analytics.intake.reader.tolerant import Dialect
from tests.reading import HEAD, NAMES, assert_accounted_for, read, rows, workbook
from tests.test_reader_encodings import DEALS

# what random cells are made of: everything but lone surrogates and the control characters by which bytes are no text
CONTROLS = "".join(map(chr, [*range(0x09), *range(0x0E, 0x20), 0x7F]))
TEXT = st.text(
    st.one_of(
        st.sampled_from(' ",;|\t\r\n=ab01.é'), st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS)
    ),
    max_size=12,
)
HEADINGS = ["Deal ID", "Stage", "Amount", "Owner", "Close Date"]


@st.composite
def written_tables(draw):
    width = draw(st.integers(2, 5))
    body = draw(st.lists(st.lists(TEXT, min_size=width - 1, max_size=width - 1), min_size=1, max_size=8))
    lines = [[f"D{number}", *cells] for number, cells in enumerate(body)]
    file = io.StringIO()
    # a quote for every cell, or line ends of both kinds: else Python 3.11 leaves a lone CR or LF in a cell unquoted
    line_end = draw(st.sampled_from(["\r\n", "\n", "\r"]))
    quoting = csv.QUOTE_ALL if line_end != "\r\n" else draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    delimiter = draw(st.sampled_from(",;\t|"))
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(
        [HEADINGS[:width], *lines]
    )
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
    return lines, file.getvalue().encode(encoding), delimiter


@given(written_tables())
@settings(max_examples=500, deadline=2000, derandomize=True)
def test_what_is_written_is_read(written):
    lines, data, delimiter = written
    table = read(data)
    assert rows(table) == lines
    assert (table.delimiter, table.furniture, table.ragged) == (delimiter, [], {})


@given(
    st.one_of(
        st.text(st.sampled_from('"",;\'\r\na \u2028'), max_size=60),
        st.lists(st.sampled_from(['"a""b"', "x", "", '"c\nd"', '"e,f"', "a b", "Total"]), max_size=40).map(
            lambda cells: "".join(cell + ",\n,\n\r\n,\r\n"[at % 9 : at % 9 + 1] for at, cell in enumerate(cells))
        ),
    ),
    st.sampled_from(",;"),
    st.sampled_from("\"'"),
    st.integers(2, 4),
    st.integers(24, 200),
    st.integers(1, 4),
)
@settings(max_examples=3000, deadline=None, derandomize=True)
def test_clean_text_is_read_as_the_tolerant_reader_reads_it(text, delimiter, quote, width, block, columns_at_once):
    dialect = Dialect(delimiter, quote)
    with patch.object(clean, "ROOM", block * columns_at_once):
        grid = clean.read(text.encode(), dialect, width, block=block)
    if grid is None:
        return
    expected = Grid.of_records(tolerant.records(text, dialect), width)
    # a blank line has no cells for the one, empty cells for the other
    odd = [{place: record for place, record in each.odd.items() if record} for each in (grid, expected)]
    assert (grid.size, odd[0]) == (expected.size, odd[1])
    assert [column.to_pylist() for column in grid.columns] == [column.to_pylist() for column in expected.columns]


SEEDS = [
    DEALS.encode(),
    DEALS.encode("cp1252"),
    DEALS.encode("utf-16"),
    (HEAD + '1,"A\nb",Won\n2,B,New\n\nTotal,,3\n' * 20 + HEAD + "Title (2),,\n3,C,New\n4,D,New\n").encode(),
    b"Deal,,Owner\nDeal ID,Stage,Name\n1,Won,Ann\n2,New,Bob\n\nOwner,Quota\nAnn,1000\n",
    ('sep=,\nTitle\n\n"Deal ID","Stage"\n' + '"1","a\n""b"""\n' * 30 + "Total,\n\nCopyright\n").encode(),
    workbook({"Deals": [NAMES, ["1", "Won", 5, datetime.date(2026, 1, 2), ""]]}),
]


@st.composite
def mutated_files(draw):
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data)))
        piece = draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b'",']))
        )
        data[place : place + draw(st.integers(0, 9))] = piece
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


def assert_refused_or_accounted_for(data):
    with contextlib.suppress(SluiceError):  # a refusal is an answer too
        table = read(data)
        assert_accounted_for(table)
        assert all(isinstance(cell, str) for row in rows(table) for cell in row)


@given(mutated_files())
@settings(max_examples=1200, deadline=2000, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_damaged_file_is_refused_or_accounted_for(data):
    assert_refused_or_accounted_for(data)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
@settings(max_examples=2000, deadline=2000, derandomize=True)
def test_any_bytes_are_refused_or_accounted_for(data):
    assert_refused_or_accounted_for(data)


def answer(data):
    """All that is read from a file, or the refusal."""
    try:
        table = read(data)
    except SluiceError as refusal:
        return refusal.as_dict()
    parts = {name: value for name, value in vars(table).items() if name != "cells"}
    return parts | {"rows": rows(table), "numbers": table.cells.index.tolist()}


@given(st.one_of(mutated_files(), written_tables().map(lambda written: written[1])))
@settings(max_examples=600, deadline=2000, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_the_clean_way_changes_nothing(data):
    fast = answer(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clean, "read", lambda *_: None)
        assert answer(data) == fast


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'Deal ID,Stage\n"a,' * 60_000, id="every line with a stray quote"),
        pytest.param(b"Deal ID,Stage\n" + b'"' * 500_000, id="nothing but quotes"),
        pytest.param(b"Deal ID,Stage\n1," + b"x" * 3_000_000, id="a very long cell"),
        pytest.param(b"Deal ID,Stage\n" + b"\x1a" * 500_000 + b"x", id="many end-of-file marks"),
        pytest.param(b"Deal ID,Stage" + b",x" * 10_000 + b"\n1,Won" + b",y" * 10_000, id="ten thousand columns"),
        pytest.param(b"Deal ID,Stage\n" + b"Total" + b" " * 90 + b"x,\n" * 10_000, id="many near-totals"),
    ],
)
def test_no_file_takes_long(data):
    begin = time.process_time()
    with contextlib.suppress(SluiceError):
        assert_accounted_for(read(data))
    assert time.process_time() - begin < 4
