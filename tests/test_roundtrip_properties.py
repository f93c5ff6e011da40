"""What must hold of any export: the order of rows and columns and what else is in it change nothing, and every row is accounted for."""

from __future__ import annotations

import io
import os
import random
import string
import time
import zipfile
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analytics.errors import SluiceError
from analytics.intake import Options, take
from tests.roundtrip.combinations import EXPORTS, deals_of
from tests.roundtrip.containers import CONTAINERS, csv_text
from tests.roundtrip.deals import DEALS
from tests.roundtrip.table import Table

# more for a deeper search: SLUICE_EXAMPLES=2000
EXAMPLES = int(os.environ.get("SLUICE_EXAMPLES", "120"))
AS_OF = Options(as_of=date(2026, 6, 30))
PROPERTY = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

# the order of rows says something where a row continues the one above
UNORDERED = [each for each in EXPORTS if each.variant not in ("grouped", "with tags", "formatted")]


def rows_of(table: Table) -> object:
    """What was read, by what it tells of and not by where it stands; the code of a refusal else."""
    try:
        taken = take(csv_text(table, ",", "\n", every=False).encode(), "export.csv", AS_OF)
    except SluiceError as refusal:
        return refusal.code
    read = {"mapping": taken.receipt.mapping, "crm": taken.receipt.crm, "orders": taken.receipt.date_order}
    for name, frame in taken.tables.items():
        # where a row stood, and as which line of its deal
        plain = frame.drop(columns=[each for each in ("row_number", "line") if each in frame]).astype(object)
        read[name] = sorted(map(str, plain.where(plain.notna(), None).itertuples(index=False)))
    return read


@cache
def written(export) -> Table:
    return export.table(deals_of(export)).as_text("31.12.2026 14:03", "1.234,50", export.language)


@cache
def straight(export) -> object:
    return rows_of(written(export))


# no language's word for anything that a deal has
STRANGE = st.text("bcdfgjkqvwxz", min_size=4, max_size=9).map(str.capitalize)
CELL = st.sampled_from(["", "Won", "Lost", "12", "3.456,78", "2026-02-03", "03/04/2026", "true", "EUR", "Anna", "50%", "x, y", "Total"])  # fmt: skip


@st.composite
def rearranged(draw):
    """An export with its columns and rows in another order and with further columns between them."""
    export = draw(st.sampled_from(UNORDERED))
    table = written(export)
    strange = draw(st.lists(STRANGE, max_size=4, unique=True))
    seed = draw(st.integers(0, 1 << 30))
    order = draw(st.permutations(range(len(table.headings) + len(strange))))
    cells = random.Random(seed)
    choices = draw(st.lists(CELL, min_size=2, max_size=6))
    rows = [[*row, *(cells.choice(choices) for _ in strange)] for row in table.rows]
    cells.shuffle(rows)
    headings = [*table.headings, *strange]
    return export, Table([headings[at] for at in order], [[row[at] for at in order] for row in rows], after=table.after)


@given(rearranged())
@settings(PROPERTY, max_examples=max(50, EXAMPLES // 4))
def test_order_and_other_columns_change_nothing(case):
    export, table = case
    assert rows_of(table) == straight(export)


def test_strange_headings_stay_strange():
    taken = take(b"Deal ID,Stage,Bcdf,Created Date\n1,Won,Lost,2026-01-02\n", "deals.csv", AS_OF)
    assert taken.receipt.unmapped == ["Bcdf"]


# accounting


def assert_answered(data: bytes, name: str, records: int | None = None) -> None:
    """A receipt that adds up, or a refusal in a sentence; and soon.

    `records`: how many the file has below its heading, where that is known.
    """
    begin = time.process_time()
    try:
        taken = take(data, name, AS_OF)
    except SluiceError as refusal:
        message = str(refusal)
        assert 15 < len(message) < 4000
        assert message.rstrip().endswith((".", '"', "?"))
        assert "Traceback" not in message
        return
    finally:
        assert time.process_time() - begin < 2
    receipt = taken.receipt
    refused = {each.row for each in receipt.rejects if not each.accepted}
    aside = [row for each in receipt.furniture for row in each.rows]
    assert receipt.rows_read == receipt.rows_accepted + receipt.rows_rejected + receipt.rows_furniture
    assert len(refused) == receipt.rows_rejected
    assert len(set(aside)) == len(aside) == receipt.rows_furniture
    assert not refused & set(aside)
    assert min(receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected, receipt.rows_furniture) >= 0
    assert all(each.reason and each.row >= 1 for each in receipt.rejects)
    if records is not None:
        assert receipt.rows_read == records
    if receipt.kind == "deals":
        deals = taken.tables["deals"]
        assert receipt.deals == len(deals) <= max(receipt.rows_accepted, 0)
        assert deals["deal_id"].notna().all()
        assert deals["deal_ref"].is_unique
    if receipt.kind == "history":
        assert taken.tables["events"]["entered_at"].notna().all()
    receipt.from_dict(receipt.as_dict())


HEADINGS = [export.table(deals_of(export)[:1]).headings for export in EXPORTS]
VALUES = st.one_of(
    st.sampled_from(
        ["", "", "Won", "Lost", "Proposal", "1", "2", "000123", "1.234,50", "1,234.50", "-5", "12", "45k", "€ 3", "20%", "1e400", "NaN", "inf",
         "2026-01-31", "31.12.2026", "12/31/2026", "03/04/2026", "46022.5", "1767225600000", "0000-00-00", "31.02.2026", "9999-12-31", "true", "nein",
         "NA", "NULL", "=1+1", "Total", "Grand Total", "Copyright", 'a "b" c', "a\nb", "Anna", "Zürich", "北京", "\x00", "\u2028", "'", '"', "x" * 300]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)  # fmt: skip


@st.composite
def random_files(draw):
    """Any cells under most of the headings of an export, in any container of text."""
    rng = random.Random(draw(st.integers(0, 1 << 40)))
    headings = [each for each in draw(st.sampled_from(HEADINGS)) if rng.random() < 0.8]
    rng.shuffle(headings)
    values = draw(st.lists(VALUES, min_size=2, max_size=12))
    rows = [[rng.choice(values) for _ in headings] for _ in range(rng.randint(0, 9))]
    container = draw(st.sampled_from([each for each in CONTAINERS if not each.typed]))
    return container.write(Table(headings, rows)), f"random.{container.suffix}"


@given(st.one_of(random_files(), st.tuples(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.zip"]))))
@settings(PROPERTY, max_examples=EXAMPLES)
def test_a_random_file_is_accounted_for_or_refused(file):
    assert_answered(*file)


SOUND = st.text(st.sampled_from(string.ascii_letters + string.digits + ' ,;.-äöé\n"'), max_size=12)


@given(st.lists(st.tuples(SOUND, SOUND, SOUND), min_size=1, max_size=12), st.sampled_from([",", ";", "\t"]))
@settings(PROPERTY, max_examples=max(60, EXAMPLES // 3))
def test_every_record_of_a_sound_file_is_counted(rows, delimiter):
    table = Table(
        ["Deal ID", "Deal Name", "Stage", "Created Date", "Owner"],
        [[f"D{number}", name, stage, "2026-01-15", owner] for number, (name, stage, owner) in enumerate(rows)],
    )
    assert_answered(csv_text(table, delimiter, "\n", every=True).encode(), "sound.csv", len(rows))


@cache
def seeds() -> list[tuple[bytes, str]]:
    """A small file of every export, spread over the containers."""
    files = []
    for number, export in enumerate(EXPORTS):
        fitting = [each for each in CONTAINERS if each.name in (export.containers or [c.name for c in CONTAINERS]) and export.language in (each.languages or export.language)]  # fmt: skip
        container = fitting[number % len(fitting)]
        table = export.table(DEALS[:7])
        if not container.typed:
            table = table.as_text("31.12.2026 14:03", "1.234,50", export.language)
        files.append((container.write(table), f"seed.{container.suffix}"))
    return files


PIECES = [b'"', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b'",', b'""', b"\xe9", b"\xef\xbb\xbf", b"\x1a", b"Total,", b"<!DOCTYPE x>"]  # fmt: skip


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _damaged(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 5)):
        place = rng.randint(0, len(data))
        match rng.randint(0, 5):
            case 0:
                data = data[:place] + rng.choice(PIECES) + data[place:]
            case 1:
                data = data[:place] + rng.choice(PIECES) + data[place + rng.randint(1, 9) :]
            case 2:
                data = data[:place] + data[place + rng.randint(1, 40) :]
            case 3:  # a piece twice
                data = data[:place] + data[max(0, place - 60) : place] + data[place:]
            case 4:
                lines = data.split(b"\n")
                rng.shuffle(lines)
                data = b"\n".join(lines)
            case _:
                data = data[:place]
    return data


@st.composite
def mutated_files(draw):
    data, name = draw(st.sampled_from(seeds()))
    rng = random.Random(draw(st.integers(0, 1 << 40)))
    if data.startswith(b"PK") and rng.random() < 0.8:
        # inside a workbook, or nothing but its archive would ever be tried
        parts = _unzipped(data)
        part = rng.choice([each for each in parts if each.endswith((".xml", ".csv"))])
        return _zipped(parts | {part: _damaged(parts[part], rng)}), name
    return _damaged(data, rng), name


@given(mutated_files())
@settings(PROPERTY, max_examples=EXAMPLES)
def test_a_damaged_file_is_accounted_for_or_refused(file):
    assert_answered(*file)


@pytest.mark.parametrize("number", range(len(EXPORTS)), ids=[export.name for export in EXPORTS])
def test_the_undamaged_files_are_accounted_for(number):
    assert_answered(*seeds()[number])
