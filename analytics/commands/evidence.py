"""Command about what the files can tell."""

from __future__ import annotations

from argparse import Namespace

from analytics.commands.documents import Document, records
from analytics.commands.options import scope_of, scope_options
from analytics.metrics.capabilities import capabilities
from analytics.workspace import Workspace


def add_to(add: object) -> None:
    """The command."""
    add("evidence", evidence, "What the files can tell, and which export would tell more.", scope_options())


def evidence(workspace: Workspace, args: Namespace) -> Document:
    """The figures of the metric `capabilities`, for each CRM."""
    return {
        "crms": [
            {
                "crm": each.crm,
                "deals": each.deals,
                "figures": records(each.figures),
                "holds": records(each.facts),
                "unlock": records(each.unlock),
            }
            for each in capabilities(workspace, scope_of(args))
        ]
    }
