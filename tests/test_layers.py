"""Data runs one way; imports point the other way only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("analytics/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "dashboard.py"])

# numeric building blocks: a file each, which knows nothing of ours
BLOCKS = {
    path.stem
    for path in ROOT.glob("analytics/*.py")
    if path.stem not in ("__init__", "__main__", "samples", "errors", "periods", "wording")
}
# room -> rooms of ours that it may import from
MAY_USE = {
    "intake": {"intake", "errors", "wording"},
    "workspace": {"workspace", "intake", "errors", "periods", "wording"},
    "metrics": {"metrics", "workspace", "errors", "periods", "wording", *BLOCKS},
    "charts": {"charts", "metrics"},
    "reports": {"reports", "charts", "metrics", "workspace", "errors", "periods"},
    "periods": {"errors"},
    "errors": set(),
    "wording": set(),
    **{block: set() for block in BLOCKS},
}
# library -> rooms that may import it
ONLY_IN = {"streamlit": {"pages", "dashboard"}, "plotly": {"charts", "reports"}, "duckdb": {"workspace"}}


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "analytics" else parts[0]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            names |= {f"{node.module}.{each.name}" for each in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    names = imported(path)
    for library, rooms in ONLY_IN.items():
        if room(path) not in rooms:
            assert library not in {name.partition(".")[0] for name in names}
    if room(path) in MAY_USE:
        ours = {name.split(".")[1] for name in names if name.startswith("analytics.")}
        assert ours <= MAY_USE[room(path)]
    if room(path) != "pages":
        assert not any(name.startswith("pages") for name in names)


def test_metrics_do_not_use_each_others_sql():
    """One stem, one question: funnel_*.sql belongs to funnel.py in the same folder."""
    for path in ROOT.glob("analytics/metrics/**/*.sql"):
        stems = {each.stem for each in path.parent.glob("*.py")}
        assert path.stem in stems or path.stem.partition("_")[0] in stems, path.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_below_the_pages_looks_at_the_clock(path):
    if room(path) in ("pages", "dashboard"):
        return
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
    assert not {call for call in calls if call == "time.time" or call.split(".")[-1] in ("today", "now", "utcnow")}
