"""The guard: where the run-rate has beaten the median of four in this very history, it is the headline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

FEWEST, OFTEN, LOWER = 6, 0.6, 0.1


def guard_holds(resolved: Iterable[Mapping[str, object]]) -> bool:
    """Whether the run-rate came closer in at least 60% of at least six origins, with a WAPE at least a tenth lower.

    `resolved`: rows of a replay (`period`, `week`, `method`, `centre`, `rest`) whose periods are over.
    """
    errors: dict[tuple[object, object], dict[str, float]] = {}
    for each in resolved:
        if each["method"] in ("median", "run_rate"):
            of_origin = errors.setdefault((each["period"], each["week"]), {})
            of_origin[str(each["method"])] = abs(float(each["centre"]) - float(each["rest"]))
    pairs = [(each["median"], each["run_rate"]) for each in errors.values() if len(each) == 2]
    if len(pairs) < FEWEST:
        return False
    closer = sum(run_rate < median for median, run_rate in pairs)
    median, run_rate = (sum(each) for each in zip(*pairs, strict=True))
    return closer >= OFTEN * len(pairs) and run_rate <= (1 - LOWER) * median
