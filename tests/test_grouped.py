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


ASKED = [(["above", "empty"], "empty")]


@pytest.mark.parametrize(
    ("rows", "owners", "questions"),
    [
        pytest.param("Ann,A ,B ,C Bob,D ,E", "Ann - - Bob -", ASKED, id="two groups"),
        pytest.param("Ann,A ,B Bob,C ,D Ann,E", "Ann - Bob - Ann", [], id="a value in two groups"),
        pytest.param(",A Ann,B ,C Bob,D ,E", "- Ann - Bob -", [], id="blank at the top"),
        pytest.param("Ann,A Bob,B Cy,C Di,D ,E", "Ann Bob Cy Di -", [], id="one of five is missing"),
        pytest.param("Ann,A Bob,B ,C ,D", "Ann Bob - -", [], id="one group of several rows"),
    ],
)  # fmt: skip
def test_an_owner_in_the_first_row_of_each_group_is_asked_for(rows, owners, questions):
    taken = read(rows)
    assert owners_of(taken) == owners.split()
    assert asked(taken) == questions


def test_what_is_asked_and_what_is_filled_is_said():
    [question] = read("Ann,A ,B ,C Bob,D ,E").receipt.questions
    assert question.about == (
        "Owner: blank in 3 of 5 rows. Does a blank cell say the same as the one above it? Read as empty."
    )
    notes = read("Ann,A ,B ,C Bob,D ,E", blanks="above").receipt.notes
    assert "“Owner” stands only in the first row of each group; it was filled down into 3 rows." in notes


@pytest.mark.parametrize(
    ("stated", "owners"), [("above", "Ann Ann Bob Bob Cy Cy"), ("empty", "Ann - Bob - Cy -"), (None, "Ann - Bob - Cy -")]
)  # fmt: skip
def test_what_blank_cells_say_can_be_stated(stated, owners):
    taken = read("Ann,A ,B Bob,C ,D Cy,E ,F", blanks=stated)
    assert owners_of(taken) == owners.split()
    assert bool(asked(taken)) == (stated is None)


def test_groups_in_groups():
    rows = "North,Ann,A ,,B ,Bob,C South,Ann,D ,,E"
    taken = read(rows, "Region,Owner,Deal,Stage,Amount,Created", blanks="above")
    assert owners_of(taken) == ["Ann", "Ann", "Bob", "Ann", "Ann"]
    assert taken.tables["deals"]["region"].tolist() == ["North"] * 3 + ["South"] * 2


def test_only_accounts_left_of_all_else_may_head_groups():
    taken = read("Acme,A ,B Beta,C ,D", "Account,Deal,Stage,Amount,Created")
    assert taken.tables["deals"]["account"].fillna("").tolist() == ["Acme", "", "Beta", ""]
    assert asked(taken) == ASKED
    assert asked(read("A,Acme B, C,Beta D,", "Deal,Account,Stage,Amount,Created")) == []


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
