"""`make bench`: importing and asking, each as a multiple of the plainest possible work on the same rows."""

from __future__ import annotations

import argparse
import csv
import math
import os
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from analytics.intake import Options, take_safely
from analytics.intake.child import end_ready
from analytics.metrics.alarms.alarms import alarms
from analytics.metrics.capabilities import capabilities
from analytics.metrics.coaching.coaching import coaching
from analytics.metrics.coaching.differences import differences
from analytics.metrics.conversion import conversion
from analytics.metrics.detours import detours
from analytics.metrics.funnel import funnel
from analytics.metrics.overview import overview, overview_trend
from analytics.metrics.scorecard.scorecard import scorecard
from analytics.metrics.segments.segments import segments
from analytics.metrics.velocity import velocity, velocity_by
from analytics.metrics.what_to_fix import what_to_fix
from analytics.workspace import Scope, Upload, Workspace
from benchmarks.targets import MEMORY_LIMIT, parse_plainly, read_plainly, told
from benchmarks.wide_deals import write_deals, write_history

STAGES = ["Prospecting", "Qualification", "Discovery", "Proposal", "Negotiation"]
OWNERS = [f"Owner {n:03d}" for n in range(200)]
END = date(2026, 6, 30)


def write_company(folder: Path, deals: int, seed: int = 1) -> tuple[Path, Path]:
    """A deals export and its full stage history; about four history rows a deal."""
    random.seed(seed)
    deals_path, history_path = folder / f"deals-{deals}.csv", folder / f"history-{deals}.csv"
    with deals_path.open("w", newline="") as one, history_path.open("w", newline="") as two:
        write_deal, write_move = csv.writer(one).writerow, csv.writer(two).writerow
        write_deal(["Deal ID", "Deal Name", "Account", "Owner", "Stage", "Amount", "Probability (%)", "Created Date",
                    "Close Date", "Source", "Region", "Lost Reason"])  # fmt: skip
        write_move(["Deal ID", "From Stage", "To Stage", "Changed At"])
        for n in range(deals):
            _journey(n, write_deal, write_move)
    return deals_path, history_path


def _journey(n: int, write_deal: Callable, write_move: Callable) -> None:
    created = datetime.fromisoformat("2024-01-01 09:00") + timedelta(days=random.random() * 900)
    at, before, stage = created, "", STAGES[0]
    write_move([n, before, stage, at.isoformat(" ", "seconds")])
    while stage in STAGES:
        at += timedelta(days=random.expovariate(1 / 20))
        if at.date() > END:
            break
        place = STAGES.index(stage)
        following = random.choices(["on", "skip", "back", "Lost"], [60, 8, 4, 28])[0]
        step = {"on": 1, "skip": 2, "back": -1}.get(following)
        before = stage
        stage = "Lost" if step is None else (STAGES[max(place + step, 0)] if place + step < len(STAGES) else "Won")
        if stage != before:
            write_move([n, before, stage, at.isoformat(" ", "seconds")])
    closed = at.date() if stage in ("Won", "Lost") else END + timedelta(days=random.randrange(120))
    write_deal([n, f"Deal, {n}", f"Account {n % 20000}", random.choice(OWNERS), stage,
                f"{random.lognormvariate(10, 1):.2f}", 20, created.date(), closed, random.choice("ABCDE"),
                random.choice("NSW"), "Price" if stage == "Lost" else ""])  # fmt: skip


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process and of its finished children."""
    before = _cpu()
    work()
    end_ready()  # a process counts when it is over
    return _cpu() - before


def _cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> None:
    """Print one table per size, and how the import grows from one size to the next."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    arguments.add_argument("--deals", type=int, nargs="+", default=[20_000, 100_000])
    arguments.add_argument(
        "--import-only", action="store_true", help="wide exports, without and with a history; no questions"
    )
    before: tuple[int, float] | None = None
    for size in arguments.parse_args().deals:
        with tempfile.TemporaryDirectory() as folder:
            if not arguments.parse_args().import_only:
                measure(Path(folder), size)
            took = measure_import(Path(folder), size)
        if before is not None and size > before[0]:
            # to the power that makes of this growth one of five times the rows
            growth = (took / before[1]) ** (math.log(5) / math.log(size / before[0]))
            print(told("I5", growth) + f", from {before[0]:,} deals")
        before = size, took


def measure_import(folder: Path, size: int) -> float:
    """Import one wide export of deals, alone and with its history; the CPU seconds that the latter took."""
    # in a process of its own, which leaves no memory in pieces here; and nothing is still on its way to the disk
    with ProcessPoolExecutor(1, get_context("spawn")) as writer:
        deals = writer.submit(write_deals, folder / "wide.csv", size).result()
        history = writer.submit(write_history, folder / "wide-history.csv", deals).result()
    os.sync()
    read = _reading(folder, deals)
    alone, plain, _ = _import_of([deals], folder / "wide")
    print(f"\n{size:,} deals in one wide export: import {alone:.1f} CPU s, by a typed read_csv {alone / plain:.1f}")
    print(told("I1", read, per=plain))
    whole, plain, floor = _import_of([deals, history], folder / "both")
    print(f"{size:,} deals in a wide export and their history: import {whole:.1f} CPU s, a typed read_csv {plain:.1f}")
    _print_import(whole, plain, floor)
    return whole


def _reading(folder: Path, path: Path, times: int = 5) -> float:
    """The CPU seconds of reading one file in a process that stands ready, what that one cost left out; a mean of some."""
    few = write_deals(folder / "few.csv", 10)

    def read(*paths: Path) -> None:
        for each in paths:  # nothing is kept: memory that others need costs them time
            take_safely(each, each.name, Options(as_of=END))

    def cost(*paths: Path) -> float:
        return cpu(lambda: read(*paths))

    return (cost(few, *[path] * times) - cost(few)) / times


def _import_of(paths: list[Path], folder: Path) -> tuple[float, float, float]:
    """The CPU seconds of an import, of the plainest reading of the same files, and of parsing them; medians."""
    folder.mkdir()
    plain = median(cpu(lambda: read_plainly(paths, folder / "plain.duckdb")) for _ in range(5))
    floor = median(cpu(lambda: parse_plainly(paths)) for _ in range(5))
    files = [Upload(path, path.name, Options(as_of=END)) for path in paths]
    return median(_import(folder / "workspace", files) for _ in range(3)), plain, floor


def _import(folder: Path, files: list[Upload]) -> float:
    """The CPU seconds of an import; what others have written is gone, or the system would count writing it to this one."""
    os.sync()
    took = cpu(lambda: Workspace(folder).import_files(files))
    shutil.rmtree(folder)
    return took


def _print_import(imported: float, plain: float, floor: float) -> None:
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(told("I3", imported, per=plain), told("I4", imported, per=floor), sep="\n")
    print(told("I6", peak, per=MEMORY_LIMIT) + f", {peak:,.0f} MB")


def measure(folder: Path, size: int) -> None:
    """Import one company and ask the questions of the pages."""
    paths = write_company(folder, size)
    floor = cpu(lambda: parse_plainly(paths))
    plain = cpu(lambda: read_plainly(paths, folder / "plain-both.duckdb"))
    workspace = Workspace(folder / "workspace")
    files = [Upload(path, path.name, Options(as_of=END)) for path in paths]
    start = time.perf_counter()
    imported = cpu(lambda: workspace.import_files(files))
    wall = time.perf_counter() - start
    print(f"\n{size:,} deals and their history: import {imported:.1f} CPU s, {wall:.1f} s")
    _print_import(imported, plain, floor)
    engine = workspace.engine
    scan = "select sum(deal_key), sum(position), sum(next_position), min(reached_on) from stored_reach"
    bare = median(cpu(lambda: engine.rows(scan)) for _ in range(9))
    some = Scope(owners=tuple(OWNERS[:5]), sources=("A", "B"))
    for name, ask in {
        "overview": lambda: overview(workspace, Scope()),
        "overview, filtered": lambda: overview(workspace, some),
        "funnel": lambda: funnel(workspace, Scope()),
        "funnel, filtered": lambda: funnel(workspace, some),
        "funnel, a year ago": lambda: funnel(workspace, Scope(as_of=date(2025, 6, 30))),
        "detours": lambda: detours(workspace, Scope()),
        "conversion": lambda: conversion(workspace, Scope()),
        "conversion, filtered": lambda: conversion(workspace, some),
        "velocity": lambda: velocity(workspace, Scope()),
        "velocity, filtered": lambda: velocity(workspace, some),
        "velocity by source": lambda: velocity_by(workspace, Scope(), "source"),
        "overview, its way": lambda: overview_trend(workspace, Scope()),
        "evidence": lambda: capabilities(workspace, Scope()),
        "coaching": lambda: coaching(workspace, Scope()),
        "one person, one stage": lambda: differences(workspace, Scope(), OWNERS[5], "Pipeline", 1),
        "what to fix": lambda: what_to_fix(workspace, Scope()),
        "scorecard": lambda: scorecard(workspace, Scope(), OWNERS[5]),
        "segments": lambda: segments(workspace, Scope()),
        "alarms": lambda: alarms(workspace, Scope()),
    }.items():
        took = median(cpu(ask) for _ in range(5))
        print(f"  {name:21} {took * 1000:6.0f} ms CPU  {took / bare:6.1f} x a bare scan of stage_reach")


if __name__ == "__main__":
    main()
