"""Killed, cut off, out of room, edited by hand: the former state stands, and people get one sentence."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analytics.errors import Refused
from analytics.intake import Options
from analytics.metrics.overview import overview
from analytics.workspace import Scope, Workspace

ROOT = Path(__file__).parents[1]


def state(workspace: Workspace) -> tuple:
    return workspace.generation, overview(workspace, Scope()), [each.import_id for each in workspace.imports()]


@pytest.mark.parametrize("after", [0.3, 0.9, 1.5, 1.9, 2.3, 2.8])
def test_a_killed_import_leaves_the_former_state_and_can_be_repeated(workspace, export, after):
    workspace.import_file(export("a.csv", 3))
    before = state(workspace)
    path = export("b.csv", 20_000)
    command = [
        sys.executable,
        "-m",
        "analytics",
        "import",
        str(path),
        "--workspace",
        str(workspace.folder),
        "--crm",
        "other",
        "--json",
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    reopened = Workspace(workspace.folder)
    now = state(reopened)
    assert now[1:] == before[1:] or now[1].deals == 20_003
    result = reopened.import_file(path, Options(crm="other"))
    assert result.receipt.rows_accepted == 20_000
    assert overview(reopened, Scope()).deals == 20_003
    assert not list(workspace.folder.glob("*.part*"))


def test_a_damaged_database_is_named_and_rebuilt(workspace, export):
    workspace.import_file(export())
    path = workspace.folder / workspace.generation
    # as long as it is open here, the database stands in memory
    workspace.engine.close()
    path.write_bytes(path.read_bytes()[:5000])
    reopened = Workspace(workspace.folder)
    with pytest.raises(Refused, match="rebuild"):
        reopened.engine  # noqa: B018
    assert reopened.rebuild()["deals"] == 3


@pytest.mark.parametrize(
    "content",
    ["stages = [", "rates = 5", '[[pipelines]]\nname = "P"\nstages = [{stage = "A", kind = "opn"}]',
     '[[pipelines]]\nname = "P"\nstages = [{stage = "A", kind = "open", probability = 40}]'],
    ids=["no TOML", "a wrong type", "an unknown kind", "a probability of 40"],
)  # fmt: skip
def test_broken_settings_are_one_sentence(workspace, export, content):
    workspace.import_file(export())
    (workspace.folder / "settings.toml").write_text(content)
    with pytest.raises(Refused, match=r"settings\.toml cannot be used"):
        overview(workspace, Scope())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"imports": ["0009"]}'])
def test_a_damaged_state_is_one_sentence(workspace, export, content):
    workspace.import_file(export())
    (workspace.folder / "CURRENT").write_text(content)
    with pytest.raises(Refused, match="CURRENT of this workspace is damaged"):
        overview(Workspace(workspace.folder), Scope())
    (workspace.folder / "CURRENT").unlink()
    assert Workspace(workspace.folder).rebuild()["deals"] == 3


def test_a_state_of_another_version_is_built_again(workspace, export):
    workspace.import_file(export())
    path = workspace.folder / "CURRENT"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({"database": said["database"], "imports": said["imports"], "made_by": "an earlier one"}))
    assert overview(Workspace(workspace.folder), Scope()).deals == 3
    assert json.loads(path.read_text())["made_with"] == said["made_with"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("limit", [200_000, 600_000, 1_000_000])
def test_a_full_disk_leaves_the_former_state(workspace, export, limit):
    workspace.import_file(export("a.csv", 3))
    path = export("b.csv", 3000)
    code = f"import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
    code += f"import sys; from analytics.__main__ import main; sys.exit(main(['import', {str(path)!r}, '--crm', 'other', '--json', '--workspace', {str(workspace.folder)!r}]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["error"]["code"] == "not_writable"
    assert overview(Workspace(workspace.folder), Scope()).deals == 3
    assert workspace.import_file(path, Options(crm="other")).receipt.rows_accepted == 3000
