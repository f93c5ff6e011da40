"""The report before: what it said, so that the next one can tell what changed since."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from analytics.metrics.forecast import Forecast
from analytics.workspace import Scope, Workspace
from analytics.workspace.kept import record, recorded


@dataclass(frozen=True)
class Said:
    """What a report said of a period.

    `of`: a name for the period and the filters; `as_of`: the day, as 2026-05-12; `p10`, `p50`, `p90`: its headline, missing
    where it had no band; `currency`: of that day.
    """

    of: str
    as_of: str
    p10: float | None
    p50: float | None
    p90: float | None
    currency: str | None

    @classmethod
    def by(cls, found: Forecast, scope: Scope, currency: str | None) -> Said:
        """By a forecast within a scope."""
        asked = json.dumps(scope.only(from_on=None, to_on=None, basis="created", as_of=None).to_query(), sort_keys=True)
        of = f"{found.period.name}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}"
        head = found.headline
        return cls(of, found.as_of.isoformat(), head.p10, head.p50, head.p90, currency)


def remember(workspace: Workspace, said: Said) -> None:
    """Record what a report says, for the reports of later days; of one day the newest counts."""
    record(workspace.folder, f"{said.of}-{said.as_of}", asdict(said))


def report_before(workspace: Workspace, now: Said) -> Said | None:
    """The newest report of the same period and filters that was made of an earlier day."""
    earlier = []
    for day, document in recorded(workspace.folder, f"{now.of}-").items():
        if day < now.as_of:
            with suppress(TypeError):  # edited by hand
                earlier.append(Said(**document))
    return earlier[-1] if earlier else None
