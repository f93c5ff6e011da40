"""What was imported: the files that count, their receipts, taking one back, and the columns that are known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from analytics.workspace import ImportResult, Workspace
from analytics.workspace.imports import Import
from analytics.workspace.receipts import written
from pages._parts import formats, jobs, setup_missing
from pages._parts.formats import md
from pages._parts.names import crm_name, kind_name, refusal
from pages._parts.receipt import receipt
from pages._parts.work import CUSTOMERS, has_data

_MOST = 20  # imports that are listed without a click


def just_imported(work: Workspace) -> None:
    """What became of the last import, until somebody closes it."""
    job = jobs.last(work)
    if job is None or not job.done.is_set():
        return
    job.is_seen = True
    if job.refused is not None:
        st.error(f"Nothing was imported. {md(refusal(job.refused))}")
    elif job.results is None:
        st.error("Nothing was imported: the import broke off. What the server wrote down tells why.")
    else:
        _receipts(work, job)
    if st.button("Close", key="close-import", type="tertiary", icon=":material/close:"):
        jobs.dismiss(work)
        st.rerun()


def _receipts(work: Workspace, job: jobs.Job) -> None:
    """The whole receipt of one file; of several, that of each with something to mend, and a line for each of the others."""
    new = sum(not each.already_imported for each in job.results)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Imported" if new else "Nothing new", anchor=False, width="content")
        if has_data(work):
            st.page_link("pipeline/overview.py", label="See the pipeline", icon=":material/arrow_forward:")
            st.page_link("pipeline/funnel.py", label="See the funnel", icon=":material/arrow_forward:")
            st.page_link("data/setup.py", label="Check the stages", icon=":material/tune:")
        elif has_data(work, *CUSTOMERS):
            st.page_link("customers/churn.py", label="See the customers", icon=":material/arrow_forward:")
    if new:
        setup_missing.question(work)
    here = {each.import_id: each for each in work.imports()}
    results, shared = _with_notes_once(job.results)
    for note in shared:
        st.warning(md(note), icon=":material/info:")
    whole = [each for each in results if len(job.results) == 1 or _has_to_be_seen(each)]
    for result in whole:
        with st.container(border=True):
            st.markdown(f"**{md(result.receipt.file)}**")
            if result.already_imported:
                st.caption(f"Already here as import {result.import_id}; nothing changed.")
            elif each := here.get(result.import_id):
                receipt(each, result.receipt, f"{each.import_id}-new")
            else:
                st.caption("Left out again since.")
    if clean := [each for each in results if each not in whole]:
        with st.container(border=True):
            st.markdown("\n\n".join(map(_line, clean)))


def _with_notes_once(results: Sequence[ImportResult]) -> tuple[list[ImportResult], list[str]]:
    """The results without the notes that several of them have, and these notes."""
    times = Counter(note for each in results for note in each.receipt.notes)
    shared = [note for note, count in times.items() if count > 1]
    left = [
        replace(each, receipt=replace(each.receipt, notes=[note for note in each.receipt.notes if note not in shared]))
        for each in results
    ]
    return left, shared


def _has_to_be_seen(result: ImportResult) -> bool:
    found = result.receipt
    return not result.already_imported and bool(found.rejects or (found.own_total and not found.own_total.agrees))


def _line(result: ImportResult) -> str:
    """The receipt of a file without anything to mend, its sums and its notes."""
    found = result.receipt
    name = f":green[:material/check:] **{md(found.file)}**"
    if result.already_imported:
        return f"{name}  \n:small[:gray[Already here as import {result.import_id}; nothing changed.]]"
    sums = f"{formats.count(found.rows_read, 'row')} read"
    if found.rows_furniture:
        sums += f" = {formats.number(found.rows_accepted)} accepted + {formats.number(found.rows_furniture)} no data"
    else:
        sums += ", all accepted"
    money = [formats.money(each.accepted, each.currency) for each in found.amounts]
    about = [crm_name(found.crm), kind_name(found.kind), sums, *([" + ".join(money)] if money else [])]
    return "  \n".join([name, *(f":small[{md(each)}]" for each in (" · ".join(about), *found.notes))])


def all_imports(work: Workspace) -> None:
    """Every import that counts, newest first."""
    found = list(reversed(work.imports()))
    if not found:
        return
    st.subheader("Imports that count", anchor=False)
    mended = defaultdict(list)
    for each in found:
        mended[each.mends].append(each.import_id)
    for each in found[:_MOST]:
        _row(work, each, sorted(mended[each.import_id]))
    if older := found[_MOST:]:
        title = f"{formats.number(len(older))} before these"
        with st.expander(title, key="older-imports", on_change="rerun") as below:
            for each in older if below.open else ():
                _row(work, each, sorted(mended[each.import_id]))
    _download(work)


def _download(work: Workspace) -> None:
    """The receipt of all of them, by which another person comes to the same figures."""
    st.download_button(
        "Download the receipt of all imports", partial(_receipt_of, work), "sluice-receipt.json", "application/json",
        key="download-receipt", icon=":material/download:", type="tertiary", on_click="ignore",
        help="Hash, columns, rules and version by which each file was read, and the settings. With the same files, "
        "python -m analytics import FILES --receipt sluice-receipt.json gives the same figures elsewhere.",
    )  # fmt: skip


def _receipt_of(work: Workspace) -> bytes:
    return written(work.imports(), work.settings())


def _row(work: Workspace, each: Import, mended_by: Sequence[str]) -> None:
    found = each.receipt
    about = [
        crm_name(found.crm),
        kind_name(found.kind),
        *([f"as of {formats.day(found.as_of)}"] if found.as_of else []),
        formats.count(found.rows_accepted, "row"),
    ]
    if found.rows_rejected:
        about.append(f"{formats.number(found.rows_rejected)} quarantined")
    if mended_by:
        about.append(f"mended by import {', '.join(mended_by)}")
    if each.mends:
        about.append(f"mends import {each.mends}")
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        about = md(" · ".join([f"Import {each.import_id}", *about]))
        st.markdown(f"{md(found.file)}  \n:small[:gray[{about}]]", width="stretch")
        if st.button("Receipt", key=f"receipt-{each.import_id}", type="tertiary"):
            _show(each)
        if st.button("Undo", key=f"undo-{each.import_id}", type="tertiary", disabled=jobs.is_running(work)):
            _confirm(work, each)


def _show(each: Import) -> None:
    st.dialog(md(each.receipt.file), width=760, position="right")(lambda: receipt(each, each.receipt, each.import_id))()


@st.dialog("Leave this import out?")
def _confirm(work: Workspace, each: Import) -> None:
    mended = [other.import_id for other in work.imports() if other.mends == each.import_id]
    st.markdown(
        f"All figures are counted again without **{md(each.receipt.file)}**"
        + (f" and its mended rows (import {', '.join(mended)})" if mended else "")
        + ". The file is kept: importing the same file again brings it back."
    )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep it", key="keep-import"):
            st.rerun()
        is_sure = st.button("Leave it out", type="primary", key="confirm-undo")
    if is_sure:
        with st.spinner("Counting"):
            work.undo(each.import_id)
        jobs.dismiss(work)
        st.rerun()


def known_columns(work: Workspace) -> None:
    """How files with known columns are read, each of which can be forgotten."""
    saved = work.settings().mappings
    if not saved:
        return
    with st.expander(f"Columns that are known ({formats.number(len(saved))})", key="known-columns"):
        st.caption("The next file with the same headings, in any order, is read as the one that you confirmed.")
        for each in saved:
            said = each.options
            about = [
                crm_name(said.crm),
                kind_name(said.kind),
                formats.count(len([heading for heading in said.mapping.values() if heading]), "column"),
                *([f"as on {formats.day(each.as_of)}"] if each.as_of else []),
            ]
            with st.container(horizontal=True, vertical_alignment="center", wrap=False):
                st.markdown(f"{md(each.file)}  \n:small[:gray[{md(' · '.join(about))}]]", width="stretch")
                if st.button("Forget", key=f"forget-{each.fingerprint}-{said.kind}", type="tertiary"):
                    work.forget(each.fingerprint, said.kind)
                    st.rerun()
