"""HubSpot's export of all deals: one row per deal, one date per stage of every pipeline."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from _company import LOST, PIPELINES, PROBABILITY, SALES, WON, Owner
from _deals import Deal, Save

FILE = "hubspot-crm-exports-all-deals-2026-06-30.csv"
CATEGORIES = {0.1: "Not forecasted", 0.9: "Commit", 0.8: "Best case"}
TIMED = ("Discovery", "Demo", "Proposal")
# Some names that a reader of exports must survive: formulas, quotes, line breaks, look-alikes of outcomes.
ODD_NAMES = {
    11: "=2x Picking Cell, Halle Süd",
    47: '"Phase 2", Fördertechnik',
    83: "Fleet Software\nroll-out, all sites",
    140: "-10% pilot offer",
    205: "@Lager 4: Nachrüstung",
    333: "+1 Pallet Mover (spare)",
    512: "Won't fit? Lost & Found Logistics",
    760: "  Picking Cell – Zürich  ",
    1024: 'Großauftrag "Öresund"; Los 1, Los 2',
    1400: "00451",
}


def record_ids(seed: str, count: int) -> list[str]:
    """Rising eleven-digit numbers, as HubSpot gives them."""
    rng = Random(f"{seed}/hubspot/ids")
    numbers, last = [], 16_204_881_037
    for _ in range(count):
        last += rng.randint(900_000, 19_000_000)
        numbers.append(str(last))
    return numbers


def portal_deals(seed: str, sales: list[Deal], renewals: list[Deal]) -> tuple[list[Deal], dict[str, str]]:
    """All deals of the portal in order of creation, numbered; a few odd names, a few without an owner.

    Also the record id that each sales deal was given.
    """
    ordered = sorted([*sales, *renewals], key=lambda deal: (deal.created, deal.name))
    ids = record_ids(seed, len(ordered))
    rng = Random(f"{seed}/hubspot/odd")
    deals, given = [], {}
    for number, (deal, deal_id) in enumerate(zip(ordered, ids, strict=True)):
        owner: Owner | None = None if rng.random() < 0.004 else deal.owner
        deals.append(replace(deal, deal_id=deal_id, name=ODD_NAMES.get(number, deal.name), owner=owner))
        if deal.pipeline == SALES:
            given[deal.deal_id] = deal_id
    return deals, given


def stage_columns() -> list[tuple[str, str]]:
    """Each pipeline and stage in order, closed stages included."""
    return [(pipeline, stage) for pipeline, stages in PIPELINES.items() for stage in (*stages, WON, LOST)]


def write(folder: Path, deals: list[Deal]) -> None:
    """UTF-8 with BOM, comma; newest deals first, as the view sorts them."""
    rows = [_row(deal) for deal in reversed(deals)]
    with (folder / FILE).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _row(deal: Deal) -> dict[str, str]:
    now = deal.saves[-1]
    is_closed, is_won = now.stage in (WON, LOST), now.stage == WON
    chance = float(is_won) if is_closed else PROBABILITY[deal.pipeline][PIPELINES[deal.pipeline].index(now.stage)]
    company = f"{9_100_000_000 + deal.account.number * 7_919}"
    row = {
        "Record ID": deal.deal_id,
        "Deal Name": deal.name,
        "Pipeline": deal.pipeline,
        "Deal Stage": now.stage,
        "Amount": money(now.amount),
        "Currency": deal.currency,
        "Create Date": minute(deal.created),
        "Close Date": _close_date(now),
        "Deal owner": deal.owner.name if deal.owner else "",
        "HubSpot Team": deal.team.name if deal.owner else "",
        "Deal probability": f"{chance:g}",
        "Forecast category": ("Closed won" if is_won else "Not forecasted") if is_closed else _category(chance),
        "Is Deal Closed?": str(is_closed).lower(),
        "Is Closed Won": str(is_won).lower(),
        "Closed Lost Reason": deal.lost_reason,
        "Deal Type": deal.deal_type,
        "Original Traffic Source": deal.source,
        "Last Activity Date": deal.last_activity().isoformat(),
        "Next step": "" if is_closed else deal.next_step,
        "Priority": deal.priority,
        "Region": deal.account.region,
        "Product": deal.product.name,
        "Associated Company": deal.account.name,
        "Associated Company IDs": company,
        "Associated Company (Primary)": deal.account.name,
        "Associated Company IDs (Primary)": company,
        "Associated Contact": deal.contact,
    }
    # a later visit overwrites the date of an earlier one
    entered = {stage: moment for moment, stage in deal.visits()}
    for pipeline, stage in stage_columns():
        is_here = pipeline == deal.pipeline and stage in entered
        row[f'Date entered "{stage} ({pipeline})"'] = minute(entered[stage]) if is_here else ""
    spent = _time_spent(deal)
    for stage in TIMED:
        # stage names of the two pipelines differ, so a renewal has no entry here
        row[f'Cumulative time in "{stage} ({SALES})"'] = _milliseconds(spent.get(stage))
    return row


def _category(chance: float) -> str:
    return CATEGORIES.get(chance, "Pipeline")


def _close_date(now: Save) -> str:
    """A time where the CRM set it on closing; a day where somebody picked it."""
    if now.stage in (WON, LOST) and now.close_on == now.at.date():
        return minute(now.at)
    return now.close_on.isoformat()


def _time_spent(deal: Deal) -> dict[str, timedelta]:
    """Finished visits only: the CRM adds up on leaving."""
    visits = deal.visits()
    spent: dict[str, timedelta] = {}
    for (entered, stage), (left, _) in pairwise(visits):
        spent[stage] = spent.get(stage, timedelta()) + (left - entered)
    return spent


def _milliseconds(spent: timedelta | None) -> str:
    return "" if spent is None else str(spent // timedelta(milliseconds=1))


def money(amount: float | None) -> str:
    """No symbol, no grouping; decimals only where there are any."""
    if amount is None:
        return ""
    return f"{amount:.0f}" if amount == int(amount) else f"{amount:.2f}"


def minute(moment: datetime) -> str:
    """Date and time without seconds or zone."""
    return moment.strftime("%Y-%m-%d %H:%M")
