"""The button that imports what was reviewed: the click itself starts the import, before the page is drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from analytics.intake.model import Question
from analytics.workspace import Upload, Workspace
from analytics.workspace.setting_rows import MissingDeals
from pages._parts import formats, jobs, uploads
from pages._parts.formats import md
from pages._parts.uploads import Dropped

_READY = "import-ready"


@dataclass(frozen=True)
class _Ready:
    """What a click imports, as it stood when the button was drawn; `answers`: all that was said in the review by then."""

    uploads: Sequence[Upload]
    missing: Sequence[MissingDeals]
    files: Sequence[Dropped]
    answers: dict[str, object]


def withdraw() -> None:
    """Nothing is ready until the button is drawn; a click meanwhile waits for it."""
    st.session_state.pop(_READY, None)


def draw(
    work: Workspace, files: Sequence[Dropped], reviewed: Sequence[Upload | None], missing: Sequence[MissingDeals]
) -> None:
    """The button, always in sight; beside it how many files are not ready and which ones ask something."""
    ready = [each for each in reviewed if each is not None]
    words = f"Import {formats.count(len(ready), 'file')}" if ready else "Import"
    with st.bottom, st.container(border=True, horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            words, type="primary", key="import", disabled=not ready or jobs.is_running(work), on_click=_start, args=(work,)
        )  # fmt: skip
        busy = ["Another import is going on."] if jobs.is_running(work) else []
        st.caption(" ".join([*busy, *_beside(ready, len(reviewed) - len(ready))]))
    if pressed and not jobs.is_running(work):
        # something was answered in the moment before the click: only now is it known what that gives
        jobs.start(work, ready, uploads.clear, missing)
        st.rerun()
    st.session_state[_READY] = _Ready(ready, missing, list(files), _answers(files))


def _beside(ready: Sequence[Upload], left: int) -> list[str]:
    """What keeps files back, and which ones are imported on an assumption."""
    said = [f"{formats.number(left)} not ready."] if left else []
    asking = [each.file_name for each in ready if any(map(_counts, each.reading.receipt.questions))]
    if asking:
        names = f"{md(asking[0])} {'asks' if len(asking) == 1 else 'and others ask'} something"
        said.append(f"{names}: what is assumed counts until you answer.")
    return said


def _counts(question: Question) -> bool:
    """Whether figures may rest on the answer; whether Western words are well read is seen at once."""
    return len(question.choices) > 1 and (question.field, question.assumed) != ("encoding", "cp1252")


def _start(work: Workspace) -> None:
    """Drawing a page with large files takes seconds, in which a person may leave it: the import does not wait for that."""
    ready = st.session_state.pop(_READY, None)
    if ready is not None and ready.answers == _answers(ready.files):
        jobs.start(work, ready.uploads, uploads.clear, ready.missing)


def _answers(files: Sequence[Dropped]) -> dict[str, object]:
    of_review = (*(f"{file.id}-" for file in files), "lacking-")
    return {key: each for key, each in st.session_state.items() if str(key).startswith(of_review)}
