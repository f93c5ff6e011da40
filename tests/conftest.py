import os
from pathlib import Path

import pytest
from hypothesis import settings

from analytics.samples import load_sample
from analytics.workspace import Workspace
from analytics.workspace.lock import writing
from tests.exports import csv_of

# the same examples on every run: a test that fails today must not pass tomorrow
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory):
    """A home with the sample company, imported once for all processes that test: look at it, change nothing."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "sample-home"
    home.mkdir(exist_ok=True)
    with writing(home, patience=300):
        if not (home / "default" / "CURRENT").exists():
            load_sample(Workspace(home / "default"))
    return home


@pytest.fixture(scope="session")
def sample_store(sample_home):
    """The sample company, to ask metrics of."""
    return Workspace(sample_home / "default")


@pytest.fixture
def sample(sample_home, monkeypatch):
    """The pages show the sample company; the test leaves it as it is."""
    monkeypatch.setenv("SLUICE_HOME", str(sample_home))
    current = (sample_home / "default" / "CURRENT").read_bytes()
    yield
    assert (sample_home / "default" / "CURRENT").read_bytes() == current


@pytest.fixture
def workspace(tmp_path):
    """An empty workspace."""
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home of workspaces."""
    monkeypatch.setenv("SLUICE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def file(tmp_path):
    """Writes a file of this name and content and gives its path."""

    def write(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture
def export(file):
    """Writes an export of n deals and gives its path."""

    def write(name: str = "deals.csv", n: int = 3, stage: str = "Demo") -> Path:
        rows = [
            {"Deal ID": i, "Stage": stage, "Amount": 10, "Created Date": "2025-01-02", "Currency": "EUR"}
            for i in range(n)
        ]
        return file(name, csv_of(rows))

    return write
