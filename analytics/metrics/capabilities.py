"""Capabilities: what can these files tell, and which export would tell more?"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analytics.workspace import Scope, Workspace, crm_name, program_of

LEVELS = ("exact", "inferred", "not_possible")


@dataclass(frozen=True)
class Capabilities:
    """What the files of one CRM can tell.

    - `crm`, `name`: the CRM, and what people call it; `deals`: of it in scope
    - `figures`: one row per figure: `metric`, `figure`, `level` (exact, inferred, not_possible), `missing` (what would make
      it exact, in words; empty where it is)
    - `facts`: one row per thing that files may hold: `fact`, `words`, `has`, `of` and `share` (missing where it is none),
      `is_held`
    - `unlock`: one row per thing that is not held and that some figure needs: `fact`, `words`, `how` to export it,
      `opens` (figures that wait for nothing else), `figures` (all that need it, in words); the most opened first
    """

    crm: str
    name: str
    deals: int
    figures: pd.DataFrame
    facts: pd.DataFrame
    unlock: pd.DataFrame

    def count(self, level: str) -> int:
        """Figures of a level."""
        return int((self.figures["level"] == level).sum())


def capabilities(workspace: Workspace, scope: Scope) -> list[Capabilities]:
    """Which figures the files of each CRM can give, and what to export for the others; the largest CRM first.

    A figure is *exact* where the files hold all that it needs, *inferred* where they hold enough for a stated rule, and else
    *not possible*: then it is shown nowhere.  Files hold a column where enough deals have it filled; the share is beside it.
    Targets, customers, subscriptions and leads count for all CRMs together.
    """
    return [_judge(row) for row in workspace.engine.query("capabilities", scope).to_dict("records")]


def how_to_export(fact: str, crms: tuple[str, ...]) -> str:
    """How to export what is missing, from each of these CRMs; in one sentence or a few."""
    texts = {_unlock(crm)["name"]: _unlock(crm)[fact] for crm in crms or ("any",)}
    return " ".join(
        text if len(texts) == 1 and "any" in crms else f"{name[0].upper()}{name[1:]}: {text}"
        for name, text in texts.items()
    )


@cache
def table() -> dict:
    """The facts and the figures of `capabilities.toml`."""
    return _toml("capabilities.toml")


@cache
def _unlock(crm: str) -> dict[str, str]:
    texts = _toml("unlock.toml")
    program = program_of(crm)
    named = {} if program in ("any", "generic") else {"name": crm_name(crm)}
    return texts["any"] | texts.get(program, {}) | named


def _toml(name: str) -> dict:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def _judge(counts: dict) -> Capabilities:
    facts = pd.DataFrame([_fact(name, need, counts) for name, need in table()["facts"].items()])
    held = set(facts.loc[facts["is_held"], "fact"])
    words = dict(zip(facts["fact"], facts["words"], strict=True))
    figures, waiting = [], []
    for each in table()["figures"]:
        missing = [fact for fact in each["exact"] if fact not in held]
        level = "exact" if not missing else "inferred" if held >= set(each.get("inferred", ["-"])) else "not_possible"
        figures.append((each["metric"], each["name"], level, ", ".join(words[fact] for fact in missing)))
        waiting += [(fact, len(missing) == 1, each["name"]) for fact in missing]
    crm = counts["crm"]
    return Capabilities(
        crm=crm,
        name=_unlock(crm)["name"],
        deals=int(counts["deals"]),
        figures=pd.DataFrame(figures, columns=["metric", "figure", "level", "missing"]),
        facts=facts,
        unlock=_unlocks(waiting, words, crm),
    )


def _fact(name: str, need: dict, counts: dict) -> dict[str, object]:
    has, of = int(counts[name]), int(counts[need["of"]]) if "of" in need else None
    is_held = has >= need.get("least", 1) if of is None else of > 0 and has >= need.get("least", 0.5) * of
    share = has / of if of else None
    return {"fact": name, "words": need["words"], "has": has, "of": of, "share": share, "is_held": is_held}


def _unlocks(waiting: list[tuple[str, bool, str]], words: dict[str, str], crm: str) -> pd.DataFrame:
    rows = pd.DataFrame(waiting, columns=["fact", "opens", "figure"])
    found = rows.groupby("fact", sort=False).agg(opens=("opens", "sum"), figures=("figure", ", ".join)).reset_index()
    found = found.assign(
        words=[words[fact] for fact in found["fact"]], how=[_unlock(crm)[fact] for fact in found["fact"]]
    )
    return found.sort_values("opens", ascending=False, kind="stable", ignore_index=True)
