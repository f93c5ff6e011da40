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
    filled = parts.has_data(work, *parts.CUSTOMERS)
except SluiceError as error:
    filled, damage = False, error

start = st.Page(
    "start.py", title="Start", icon=":material/home:", default=True, visibility="hidden" if filled else "visible",
    help="What Sluice answers; the sample company.",
)  # fmt: skip
# section -> its pages: file, title, icon, question.  All but those of Data have the filters.
SECTIONS = {
    "Pipeline": [
        ("pipeline/overview.py", "Overview", "space_dashboard", "Where does the pipeline stand?"),
        ("pipeline/funnel.py", "Funnel", "filter_alt", "Where do deals stop?"),
        ("pipeline/conversion.py", "Conversion", "stairs", "How likely does a deal move on?"),
        ("pipeline/velocity.py", "Velocity", "speed", "How fast does money move?"),
        ("pipeline/changes.py", "Changes", "difference", "What changed?"),
        ("pipeline/health.py", "Health", "ecg_heart", "What needs attention now?"),
    ],
    "Forecast": [
        ("forecast/quarter.py", "Quarter", "query_stats", "What will the quarter bring?"),
        ("forecast/accuracy.py", "Accuracy", "target", "How right were the forecasts?"),
    ],
    "Coaching": [
        ("coaching/weak_stages.py", "Weak stages", "sports", "Which stage to coach, for whom?"),
        ("coaching/scorecard.py", "Scorecard", "badge", "How does one person sell, against the team?"),
        ("coaching/segments.py", "Segments", "category", "Which kinds of deals are won?"),
        ("coaching/process.py", "Process", "rule", "Which stages earn their place?"),
    ],
    "Customers": [
        ("customers/churn.py", "Churn", "person_remove", "Which customers leave, and what does it cost?"),
        ("customers/delivery.py", "Delivery", "rocket_launch", "Do customers get what was sold, and how soon?"),
    ],
    "Data": [
        ("data/import.py", "Import", "upload", "Upload, review, undo."),
        ("data/evidence.py", "Evidence", "fact_check", "What can these files tell, and what would tell more?"),
        ("data/setup.py", "Setup", "tune", "Stages, currencies, people."),
    ],
}
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
