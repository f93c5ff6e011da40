"""The README says what is there, all of it and nothing else."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

from analytics.__main__ import parser
from analytics.intake.recognise import crm_names
from analytics.samples import FILES, FOLDER

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# the commands that ask a metric of the same name
METRICS = [
    "changes.changes",
    "churn.churn",
    "coaching.coaching",
    "conversion",
    "delivery.delivery",
    "forecast",
    "funnel",
    "health.health",
    "overview",
    "process.process",
    "scorecard.scorecard",
    "segments.segments",
    "velocity",
]


def test_every_command_is_named():
    for command in parser()._subparsers._group_actions[0].choices:
        assert f"`{command}`" in README


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:analytics|pages|tests)/[\w/.]+)`", README))))
def test_every_file_that_is_named_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", ["README.md", "analytics/README.md"])
def test_no_table_tells_a_thing_twice(path):
    # the heads of several tables may be alike
    first_cells = re.findall(r"^\| ([^|]+) \|(?!.*\n\|---)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    assert [cell for cell in set(first_cells) if first_cells.count(cell) > 1] == []


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!http)[^)]+)\)", README))
def test_every_link_leads_somewhere(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_defines_itself_and_stands_in_the_readme(name):
    name, module = name.rpartition(".")[2], importlib.import_module(f"analytics.metrics.{name}")
    metric = getattr(module, name)
    definition = inspect.getdoc(metric)
    assert len(definition) > 300
    assert f"`{name}`" in README


def test_every_crm_is_named():
    for crm in crm_names():
        assert crm == "generic" or crm in README.casefold()


def test_every_sample_file_is_there_and_described():
    described = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in FILES:
        assert (FOLDER / name).exists()
    assert "hubspot" in described


def test_the_project_speaks_of_itself_alone():
    """No path of any machine, no name of a tool that only its makers have."""
    texts = [
        path
        for path in ROOT.rglob("*")
        if path.suffix in (".py", ".md", ".sql", ".toml", ".txt", ".yml") and ".venv" not in path.parts
    ]
    for path in texts:
        if path.name == "test_docs.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/work/|/root/|pyenv", text), path
