import pytest
from hypothesis import settings

from analytics import samples
from analytics.workspace import Workspace
from tests.exports import store_of_files

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
