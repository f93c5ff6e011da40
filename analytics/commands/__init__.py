"""The commands of the command line, and what each answers.

A module a subject.  Each has `add_to(add)`, which declares its commands: `add(name, function, help, *parents)` gives the
parser of the command, and `function(workspace, args)` its document.
"""

from analytics.commands import (
    changes,
    coaching,
    customers,
    evidence,
    files,
    health,
    pipeline,
    quarter,
    report,
)

MODULES = (
    files,
    evidence,
    pipeline,
    changes,
    health,
    quarter,
    report,
    coaching,
    customers,
)
