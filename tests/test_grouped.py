"""Owner, stage and the like in the first row of each group only, in files that do not mark their groups."""

from datetime import date

import pytest

from analytics.intake import Options, take

HEADINGS = "Owner,Deal,Stage,Amount,Created"


def read(rows, headings=HEADINGS, **options):
    lines = [f"{row},New,{10 * number},2026-01-0{number}" for number, row in enumerate(rows.split(), 1)]
    return take("\n".join([headings, *lines]).encode(), "d.csv", Options(as_of=date(2026, 6, 30), **options))


def asked(taken):
    return [(each.choices, each.assumed) for each in taken.receipt.questions if each.field == "blanks"]


def owners_of(taken):
    return taken.tables["deals"].sort_values("row_number")["owner"].fillna("-").tolist()


ASKED = [(["above", "empty"], "above")]


@pytest.mark.parametrize(
    ("rows", "owners", "questions"),
    [
        pytest.param("Ann,A ,B ,C Bob,D ,E", "Ann Ann Ann Bob Bob", ASKED, id="two groups: assumed"),
        pytest.param("Ann,A ,B Bob,C ,D Cy,E", "Ann Ann Bob Bob Cy", [], id="three groups by name: evident"),
        pytest.param("Cy,A ,B Bob,C ,D Ann,E", "Cy Cy Bob Bob Ann", ASKED, id="three groups in another order: assumed"),
        pytest.param("Cy,A ,B Ed,C ,D Bob,E ,F Di,G Ann,H ,I", "Cy Cy Ed Ed Bob Bob Di Ann Ann", [], id="five groups"),
        pytest.param("Ann,A ,B Bob,C ,D Ann,E", "Ann - Bob - Ann", [(["above", "empty"], "empty")], id="a value twice"),
        pytest.param("Ann,A ,B Ann,C Bob,D ,E", "Ann - Ann Bob -", [], id="twice one after the other: no groups"),
        pytest.param(",A Ann,B ,C Bob,D ,E", "- Ann - Bob -", [], id="blank at the top"),
        pytest.param("Ann,A Bob,B Cy,C Di,D ,E", "Ann Bob Cy Di -", [], id="one of five is missing"),
    ],
)  # fmt: skip
def test_an_owner_in_the_first_row_of_each_group(rows, owners, questions):
    taken = read(rows)
    assert owners_of(taken) == owners.split()
    assert asked(taken) == questions


def test_what_is_filled_and_what_is_asked_is_said():
    taken = read("Ann,A ,B ,C Bob,D ,E")
    assert "“Owner” stands only in the first row of each group; it was filled down into 3 rows." in taken.receipt.notes
    assert [each.about for each in taken.receipt.questions] == [
        "Owner: blank in 3 of 5 rows. Does a blank cell say the same as the one above it? Read as the same as above."
    ]


@pytest.mark.parametrize(
    ("stated", "owners"), [("above", "Ann Ann Bob Bob Ann Ann"), ("empty", "Ann - Bob - Ann -"), (None, "Ann - Bob - Ann -")]
)  # fmt: skip
def test_what_blank_cells_say_can_be_stated(stated, owners):
    taken = read("Ann,A ,B Bob,C ,D Ann,E ,F", blanks=stated)
    assert owners_of(taken) == owners.split()
    assert bool(asked(taken)) == (stated is None)


def test_groups_in_groups():
    rows = "North,Ann,A ,,B ,Bob,C South,Ann,D ,,E"
    taken = read(rows, "Region,Owner,Deal,Stage,Amount,Created")
    assert owners_of(taken) == ["Ann", "Ann", "Bob", "Ann", "Ann"]
    assert taken.tables["deals"]["region"].tolist() == ["North"] * 3 + ["South"] * 2


def test_an_owner_to_the_right_of_the_deal_is_asked_for_and_not_filled_down():
    taken = read("A,Ann B, C, D,Bob E,", "Deal,Owner,Stage,Amount,Created")
    assert owners_of(taken) == ["Ann", "-", "-", "Bob", "-"]
    assert asked(taken) == [(["above", "empty"], "empty")]


@pytest.mark.parametrize(
    ("rows", "accounts", "questions"),
    [
        pytest.param("Acme,A ,B Beta,C ,D", ["Acme", "", "Beta", ""], [(["above", "empty"], "empty")], id="asked"),
        pytest.param("Acme,A ,B Beta,C ,D Cie,E", ["Acme", "Acme", "Beta", "Beta", "Cie"], [], id="evident"),
    ],
)  # fmt: skip
def test_accounts_stand_once_in_any_list(rows, accounts, questions):
    taken = read(rows, "Account,Deal,Stage,Amount,Created")
    assert taken.tables["deals"].sort_values("row_number")["account"].fillna("").tolist() == accounts
    assert asked(taken) == questions


def test_rows_that_do_not_say_which_deal_they_are_of_are_no_group():
    # a deal with three products
    text = "Account,Deal,Product,Stage,Amount,Created\nAcme,A,x,New,1,2026-01-01\n,,y,,2,\n,,z,,3,\nBeta,B,x,New,4,2026-01-02\n"
    taken = take(text.encode(), "d.csv", Options(as_of=date(2026, 6, 30)))
    assert (taken.receipt.deals, asked(taken)) == (2, [])


@pytest.mark.parametrize(
    ("titles", "headings", "questions"),
    [
        pytest.param(["Ann Lee", "Bob Ray"], "Deal,Stage,Amount,Created", [(["Group", ""], None)], id="names"),
        pytest.param(["January 2026", "March 2026"], "Deal,Stage,Amount,Created", [], id="months"),
        pytest.param(["Won deals", "Lost"], "Deal,Stage,Amount,Created", [], id="stages"),
        pytest.param(["Ann Lee", "Bob Ray"], "Deal,Stage,Amount,Created,Owner", [], id="an owner in each row"),
    ],
)
def test_whether_titles_are_owners_is_asked(titles, headings, questions):
    lines = [line for title in titles for line in (f"{title},,,", f"A {title},New,1,2026-01-02,Eve")]
    taken = take(
        "\n".join([headings, *(line if "Owner" in headings else line.removesuffix(",Eve") for line in lines)]).encode(),
        "d.csv",
        Options(as_of=date(2026, 6, 30)),
    )
    assert taken.receipt.deals == 2
    assert [(each.choices, each.assumed) for each in taken.receipt.questions if each.field == "owner"] == questions
