"""The receipt of a workspace: which files were read by which rules, so that another person comes to the same figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics import errors, intake
from analytics.intake import Options, Receipt
from analytics.workspace import settings as settings_file
from analytics.workspace.engine import HERE
from analytics.workspace.imports import Import
from analytics.workspace.settings import Settings

_SAME = ("rows_read", "rows_accepted", "rows_rejected", "rows_furniture", "amount_total", "deals")
_FORM = "sluice receipt 1"


@dataclass(frozen=True)
class Kept:
    """A receipt from its file: the settings, and of each upload (by its SHA-256) how it was read and what came of it.

    `rules`: those by which it was read, see `rules`.
    """

    rules: str
    settings: Settings
    imports: Mapping[str, tuple[Options, Receipt]]


@cache
def rules() -> str:
    """A hash of all that decides how a file is read and counted: the version of the rules."""
    folders = (Path(intake.__file__).parent, HERE)
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".toml", ".sql"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def written(imports: Sequence[Import], settings: Settings) -> bytes:
    """The receipt as a file: JSON."""
    document = {
        "form": _FORM,
        "rules": rules(),
        "imports": [
            {
                "import_id": each.import_id,
                "file": each.receipt.file,
                "sha256": each.receipt.sha256,
                "options": each.options.as_dict(),
                "receipt": each.receipt.as_dict(),
            }
            for each in imports
        ],
        "settings": settings_file.dump(settings),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def read_receipt(path: Path) -> Kept:
    """The inverse of `written`; refused where the file is no receipt."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["form"] != _FORM:
            raise ValueError(stored["form"])
        imports = {
            each["sha256"]: (Options.from_dict(each["options"]), Receipt.from_dict(each["receipt"]))
            for each in stored["imports"]
        }
        return Kept(stored["rules"], settings_file.parse(stored["settings"].encode()), imports)
    except FileNotFoundError:
        raise errors.no_such_file(str(path)) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise errors.no_receipt(path.name) from None


def differences(then: Receipt, now: Receipt) -> list[dict[str, object]]:
    """What another reading of the same file counts otherwise: `what`, `then`, `now`."""
    before, after = then.as_dict(), now.as_dict()
    return [{"what": name, "then": before[name], "now": after[name]} for name in _SAME if before[name] != after[name]]
