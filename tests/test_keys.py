"""The number of each deal: by CRM, then by its id, in the order of the ids as texts."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.workspace.keys import Told, keys_of

DAY = date(2026, 6, 30)


def texts(ids):
    return pa.array(ids, pa.large_string())


def keyed(*imports):
    return keys_of([Told(crm, DAY, texts(ids), texts(ids)) for crm, ids in imports], [])


def test_numbers_are_in_the_order_of_texts():
    keys = keyed(("hubspot", ["9", "10", "100", "1", "0"]))
    assert keys.keys[0].tolist() == [4, 2, 3, 1, 0]
    assert keys.of("hubspot", texts(["100", "2", "9"])).to_pylist() == [3, None, 4]


@pytest.mark.parametrize("other", ["07", "0x7", "7 ", "٧", "7.0", "-7", "7" * 16])
def test_what_is_no_plain_number_is_another_deal(other):
    keys = keyed(("hubspot", ["7", other]), ("hubspot", ["7"]))
    assert sorted(keys.keys[0].tolist()) == [0, 1]
    assert keys.keys[1][0] == keys.keys[0][0]
    assert keyed(("hubspot", ["7"])).of("hubspot", texts([other, "7"])).to_pylist() == [None, 0]
    assert keyed(("hubspot", [other])).of("hubspot", texts([other, "7"])).to_pylist() == [0, None]


numbers = st.integers(0, 10**16).map(str)
ids = st.one_of(numbers, st.sampled_from(["0", "1", "9", "10", "00", "010", "A1", "a1", "ä"]))


@given(st.lists(st.lists(numbers, max_size=8), min_size=1, max_size=3), st.lists(ids, max_size=8), st.booleans())
def test_each_id_has_its_place_among_all(exports, asked, plain):
    exports = exports if plain else [*exports, asked]
    keys = keyed(*[("hubspot", each) for each in exports])
    place = {each: number for number, each in enumerate(sorted({each for one in exports for each in one}))}
    assert [each.tolist() for each in keys.keys] == [[place[each] for each in one] for one in exports]
    assert keys.of("hubspot", texts(asked)).to_pylist() == [place.get(each) for each in asked]


def test_a_history_that_names_no_program_is_of_the_only_one_that_has_deals():
    """Its ids are looked for there; where two programs have deals, nobody knows of which it is."""
    one = keyed(("hubspot", ["7", "8"]), ("generic", []))
    assert one.of("generic", texts(["8", "9", None])).to_pylist() == [1, None, None]
    two = keyed(("hubspot", ["7", "8"]), ("pipedrive", ["8"]), ("generic", []))
    assert two.of("generic", texts(["7"])).to_pylist() == [None]
