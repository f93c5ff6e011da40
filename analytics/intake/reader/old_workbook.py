"""What stands in a workbook of Excel 97 to 2003: one stream of a compound file, made of records."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

BEGINS, ENDS, SHEET = 0x0809, 0x000A, 0x0085  # kinds of records
_VERSION = 0x0600
_STREAM, _ROOT = 2, 5  # kinds of entries in the directory of the compound file
_ENTRY = 128


def stream_of(data: bytes) -> bytes:
    """The stream `Workbook` of a compound file; empty where it cannot be followed, or the workbook is older.

    Nothing is made as large as the file claims: a stream has as many sectors as the file, at most.
    Source: [MS-CFB] 2.2 (header), 2.3 to 2.5 (tables of sectors), 2.6 (directory).
    """
    if len(data) < 512:
        return b""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        return b""
    sectors = _cut(memoryview(data)[1 << shift :], 1 << shift)
    table = _table(data, sectors, 1 << shift)
    first_entry, longest_small, first_small = struct.unpack_from("<i4xIi", data, 48)
    root, found = None, None
    for name, kind, begin, size in _entries(b"".join(_chain(sectors, table, first_entry))):
        if kind == _ROOT and root is None:
            root = begin
        if kind == _STREAM and found is None and name.casefold() == "workbook":
            found = begin, size
    if found is None:
        return b""
    begin, size = found
    if size < longest_small and root is not None:
        # a short stream stands in small sectors, which fill a stream themselves
        small = b"".join(_chain(sectors, table, root))
        table = _numbers(b"".join(_chain(sectors, table, first_small)))
        sectors = _cut(memoryview(small), 1 << small_shift)
    stream = b"".join(_chain(sectors, table, begin))[:size]
    is_known = len(stream) >= 6 and struct.unpack_from("<H2xH", stream) == (BEGINS, _VERSION)
    return stream if is_known else b""


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, int, int]]:
    """The records from a place on, as far as they are whole: the kind of each, where its content begins, and its length."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream):
            return
        yield kind, at, length
        at += length


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Name, kind, first sector and size of each stream."""
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        name = directory[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
        yield name, directory[at + 66], *struct.unpack_from("<iI", directory, at + 116)


def _table(data: bytes, sectors: Sequence[memoryview], size: int) -> Sequence[int]:
    """For each sector the next one of its stream.

    The table fills sectors itself: the header lists the first 109 of them, a chain of sectors the others.
    """
    needed = -(-len(sectors) * 4 // size)
    listed = list(struct.unpack_from("<109i", data, 76))
    (more,) = struct.unpack_from("<i", data, 68)
    while len(listed) < needed and 0 <= more < len(sectors) and len(sectors[more]) == size:
        *numbers, more = _numbers(sectors[more])
        listed += numbers
    return _numbers(b"".join(sectors[each] for each in listed[:needed] if 0 <= each < len(sectors)))


def _chain(sectors: Sequence[memoryview], table: Sequence[int], at: int) -> list[memoryview]:
    """The sectors of a stream; as many as there are, where it turns in a circle."""
    chain: list[memoryview] = []
    last = min(len(sectors), len(table))
    for _ in sectors:
        if not 0 <= at < last:
            break
        chain.append(sectors[at])
        at = table[at]
    return chain


def _cut(data: memoryview, size: int) -> list[memoryview]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _numbers(text: bytes | memoryview) -> Sequence[int]:
    return struct.unpack_from(f"<{len(text) // 4}i", text)
