"""Reading in a process of its own: one process for many files, and limits for each."""

import os

import pytest

from analytics.errors import Refused
from analytics.intake import Options, child, take_safely

ROWS = "Deal ID,Stage,Amount,Created Date\n1,Demo,10.00,2026-01-02\n2,Won,20.00,2026-01-03\n"


@pytest.fixture(autouse=True)
def no_process_of_before():
    child.end_waiting()
    yield
    child.end_waiting()


@pytest.fixture
def read(tmp_path):
    def read_text(name, text=ROWS):
        (tmp_path / name).write_text(text)
        return take_safely(tmp_path / name, name, Options())

    return read_text


def waiting():
    return [each.pid for each in child._waiting]


def test_one_process_reads_small_files_one_after_the_other(read):
    first = read("deals 2026-01-05.csv")
    pids = waiting()
    second = read("deals 2026-01-12.csv", ROWS + "3,Demo,5.00,2026-01-09\n")
    assert waiting() == pids != []
    assert (first.receipt.deals, second.receipt.deals) == (2, 3)
    assert second.tables["deals"].column("deal_id").to_pylist() == ["1", "2", "3"]


def test_a_refused_file_leaves_the_process_for_the_next(read):
    with pytest.raises(Refused) as refused:
        read("notes.csv", "Colour,Size\nred,3\n")
    assert refused.value.file == "notes.csv"
    pids = waiting()
    assert read("deals 2026-01-05.csv").receipt.deals == 2
    assert waiting() == pids != []


@pytest.mark.parametrize("is_known", [False, True])
def test_a_file_that_ends_the_process_is_named_and_the_next_is_read(read, monkeypatch, is_known):
    """The limit of memory holds for the second file of a process as for the first."""
    if is_known:
        read("before.csv")
    monkeypatch.setattr(child, "MEMORY", 200 << 20)
    with pytest.raises(Refused) as refused:
        read("large.csv", ROWS + "".join(f"{n},Demo,1.00,2026-01-02\n" for n in range(3, 50_000)))
    monkeypatch.undo()
    assert (refused.value.code, refused.value.file) == ("unreadable", "large.csv")
    assert waiting() == []
    assert read("after.csv").receipt.deals == 2


def test_a_process_that_was_ended_while_it_waited_is_replaced(read):
    read("a.csv")
    (pid,) = waiting()
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    assert read("b.csv").receipt.deals == 2


def test_a_large_file_has_a_process_to_itself(read, monkeypatch):
    monkeypatch.setattr(child, "SMALL", 10)
    assert read("a.csv").receipt.deals == 2
    assert waiting() == []


def test_a_file_that_takes_too_long_is_refused(read, monkeypatch):
    read("a.csv")
    monkeypatch.setattr(child, "WALL_SECONDS", 0)
    with pytest.raises(Refused) as refused:
        read("b.csv")
    assert (refused.value.code, refused.value.file) == ("unreadable", "b.csv")
