"""`python -m benchmarks.stale`: which rule finds the open deals that are lost later, where everything is known afterwards?

Invented companies of four stages.  Deals of three segments move on after times of their own (Weibull); those that will not
be bought are given up much later than others move on, but for the last stage, in which age says nothing.  Ages are learned
from what was known one day; on that very day each rule names open deals, and what becomes of them within half a year
tells who was right.  "1.5 x mean" and "30 days" name first the deals that are furthest beyond their mean or have been
longest in their stage, as many as the learned ages name; and the other way round.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.intake import Options
from analytics.intake.stages import Stage
from analytics.metrics.health.health import health
from analytics.workspace import Scope, Settings, Workspace

FIRST, DAYS, ORIGIN, LATER = date(2023, 1, 2), 1100, date(2025, 7, 1), 183
STAGES = ("Qualified", "Demo", "Proposal", "Negotiation")
FORWARD = (0.62, 0.55, 0.60, 0.50)
# days until a deal moves on, and until it is given up, by stage; how much slower each segment is
MOVES, GIVES_UP = (14, 18, 21, 30), (50, 60, 75, 30)
SEGMENTS = {"Small": 0.6, "Mid": 1.0, "Enterprise": 2.2}
OPTIONS = Options(as_of=FIRST + timedelta(days=DAYS))
SETTINGS = Settings(
    pipelines={"Pipeline": (*(Stage(stage, "open") for stage in STAGES), Stage("Won", "won"), Stage("Lost", "lost"))}
)


def company(random: np.random.Generator, deals: int) -> tuple[list[dict], list[dict]]:
    """Rows of a deals export and of its history, as they stand at the very end."""
    rows, moves = [], []
    last = FIRST + timedelta(days=DAYS)
    for number in range(deals):
        segment = str(random.choice(list(SEGMENTS)))
        day = created = FIRST + timedelta(days=float(random.random() * DAYS))
        stage = before = ""
        for place, stage in enumerate((*STAGES, "Won")):
            if day > last:
                stage = before
                break
            moves.append({"Deal ID": number, "From Stage": before, "To Stage": stage, "Changed At": day.isoformat()})
            before = stage
            if stage == "Won":
                break
            is_moving = random.random() < FORWARD[place]
            mean = (MOVES if is_moving else GIVES_UP)[place] * SEGMENTS[segment]
            day += timedelta(days=float(mean * random.weibull(1.4) / 0.911))
            if not is_moving:
                if day <= last:
                    moves.append(
                        {"Deal ID": number, "From Stage": stage, "To Stage": "Lost", "Changed At": day.isoformat()}
                    )
                    stage = "Lost"
                break
        rows.append(
            {"Deal ID": number, "Stage": stage, "Segment": segment, "Amount": 1000, "Created Date": created.isoformat()}
        )
    return rows, moves


def csv_of(rows: list[dict]) -> str:
    """Rows as a CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def workspace_of(folder: Path, seed: int, deals: int) -> Workspace:
    """A workspace of one company."""
    work = Workspace(folder / "work")
    for name, rows in zip(("deals", "history"), company(np.random.default_rng(seed), deals), strict=True):
        path = folder / f"{name}.csv"
        path.write_text(csv_of(rows), encoding="utf-8")
        work.import_file(path, OPTIONS)
    work.save_settings(SETTINGS)
    return work


def named(work: Workspace, origin: date = ORIGIN) -> pd.DataFrame:
    """One row per rule whose own alarms set their number, and per rule that ranks: how many deals were named, and lost later."""
    known = health(work, Scope(as_of=origin)).deals
    later = work.engine.query("health/health_open", Scope(as_of=origin + timedelta(days=LATER)))
    # lost: neither open nor won half a year later
    won = deals_won(work, origin + timedelta(days=LATER))
    is_lost = ~known["deal_key"].isin({*later["deal_key"], *won})
    stays = work.engine.table("stage_visits").query("kind == 'open'")
    ended = stays[pd.to_datetime(stays["left_on"]) <= pd.Timestamp(origin)]
    mean = (
        (pd.to_datetime(ended["left_on"]) - pd.to_datetime(ended["entered_on"]))
        .dt.days.groupby(ended["position"])
        .mean()
    )
    telling = known["position"].isin(known.loc[known["stale"], "position"])
    scores = {
        "learned age": (known["days"] / known["limit_days"]).where(telling, 0),
        "1.5 x mean": known["days"] / known["position"].map(mean) / 1.5,
        "30 days": known["days"] / 30,
    }
    rows = []
    for owner, score in scores.items():
        alarms = int((score > 1).sum())
        for rule, rank in scores.items():
            first = rank.fillna(0).astype(float).sort_values(ascending=False, kind="stable").index[:alarms]
            rows.append((owner, rule, alarms, int(is_lost[first].sum()), int(is_lost.sum()), len(known)))
    return pd.DataFrame(rows, columns=["alarms_of", "rule", "alarms", "found", "lost", "open"])


def deals_won(work: Workspace, day: date) -> set[int]:
    """Keys of the deals that were won by a day."""
    visits = work.engine.table("stage_visits").query("kind == 'won'")
    return set(visits.loc[pd.to_datetime(visits["entered_on"]) <= pd.Timestamp(day), "deal_key"])


def main() -> None:
    """Print the table over all companies."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=12)
    options.add_argument("--deals", type=int, default=3000)
    chosen = options.parse_args()
    found = []
    for seed in range(chosen.runs):
        with tempfile.TemporaryDirectory() as folder:
            found.append(named(workspace_of(Path(folder), seed, chosen.deals)).assign(seed=seed))
    rows = pd.concat(found, ignore_index=True)
    table = rows.groupby(["alarms_of", "rule"], sort=False)[["alarms", "found", "lost", "open"]].sum()
    print(
        f"{chosen.runs} companies of {chosen.deals} deals; of the open ones {table['lost'].iloc[0] / table['open'].iloc[0]:.1%} are lost within {LATER} days"
    )
    print(
        f"{'as many alarms as':<20}{'rule':<14}{'alarms':>8}{'lost later':>12}{'right':>8}{'all losses found':>18}{'best in':>9}"
    )
    best = rows.loc[rows.groupby(["seed", "alarms_of"], sort=False)["found"].idxmax()].value_counts(
        ["alarms_of", "rule"]
    )
    for (owner, rule), row in table.iterrows():
        print(
            f"{owner:<20}{rule:<14}{row['alarms']:>8}{row['found']:>12}{row['found'] / row['alarms']:>8.1%}"
            f"{row['found'] / row['lost']:>18.1%}{best.get((owner, rule), 0):>9}"
        )


if __name__ == "__main__":
    main()
