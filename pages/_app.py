"""The frame: menu, workspace and filters; then the page."""

from pathlib import Path

import streamlit as st

from analytics.errors import SluiceError
from pages._parts import jobs
from pages._parts import work as parts
from pages._parts.filters import filters
from pages._parts.formats import md

st.set_page_config(page_title="Sluice", page_icon="🌊", layout="wide")
st.logo(Path(__file__).parent / "_parts" / "logo.svg", size="large")

notice = parts.settle()
work = parts.workspace()
damage = None
try:
    filled = parts.has_data(work)
except SluiceError as error:
    filled, damage = False, error

start = st.Page(
    "start.py", title="Start", icon=":material/home:", default=True, visibility="hidden" if filled else "visible",
    help="What Sluice answers; the sample company.",
)  # fmt: skip
pipeline = [
    st.Page(
        "pipeline/overview.py",
        title="Overview",
        icon=":material/space_dashboard:",
        help="Where does the pipeline stand?",
    ),
    st.Page("pipeline/funnel.py", title="Funnel", icon=":material/filter_alt:", help="Where do deals stop?"),
    st.Page(
        "pipeline/conversion.py",
        title="Conversion",
        icon=":material/stairs:",
        help="How likely does a deal move on?",
    ),
    st.Page("pipeline/velocity.py", title="Velocity", icon=":material/speed:", help="How fast does money move?"),
]
imports = st.Page(
    "data/import.py", title="Import", url_path="import", icon=":material/upload:", help="Upload, review, undo."
)
data = [
    imports,
    st.Page("data/setup.py", title="Setup", icon=":material/tune:", help="Stages, currencies, rates."),
]
page = st.navigation({"": [start], "Pipeline": pipeline, "Data": data})

if notice:
    st.session_state["notice"] = notice
# with data the start page leads on to another, and the notice goes with it
if (page is not start or not filled) and (notice := st.session_state.pop("notice", None)):
    st.warning(md(notice), icon=":material/link_off:")
if page is not imports:
    with st.sidebar:
        jobs.line(work)
try:
    if filled and page in pipeline:
        filters(work)
    if damage:
        parts.mend(work, damage)
    else:
        page.run()
except SluiceError as error:
    st.error(md(error))
except TimeoutError:
    st.error("This question took too long to answer. Choose fewer deals at the left, or try again.")
