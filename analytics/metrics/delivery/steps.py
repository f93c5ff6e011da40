"""The way from the sale to the customer who is live: how long each step takes, and who is stuck in it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pandas as pd

from analytics.survival import aalen_johansen, quantile

# what is reached, in order, with the question that the way there answers
STEPS = {
    "answered": ("won", "Until the success team answers"),
    "handed_over": ("won", "Until the hand-over"),
    "implementation": ("handed_over", "From hand-over to implementation"),
    "live": ("implementation", "Implementation, until live"),
}
STUCK = 0.8  # four of five are through


@cache
def _words() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_name("milestones.toml").read_text(encoding="utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text).items()}


def milestone_of(stage: str) -> str | None:
    """The milestone that a post-sale stage is, by its name; None where that says nothing.

    >>> milestone_of("9. Hand-over to CS"), milestone_of("Upsell")
    ('handed_over', None)
    """
    plain = stage.casefold()
    return next((name for name, words in _words().items() if any(word in plain for word in words)), None)


def days_reached(found: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """One row per life of `found`: the day of `lead`, `won` and of each milestone that anybody reached; missing: not reached, or not told."""
    told = told.assign(milestone=told["milestone"].fillna(told["stage"].map(milestone_of, na_action="ignore")))
    first = (
        told.dropna(subset=["milestone"]).groupby(["account_key", "milestone"])["reached_on"].min().unstack("milestone")
    )
    first = first.reindex(columns=[name for name in STEPS if name in first.columns])
    days = found[["account_key"]].assign(lead=found["sale_began_on"], won=found["sold_on"].fillna(found["began_on"]))
    return days.merge(first, left_on="account_key", right_index=True, how="left").set_axis(found.index)


def steps(days: pd.DataFrame, until: pd.Series, is_present: pd.Series) -> pd.DataFrame:
    """How long each step takes, and how long each milestone after the win; who still waits counts for as long as they have waited.

    One row per step that the files tell: `step`, `question`, `from`, `to`, `n` who began it = `done` + `waiting` + `left` (before they
    were through), `median_days`, `p80_days`,
    `reversed` (days in the wrong order: left out), `keys` of those who wait.
    """
    pairs = [("lead", "won", "From the lead to the win")]
    pairs += [(begin, name, question) for name, (begin, question) in STEPS.items() if begin in days and name in days]
    if "live" in days:
        pairs.append(("won", "live", "From the win until live"))
    rows = []
    for begin, end, question in pairs:
        spans = _spans(days, begin, end, until)
        spans = spans.assign(waits=~spans["is_done"] & is_present.reindex(spans.index))
        if spans.empty:
            continue
        seen = aalen_johansen(spans["days"], spans["is_done"].astype(int), n_causes=1)
        waits = spans[spans["waits"]]
        rows.append(
            {
                "step": f"{begin} to {end}", "question": question, "from": begin, "to": end, "n": len(spans), "done": int(spans["is_done"].sum()),
                "waiting": len(waits), "left": len(spans) - int(spans["is_done"].sum()) - len(waits), "median_days": quantile(seen, 0.5), "p80_days": quantile(seen, STUCK),
                "reversed": int((days[end] < days[begin]).sum()), "keys": tuple(int(key) for key in waits["account_key"]),
            }
        )  # fmt: skip
    columns = [
        "step",
        "question",
        "from",
        "to",
        "n",
        "done",
        "waiting",
        "left",
        "median_days",
        "p80_days",
        "reversed",
        "keys",
    ]
    return pd.DataFrame(rows, columns=columns)


def _spans(days: pd.DataFrame, begin: str, end: str, until: pd.Series) -> pd.DataFrame:
    """Those who began a step: days in it, whether it is done; `until`: the last day on which each was watched."""
    names = list(days.columns)
    passed = days[names[names.index(end) + 1 :]].notna().any(axis=1)
    done = days[end].notna()
    began = days[begin].notna() & (days[begin] <= until) & ~(days[end] < days[begin])
    # who is further on than the end of the step is not waiting for it: nobody noted the day
    kept = began & (done | ~passed) if end != "won" else began & done
    last = days[end].where(done, until)
    spans = pd.DataFrame(
        {
            "account_key": days["account_key"],
            "days": (last - days[begin]).dt.days,
            "is_done": done,
            "since": days[begin],
        }
    )
    return spans[kept]


def stuck(days: pd.DataFrame, found_steps: pd.DataFrame, until: pd.Series, is_present: pd.Series) -> pd.DataFrame:
    """Present customers who wait in a step longer than four of five need for it: `row`, `waits_for`, `since`, `days`, `usual_days`."""
    rows = []
    chain = found_steps[found_steps["to"].isin(list(STEPS)) & (found_steps["step"] != "won to live")]
    for step in chain.to_dict("records"):
        if pd.isna(step["p80_days"]):
            continue
        spans = _spans(days, step["from"], step["to"], until)
        late = spans[~spans["is_done"] & (spans["days"] > step["p80_days"]) & is_present.reindex(spans.index)]
        rows += [(row, step["to"], each["since"], int(each["days"]), step["p80_days"]) for row, each in late.iterrows()]
    found = pd.DataFrame(rows, columns=["row", "waits_for", "since", "days", "usual_days"])
    # the earliest step that a customer waits for
    return found.drop_duplicates("row").reset_index(drop=True)
