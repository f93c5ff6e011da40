"""Dropped files, on disk while they are reviewed, and what reading them would give."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from analytics.errors import Refused
from analytics.intake import Options, Receipt
from analytics.workspace import Workspace

TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods"]
_READ = "uploads-read"


@dataclass(frozen=True)
class Dropped:
    """One file: an id of ours, its name as people know it, and where its bytes are meanwhile."""

    id: str
    name: str
    path: Path


def dropped(files: Sequence[BinaryIO]) -> list[Dropped]:
    """The files of the uploader, each streamed to disk once; those taken out of it are removed."""
    folder = _folder()
    kept = []
    for file in files:
        path = folder / file.file_id
        if not path.exists():
            with path.open("wb") as out:
                shutil.copyfileobj(file, out)
        kept.append(Dropped(file.file_id, file.name, path))
    for path in set(folder.iterdir()) - {each.path for each in kept}:
        path.unlink()
    return kept


def look(work: Workspace, file: Dropped, options: Options) -> Receipt | Refused:
    """What importing the file would give, or why it would be refused.  Read once for the same options."""
    known = st.session_state.setdefault(_READ, {})
    key = (file.id, json.dumps(options.as_dict(), sort_keys=True))
    if key not in known:
        with st.spinner("Reading …"):
            try:
                known[key] = work.preview(file.path, options, file_name=file.name)
            except Refused as refused:
                known[key] = refused
    return known[key]


def clear() -> None:
    """Empty the uploader and forget what was read."""
    st.session_state["uploader"] = st.session_state.get("uploader", 0) + 1
    st.session_state.pop(_READ, None)


def _folder() -> Path:
    """A folder of this session; it goes when the session goes."""
    if "uploads-folder" not in st.session_state:
        st.session_state["uploads-folder"] = tempfile.TemporaryDirectory(prefix="sluice-")
    return Path(st.session_state["uploads-folder"].name)
