"""Exit criteria that a column of the export tells of: how many deals that moved on meet them, and which do not."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd

from analytics.workspace import Scope, Workspace
from analytics.workspace.criteria import criteria

# what a criterion may ask of, besides the columns that were kept as filters
FIELDS = {
    "owner": "Owner", "account": "Account", "team": "Team", "source": "Source", "lead_type": "Lead type",
    "deal_type": "Deal type", "region": "Region", "product": "Product", "segment": "Segment",
    "forecast_category": "Forecast category", "next_step": "Next step", "amount": "Amount",
    "expected_close_on": "Expected close", "last_activity_on": "Last activity",
}  # fmt: skip
# closing a deal empties or rewrites these
_WHILE_OPEN = {"next_step", "expected_close_on", "forecast_category"}
COLUMNS = ["pipeline", "position", "words", "column", "value", "is_known", "asked", "met", "met_rate", "without"]


def columns_of(workspace: Workspace) -> dict[str, str]:
    """What a criterion may name -> how the query calls it: headings of deals exports, our own names of fields, kept columns."""
    found = {label.casefold(): field for field, label in FIELDS.items()}
    imports = workspace.engine.table("imports")
    for mapping in imports.loc[imports["kind"] == "deals", "mapping"]:
        found |= {
            heading.casefold(): field for field, heading in json.loads(mapping).items() if field in FIELDS and heading
        }
    kept = workspace.engine.table("deal_dimensions")["name"].unique()
    return found | {str(name).casefold(): f"column: {name}" for name in kept}


@dataclass(frozen=True)
class Told:
    """What columns say of exit criteria: `criteria`, one row per line of each stage, and `deals`, one row per criterion
    (`number`: its place in `criteria`) and deal that was in the stage and whose export has the column.
    """

    criteria: pd.DataFrame
    deals: pd.DataFrame


def criteria_told(workspace: Workspace, scope: Scope, stages: pd.DataFrame) -> Told:
    """What the columns that the exit criteria of these stages name say of the deals in scope.

    Columns say what is true on the day of the question, not what was true when the deal was there; those that closing a deal
    empties or rewrites are asked of open deals only.
    """
    known = columns_of(workspace)
    rows = [
        (stage.pipeline, int(stage.position), each.words, each.column, each.value, known.get((each.column or "").casefold()))
        for stage in stages.itertuples()
        for each in criteria(None if pd.isna(stage.exit_criteria) else stage.exit_criteria)
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=[*COLUMNS[:5], "name"]).astype({"name": object, "value": object})
    tied = found[found["name"].notna()]
    if tied.empty:
        nothing = ["number", "deal_key", "fate", "is_dated", "is_filled", "is_met"]
        return Told(found, pd.DataFrame(columns=nothing).astype(dict.fromkeys(nothing[3:], bool)))
    deals = workspace.engine.query(
        "process/process_criteria", scope, numbers=tied.index.tolist(), of_pipelines=tied["pipeline"].tolist(),
        positions=tied["position"].tolist(), columns=tied["name"].tolist(), values=[None if pd.isna(each) else each for each in tied["value"]],
    )  # fmt: skip
    imports = workspace.engine.table("imports")
    has = {each.import_id: set(json.loads(each.mapping)) for each in imports.itertuples()}
    # a column that the deal's export does not have says nothing of it; one kept as a filter is empty where it is not met
    asked = [
        name.startswith("column: ") or (name in has[import_id] and (status == "open" or name not in _WHILE_OPEN))
        for name, import_id, status in zip(
            tied["name"].reindex(deals["number"]), deals["import_id"], deals["status"], strict=True
        )
    ]
    return Told(found, deals[pd.Series(asked, index=deals.index, dtype=bool)])


def criteria_met(told: Told) -> pd.DataFrame:
    """One row per exit criterion of each stage: `words`, `column` and `value` as typed, `is_known`: such a column is there,
    `asked`: deals that moved on from the stage and of which the column tells, `met` of them, `met_rate`, and `without`: the
    keys of the others.
    """
    moved_on = told.deals[told.deals["fate"] == "advanced"]
    rows = []
    for number, row in told.criteria.iterrows():
        deals, is_known = moved_on[moved_on["number"] == number], pd.notna(row["name"])
        met = int(deals["is_met"].sum())
        rows.append(
            (
                *row[COLUMNS[:5]], is_known, len(deals) if is_known else None, met if is_known else None,
                met / len(deals) if len(deals) else None, tuple(deals.loc[~deals["is_met"], "deal_key"]),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"asked": "Int64", "met": "Int64", "met_rate": "Float64"})


def evident(told: Told, stages: pd.DataFrame) -> pd.Series:
    """For each stage, the deals that were in it without a known day, of which a column that its criteria name says something."""
    proven = told.deals[~told.deals["is_dated"] & told.deals["is_filled"]]
    places = told.criteria[["pipeline", "position"]].reindex(proven["number"]).set_index(proven.index)
    once = places.assign(deal_key=proven["deal_key"]).drop_duplicates()
    counts = once.groupby(["pipeline", "position"]).size()
    return pd.Series(
        [int(counts.get((row.pipeline, row.position), 0)) for row in stages.itertuples()],
        index=stages.index,
        dtype="int64",
    )
