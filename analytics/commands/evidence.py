"""Command about what the files can tell."""

from __future__ import annotations

from argparse import Namespace

from analytics.commands.documents import Document, records
from analytics.commands.options import scope_of, scope_options
from analytics.metrics.capabilities import LEVELS, Capabilities, capabilities
from analytics.workspace import Workspace


def add_to(add: object) -> None:
    """The command."""
    add("evidence", evidence, "What the files can tell, and which export would tell more.", scope_options())


def evidence(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `capabilities`, for each CRM; for people CRM after CRM, all in one document."""
    found = capabilities(workspace, scope_of(args))
    if not args.json:
        return {name: value for each in found for name, value in _in_words(each).items()}
    return {
        "crms": [
            {
                "crm": each.crm,
                "deals": each.deals,
                "figures": records(each.figures),
                "holds": records(each.facts),
                "unlock": records(each.unlock),
            }
            for each in found
        ]
    }


def _in_words(one: Capabilities) -> Document:
    """How many figures are known how, which, by what, and what to export for the others."""
    words = {"exact": "exact", "inferred": "inferred", "not_possible": "not possible"}
    figures = one.figures.assign(level=one.figures["level"].map(words))
    counts = ", ".join(f"{one.count(level)} {words[level]}" for level in LEVELS)
    return {
        f"{one.name}, {one.deals:,} deals": f"{counts}, of {len(figures)} figures",
        f"{one.name}, figures": records(figures[["metric", "figure", "level", "missing"]]),
        f"{one.name}, what the files hold": records(one.facts[["words", "has", "of", "share"]]),
        **{f"{one.name}, for {row.words}": row.how for row in one.unlock.itertuples()},
    }
