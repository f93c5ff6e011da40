"""The workspace of this run, and questions put to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import streamlit as st

from analytics.errors import SluiceError
from analytics.workspace import Engine, Scope, Workspace, default_folder
from pages._parts.formats import md

DEFAULT = "default"
# what tells of customers; won deals do where nothing else is
CUSTOMERS = ("deals", "customers", "subscriptions")
Answer = TypeVar("Answer")


def workspace() -> Workspace:
    """The workspace that the link names (`?w=`), else the one named before in this session, else the default one."""
    return _open(str(default_folder() / st.session_state.get("workspace", DEFAULT)))


def settle() -> str | None:
    """Decide the workspace of this run and keep it in the link; a sentence where the link names none that is here."""
    asked = st.query_params.get("w") or st.session_state.get("workspace", DEFAULT)
    known = asked == DEFAULT or (
        re.fullmatch(r"[a-z0-9-]{1,64}", asked) is not None and (default_folder() / asked).is_dir()
    )
    chosen = asked if known else DEFAULT
    st.session_state["workspace"] = chosen
    if st.query_params.get("w", DEFAULT) != chosen:
        if chosen == DEFAULT:
            del st.query_params["w"]
        else:
            st.query_params["w"] = chosen
    return None if known else f"There is no workspace “{asked[:64]}” here; this is the default one."


def has_data(work: Workspace, *kinds: str) -> bool:
    """Whether any deals (or files of these kinds) are imported."""
    try:
        return work.engine is not None and any(each.receipt.kind in (kinds or ("deals",)) for each in work.imports())
    except SluiceError as error:
        if error.code == "no_data":
            return False
        raise


def mend(work: Workspace, damage: SluiceError) -> None:
    """Say what is damaged, and offer to make the database again from the kept uploads where that helps."""
    st.error(md(damage))
    if damage.code in ("damaged", "broken_state") and st.button(
        "Make it again from the kept uploads", key="mend", type="primary"
    ):
        with st.spinner("Counting"):
            work.rebuild()
        st.rerun()


def ask(metric: Callable[..., Answer], work: Workspace, scope: Scope, *arguments: object) -> Answer:
    """What a metric answers; asked once for each workspace, generation, scope and further arguments."""
    engine = work.engine
    name = f"{metric.__module__}.{metric.__qualname__}"
    return _answer(str(work.folder), engine.path.name, name, scope, arguments, _metric=metric, _engine=engine)


@dataclass(frozen=True)
class _Snapshot:
    """One generation of a workspace, so that all queries of a metric see the same one."""

    engine: Engine


@st.cache_resource(max_entries=64, show_spinner=False)
def _open(folder: str) -> Workspace:
    return Workspace(Path(folder))


# folder and generation tell the engine apart, the name tells the metric
@st.cache_data(max_entries=512, show_spinner=False)
def _answer(
    folder: str, generation: str, name: str, scope: Scope, arguments: tuple, _metric: Callable, _engine: Engine
) -> object:
    return _metric(_Snapshot(_engine), scope, *arguments)
