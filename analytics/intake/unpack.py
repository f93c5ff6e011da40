"""A gzip file or a ZIP archive to the tables in it.

Streams with budgets, so that it is safe in the process of the server; names inside an archive never become paths.
"""

from __future__ import annotations

import gzip
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from analytics import errors
from analytics.intake.reader.kind import is_office_file

TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")
ARCHIVES = (".zip", ".gz", ".tgz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".zst")

MOST_BYTES = 2**30  # unpacked, all files together
MOST_FILES = 100
MOST_DIRECTORY = 2**20  # bytes of the list of an archive's files: about ten thousand of them
MOST_RATIO = 200  # unpacked to packed, for what is over 10 MB: tables reach about 30
RATIO_FROM = 10 * 2**20
PIECE = 2**20

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)


def unpack(path: Path, file_name: str, folder: Path) -> list[tuple[Path, str]]:
    """The tables in a file, each as (path, name to show): the file itself, or what was unpacked into `folder`.

    A gzip file holds one table; of a ZIP archive every CSV or workbook in it is one, named `export.zip/deals.csv`.
    Folders, hidden files and what is plainly no table are left alone.  Raises `Refused` for an archive that is damaged,
    locked, empty, larger than one import may be, or that holds further archives.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:  # who imports it says so
        return [(path, file_name)]
    try:
        if start.startswith(b"\x1f\x8b"):
            return [_gunzip(path, file_name, folder)]
        if start in (b"PK\x03\x04", b"PK\x05\x06"):
            _check_directory(path, file_name)
            with zipfile.ZipFile(path) as archive:
                if not is_office_file(archive.namelist()):
                    return _unzip(archive, file_name, folder)
    except errors.SluiceError:  # is a ValueError itself
        raise
    except DAMAGE as trouble:
        raise errors.not_a_table(file_name, "the archive is damaged or cut off") from trouble
    return [(path, file_name)]


def _gunzip(path: Path, file_name: str, folder: Path) -> tuple[Path, str]:
    inner = file_name[:-3] if file_name.lower().endswith(".gz") else file_name
    suffix = Path(inner).suffix.lower()
    target = folder / f"0001{suffix if suffix in TABLES else ''}"
    with gzip.open(path) as packed:
        _copy(packed, target, path.stat().st_size, MOST_BYTES, file_name)
    _refuse_archive(target, file_name)
    return target, inner


def _unzip(archive: zipfile.ZipFile, file_name: str, folder: Path) -> list[tuple[Path, str]]:
    members = [each for each in archive.infolist() if not _is_hidden(each)]
    for each in members:
        if each.filename.lower().endswith(ARCHIVES):
            raise errors.not_a_table(
                file_name, f"the archive holds another archive, {_shown(each)!r}; unpack that first"
            )
    tables = [each for each in members if Path(each.filename).suffix.lower() in TABLES]
    if not tables:
        raise errors.not_a_table(file_name, "the archive holds no CSV file and no workbook")
    if len(tables) > MOST_FILES:
        raise errors.too_large(file_name, f"it holds {len(tables)} files; {MOST_FILES} can be imported at once")
    left, found = MOST_BYTES, []
    for number, each in enumerate(tables, start=1):
        if each.flag_bits & 0x1:
            raise errors.locked(file_name)
        target = folder / f"{number:04d}{Path(each.filename).suffix.lower()}"
        with archive.open(each) as packed:
            left -= _copy(packed, target, each.compress_size, left, file_name)
        _refuse_archive(target, file_name)
        found.append((target, f"{file_name}/{_shown(each)}"))
    return found


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    """Folders, and what systems put beside the files: `__MACOSX/`, `.DS_Store`."""
    parts = member.filename.replace("\\", "/").split("/")
    return member.is_dir() or parts[-1] == "" or any(re.match(r"__MACOSX$|\.[^.]", part) for part in parts)


def _shown(member: zipfile.ZipInfo) -> str:
    name = member.filename.replace("\\", "/").strip("/")
    return "".join(letter for letter in name if letter.isprintable())[-200:]


def _copy(packed: BinaryIO, target: Path, packed_size: int, budget: int, file_name: str) -> int:
    """Write what is packed to a file, within a budget; how many bytes that were."""
    size = 0
    with target.open("wb") as file:
        while piece := packed.read(PIECE):
            size += len(piece)
            if size > budget:
                raise errors.too_large(file_name, f"unpacked, it takes more than {MOST_BYTES // 2**30} GB")
            if size > RATIO_FROM and size > MOST_RATIO * packed_size:
                raise errors.too_large(file_name, "it is packed as no table is")
            file.write(piece)
    return size


def _refuse_archive(path: Path, file_name: str) -> None:
    """Refuse an archive in an archive, whatever its name says."""
    with path.open("rb") as file:
        start = file.read(512)
    nested = start.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")) or start[257:262] == b"ustar"
    if start.startswith(b"PK\x03\x04"):
        _check_directory(path, file_name)
        with zipfile.ZipFile(path) as inner:
            nested = not is_office_file(inner.namelist())
    if nested:
        raise errors.not_a_table(file_name, "it holds another archive; unpack that first")


def _check_directory(path: Path, file_name: str) -> None:
    """Refuse a list of files that would fill the memory, before anybody reads it."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2**16 - 22, 0))
        end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile("no list of files")
    (size,) = struct.unpack_from("<I", end, at + 12)
    # a list of more than four gigabytes, or its size said elsewhere, as it may be for archives beyond that
    if size > MOST_DIRECTORY or end[max(at - 20, 0) :].startswith(b"PK\x06\x07"):
        raise errors.too_large(file_name, "the archive lists more files than one import may have")
