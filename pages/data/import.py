"""Import: upload exports, see how they are read, import, undo."""

import streamlit as st

from pages._parts import import_button, jobs, setup_missing, show, uploads
from pages._parts.imports import all_imports, just_imported, known_columns
from pages._parts.review import review
from pages._parts.work import workspace

work = workspace()
import_button.withdraw()
show.answer(
    "Which exports should count?",
    "Upload what your CRM exports, every week if you like. Each row is accounted for, and an import can be undone.",
)
files = st.file_uploader(
    "Exports of deals, their stage history, customers, subscriptions, targets, submitted forecasts or leads",
    uploads.TYPES,
    accept_multiple_files=True,
    help="A larger file goes in as ZIP or GZ, or by the command line.",
    key=f"uploader-{st.session_state.get('uploader', 0)}",
)
if files and not jobs.is_running(work):
    # beside a new review the end of the last import would pass for that of the new one
    jobs.dismiss(work)
jobs.panel(work)
dropped = uploads.dropped(files)
uploads.begin(work, dropped)
reading = st.container()
reviewed = [review(work, file, is_alone=len(dropped) == 1) for file in dropped]
with reading:
    uploads.progress(dropped)
if reviewed:
    missing = setup_missing.ask_before(work, [each for each in reviewed if each is not None])
    import_button.draw(work, dropped, reviewed, missing)

just_imported(work)
all_imports(work)
known_columns(work)
