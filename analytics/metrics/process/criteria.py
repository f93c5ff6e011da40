"""Exit criteria that a column of the export tells of: how many deals that moved on meet them, and which do not."""

from __future__ import annotations

import json

import pandas as pd

from analytics.workspace import Scope, Workspace
from analytics.workspace.criteria import Criterion, criteria

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


def criteria_met(workspace: Workspace, scope: Scope, stages: pd.DataFrame) -> pd.DataFrame:
    """One row per exit criterion of each stage: `words`, `column` and `value` as typed, `is_known`: such a column is there,
    `asked`: deals that moved on from the stage and whose export has the column, `met` of them, `met_rate`, and `without`: the
    keys of the others.  Columns say what is true on the day of the question, not what was true when the deal moved on; those
    that closing a deal empties or rewrites are asked of open deals only.
    """
    known = columns_of(workspace)
    rows: list[dict[str, object]] = [
        {"pipeline": stage.pipeline, "position": stage.position, "each": each}
        for stage in stages.itertuples()
        for each in criteria(None if pd.isna(stage.exit_criteria) else stage.exit_criteria)
    ]
    tied = [number for number, row in enumerate(rows) if _name(row["each"], known)]
    told = _ask(workspace, scope, rows, tied, known) if tied else pd.DataFrame(columns=["number", "deal_key", "is_met"])
    found = []
    for number, row in enumerate(rows):
        each, deals = row["each"], told[told["number"] == number]
        met = int(deals["is_met"].sum())
        found.append(
            (
                row["pipeline"], row["position"], each.words, each.column, each.value, number in tied,
                len(deals) if number in tied else None, met if number in tied else None,
                met / len(deals) if len(deals) else None, tuple(deals.loc[~deals["is_met"].astype(bool), "deal_key"]),
            )
        )  # fmt: skip
    kinds = {"asked": "Int64", "met": "Int64", "met_rate": "Float64"}
    return pd.DataFrame(found, columns=COLUMNS).astype(kinds)


def _name(each: Criterion, known: dict[str, str]) -> str | None:
    return known.get((each.column or "").casefold())


def _ask(
    workspace: Workspace, scope: Scope, rows: list[dict[str, object]], tied: list[int], known: dict[str, str]
) -> pd.DataFrame:
    names = [_name(rows[number]["each"], known) for number in tied]
    told = workspace.engine.query(
        "process/criteria_met",
        scope,
        numbers=tied,
        of_pipelines=[rows[number]["pipeline"] for number in tied],
        positions=[int(rows[number]["position"]) for number in tied],
        columns=names,
        values=[rows[number]["each"].value for number in tied],
    )
    imports = workspace.engine.table("imports")
    has = {each.import_id: set(json.loads(each.mapping)) for each in imports.itertuples()}
    field = dict(zip(tied, names, strict=True))
    # a column that the deal's export does not have says nothing of it; one kept as a filter is empty where it is not met
    asked = [
        field[number].startswith("column: ")
        or (field[number] in has[import_id] and (status == "open" or field[number] not in _WHILE_OPEN))
        for number, import_id, status in zip(told["number"], told["import_id"], told["status"], strict=True)
    ]
    return told[pd.Series(asked, index=told.index, dtype=bool)]
