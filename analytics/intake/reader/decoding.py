"""Bytes to text.  Nothing is replaced or dropped on the way but byte-order marks, NULs and an end-of-file mark."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from analytics import errors

MARKS = [  # the longer first: the mark of UTF-32 LE begins with that of UTF-16 LE
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]

# Encodings that CRMs and spreadsheet programs write.  A guess outside of these is never right for a table.
GUESSES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "cp866", "cp850"]
GUESSES += ["mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949"]

# What no Western text has inside a word: signs, and capitals after small letters.  Other encodings have letters there.
GLUED = re.compile(r"[^\W\d_][¡¢£¤¥¦¨¬¯±²³´¶¸¹¼½¾¿×÷†‡ˆ‰˜„‚‹›ƒ]+[^\W\d_]|[a-zß-ÿ][ŠŒŽŸÀ-Þ][a-zß-ÿ]")

SAMPLE = 65_536


def decode(data: bytes, file_name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text and the encoding it was in.

    In this order: the encoding asked for; a byte-order mark; UTF-16 or UTF-32 by where the NULs are; UTF-8 if all of
    it is; UTF-8 with single lines of Windows-1252 (`utf-8+cp1252`), as programs make that append to a file;
    Windows-1252 if that makes Western words; else the best guess among `GUESSES`.
    """
    text, name = _asked(data, file_name, encoding) if encoding else _found(data, file_name)
    text = text.replace("\0", "").lstrip("\ufeff")
    return _to_the_end_mark(text), name


def _to_the_end_mark(text: str) -> str:
    """Without the 0x1A that old programs write after the last record, and the blanks after that."""
    if "\x1a" not in text:
        return text
    body = text.rstrip("\x1a \t\r\n")
    return body + text[len(body) :].partition("\x1a")[0]


def _asked(data: bytes, file_name: str, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except (UnicodeError, LookupError) as trouble:
        raise errors.wrong_encoding(file_name, encoding) from trouble


def _found(data: bytes, file_name: str) -> tuple[str, str]:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    name = marked or _by_nulls(data) or "utf-8"
    try:
        return data.decode(name), name
    except UnicodeDecodeError as trouble:
        if not name.startswith("utf-8"):
            raise errors.not_a_table(file_name, f"it begins as {name.upper()} but is damaged or cut off") from trouble
    text = _line_by_line(data, certain=marked is not None)
    return (text, "utf-8+cp1252") if text is not None else _guess(data, file_name)


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


def _line_by_line(data: bytes, certain: bool) -> str | None:
    """UTF-8 but for some lines, which are Windows-1252; None if the file is not mainly UTF-8."""
    lines, proofs, others = [], 0, 0
    for line in data.splitlines(keepends=True):
        try:
            lines.append(line.decode("utf-8"))
            proofs += not line.isascii()
        except UnicodeDecodeError:
            lines.append(_western(line))
            others += 1
    return "".join(lines) if certain or proofs > others else None


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _guess(data: bytes, file_name: str) -> tuple[str, str]:
    sample = _telling(data)
    guesses = [match.encoding for match in from_bytes(sample, cp_isolation=GUESSES) if match.encoding != "cp1252"]
    names = ["cp1252", *guesses] if _makes_western_words(sample) else [*guesses, "cp1252"]
    for name in names:
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise errors.not_a_table(file_name, "its characters are in no encoding that is known")


def _telling(data: bytes) -> bytes:
    """The first lines that hold more than ASCII, up to the size of a sample."""
    telling, size = [], 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            telling.append(line[:SAMPLE])
            size += len(line)
        if size > SAMPLE:
            break
    return b"".join(telling)


def _makes_western_words(sample: bytes) -> bool:
    """Whether Windows-1252 fits: accents stand alone between plain letters, and no sign stands inside a word."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = len(re.findall(rb"[\x80-\xff]", sample))
    in_runs = sum(map(len, re.findall(rb"[\x80-\xff]{3,}", sample)))
    turkish = re.search("[þðÞÐ]", text) and not re.search("[áæíÁÆÍ]", text)  # else these letters are Icelandic
    return in_runs <= 0.3 * high and len(GLUED.findall(text)) <= 0.02 * high and not turkish
