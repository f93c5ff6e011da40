"""A file of the United States, opened and saved in a European spreadsheet program.  Expected by hand."""

from datetime import date

import pytest

from analytics.errors import SluiceError
from analytics.intake import Options, take
from analytics.workspace.mappings import to_repeat
from tests.reading import workbook

HEAD = ["Deal ID", "Stage", "Created Date", "Close Date"]
ROWS = [
    [1, "Proposal", date(2026, 3, 1), "5/31/2026"],
    [2, "Won", "1/13/2026", date(2026, 6, 2)],
    [3, "Lost", "1/15/2026", "2/14/2026"],
]
AS_OF = date(2026, 6, 30)


def closed(**stated):
    return take(workbook({"Deals": [HEAD, *ROWS]}), "deals.xlsx", Options(as_of=AS_OF, **stated))


def test_misread_days_are_exchanged_back_and_asked_for():
    found = closed()
    deals = found.tables["deals"]
    assert deals["created_on"].dt.strftime("%m-%d").tolist() == ["01-03", "01-13", "01-15"]
    assert deals["closed_on"].dt.strftime("%m-%d").tolist() == ["05-31", "02-06", "02-14"]
    asked = [each for each in found.receipt.questions if each.field == "mixed_dates"]
    assert [(each.choices, each.assumed) for each in asked] == [(["exchanged", "as_written"], "exchanged")] * 2
    said = "Close Date: day and month exchanged in 1 day, all before the 13th, beside 2 texts, all after the 12th."
    assert said in found.receipt.notes


def test_an_answer_settles_it_for_the_next_file_too():
    found = closed(mixed_dates="as_written")
    assert found.tables["deals"]["closed_on"].dt.strftime("%m-%d").tolist() == ["05-31", "06-02", "02-14"]
    assert [each for each in found.receipt.questions if each.field == "mixed_dates"] == []
    assert to_repeat(Options(mixed_dates="as_written"), found.receipt).mixed_dates == "as_written"


def test_another_answer_is_refused():
    with pytest.raises(SluiceError, match="mixed dates"):
        Options(mixed_dates="maybe")
