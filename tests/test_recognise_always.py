"""What always holds of recognition: any headings, what people state, the descriptions, any order."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake.fields import FIELDS, LABELS
from analytics.intake.recognise import aliases_of, crm_format, crm_names, is_known, recognise
from analytics.intake.recognise.headings import key
from analytics.intake.recognise.mapping import TOGETHER
from tests.recognised import cells, named

# hostile headings


def test_thousands_of_columns_and_very_long_headings_are_read_in_a_moment():
    headings = [f"Custom field {place} (Sales: {place}) - {place}" for place in range(4000)]
    headings += [
        "x" * 100_000,
        '"' * 5000,
        "Date entered " + '"(' * 5000,
        ": " * 5000,
        "(" * 5000,
        "Deal ID",
        "Stage",
        "Amount",
    ]
    begun = time.process_time()
    found = recognise(headings, "t.csv")
    assert named(headings, found) == {"deal_id": "Deal ID", "stage": "Stage", "amount": "Amount"}
    assert not any(is_known(heading) for heading in headings[:-3])
    assert time.process_time() - begun < 5


@given(st.lists(st.text(max_size=30), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_text_may_stand_in_the_headings(headings):
    found = recognise(headings, "t.csv")
    assert {*found.mapping.values(), *found.unmapped} <= set(range(len(headings)))
    assert all(isinstance(is_known(heading), bool) for heading in headings)


@pytest.mark.parametrize("cell", ["Won", "Closed Lost", "Open", "Active", "Live", "2025-01-31", "100", "", "-", "Ann", "Acme Inc."])  # fmt: skip
def test_a_cell_of_data_is_no_known_heading(cell):
    assert not is_known(cell)


# what people say


def test_what_is_stated_is_taken_and_its_reason_says_so():
    headings = ["Nummer", "Deal Name", "Wo", "Amount"]
    found = recognise(headings, "t.csv", mapping={"deal_id": "Nummer", "stage": "wo", "amount": ""})
    assert named(headings, found) == {"deal_id": "Nummer", "name": "Deal Name", "stage": "Wo"}
    assert (found.why["stage"], found.why["name"]) == ("as stated", "a usual heading (English)")


# the descriptions


@pytest.mark.parametrize("crm", crm_names())
def test_every_description_uses_known_fields(crm):
    form = crm_format(crm)
    assert form["name"]
    for kind, fields in FIELDS.items():
        assert set(form.get(kind, {})) <= set(fields)
        assert set(fields) <= set(LABELS)
    for pipeline in form.get("pipelines", []):
        assert len(pipeline.get("ids", pipeline["stages"])) == len(pipeline["stages"])


def test_no_two_programs_are_known_by_one_heading():
    owners = {}
    for crm in crm_names():
        for heading in crm_format(crm)["signature"]:
            owners.setdefault(heading, []).append(crm)
    assert {heading: crms for heading, crms in owners.items() if len(crms) > 1} == {}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_usual_heading_means_one_field_or_is_settled_by_the_cells(kind):
    """A word in the lists of two fields would be read as whichever comes first."""
    meanings = {}
    for alias in aliases_of("generic", kind):
        meanings.setdefault(key(alias.written), set()).add(alias.field)
    doubtful = [set(each["fields"]) for each in crm_format("generic")["doubtful"] if each["kind"] == kind]
    told_apart = [TOGETHER, {"is_closed", "closed_on"}, {"is_won", "won_on"}, {"is_lost", "lost_on"}, *doubtful]
    assert {words: fields for words, fields in meanings.items() if len(fields) > 1 and fields not in told_apart} == {}


WORDS = sorted({alias.written for crm in crm_names() for kind in FIELDS for alias in aliases_of(crm, kind)})
POOLS = [
    ["2025-01-31", "2025-02-01", ""],
    ["12", "1,000.50", ""],
    ["Won", "Lost", "Open"],
    ["Demo", "Offer", ""],
    ["1", "0"],
    ["a", "b", "c"],
    [""],
]
tables = st.lists(
    st.sampled_from([*WORDS, "Colour", "Room", "Stage ", "Deal - Stage"]), min_size=1, max_size=9, unique=True
).flatmap(
    lambda headings: st.tuples(
        st.just(headings),
        st.lists(
            st.tuples(*(st.sampled_from(pool) for pool in [POOLS[len(each) % len(POOLS)] for each in headings])),
            min_size=1,
            max_size=5,
        ),
        st.permutations(range(len(headings) + 2)),
        st.randoms(use_true_random=False),
    )
)


def told(headings, rows):
    """What is recognised, in words and cells: nothing of where a column stands."""
    found = recognise(headings, "t.csv", cells(*rows))
    columns = {field: (headings[column], [row[column] for row in rows]) for field, column in found.mapping.items()}
    asked = {(each.field, each.about, tuple(each.choices), each.assumed) for each in found.questions}
    return found.crm, found.kind, columns, found.why, asked


@given(tables)
@settings(max_examples=200, deadline=None)
def test_neither_the_order_of_columns_nor_further_ones_change_what_is_recognised(table):
    headings, rows, order, _ = table
    more = [*headings, "Favourite colour", "Room 12"]
    wider = [(*row, "blue", "7") for row in rows]
    turned = [more[place] for place in order]
    assert told(turned, [tuple(row[place] for place in order) for row in wider]) == told(headings, rows)


@given(tables)
@settings(max_examples=100, deadline=None)
def test_the_order_of_rows_changes_nothing(table):
    headings, rows, _, chance = table
    shuffled = chance.sample(rows, len(rows))
    straight, other = recognise(headings, "t.csv", cells(*rows)), recognise(headings, "t.csv", cells(*shuffled))
    assert straight == other


@given(tables)
@settings(max_examples=100, deadline=None)
def test_read_again_by_its_own_mapping_a_table_is_read_alike(table):
    headings, rows, _, _ = table
    first = recognise(headings, "t.csv", cells(*rows))
    stated = {field: headings[column] for field, column in first.mapping.items()}
    again = recognise(headings, "t.csv", cells(*rows), crm=first.crm, kind=first.kind, mapping=stated)
    held = lambda found: {field: [row[column] for row in rows] for field, column in found.mapping.items()}  # noqa: E731
    assert held(again) == held(first)
