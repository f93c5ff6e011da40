from pathlib import Path

import pytest
from hypothesis import settings

from analytics import samples
from analytics.workspace import Workspace
from tests.exports import csv_of, store_of_files

# the same examples on every run: a test that fails today must not pass tomorrow
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def sample_store():
    """The sample company, read without child processes."""
    files = [(name, (samples.FOLDER / name).read_bytes()) for name in samples.FILES]
    return store_of_files(*files, settings=samples.SETTINGS)


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
def export(tmp_path):
    """Writes an export of n deals and gives its path."""

    def write(name: str = "deals.csv", n: int = 3, stage: str = "Demo") -> Path:
        rows = [
            {"Deal ID": i, "Stage": stage, "Amount": 10, "Created Date": "2025-01-02", "Currency": "EUR"}
            for i in range(n)
        ]
        path = tmp_path / name
        path.write_text(csv_of(rows), encoding="utf-8")
        return path

    return write
