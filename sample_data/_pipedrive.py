"""Pipedrive's list of deals, saved on four Tuesdays: what moved shows only between the files."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter
from _company import AS_OF, LOST, WON
from _deals import Deal

DAYS = (date(2026, 6, 9), date(2026, 6, 16), date(2026, 6, 23), AS_OF)
ODD_NAMES = {
    30: "=Kjøl + frakt, fase 2",
    77: 'Møbler "Vår 2025"',
    120: "Picking Cell\nSjømat terminal",
    200: "-5% rammeavtale",
}
Cell = str | int | float | date | None


def file_name(day: date) -> str:
    """CSV for the first three weeks; somebody chose XLSX in the last."""
    return f"pipedrive-deals-{day}.{'xlsx' if day == AS_OF else 'csv'}"


def named(deals: list[Deal]) -> list[Deal]:
    """The deals with the odd names put in."""
    return [replace(deal, name=ODD_NAMES.get(number, deal.name)) for number, deal in enumerate(deals)]


def deleted(deals: list[Deal]) -> Deal:
    """The deal that somebody deletes between the second file and the third: lately entered, open, with an amount."""
    early, late = (datetime.combine(day, time(18)) for day in (DAYS[0], DAYS[2]))
    recent = [deal for deal in deals if early - timedelta(days=90) < deal.created < early and deal.saves[-1].amount]
    untouched = [deal for deal in recent if len(deal.until(early)) == len(deal.until(late))]
    return next(deal for deal in untouched if deal.saves[-1].stage == "Discovery")


def write(folder: Path, deals: list[Deal]) -> None:
    """All four files."""
    gone = deleted(deals)
    for day in DAYS:
        known = [deal for deal in deals if day < DAYS[2] or deal is not gone]
        moment = datetime.combine(day, time(18))
        rows = [_row(deal, moment) for deal in known if deal.created <= moment]
        path = folder / file_name(day)
        if path.suffix == ".csv":
            _write_csv(path, rows)
        else:
            _write_xlsx(path, rows)


def _row(deal: Deal, moment: datetime) -> dict[str, Cell]:
    """Outcome is a status: the stage stays the one in which the deal was won or died."""
    saves, visits = deal.until(moment), deal.visits(moment)
    now, (entered, stage) = saves[-1], visits[-1]
    is_won, is_lost = stage == WON, stage == LOST
    is_open = not (is_won or is_lost)
    open_entered, open_stage = next(visit for visit in reversed(visits) if visit[1] not in (WON, LOST))
    # on closing, the CRM keeps the date that was expected
    expected = next(save.close_on for save in reversed(saves) if save.stage not in (WON, LOST))
    activity = deal.last_activity(moment)
    done = 2 * len(saves) + deal.days_since_activity % 5
    quiet = deal.quiet_since is not None and deal.quiet_since <= moment
    return {
        "Deal - ID": int(deal.deal_id),
        "Deal - Title": deal.name,
        "Deal - Owner": deal.owner.name if deal.owner else None,
        # an empty value is 0 here
        "Deal - Value": now.amount or 0.0,
        "Deal - Currency of Value": deal.currency,
        "Deal - Probability": None,
        "Deal - Organization": deal.account.name,
        "Deal - Organization ID": deal.account.number,
        # a team of its own, with a pipeline of its own: its stages have the same names, and are never mixed with the others
        "Deal - Pipeline": "Nordics",
        "Deal - Contact person": deal.contact,
        "Deal - Stage": open_stage,
        "Deal - Label": deal.priority or None,
        "Deal - Status": "Open" if is_open else "Won" if is_won else "Lost",
        "Deal - Deal created": deal.created,
        "Deal - Update time": now.at + timedelta(seconds=41),
        "Deal - Last stage change": open_entered,
        "Deal - Next activity date": moment.date() + timedelta(days=4) if is_open and not quiet and done % 3 else None,
        "Deal - Last activity date": activity,
        "Deal - Won time": entered if is_won else None,
        "Deal - Lost time": entered if is_lost else None,
        "Deal - Deal closed on": None if is_open else entered,
        "Deal - Lost reason": (deal.lost_reason or None) if is_lost else None,
        "Deal - Total activities": done + (1 if is_open else 0),
        "Deal - Done activities": done,
        "Deal - Activities to do": 1 if is_open else 0,
        "Deal - Expected close date": expected,
        "Deal - Product name": deal.product.name,
        "Deal - Source origin": "Manually created",
        "Deal - Source channel": deal.source,
        "Deal - Deal type": deal.deal_type,
        "Deal - Region": deal.account.region,
        "Deal - Archive status": "Not archived",
    }


def _write_csv(path: Path, rows: list[dict[str, Cell]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows(map(_text, row.values()) for row in rows)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell == int(cell) else f"{cell:.2f}"
    return str(cell)


def _write_xlsx(path: Path, rows: list[dict[str, Cell]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        # else the file would hold the time of writing
        book.set_properties({"created": datetime.combine(AS_OF, time())})
        sheet = book.add_worksheet("Deals")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, rows[0], bold)
        for number, row in enumerate(rows, 1):
            _write_cells(sheet, number, row.values(), day, moment)
        sheet.freeze_panes(1, 0)


def _write_cells(
    sheet: xlsxwriter.worksheet.Worksheet,
    number: int,
    cells: Iterable[Cell],
    day: xlsxwriter.format.Format,
    moment: xlsxwriter.format.Format,
) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(number, column, cell, moment if isinstance(cell, datetime) else day)
        elif isinstance(cell, str):
            # a title may begin with "="
            sheet.write_string(number, column, cell)
        elif cell is not None:
            sheet.write_number(number, column, cell)
