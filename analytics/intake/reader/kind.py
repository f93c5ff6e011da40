"""What a file is, by its first bytes.  Its name is what somebody called it, and serves for messages only."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Literal

from analytics import errors

Kind = Literal["xlsx", "ods", "xls", "text"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

NO_TABLES = {
    b"\x89PNG\r\n": "it is a PNG image",
    b"\xff\xd8\xff": "it is a JPEG image",
    b"GIF87a": "it is a GIF image",
    b"GIF89a": "it is a GIF image",
    b"%PDF-": "it is a PDF document",
    b"\x1f\x8b": "it is compressed with gzip; unpack it and upload the file in it",
    b"7z\xbc\xaf\x27\x1c": "it is a 7z archive; unpack it and upload the file in it",
    b"Rar!\x1a\x07": "it is a RAR archive; unpack it and upload the file in it",
    b"\x28\xb5\x2f\xfd": "it is compressed with zstd; unpack it and upload the file in it",
    b"\xfd7zXZ\x00": "it is compressed with xz; unpack it and upload the file in it",
    b"PAR1": "it is a Parquet file",
    b"SQLite format 3\x00": "it is an SQLite database",
}

IN_WORDS = [  # texts that are no tables of records, by how they begin
    (re.compile(r"<(!doctype html|html|head|body|table|meta|div)\b", re.I), "it is a web page (HTML)"),
    (re.compile(r"<\?xml\b", re.I), "it is an XML file"),
    (re.compile(r"\{\s*(\"|\}\s*$)|\[\s*(\{|\[|\"[^\"]*\"\s*[,\]]\s|\]\s*$)"), "it is a JSON file"),
    (re.compile(r"%!PS|\{\\rtf", re.I), "it is a text document"),
]


def kind_of(data: bytes, file_name: str) -> Kind:
    """The kind of a file that can be read; everything else is refused by name."""
    for start, what in NO_TABLES.items():
        if data.startswith(start):
            raise errors.not_a_table(file_name, what)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data, file_name)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise errors.locked(file_name)
        return "xls"
    return "text"


def is_office_file(names: Iterable[str]) -> bool:
    """Whether the files in a ZIP archive are the parts of one document; its own kind is another matter."""
    parts = {_part(name) for name in names}
    return "[content_types].xml" in parts or "content.xml" in parts or any(part.startswith("xl/") for part in parts)


def _part(name: str) -> str:
    return name.replace("\\", "/").lower()  # some writers put backslashes into the names


def _kind_of_zip(data: bytes, file_name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(map(_part, archive.namelist()))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as trouble:
        raise errors.not_a_table(file_name, "it is a workbook or archive that is damaged or cut off") from trouble
    if "xl/workbook.bin" in names:
        raise errors.not_a_table(file_name, "it is a binary Excel workbook (XLSB)")
    if any(re.fullmatch(r"xl/workbook\d*\.xml", name) for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if "word/document.xml" in names:
        raise errors.not_a_table(file_name, "it is a Word document")
    raise errors.not_a_table(file_name, "it is a ZIP archive; unpack it and upload the file in it")


def refuse_other_texts(start: str, file_name: str) -> None:
    """Refuse what begins as a web page, JSON or the like does, and bytes that are no text at all."""
    start = start.lstrip()
    for pattern, what in IN_WORDS:
        if pattern.match(start):
            raise errors.not_a_table(file_name, what)
    controls = len(re.findall(r"[\x01-\x08\x0e-\x1b\x7f]", start))
    if controls > 0.02 * len(start) + 2:
        raise errors.not_a_table(file_name, "it is not text")
