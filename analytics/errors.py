"""What people may see going wrong, worded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from difflib import get_close_matches


@dataclass
class SluiceError(ValueError):
    """Something that a person can mend.  Its message is shown as it is: what is wrong, where, what to do.

    Everything else that is raised is a bug and keeps its traceback.

    - `code`: a short stable word for scripts
    - `message`: one sentence or two: what is wrong
    - `hint`: what to do about it
    - `file`, `sheet`, `row`, `column`: where; None where it does not apply
    - `columns`: of a file whose columns were not recognised, what each holds (`heading`, `filled`, `samples`), so that
      they can be asked for; `likely`: for each field missing the headings that it may be; no part of the message
    """

    code: str
    message: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    hint: str | None = None
    columns: list[dict[str, object]] | None = None
    likely: dict[str, Sequence[str]] | None = None

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message} {self.hint}"

    def as_dict(self) -> dict[str, object]:
        """The form of `{"error": ...}` on the command line: every key, null where it does not apply."""
        return {name: value for name, value in asdict(self).items() if name not in ("columns", "likely")}


class Refused(SluiceError):
    """A file or an option that cannot be taken as it is (exit code 3 on the command line)."""


def empty_file(file: str, seen: str = "") -> Refused:
    """`seen`: the headings, where there are any, and what else is in it."""
    holds = f"{file} holds no rows{f' below its headings ({seen})' if seen else ''}."
    return Refused("empty_file", holds, file, hint="Export it again; the file has no data in it.")


def not_a_table(file: str, what: str) -> Refused:
    return Refused(
        "not_a_table",
        f"{file} is not a table that can be read: {what}.",
        file,
        hint="Export as CSV or XLSX and upload that file.",
    )


def too_large(file: str, what: str) -> Refused:
    return Refused(
        "too_large", f"{file} is larger than one import may be: {what}.", file, hint="Export a shorter period."
    )


def stray_cell(file: str, what: str, mend: str) -> Refused:
    """A sheet that is huge, as a rule because one cell stands far from its table."""
    return Refused(
        "too_large",
        f"{file} is larger than one import may be: {what}.",
        file,
        hint=f"{mend}, save the workbook and upload it again; or export as CSV.",
    )


def no_heading(
    file: str, sheet: str | None = None, row: int | None = None, seen: str = "", between: str | None = None
) -> Refused:
    """`seen`: what that row says, or how the file begins; `between`: of a text that was read as one column, the sign
    that may stand between its cells."""
    where = f"Row {row} of {file} holds no headings: {seen}." if row else f"No row of headings was found in {file}"
    if not row:
        where += f"; it begins: {seen}." if seen else "."
    hint = "Say which row names the columns of the table: --header-row 3."
    if between is not None:
        hint = f'It was read as one column; say what stands between the cells: --delimiter "{between}".'
    return Refused("no_heading", where, file, sheet, row, hint=hint)


def bad_heading(file: str, sheet: str | None, row: int, start: str, length: int) -> Refused:
    return Refused(
        "bad_heading",
        f"A heading in row {row} of {file} has {length:,} characters; it begins {start!r}.",
        file,
        sheet,
        row,
        hint="Check the quotes in that row, or shorten it.",
    )


def missing_fields(
    file: str,
    missing: Mapping[str, str],
    columns: list[dict[str, object]],
    likely: Mapping[str, Sequence[str]] | None = None,
    days: Sequence[str] = (),
    other: tuple[str, Sequence[str]] | None = None,
) -> Refused:
    """`missing`: the fields one of which is needed, with what people call them; `likely`: for each the headings of columns
    that could be it by what they hold, the likeliest first; `days`: those of columns of days that may be days of entry
    into stages; `other`: what it seems to list instead, and the headings that say so."""
    called, missing, likely = " or ".join(missing.values()), list(missing), dict(likely or {})
    found = ", ".join(str(column["heading"]) for column in columns if column["heading"])
    field, heading = next(((field, likely[field][0]) for field in missing if likely.get(field)), (missing[0], None))
    hint = f'Say which one it is: --map {missing[0]}="Heading".'
    if heading is not None:
        hint = f'By what it holds it may be {heading}: --map {field}="{heading}".'
    elif days:
        hint += f' Or, where columns date the entry into stages: --map "entered:Demo={days[0]}", and so on for each.'
    if other is not None:
        what, said = other
        hint = f'It seems to list {what} (by {", ".join(said[:3])}): no figure needs such a table. Import the deals, with names instead of ids. If these are deals after all: --map {missing[0]}="Heading".'
    return Refused(
        "missing_fields",
        f"{file} has no column that is recognised as {called}. Columns found: {found}.",
        file,
        column=missing[0],
        hint=hint,
        columns=columns,
        likely=likely,
    )


def no_stage(
    file: str, probability: str, columns: list[dict[str, object]], likely: Mapping[str, Sequence[str]]
) -> Refused:
    """Deals of which only a probability tells how far they are."""
    return Refused(
        "missing_fields",
        f"{file} tells no stage and no status of its deals, only their probability ({probability}).",
        file,
        column="stage",
        hint=f'Export the stage too. Or, where each probability stands for a stage: --map stage="{probability}".',
        columns=columns,
        likely=dict(likely) | {"stage": [*dict.fromkeys([*likely.get("stage", ()), probability])]},
    )


def no_start(
    file: str, early: Sequence[str], columns: list[dict[str, object]], likely: Mapping[str, Sequence[str]]
) -> Refused:
    """A list of customers that tells when each became a lead or began a trial, but not since when it is a customer."""
    return Refused(
        "missing_fields",
        f"{file} tells neither since when its customers pay nor a status: {' and '.join(early[:3])} {'is' if len(early) == 1 else 'are'} no start of a customer.",
        file,
        column="started_on",
        hint='Export the list with that day (Customer since) and the status, or the subscriptions. If a column tells the start: --map started_on="Heading".',
        columns=columns,
        likely=likely,
    )


def other_list(file: str, what: str, instead: str, columns: Sequence[str]) -> Refused:
    """A table that lists what nothing is counted from: payments, prices."""
    return Refused(
        "other_list",
        f"{file} seems to list {what} (by {', '.join(columns[:4])}), which nothing here is counted from.",
        file,
        hint=f"{instead} If it is something else after all, say what it lists: --kind deals.",
    )


def unclear_list(file: str, kinds: Sequence[tuple[str, str]]) -> Refused:
    """A table that may list one thing or another; `kinds`: each kind and its name in words."""
    return Refused(
        "unclear_list",
        f"{file} may list {' or '.join(words for _, words in kinds)}, but no heading says which.",
        file,
        hint=f"Say what it lists: --kind {kinds[0][0]}.",
    )


def periods_beside(file: str, periods: Sequence[str], columns: list[dict[str, object]]) -> Refused:
    """A table with a column for each month or quarter, of which nothing tells what its amounts are."""
    return Refused(
        "periods_beside",
        f"{file} has a column for each period ({_some(periods)}), and nothing tells what its amounts are.",
        file,
        hint="Say it where they are targets (--kind targets), or what customers pay by month (--kind subscriptions). Anything else is read with a row for each period: a column for the period, and one for the amount.",
        columns=columns,
    )


def periods_unclear(file: str, why: str, columns: list[dict[str, object]]) -> Refused:
    """A table with a column for each month or quarter, of which nobody knows how they belong together."""
    return Refused(
        "periods_unclear",
        f"{file} has a column for each period, but {why}.",
        file,
        hint="Take one of them out, or give each a heading of its own.",
        columns=columns,
    )


def no_year(file: str, periods: Sequence[str], columns: list[dict[str, object]], heading: str | None = None) -> Refused:
    """A table with a column for each month or quarter, whose headings name no year; or with a column of them (`heading`)."""
    if heading is None:
        where = f"has a column for each period, and no heading names its year ({_some(periods)})"
        who = "the columns are of two years, as those of a fiscal year may be, write the year into the headings"
    else:
        where = f"names periods without their year in the column {heading!r} ({_some(periods)})"
        who = "they are of two years, write the year beside each"
    return Refused(
        "no_year",
        f"{file} {where}.",
        file,
        hint=f"Say which one it is: --year 2026. Where {who}: Jan 2026.",
        columns=columns,
    )


def _some(periods: Sequence[str]) -> str:
    return f"{', '.join(periods[:4])}{', ...' if len(periods) > 4 else ''}"


def unknown_heading(file: str, field: str, heading: str, near: Iterable[str]) -> Refused:
    near = list(near)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    return Refused(
        "unknown_heading",
        f"{file} has no column {heading!r} to use as {field}.{meant}",
        file,
        column=heading,
    )


def unknown_option(option: str, value: str, choices: Iterable[str]) -> Refused:
    return Refused("unknown_option", f"{value!r} is not a choice for {option}: take {', '.join(choices)}.")


def unknown_value(option: str, value: str, known: Sequence[str]) -> Refused:
    alike = get_close_matches(value.casefold(), [each.casefold() for each in known], n=3, cutoff=0.5)
    near = [each for each in known if each.casefold() in alike]
    shown = ", ".join(near or known[:8]) + (", ..." if not near and len(known) > 8 else "")
    hint = f"Did you mean {' or '.join(near)}?" if near else f"These deals have: {shown or 'none at all'}."
    return Refused("unknown_value", f"No deal has {value!r} for --{option}.", hint=hint)


def no_as_of(
    file: str,
    columns: list[dict[str, object]],
    unread: tuple[str, Sequence[str]] | None = None,
    likely: Sequence[str] = (),
    deleted: int = 0,
) -> Refused:
    """`unread`: a column of days of which no cell was read, and some of its cells; `likely`: columns that hold days;
    `deleted`: the rows of a file of which all say that they were deleted."""
    text, hint = f"{file} holds no date", "Say of which day the export is: --as-of 2026-06-30."
    if deleted:
        rows = f"All {deleted:,} rows of {file} say" if deleted > 1 else f"The only row of {file} says"
        text = f"{rows} that the deal was deleted; none counts, and there is no date"
    elif unread is not None:
        heading, cells = unread
        text = f"{file}: {heading} should hold dates, but its cells cannot be read as such ({', '.join(cells)}); there is no other date"
    elif likely:
        text = f"{file} holds days, but no heading says which of them tell when something happened: {', '.join(likely)}. There is no date"
        hint += ' Or say which column tells when deals were created: --map created_on="Heading".'
    return Refused(
        "no_as_of",
        f"{text} from which it could be told of which day it is.",
        file,
        column=unread[0] if unread else None,
        hint=hint,
        columns=columns,
        likely={"created_on": likely} if likely else None,
    )


def unreadable(file: str, what: str) -> Refused:
    return Refused(
        "unreadable", f"{file} could not be read: {what}.", file, hint="Export it again, best as CSV in UTF-8."
    )


def locked(file: str) -> Refused:
    return Refused(
        "locked", f"{file} is protected by a password.", file, hint="Save it without one and upload that file."
    )


def no_sheet(file: str, sheet: str, sheets: Iterable[str]) -> Refused:
    return Refused("no_sheet", f"{file} has no sheet {sheet!r}. Sheets found: {', '.join(sheets)}.", file, sheet)


def wrong_encoding(file: str, encoding: str) -> Refused:
    return Refused(
        "wrong_encoding",
        f"{file} is not written in {encoding}.",
        file,
        hint="Leave the encoding out to have it found, or say utf-8, cp1252, utf-16, shift_jis, ...",
    )


def unknown_encoding(file: str, encoding: str) -> Refused:
    return Refused(
        "unknown_encoding",
        f"{encoding} is no encoding that is known.",
        file,
        hint="Leave the encoding out to have it found, or say utf-8, cp1252, utf-16, shift_jis, ...",
    )


def busy(folder: str) -> Refused:
    return Refused("busy", f"Another import is writing to {folder}.", hint="Wait until it is done, then try again.")


def no_such_file(file: str) -> Refused:
    return Refused("no_such_file", f"There is no file {file}.", file, hint="Check the path.")


def no_receipt(file: str) -> Refused:
    return Refused(
        "no_receipt",
        f"{file} is no receipt of Sluice.",
        file,
        hint="Take the file that `receipt --out` or the page Import gives.",
    )


def not_in_receipt(file: str, receipt: str) -> Refused:
    return Refused(
        "not_in_receipt",
        f"{file} is not among the files of {receipt}: no file there has its bytes.",
        file,
        hint="Take the very file, unchanged; a spreadsheet program that saves it changes it.",
    )


def no_such_import(import_id: str, known: Iterable[str]) -> Refused:
    there = ", ".join(known) or "none yet"
    return Refused("no_such_import", f"There is no import {import_id}.", hint=f"Imports in this workspace: {there}.")


def no_data() -> Refused:
    return Refused(
        "no_data", "This workspace holds no deals yet.", hint="Import an export of deals first, or load the sample."
    )


def damaged(path: str) -> Refused:
    return Refused(
        "damaged", f"The database {path} cannot be opened.", hint="Make it again from the kept uploads: rebuild."
    )


def not_writable(folder: str, why: str) -> Refused:
    return Refused(
        "not_writable", f"The workspace {folder} cannot be written: {why}.", hint="The former state is kept."
    )


def too_many_stages(pipeline: str, stages: int) -> Refused:
    return Refused(
        "too_many_stages",
        f"The pipeline {pipeline} would have {stages} stages; the column that was taken for the stage is none.",
        hint='Say which column holds the stage: --map stage="Heading".',
    )


def not_readable(file: str, why: str) -> Refused:
    return Refused("not_readable", f"{file} cannot be opened: {why}.", file, hint="Check its permissions.")


def changed_uploads(imports: Iterable[tuple[str, str]]) -> Refused:
    imports = list(imports)
    named = ", ".join(f"{file} (import {import_id})" for import_id, file in imports)
    return Refused(
        "changed_uploads",
        f"Kept uploads are no longer the files that were imported: {named}.",
        imports[0][1],
        hint="Put the original files back into their folders, or undo these imports.",
    )


def not_exported(folder: str, why: str) -> Refused:
    return Refused("not_exported", f"The tables cannot be written to {folder}: {why}.", hint="Choose another folder.")


def broken_settings(why: str) -> Refused:
    return Refused(
        "broken_settings", f"settings.toml cannot be used: {why}.", "settings.toml", hint="Mend it, or put it aside."
    )


def broken_state(file: str) -> Refused:
    return Refused(
        "broken_state",
        f"{file} of this workspace is damaged.",
        file,
        hint="Make the database again from the kept uploads: rebuild.",
    )


def days_in_wrong_order(first: date, last: date) -> Refused:
    """Two days of which the later one is named first."""
    return Refused(
        "days_in_wrong_order",
        f"{first} is after {last}.",
        hint="Name the earlier day first.",
    )


def day_not_known(day: date, last: date) -> Refused:
    """A day after the last one of which any file knows."""
    return Refused(
        "day_not_known", f"No file knows of {day}.", hint=f"The last day known is {last}: choose it, or an earlier one."
    )


def no_such_period(name: str) -> Refused:
    """A name that is no month, quarter, half or year."""
    return Refused(
        "no_such_period",
        f"“{name[:40]}” is no period.",
        hint="Write a quarter as 2026Q4, a month as 2026-10, a year as 2026; with FY in front for the fiscal year.",
    )


def no_typst() -> Refused:
    """A PDF needs a program that is not there."""
    return Refused(
        "no_typst",
        "A PDF needs typst, which is not installed here.",
        hint="Install it (pip install typst), or write the report as HTML.",
    )


def no_report_kind(file: str) -> Refused:
    """The name of a report says neither HTML nor PDF."""
    return Refused(
        "no_report_kind", f"{file} is neither HTML nor PDF.", file, hint="Give the file the ending .html or .pdf."
    )


def report_not_written(file: str, why: str) -> Refused:
    """The disk does not take a report."""
    return Refused("report_not_written", f"{file} cannot be written: {why}.", file, hint="Choose another folder.")
