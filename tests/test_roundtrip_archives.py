"""What comes packed is read as if it were not."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from analytics.intake import Options, take
from analytics.intake import unpack as unpacking
from tests.roundtrip.combinations import DEALS_EXPORTS, plainly

DIFFERENT = {export.crm: export for export in reversed(DEALS_EXPORTS)}


def zipped(data: bytes, name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"export/{name}", data)
        archive.writestr("__MACOSX/export/._" + name, b"\0\1")
        archive.writestr("readme.pdf", b"%PDF-1.7")
    return file.getvalue()


@pytest.mark.parametrize("crm", DIFFERENT)
@pytest.mark.parametrize(("pack", "suffix"), [(lambda data, _: gzip.compress(data), ".gz"), (zipped, ".zip")], ids=["gzip", "ZIP"])  # fmt: skip
def test_a_packed_export_is_read_like_the_file_in_it(crm, pack, suffix, tmp_path):
    name, data = plainly(DIFFERENT[crm])
    packed = tmp_path / "upload"
    packed.write_bytes(pack(data, name))
    (tmp_path / "unpacked").mkdir()
    [(path, shown)] = unpacking.unpack(packed, name + suffix, tmp_path / "unpacked")
    assert shown.endswith(name)
    straight, unpacked = (take(each, name, Options()) for each in (data, path.read_bytes()))
    assert unpacked.receipt == straight.receipt
