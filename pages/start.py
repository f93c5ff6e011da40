"""Start: open the sample company, or upload."""

import streamlit as st

from analytics.samples import load_sample
from pages._parts import show
from pages._parts.formats import md
from pages._parts.menu import SECTIONS
from pages._parts.work import CUSTOMERS, has_data, workspace

work = workspace()
if has_data(work, *CUSTOMERS):
    st.switch_page(
        "pipeline/overview.py" if has_data(work) else "customers/churn.py",
        query_params={name: st.query_params.get_all(name) for name in st.query_params},
    )

show.answer(
    "What is going on in your pipeline?",
    "Sluice reads the exports of your CRM and answers where deals stop, what the quarter will bring, whom to coach and which customers leave, and how sure that is.",
)
sample, upload = st.columns(2, gap="medium")
with sample.container(border=True, height="stretch"):
    st.subheader("Open the sample company", anchor=False)
    st.markdown(
        "Orvane Robotics, invented: 2,900 deals of three teams, each with its own CRM. About ten seconds to load."
    )
    st.space("stretch")
    load = st.button("Open the sample", icon=":material/science:", key="load-sample")
with upload.container(border=True, height="stretch"):
    st.subheader("Upload an export", anchor=False)
    st.markdown("CSV or Excel, as your CRM writes it. You see how each column is read before anything counts.")
    st.space("stretch")
    if st.button("Choose files", icon=":material/upload:", type="primary", key="go-import"):
        st.switch_page("data/import.py")

if load:
    with st.status("Loading the sample company") as status:
        load_sample(work, lambda message: status.update(label=md(message)))
    st.switch_page("pipeline/overview.py")

st.subheader("What it answers", anchor=False)
cells = st.grid(4, min_column_width=300, gap="medium")
for section, pages in SECTIONS.items():
    if section == "Data":
        continue
    with cells.cell(), st.container(gap="xsmall"):
        st.markdown(f"**{section}**")
        for path, _, icon, question in pages:
            st.page_link(path, label=question, icon=f":material/{icon}:")

st.markdown(
    "**Reads** exports of HubSpot, Salesforce, Pipedrive, Zoho, Dynamics and Odoo, in nine languages, and any other table with "
    "recognisable headings: a deal, its stage or status, better also amount, owner, created and closed.  \n"
    "**Stays here**: nothing leaves this machine, and no account is needed."
)
