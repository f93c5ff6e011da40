"""Loads the book of deals from the database."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.forecast.book import LOST, NEVER, WON, Book, Former, day_number, ends, pushes
from analytics.workspace import Scope, Workspace

# by which deals may be told apart, the first that is filled
_SEGMENTS = ("segment", "deal_type", "lead_type", "region")


def load(workspace: Workspace, scope: Scope) -> Book:
    """The book of the deals in scope, with all that is known on its day.  The period of the scope does not filter."""
    engine = workspace.engine
    as_of = scope.as_of or engine.last_day
    # owners and teams are those of the day, see `until`
    wide = scope.only(owners=(), teams=(), from_on=None, to_on=None, basis="created")
    deals = engine.query("forecast/forecast_deals", wide)
    stays = engine.query("forecast/forecast_stays", wide)
    former = engine.query("forecast/forecast_former", wide)
    known = engine.query("forecast/forecast_known", wide).set_index("crm")
    row = pd.Series(np.arange(len(deals)), index=deals["deal_key"])
    owners, teams = (_names(deals[name], former[name]) for name in ("owner", "team"))
    fields, before = (
        {
            "owner": owners.get_indexer(table["owner"]),
            "team": teams.get_indexer(table["team"]),
            "amount": table["amount"].to_numpy(float),
            "due": _numbers(table["expected_close_on"]),
            "probability": table["probability"].to_numpy(float),
        }
        for table in (deals, former)
    )
    former = Former(
        deal=row.loc[former["deal_key"]].to_numpy(),
        from_day=np.nan_to_num(_numbers(former["from_on"]), nan=-NEVER),
        to_day=_numbers(former["to_on"]),
        fields=before,
    )
    states = _states(engine.table("stages"), deals)
    return Book(
        as_of=day_number(as_of),
        deals=deals,
        owner_names=np.append(owners.to_numpy(object), None),
        fields=fields,
        pipeline=pd.factorize(deals["pipeline"], sort=True)[0],
        source=pd.factorize(deals["source"], sort=True)[0],
        segments=[pd.factorize(deals[name])[0] for name in _SEGMENTS],
        states=states,
        former=former,
        pushed=pushes(former, fields["due"]),
        dates_known=_since(deals["crm"].map(known["dates_from"])),
        amounts_known=_since(deals["crm"].map(known["amounts_from"])),
        created=_numbers(deals["created_on"]),
        closed=_numbers(deals["closed_on"]),
        told_from=np.nan_to_num(_numbers(deals["evidence_from_on"]), nan=-NEVER),
        owners=owners.get_indexer(scope.owners) if scope.owners else None,
        teams=teams.get_indexer(scope.teams) if scope.teams else None,
        **_stays(deals, stays, states, row, day_number(as_of)),
    )


def _names(*columns: pd.Series) -> pd.Index:
    return pd.Index(sorted(set().union(*(each.dropna().unique() for each in columns))), dtype=object)


def _numbers(days: pd.Series) -> np.ndarray:
    values = pd.to_datetime(days).to_numpy("datetime64[D]")
    return np.where(np.isnat(values), np.nan, values.astype("int64"))


def _since(days: pd.Series) -> np.ndarray:
    return np.nan_to_num(_numbers(days), nan=NEVER)


def _states(stages: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """The open stages of the pipelines in the book, and for each pipeline a state for deals whose stages are not told."""
    pipelines = sorted(deals["pipeline"].unique())
    there = stages[(stages["kind"] == "open") & stages["pipeline"].isin(pipelines)].sort_values(
        ["pipeline", "position"]
    )
    told = there[["pipeline", "stage", "position"]].assign(configured=there["probability"], is_told=True)
    untold = pd.DataFrame(
        {"pipeline": pipelines, "stage": None, "position": 255, "configured": np.nan, "is_told": False}
    )
    return pd.concat([told, untold], ignore_index=True).sort_values(["pipeline", "position"], ignore_index=True)


def _stays(
    deals: pd.DataFrame, stays: pd.DataFrame, states: pd.DataFrame, row: pd.Series, as_of: int
) -> dict[str, object]:
    """Each deal's way through the states, without gaps."""
    deal = row.loc[stays["deal_key"]].to_numpy()
    number = states.set_index(["pipeline", "position"]).index
    is_open = (stays["kind"] == "open").to_numpy()
    position = np.where(_is_untold(deals, deal, is_open), 255, stays["position"])
    place, told = (
        number.get_indexer(pd.MultiIndex.from_arrays([stays["pipeline"], each]))
        for each in (position, stays["position"])
    )
    state = np.where(is_open, place, np.where(stays["kind"] == "lost", LOST, WON)).astype(int)
    entered = _numbers(stays["entered_on"])
    shown = np.column_stack([deal, np.nan_to_num(entered, nan=-NEVER), told]).astype(int)[is_open]
    created, closed = _numbers(deals["created_on"]), _numbers(deals["closed_on"])
    same = np.r_[False, deal[1:] == deal[:-1]]
    is_last = np.r_[deal[1:] != deal[:-1], True] if len(deal) else np.array([], bool)
    # one stay where a deal is won and then handed over, or where its stages are not told
    again = same & np.r_[False, state[1:] == state[:-1]]
    first = ~same
    entered = np.where(first & is_open & (np.isnan(entered) | (position == 255)), created[deal], entered)
    outcome = pd.Series(state).groupby(deal).last().reindex(range(len(deals)), fill_value=0).to_numpy()
    dated = pd.Series(stays["is_dated"].to_numpy()).groupby(deal).last().reindex(range(len(deals)), fill_value=True)
    undated = (outcome < 0) & ~dated.to_numpy() & np.isnan(closed)
    kept = ~again & ~undated[deal]
    deal, state, entered = deal[kept], state[kept], entered[kept]
    is_last = np.r_[deal[1:] != deal[:-1], True] if len(deal) else is_last[:0]
    following = np.r_[entered[1:], np.nan] if len(entered) else entered
    entered = np.where(np.isnan(entered), np.where(is_last, as_of, following), entered)
    entered = _in_order(deal, np.nan_to_num(entered, nan=as_of).astype(int))
    return {
        "deal": deal,
        "state": state,
        "entered": entered,
        "left": ends(deal, entered),
        "shown": shown,
        "undated": int(undated.sum()),
        "undated_won": int((undated & (outcome == WON)).sum()),
    }


def _is_untold(deals: pd.DataFrame, deal: np.ndarray, is_open: np.ndarray) -> np.ndarray:
    """Stays in open stages of deals of which only the stage of today, or the last one, is told."""
    return is_open & (deals["evidence"].to_numpy() == "current_only")[deal]


def _in_order(deal: np.ndarray, entered: np.ndarray) -> np.ndarray:
    """No stay begins before the one before it."""
    offset = deal.astype(np.int64) * (4 * NEVER)
    return (np.maximum.accumulate(entered + offset) - offset).astype(int)
