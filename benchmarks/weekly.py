"""`python -m benchmarks.weekly`: a year of weekly exports of 20,000 deals: what importing them and asking what changed costs."""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from analytics.intake import Options
from analytics.metrics.changes import absent, changes, pushes, slipped, weekly
from analytics.periods import quarter_of, quarters
from analytics.workspace import Scope, Upload, Workspace
from benchmarks.targets import read_plainly
from benchmarks.wide_deals import HEADINGS

STAGES = ["Prospecting", "Qualification", "Discovery", "Proposal", "Negotiation"]
END = date(2026, 6, 30)


def weeks(deals: int, number: int, seed: int = 1) -> Iterator[tuple[date, list[list]]]:
    """The rows of one export after another: one deal in twenty moves, one in thirty is pushed, one in fifty changes value."""
    rng = random.Random(seed)
    first = END - timedelta(days=7 * (number - 1))
    rows = [_deal(n, first, rng) for n in range(deals)]
    for week in range(number):
        today = first + timedelta(days=7 * week)
        yield today, rows
        for row in rows:
            if row[3] in ("Closed Won", "Closed Lost"):
                continue
            chance = rng.random()
            if chance < 0.05:
                row[3] = rng.choice([*STAGES, "Closed Won", "Closed Lost"])
                if row[3].startswith("Closed"):
                    row[12] = (today + timedelta(days=3)).isoformat()
            elif chance < 0.083:
                row[12] = (date.fromisoformat(row[12]) + timedelta(days=rng.choice([14, 30, 90]))).isoformat()
            elif chance < 0.103:
                row[4] = f"{float(row[4]) * rng.choice([0.8, 1.1, 2]):.2f}"
        rows += [_deal(len(rows) + n, today, rng) for n in range(deals // 300)]


def _deal(n: int, today: date, rng: random.Random) -> list:
    created = today - timedelta(days=rng.randrange(200))
    return [
        90_000_000_000 + n, f"Deal {n} for Company {rng.randrange(5_000):05d}", "Sales Pipeline", rng.choice(STAGES),
        f"{rng.lognormvariate(9.5, 1.2):.2f}", ("EUR", "USD")[n % 5 == 0], f"Owner Number {rng.randrange(50):03d}",
        f"Company {rng.randrange(5_000):05d} Ltd", rng.choice(["Organic Search", "Paid Search", "Referrals"]),
        rng.choice(["EMEA", "Americas", "APAC"]), rng.choice(["New Business", "Existing Business"]),
        f"{created} 09:00:00", (today + timedelta(days=rng.randrange(5, 200))).isoformat(), "",
    ]  # fmt: skip


def main() -> None:
    """Write, import and ask, and print what each costs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--deals", type=int, default=20_000)
    options.add_argument("--weeks", type=int, default=52)
    options.add_argument("--keep", type=Path, help="a folder in which the workspace stays")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-weekly-") as scratch:
        folder, files = Path(scratch), []
        for day, rows in weeks(asked.deals, asked.weeks):
            path = folder / f"deals-{day}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([HEADINGS, *rows])
            files.append((path, day))
        plain = _seconds(lambda: [read_plainly([path], folder / f"{path.stem}.duckdb") for path, _ in files])
        work = Workspace(asked.keep or folder / "workspace")
        uploads = [Upload(path, path.name, Options(as_of=day)) for path, day in files]
        whole = _seconds(lambda: work.import_files(uploads))
        counts = work.engine.counts()
        print(f"plainest reading of the files: {plain:.1f} CPU s")
        print(
            f"import of {asked.weeks} files of {asked.deals} deals: {whole:.1f} CPU s, {whole / plain:.2f} times as much"
        )
        print(
            {name: counts[name] for name in ("deal_versions", "deals", "deal_changes", "former_states", "stage_visits")}
        )
        _ask(work)
        _look(work.folder)


def _ask(work: Workspace) -> None:
    """What the page of changes asks, each for the second time."""
    last, scope = work.engine.last_day, Scope()
    period, since = quarter_of(last), last - timedelta(days=91)
    questions = {
        "ledger of a week": lambda: changes(work, scope, last - timedelta(days=7), last, period),
        "thirteen weeks": lambda: weekly(work, scope, since, last, period),
        "slippage of four quarters": lambda: slipped(
            work, scope, tuple(quarters(last - timedelta(days=300), last)[-4:])
        ),
        "pushes": lambda: pushes(work, scope),
        "disappeared": lambda: absent(work, scope, last - timedelta(days=7)),
    }
    for name, ask in questions.items():
        ask()
        print(f"{name}: {_seconds(ask):.2f} CPU s")


def _look(folder: Path) -> None:
    """The page of changes, without a browser: first after the start page, then again, then each of its parts."""
    from streamlit.testing.v1 import AppTest

    os.environ["SLUICE_HOME"] = str(folder.parent)
    test = AppTest.from_file(str(Path(__file__).parents[1] / "pages" / "_app.py"), default_timeout=90)
    test.query_params["w"] = folder.name
    test.run()
    page = test.switch_page("pipeline/changes.py")
    print(f"changes page: first view {_seconds(page.run):.2f} CPU s, again {_seconds(page.run):.2f} CPU s")
    for part in ("Week by week", "By owner", "Slippage", "Pushes"):
        test.session_state["changes_part"] = part
        print(f"changes page, {part.lower()}: {_seconds(test.run):.2f} CPU s")
    assert not test.exception


def _seconds(do: object) -> float:
    """CPU seconds of this process and of those that it started and that ended."""
    before = _used()
    do()
    return _used() - before


def _used() -> float:
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
