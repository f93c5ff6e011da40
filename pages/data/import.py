"""Import: upload exports, see how they are read, import, undo."""

import streamlit as st

from pages._parts import formats, show, uploads
from pages._parts.imports import all_imports, just_imported, remember
from pages._parts.review import review
from pages._parts.work import workspace

work = workspace()
show.answer(
    "Which exports should count?",
    "Upload what your CRM exports, every week if you like. Each row is accounted for, and an import can be undone.",
)
files = st.file_uploader(
    "Exports of deals, or of their stage history",
    uploads.TYPES,
    accept_multiple_files=True,
    key=f"uploader-{st.session_state.get('uploader', 0)}",
)
ready = {file: review(work, file) for file in uploads.dropped(files)}
if ready:
    chosen = [(file.path, file.name, options) for file, options in ready.items() if options is not None]
    words = f"Import {formats.number(len(chosen))} file" + ("" if len(chosen) == 1 else "s")
    left = len(ready) - len(chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        start = st.button(words, type="primary", key="import", disabled=not chosen)
        st.caption(f"{formats.number(left)} cannot be read yet." if left else "")
    if start:
        with st.status("Importing") as status:
            remember(work.import_files(chosen, lambda message: status.update(label=formats.md(message))))
        uploads.clear()
        st.rerun()

just_imported()
all_imports(work)
