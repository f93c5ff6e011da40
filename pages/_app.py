"""The frame: menu, workspace and filters; then the page."""

from pathlib import Path

import streamlit as st

from analytics.errors import SluiceError
from pages._parts import jobs
from pages._parts import work as parts
from pages._parts.filters import filters
from pages._parts.formats import md
from pages._parts.menu import SECTIONS

st.set_page_config(page_title="Sluice", page_icon="🌊", layout="wide")
st.logo(Path(__file__).parent / "_parts" / "logo.svg", size="large")

notice = parts.settle()
work = parts.workspace()
damage = None
try:
    filled = parts.has_data(work, *parts.CUSTOMERS)
except SluiceError as error:
    filled, damage = False, error

start = st.Page(
    "start.py", title="Start", icon=":material/home:", default=True, visibility="hidden" if filled else "visible",
    help="What Sluice answers; the sample company.",
)  # fmt: skip
menu = {
    section: [
        st.Page(path, title=title, icon=f":material/{icon}:", url_path=Path(path).stem, help=question)
        for path, title, icon, question in pages
    ]
    for section, pages in SECTIONS.items()
}
imports = menu["Data"][0]
# at the top: the left is for the filters
page = st.navigation({"": [start], **menu}, position="top")

if notice:
    st.session_state["notice"] = notice
# with data the start page leads on to another, and the notice goes with it
if (page is not start or not filled) and (notice := st.session_state.pop("notice", None)):
    st.warning(md(notice), icon=":material/link_off:")
if page is not imports:
    with st.sidebar:
        jobs.line(work)
try:
    if filled and page is not start and page not in menu["Data"]:
        filters(work)
    if damage:
        parts.mend(work, damage)
    else:
        page.run()
except SluiceError as error:
    st.error(md(error))
except TimeoutError:
    st.error("This question took too long to answer. Choose fewer deals at the left, or try again.")
