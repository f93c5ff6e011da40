"""Import: upload exports, see how they are read, import, undo."""

import streamlit as st

from pages._parts import formats, jobs, setup_missing, show, uploads
from pages._parts.imports import all_imports, just_imported, known_columns
from pages._parts.review import review
from pages._parts.work import workspace

work = workspace()
show.answer(
    "Which exports should count?",
    "Upload what your CRM exports, every week if you like. Each row is accounted for, and an import can be undone.",
)
files = st.file_uploader(
    "Exports of deals, their stage history, customers, subscriptions, targets, submitted forecasts or leads",
    uploads.TYPES,
    accept_multiple_files=True,
    key=f"uploader-{st.session_state.get('uploader', 0)}",
)
dropped = uploads.dropped(files)
reviewed = [review(work, file, is_alone=len(dropped) == 1) for file in dropped]
if reviewed:
    ready = [each for each in reviewed if each is not None]
    words = f"Import {formats.count(len(ready), 'file')}" if ready else "Import"
    left = len(reviewed) - len(ready)
    said = setup_missing.ask_before(work, ready)
    with st.container(horizontal=True, vertical_alignment="center"):
        start = st.button(words, type="primary", key="import", disabled=not ready or jobs.is_running(work))
        st.caption(f"{formats.number(left)} not ready." if left else "")
    if start:
        jobs.start(work, ready, uploads.clear, said)
        st.rerun()

jobs.panel(work)
just_imported(work)
all_imports(work)
known_columns(work)
