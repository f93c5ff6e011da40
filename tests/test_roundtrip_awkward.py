"""Awkward and hostile files, from bytes to rows: read right, refused in a sentence, or asked about; never wrong in silence."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.workspace.mappings import settled
from tests.roundtrip.awkward import ROWS, TEXTS, VALUES, WORKBOOKS

CASES = [*TEXTS, *WORKBOOKS, *VALUES, *ROWS]
# no speed is asserted here: what grows without measure takes minutes, the widest of these less than two seconds alone
MOST_SECONDS = 10


def plain(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def is_same(found: object, expected: object) -> bool:
    if isinstance(expected, (Decimal, float)):
        return found is not None and abs(Decimal(str(found)) - Decimal(str(expected))) < Decimal("0.00005")
    return found == expected


@pytest.mark.parametrize("case", [pytest.param(each, id=each.name) for each in CASES])
def test_nothing_is_wrong_in_silence(case):
    data = case.data.encode() if isinstance(case.data, str) else case.data
    options = Options(**{"as_of": date(2026, 6, 30), **case.options})
    begin = time.process_time()
    if case.refused:
        with pytest.raises(Refused) as refusal:
            take(data, case.file, options)
        assert refusal.value.code in case.refused
        assert time.process_time() - begin < MOST_SECONDS
        return
    taken = take(data, case.file, options)
    assert time.process_time() - begin < MOST_SECONDS
    receipt, rows = taken.receipt, taken.tables["deals"].set_index("deal_id")
    assert sorted(rows.index) == sorted(case.deals)
    read = {key: {name: plain(rows.loc[key].get(name)) for name in fields} for key, fields in case.deals.items()}
    wrong = {
        (key, name): (value, read[key][name])
        for key, fields in case.deals.items()
        for name, value in fields.items()
        if not is_same(read[key][name], value)
    }
    assert not wrong, f"(expected, read): {wrong}"
    assert set(case.asks) <= {question.field for question in receipt.questions}
    assert set(case.marks) <= {reject.value for reject in receipt.rejects}
    assert case.says in " ".join(receipt.notes).lower()
    assert case.aside in (None, receipt.rows_furniture)


def test_names_of_cases_are_their_own():
    names = [each.name for each in CASES]
    assert len(names) == len(set(names)) >= 80


@pytest.mark.parametrize("case", [pytest.param(each, id=each.name) for each in CASES if not each.refused])
def test_its_recipe_reads_it_the_same_again(case):
    data = case.data.encode() if isinstance(case.data, str) else case.data
    stated = Options(**{"as_of": date(2026, 6, 30), **case.options})
    taken = take(data, case.file, stated)
    again = take(data, case.file, settled(stated, taken.receipt))
    assert again.receipt.mapping == taken.receipt.mapping
    for name, rows in taken.tables.items():
        assert_frame_equal(again.tables[name], rows)
