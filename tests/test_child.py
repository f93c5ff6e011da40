"""Reading in a process of its own: one process stands ready for many files, and each file has limits."""

import os
import time
from pathlib import Path

import pytest

from analytics.errors import Refused
from analytics.intake import Options, child, take_safely

ROWS = "Deal ID,Stage,Amount,Created Date\n1,Demo,10.00,2026-01-02\n2,Won,20.00,2026-01-03\n"


@pytest.fixture(autouse=True)
def no_process_of_before():
    child.end_ready()
    yield
    child.end_ready()


@pytest.fixture
def read(tmp_path):
    def read_text(name, text=ROWS):
        (tmp_path / name).write_text(text)
        return take_safely(tmp_path / name, name, Options())

    return read_text


def ready():
    return [each.pid for each in child._ready]


def test_one_process_makes_the_reader_of_each_file(read):
    first = read("deals 2026-01-05.csv")
    pids = ready()
    second = read("deals 2026-01-12.csv", ROWS + "3,Demo,5.00,2026-01-09\n")
    assert ready() == pids != []
    assert (first.receipt.deals, second.receipt.deals) == (2, 3)
    assert second.tables["deals"].column("deal_id").to_pylist() == ["1", "2", "3"]


def test_a_process_that_was_started_before_reads_the_next_file(read):
    child.stand_ready()
    child.stand_ready()
    (pid,) = ready()
    assert read("a.csv").receipt.deals == 2
    assert ready() == [pid]


def test_a_reader_that_does_not_start_says_why(read, monkeypatch):
    monkeypatch.setattr(child, "_COMMAND", "raise SystemExit('no such library')")
    with pytest.raises(RuntimeError, match="does not start:\nno such library"):
        read("a.csv")
    monkeypatch.undo()
    assert read("b.csv").receipt.deals == 2


def test_a_refused_file_leaves_the_process_for_the_next(read):
    with pytest.raises(Refused) as refused:
        read("notes.csv", "Colour,Size\nred,3\n")
    assert refused.value.file == "notes.csv"
    pids = ready()
    assert read("deals 2026-01-05.csv").receipt.deals == 2
    assert ready() == pids != []


@pytest.mark.parametrize("is_known", [False, True])
def test_a_file_that_ends_the_process_is_named_and_the_next_is_read(read, monkeypatch, is_known):
    """The limit of memory holds for the second file of a process as for the first."""
    if is_known:
        read("before.csv")
    monkeypatch.setattr(child, "MEMORY", 200 << 20)
    with pytest.raises(Refused) as refused:
        read("large.csv", ROWS + "".join(f"{n},Demo,1.00,2026-01-02\n" for n in range(3, 400_000)))
    monkeypatch.undo()
    assert (refused.value.code, refused.value.file) == ("unreadable", "large.csv")
    assert ready() == []
    assert read("after.csv").receipt.deals == 2


def test_a_process_that_was_ended_while_it_stood_ready_is_replaced(read):
    read("a.csv")
    (pid,) = ready()
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    assert read("b.csv").receipt.deals == 2


def test_a_file_that_takes_too_long_is_refused_and_its_reader_ended(read, monkeypatch):
    """The process that stands ready and the copy of it that reads go together."""
    read("a.csv")
    (pid,) = ready()
    monkeypatch.setattr(child, "WALL_SECONDS", 0.1)
    with pytest.raises(Refused) as refused:
        read("b.csv", ROWS + "".join(f"{n},Demo,1.00,2026-01-02\n" for n in range(3, 400_000)))
    assert (refused.value.code, refused.value.file) == ("unreadable", "b.csv")
    assert not Path(f"/proc/{pid}").exists()
    assert not _of_group(pid)


def _of_group(group):
    """The processes of a group that still run, those given a moment that were just told to end."""
    deadline = time.monotonic() + 5
    while running := [each for each in map(_state, Path("/proc").glob("[0-9]*/stat")) if each == (group, True)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return running


def _state(stat):
    """The group of a process, and whether it is more than a name that nobody asked for."""
    try:
        state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return None
    return int(group), state != "Z"


def test_thousands_of_columns_fit_into_the_memory_of_a_reader(read):
    # every property of a CRM, most of them hardly filled
    heading = "Deal ID,Stage,Created Date," + ",".join(f"Property {n}" for n in range(4_000))
    rows = (f"{n},Demo,2026-01-02," + ("a note," * 4_000)[:-1] for n in range(200))
    receipt = read("all.csv", "\n".join([heading, *rows])).receipt
    assert (receipt.deals, len(receipt.columns), receipt.columns[-1]["filled"]) == (200, 4_003, 200)
