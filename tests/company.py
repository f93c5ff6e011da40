"""A small company for tests of forecasts: two years of deals with their whole history, the same on every run."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from analytics.intake import Options
from analytics.workspace import Workspace
from tests.exports import csv_of

STAGES = ("Qualified", "Proposal", "Negotiation")
FIRST, LAST = date(2024, 1, 1), date(2026, 2, 14)


def journeys(deals: int = 420, seed: int = 7) -> tuple[dict[str, list[str]], dict[str, dict[str, object]]]:
    """Steps of each deal until LAST, as `store_of` takes them, and their further columns."""
    chance = random.Random(seed)
    steps: dict[str, list[str]] = {}
    details: dict[str, dict[str, object]] = {}
    for number in range(deals):
        day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        name, way = f"D{number:04}", [f"Qualified {day}"]
        for place, stage in enumerate((*STAGES[1:], "Won")):
            day += timedelta(days=1 + int(chance.expovariate(1 / (12 + 6 * place))))
            if chance.random() > 0.68:
                stage = "Lost"
            way.append(f"{stage} {day}")
            if stage == "Lost":
                break
        way = [step for step in way if date.fromisoformat(step.rpartition(" ")[2]) <= LAST]
        steps[name] = way
        details[name] = {"Amount": 1000 * chance.randrange(2, 40), "Owner": chance.choice(["Ann", "Ben", "Chi"])}
        if (ended := way[-1].rpartition(" "))[0] in ("Won", "Lost"):
            details[name]["Closed Date"] = ended[2]
        else:
            details[name]["Expected Close Date"] = (date.fromisoformat(ended[2]) + timedelta(days=40)).isoformat()
    return steps, details


def import_into(folder: Path, work: Workspace, deals: int = 320) -> None:
    """Import the company as a person would: an export of deals and one of their history."""
    steps, details = journeys(deals)
    history, rows = [], []
    for name, way in steps.items():
        moves = [step.rpartition(" ") for step in way]
        rows.append(
            {"Deal ID": name, "Deal Name": name, "Stage": moves[-1][0], "Created Date": moves[0][2]} | details[name]
        )
        for before, (stage, _, day) in zip(["", *(each[0] for each in moves[:-1])], moves, strict=True):
            history.append({"Deal ID": name, "From Stage": before, "To Stage": stage, "Changed At": day})
    for name, table in (("deals.csv", rows), ("history.csv", history)):
        (folder / name).write_text(csv_of(table))
        work.import_file(folder / name, Options(as_of=LAST))
