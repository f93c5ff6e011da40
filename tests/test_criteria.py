"""Exit criteria, as people type them."""

import pytest

from analytics.workspace.criteria import Criterion, criteria


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Demo done: Result=Held", ("Demo done", "Result", "Held")),
        ("Next step set = Next Step is filled", ("Next step set", "Next Step", None)),
        ("Next step set: Next Step is filled", ("Next step set", "Next Step", None)),
        ("Next Step is filled", ("Next Step is filled", "Next Step", None)),
        ("Result = Held", ("Result = Held", "Result", "Held")),
        ("Demo: they saw it: Demo Result = yes, all", ("Demo: they saw it", "Demo Result", "yes, all")),
        ("Buyer agreed to a date", ("Buyer agreed to a date", None, None)),
        ("Agreed on: price and term", ("Agreed on: price and term", None, None)),
        ("The form is filled by the buyer", ("The form is filled by the buyer", None, None)),
        ("Result =", ("Result =", None, None)),
        ("= Held", ("= Held", None, None)),
    ],
)
def test_a_line_may_name_the_column_that_tells(line, expected):
    assert criteria(line) == [Criterion(*expected)]


def test_empty_lines_are_no_criteria():
    assert [each.words for each in criteria("  a \n\n b\n")] == ["a", "b"]
    assert criteria(None) == criteria("") == []
