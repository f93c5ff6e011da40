"""Numbers of ODS with what their format says of them.  Every expectation was written by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake.reader import shown_ods
from analytics.intake.reader.number_formats import Sections, Shown
from analytics.intake.reader.shown import shown_cells
from tests.reading import read, rows
from tests.workbooks import ods_of

HEAD = ["Deal ID", "Stage", "Amount", "Probability"]


def cell(number, kind="float", style="", more="", repeated=1):
    style = f'table:style-name="{style}" ' if style else ""
    again = f'table:number-columns-repeated="{repeated}" ' if repeated > 1 else ""
    return f'<table:table-cell {again}{style}office:value-type="{kind}" {more} office:value="{number}"><text:p>{number}</text:p></table:table-cell>'


def text(word):
    return f'<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>'


def line(*cells, repeated=1):
    again = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{again}>{''.join(cells)}</table:table-row>"


def table(*lines, columns="", name="Deals"):
    return f'<table:table table:name="{name}">{columns}{"".join(lines)}</table:table>'


TOP = line(*map(text, HEAD))
ID = [text("1"), text("Won")]
CURRENCY = 'office:currency="EUR"'
STYLES = (
    '<number:currency-style style:name="N1P0" style:volatile="true"><number:number number:grouping="true"/>'
    '<number:text> </number:text><number:currency-symbol number:language="de" number:country="DE">€</number:currency-symbol></number:currency-style>'
    '<number:currency-style style:name="N1"><number:text>-</number:text><number:number number:grouping="true"/>'
    '<number:text> </number:text><number:currency-symbol number:language="de" number:country="DE">€</number:currency-symbol>'
    '<style:map style:condition="value()&gt;=0" style:apply-style-name="N1P0"/></number:currency-style>'
    '<number:percentage-style style:name="N2"><number:number number:decimal-places="0"/><number:text>%</number:text></number:percentage-style>'
    '<number:number-style style:name="N3"><number:number number:display-factor="1000"/><number:text>k €</number:text></number:number-style>'
    '<number:number-style style:name="N4"><number:number/><number:text>%</number:text></number:number-style>'
    '<number:currency-style style:name="N5"><number:currency-symbol number:language="en" number:country="US">$</number:currency-symbol><number:number/></number:currency-style>'
    '<number:number-style style:name="N6"><number:number number:display-factor="1000"/><number:text>k</number:text></number:number-style>'
    '<number:number-style style:name="N7"><number:number/></number:number-style>'
    + "".join(
        f'<style:style style:name="c{n}" style:family="table-cell" style:data-style-name="N{n}"/>' for n in range(1, 8)
    )
    + '<style:style style:name="child" style:family="table-cell" style:parent-style-name="c3"/>'
    '<style:style style:name="loop" style:family="table-cell" style:parent-style-name="loop"/>'
)


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        pytest.param(cell(1000, "currency", more=CURRENCY), "1000 EUR", id="a currency"),
        pytest.param(cell(1000, "currency", more='office:currency="Taler"'), "1000", id="a currency nobody knows"),
        pytest.param(cell(0.5, "percentage"), "50%", id="a percentage"),
        pytest.param(cell(0.5, "float"), "0.5", id="a number"),
        pytest.param(cell(7, "float", "c1"), "7 EUR", id="by its style"),
        pytest.param(cell(-7, "float", "c1"), "-7 EUR", id="negative, by its style"),
        pytest.param(cell(0.5, "percentage", "c2"), "50%", id="a percentage with its style"),
        pytest.param(cell(12000, "float", "c3"), "12k EUR", id="thousands"),
        pytest.param(cell(12000, "float", "child"), "12k EUR", id="a style that takes from another"),
        pytest.param(cell(12000, "float", "loop"), "12000", id="a style that takes from itself"),
        pytest.param(cell(50, "float", "c4"), "50%", id="a sign in words multiplies nothing"),
        pytest.param(cell(5, "currency", "c5", 'office:currency="USD"'), "5 $", id="some dollar"),
        pytest.param(cell(5, "currency", "c5", 'office:currency="CAD"'), "5 CAD", id="the dollar of a country"),
        pytest.param(cell(5, "currency", "", 'office:currency="USD"'), "5 USD", id="nothing but a code"),
        pytest.param(cell(12000, "currency", "c6", CURRENCY), "12k EUR", id="thousands of a currency"),
        pytest.param(cell(7, "float", "c7"), "7", id="a style that says nothing more"),
        pytest.param(cell(7, "float", "c1").replace('"', "'").replace("='7'", '="7"'), "7 EUR", id="other quotes"),
        pytest.param(
            "<table:table-cell office:value='1' table:formula=\"of:=IF([.A1]>0;1;2)\" office:value-type='percentage'/>",
            "100%",
            id="a formula, and attributes in another order",
        ),
        pytest.param(text('office:value-type="percentage"'), 'office:value-type="percentage"', id="a text"),
        pytest.param(cell(3).replace("<text:p>3", '<text:p>"percentage" "c1"'), "3", id="the words in what is shown"),
    ],
)
def test_cells_of_ods_are_read_as_they_are_shown(made, shown):
    assert rows(read(ods_of(table(TOP, line(*ID, made)), STYLES)))[0][2] == shown


def test_common_styles_of_ods_stand_in_a_part_of_their_own():
    """The same name in the part with the tables is another style."""
    other = '<number:percentage-style style:name="N1"><number:number/><number:text>%</number:text></number:percentage-style>'
    own = '<style:style style:name="mine" style:family="table-cell" style:parent-style-name="c1"/>'
    own += other + '<style:style style:name="c3" style:family="table-cell" style:data-style-name="N1"/>'
    lines = [line(*ID, cell(7, "float", style)) for style in ("c1", "mine", "c3")]
    found = rows(read(ods_of(table(TOP, *lines), own, STYLES)))
    assert [row[2] for row in found] == ["7 EUR", "7 EUR", "700%"]


PERCENT = cell(0.5, "percentage")
EMPTY = "<table:table-cell/>"


def test_what_ods_repeats():
    columns = '<table:table-column/><table:table-column table:number-columns-repeated="3" table:default-cell-style-name="c1"/>'
    columns += '<table:table-column table:number-columns-repeated="1020"/>'
    lines = [
        TOP,
        line('<table:table-cell table:number-columns-repeated="3"/>', repeated=2),
        line(*ID, cell(0.5, "percentage", repeated=2)),
        line(*ID, PERCENT, EMPTY, repeated=3),
        "<table:table-row-group><table:table-header-rows>",
        line(*ID, '<table:covered-table-cell table:number-columns-repeated="1"/>', cell(3)),
        line(*ID, cell(3, style="c7"), PERCENT, cell(3), cell(3)),
        "</table:table-header-rows></table:table-row-group>",
        # to the last row and column of a sheet, as programs fill them
        line('<table:table-cell table:style-name="c1" table:number-columns-repeated="1024"/>', repeated=1048000),
    ]
    first = table(line(PERCENT, PERCENT), name="Other")
    data = ods_of(first + table(*lines, columns=columns) + table(line(PERCENT), name="Last"), STYLES)
    table_read = read(data, sheet="Deals")
    assert [row[2:4] for row in rows(table_read)] == [
        ["50%", "50%"],
        ["50%", ""],
        ["50%", ""],
        ["50%", ""],
        ["", "3 EUR"],
        ["3", "50%"],
    ]
    found = shown_cells(data, "Deals", 9)
    assert sorted(found[2]) == [3, 4, 5, 6]
    assert sorted(found[3]) == [3, 7, 8]
    assert 4 not in found  # has no style of its own, nor has its column


def test_ods_is_read_in_pieces(monkeypatch):
    lines = [line(*ID, cell(n, "currency", more=CURRENCY), PERCENT, repeated=2) for n in range(25)]
    data = ods_of(table(TOP, *lines) + table(*lines, name="Other"))
    monkeypatch.setattr(shown_ods, "PIECE", 333)
    assert [row[2:] for row in rows(read(data))] == [[f"{n // 2} EUR", "50%"] for n in range(50)]


def test_cells_of_the_next_sheet_are_none_of_this_one():
    data = ods_of(table(TOP, line(*ID, PERCENT)) + table(*[line(PERCENT, PERCENT)] * 9, name="Other"))
    assert shown_cells(data, "Deals", 9) == {2: {1: Shown(2, "%")}}


@pytest.mark.parametrize(
    "inside", ["<!-- <table:table-row/> -->", "<![CDATA[<table:table-row>]]>", "<?a <table:table-row>?>"]
)
def test_an_ods_with_comments_shows_nothing(inside):
    data = ods_of(table(TOP, line(*ID, PERCENT), inside, line(*ID, PERCENT)))
    assert shown_cells(data, "Deals", 9) == {}


def test_conditions_of_ods():
    styles = (
        '<number:percentage-style style:name="P"><number:number/><number:text>%</number:text></number:percentage-style>'
        '<number:number-style style:name="N"><number:number/><number:text>%</number:text>'
        '<style:map style:condition="value()&lt;=1" style:apply-style-name="P"/></number:number-style>'
        '<style:style style:name="c" style:family="table-cell" style:data-style-name="N"/>'
    )
    lines = [line(*ID, cell(number, "float", "c")) for number in (0.5, 1, 50)]
    data = ods_of(table(TOP, *lines), styles)
    assert [row[2] for row in rows(read(data))] == ["50%", "100%", "50%"]
    assert shown_cells(data, "Deals", 9)[2][1] == Sections(((("<=", 1.0), Shown(2, "%")),), Shown(0, "%"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.text('<>"/= !?-table:rowcel9', min_size=1, max_size=12)), max_size=5)
)
def test_damage_of_ods_is_passed_over(changes):
    made, styles = table(TOP, line(*ID, PERCENT, repeated=9)), STYLES
    for at, new in changes:
        if at % 2:
            made = made[: at % len(made)] + new + made[at % len(made) :]
        else:
            styles = styles[: at % len(styles)] + new + styles[at % len(styles) :]
    found = shown_cells(ods_of(made, styles), "Deals", 20)
    assert sum(map(len, found.values())) <= 20 * 1000
