"""Bytes to text.  Nothing is replaced or dropped on the way but what is named in `_without_debris`."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, replace

from analytics import errors
from analytics.intake.reader.guessing import guess, holds_utf8, mixed_text, reads_as_mixed
from analytics.wording import one_or_many

MARKS = [  # the longer first: the mark of UTF-32 LE begins with that of UTF-16 LE
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]

PIECE = 2**22
NULL = b"\0"


MIXED = "utf-8+"  # and another encoding: UTF-8 with pieces of the other one, as programs make that append to a file


@dataclass(frozen=True)
class Text:
    """A text of a file.

    - `utf8`: the text, in UTF-8 whatever it came in
    - `encoding`: the one that it came in
    - `choices`: where that is a guess, what else it may be, the guess first; else empty
    - `example`: a line by which the guess can be judged
    - `notes`: what people should know of it
    """

    utf8: bytes
    encoding: str
    choices: tuple[str, ...] = ()
    example: str = ""
    notes: tuple[str, ...] = ()


def decode(data: bytes, file_name: str, known: Callable[[str], bool], encoding: str | None = None) -> Text:
    """The text, and the encoding that it was in.

    In this order: the encoding asked for; a byte-order mark; UTF-16 or UTF-32 by where the NULs are; UTF-8 if all of
    it is; UTF-8 with pieces in another encoding (`utf-8+cp1252`), where more lines are the former; else a guess
    (`guessing`).
    """
    text = _asked(data, file_name, encoding) if encoding else _found(data, file_name, known)
    nulls = text.utf8.rstrip(NULL).count(NULL) if NULL in text.utf8 else 0  # looking is faster than counting
    removed = (
        one_or_many(
            nulls, "{} NUL character was removed from the text.", "{} NUL characters were removed from the text."
        ),
    )
    return replace(text, utf8=_without_debris(text.utf8), notes=(*text.notes, *(removed if nulls else ())))


def _without_debris(utf8: bytes) -> bytes:
    """Without NULs, byte-order marks at the start, the 0x1A that old programs write after the last record with all that
    follows, and the second CR of line ends that were made Windows' own twice (CR CR LF)."""
    utf8 = utf8.replace(NULL, b"") if NULL in utf8 else utf8
    while utf8.startswith(codecs.BOM_UTF8):
        utf8 = utf8[3:]
    if b"\x1a" in utf8:
        body = utf8.rstrip(b"\x1a \t\r\n")
        utf8 = body + utf8[len(body) :].partition(b"\x1a")[0]
    if b"\r\r\n" in utf8[:PIECE] and utf8.count(b"\r\r\n") == utf8.count(b"\n"):
        utf8 = utf8.replace(b"\r\r\n", b"\r\n")
    return utf8


def _asked(data: bytes, file_name: str, encoding: str) -> Text:
    try:
        return Text(_recoded(data, encoding), encoding)
    except UnicodeError as trouble:
        raise errors.wrong_encoding(file_name, encoding) from trouble
    except (LookupError, ValueError) as trouble:  # ValueError: a name with a NUL in it
        raise errors.unknown_encoding(file_name, encoding) from trouble


def _found(data: bytes, file_name: str, known: Callable[[str], bool]) -> Text:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    name = marked or _by_nulls(data) or "utf-8"
    try:
        return Text(_recoded(data, name), name)
    except UnicodeDecodeError as trouble:
        if not name.startswith("utf-8"):
            raise errors.not_a_table(file_name, f"it begins as {name.upper()} but is damaged or cut off") from trouble
    others, proofs = _not_utf8(data)
    choices, proven = guess(others if marked or proofs > len(others.splitlines()) else data, known)
    if not choices:
        raise errors.not_a_table(file_name, "its characters are in no encoding that is known")
    if marked or proofs > len(others.splitlines()):
        choices = [MIXED + name for name in choices]
    elif proofs and reads_as_mixed(data, choices[0]):
        choices, proven = [MIXED + "cp1252", *choices], False
    example = _recoded(others.splitlines()[0], choices[0]).decode()
    return Text(
        _recoded(data, choices[0]), choices[0], () if proven else tuple(choices), example, _told(others, choices[0])
    )


def _told(others: bytes, encoding: str) -> tuple[str, ...]:
    if not encoding.startswith(MIXED):
        return ()
    other = encoding.removeprefix(MIXED)
    return (
        one_or_many(
            len(others.splitlines()),
            f"{{}} line of the file is not in UTF-8 as the others are; what is not was read as {other}.",
            f"{{}} lines of the file are not in UTF-8 as the others are; what is not was read as {other}.",
        ),
    )


def _recoded(data: bytes, encoding: str) -> bytes:
    """The bytes in UTF-8: the same ones where they are that already, so that a long text is not copied."""
    if encoding.startswith(MIXED):
        return mixed_text(data, encoding.removeprefix(MIXED)).encode()
    if encoding not in ("utf-8", "utf-8-sig"):
        return data.decode(encoding).encode()
    if data.isascii():
        return data
    check = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), PIECE):
        check.decode(data[start : start + PIECE])
    check.decode(b"", final=True)
    return data


def _by_nulls(data: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark: delimiters, digits and line ends have their NULs all at the same places."""
    start = data[:4096]
    at = [start[place::4].count(0) for place in range(4)]
    many = len(start) // 40 + 1
    if at[0] >= many and at[1] >= many and not at[3]:
        return "utf-32-be"
    if at[2] >= many and at[3] >= many and not at[0]:
        return "utf-32-le"
    if at[0] + at[2] >= 2 * many and not at[1] + at[3]:
        return "utf-16-be"
    if at[1] + at[3] >= 2 * many and not at[0] + at[2]:
        return "utf-16-le"
    return None


def _not_utf8(data: bytes) -> tuple[bytes, int]:
    """The lines that are not UTF-8, and how many others hold more than ASCII."""
    others, proofs = [], 0
    for line in data.splitlines(keepends=True):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            proofs += 1
        except UnicodeDecodeError:
            others.append(line)
            proofs += holds_utf8(line)
    return b"".join(others), proofs
