"""Small exports of programs and lists that nobody described: what a person would say of each, against what is read."""

import io
from datetime import date

import pytest
import xlsxwriter

from analytics.intake import Options, take


def deals_of(text: str, **options):
    taken = take(text.strip().encode(), "export.csv", Options(as_of=date(2026, 3, 1), **options))
    return taken.tables["deals"].set_index("deal_id"), taken.receipt


def texts(column):
    return column.astype(object).where(column.notna(), None).tolist()


# deals by another name

KOMMO = """
ID,Lead name,Company,Lead stage,Pipeline,Created at,Closed at
401,Windows,Acme,Discussions,Sales,05.01.2026,
402,Doors,Beta,Closed - won,Sales,16.01.2026,10.02.2026
403,Floors,Gamma,Closed - lost,Sales,17.01.2026,11.02.2026
"""


def test_leads_of_which_some_were_won_are_deals_and_that_is_asked():
    deals, receipt = deals_of(KOMMO)
    assert receipt.kind == "deals"
    assert texts(deals["name"]) == ["Windows", "Doors", "Floors"]
    assert texts(deals["stage"]) == ["Discussions", "Closed - won", "Closed - lost"]
    [question] = [each for each in receipt.questions if each.field == "kind"]
    assert (question.choices, question.assumed) == (["deals", "leads"], "deals")
    assert deals_of(KOMMO, kind="deals")[0].equals(deals)


def test_leads_of_which_none_was_won_stay_leads():
    taken = take(KOMMO.replace("won", "converted").strip().encode(), "export.csv", Options(as_of=date(2026, 3, 1)))
    assert taken.receipt.kind == "leads"


def test_chances_with_milestones_are_no_customers():
    deals, receipt = deals_of("""
Id,Organisation,Name,Owner,Milestone,Probability,Value,Currency,Expected Close Date,Closed On,Lost Reason,Created
501,Acme,Retainer,ann,Proposal,50,1000,GBP,30/04/2026,,,05/01/2026
502,Beta,Website,ben,Won,100,5000,GBP,28/02/2026,10/02/2026,,06/01/2026
503,Gamma,Hosting,ben,Lost,0,100,GBP,28/02/2026,11/02/2026,Price,07/01/2026
""")
    assert receipt.kind == "deals"
    assert texts(deals["stage"]) == ["Proposal", "Won", "Lost"]
    assert texts(deals["account"]) == ["Acme", "Beta", "Gamma"]


# days of closing

ZOHO = """
Record Id,Deal Name,Amount,Stage,Probability (%),Closing Date,{},Deal Owner,Created Time,Stage Modified Time
zcrm_1,Solar roof,10000,Qualification,10,2026-04-30,,Ann,2026-01-05 10:11:12,2026-02-11 10:00:00
zcrm_2,Wind park,20000,Closed Won,100,2026-02-28,2026-02-20,Ann,2026-01-06 10:11:12,2026-02-20 10:00:00
"""


@pytest.mark.parametrize(("heading", "closed"), [("Actual Closing Date", "2026-02-20"), ("Kick-off", "2026-02-28")])
def test_a_column_for_the_actual_close_beats_the_one_for_both(heading, closed):
    deals, _ = deals_of(ZOHO.format(heading))
    assert str(deals["closed_on"]["zcrm_2"].date()) == closed
    assert str(deals["expected_close_on"]["zcrm_2"].date()) == "2026-02-28"


# outcomes in the words of quotes and bids


@pytest.mark.parametrize(
    ("won", "lost"),
    [
        ("Win", "Loss"),
        ("Awarded to us", "Awarded to competitor"),
        ("Order", "Superseded"),
        ("Auftrag", "Kein Zuschlag"),
        ("beauftragt", "Zurückgezogen"),
        ("Akkoord", "Niet akkoord"),
        ("Accepté", "Non retenu"),
        ("Adjudicada", "Desestimada"),
        ("Confermato", "Respinto"),
        ("Aprovada", "Reprovada"),
        ("Zaakceptowana", "Rezygnacja"),
        ("Beställd", "Avböjd"),
        ("Voitettu", "Hävitty"),
        ("Kazanıldı", "Kaybedildi"),
        ("수주", "실주"),
    ],
)
def test_words_of_quotes_and_bids_and_of_further_languages(won, lost):
    deals, _ = deals_of(f"Deal ID,Deal Name,Stage,Outcome\n1,A,Demo,{won}\n2,B,Demo,{lost}\n3,C,Demo,open\n")
    assert texts(deals["status"]) == ["won", "lost", "open"]


HEAD = "Deal ID,Deal Name,Stage,Probability (%)\n"


@pytest.mark.parametrize(
    ("rows", "status", "note"),
    [
        # nothing else is called won, and all of it is certain
        ("1,A,Demo,30\n2,B,Handshake,100", "won", "Counted as won, with a probability of 100 %: Handshake (1 deal)."),
        ("1,A,Demo,30\n2,B,Shelf,0", "lost", "Counted as lost, with a probability of 0 %: Shelf (1 deal)."),
        # something else is: said, and left open
        ("1,A,Demo,30\n3,C,Won,100\n2,B,Handshake,100", None, "Open, with a probability of 100 %: Handshake (1 deal)."),
        ("1,A,Demo,30\n3,C,Lost,0\n2,B,Shelf,0", None, "Open, with a probability of 0 %: Shelf (1 deal)."),
        # not all of it is
        ("1,A,Handshake,30\n2,B,Handshake,100", None, None),
        # a first stage has no chance yet, and a file of which all have none says nothing
        ("1,A,Demo,30\n2,B,New,0", None, None),
    ],
)
def test_a_stage_of_no_known_meaning_that_is_certain(rows, status, note):
    deals, receipt = deals_of(HEAD + rows)
    assert texts(deals["status"])[-1] == status
    said = [each for each in receipt.notes if "with a probability" in each]
    undo = "If that is wrong, leave Probability (%) out: in the review, or with --map probability=."
    then = undo if status else "Setup changes what a stage counts as."
    assert said == ([f"{note} {then}"] if note else [])
    assert texts(deals_of(HEAD + rows, mapping={"probability": ""})[0]["status"])[-1] is None


@pytest.mark.parametrize(
    ("stages", "status"),
    [
        (["Demo", "Won", "Closed"], "lost"),
        (["Demo", "Won", "Lost", "Closed - rerouted"], "lost"),
        (["Demo", "Closed"], None),  # won by its name
        (["Demo", "Closed beta"], None),  # open: nothing is called won
    ],
)
def test_what_is_closed_beside_a_stage_called_won_is_not_open(stages, status):
    deals, _ = deals_of("Deal ID,Deal Name,Stage\n" + "".join(f"{at},D{at},{each}\n" for at, each in enumerate(stages)))
    assert texts(deals["status"])[-1] == status


def test_what_is_closed_beside_won_and_lost_is_set_aside():
    _, receipt = deals_of("Deal ID,Deal Name,Stage\n1,A,Won\n2,B,Lost\n3,C,Closed\n")
    [reject] = receipt.rejects
    assert (reject.row, reject.column, reject.value) == (4, "Stage", "Closed")


def test_no_won_deal_beside_lost_ones_is_said_with_the_stages_that_nobody_knows():
    _, receipt = deals_of("Deal ID,Deal Name,Stage\n1,A,Demo\n2,B,Lost\n3,C,Hurra\n")
    assert "No deal of this file is won. Counted as open: Hurra. Setup changes what a stage counts as." in receipt.notes


# what won deals brought

WON = """
Deal ID,Deal Name,Stage,Value,{},Created Date
1,A,Demo,1000,,2026-01-05
2,B,Closed Won,2000,1800,2026-01-06
3,C,Closed Won,3000,0,2026-01-07
4,D,Closed Lost,4000,50,2026-01-08
"""


def test_a_won_deal_counts_with_what_it_brought():
    deals, receipt = deals_of(WON.format("Won amount"))
    # nothing yet for the third, and what a lost deal brought is no amount of it
    assert deals["amount"].astype(float).tolist() == [1000, 1800, 3000, 4000]
    said = (
        "Won amount is the amount of 1 won deal; it differs from Value in 1 row; "
        "in 1 row of deals that are not won it counts for nothing. Of all others Value is."
    )
    assert said in receipt.notes


def test_what_a_deal_brought_is_in_the_currency_of_its_own_cell():
    deals, _ = deals_of(WON.format("Won amount").replace("2000,1800", "$2000,€1800").replace(",1000", ",$1000"))
    assert deals[["amount", "currency"]].astype(object).to_numpy().tolist()[:2] == [[1000, "USD"], [1800, "EUR"]]


def test_the_total_of_one_of_two_columns_of_amounts_is_no_contradiction():
    _, receipt = deals_of(WON.format("Won amount") + "Total,,,10000,1850,\n")
    assert (receipt.amount_total, receipt.own_total) == (9800, None)
    _, receipt = deals_of(WON.format("Remark") + "Total,,,9000,,\n")
    assert not receipt.own_total.agrees


def test_what_was_won_is_not_taken_for_what_all_deals_are_worth_where_another_column_may_be_it():
    unnamed = WON.replace("Value", "How much").format("Won amount")
    deals, receipt = deals_of(unnamed)
    assert deals["amount"].astype(object).where(deals["amount"].notna(), None).tolist() == [None, 1800, None, None]
    assert any(note.endswith("No column tells that of all others.") for note in receipt.notes)
    [question] = [each for each in receipt.questions if each.field == "amount"]
    assert question.choices == ["How much", ""]
    alone = (
        WON.replace("Value,", "").replace("1000,", "").replace("2000,", "").replace("3000,", "").replace("4000,", "")
    )
    assert deals_of(alone.format("Won amount"))[0]["amount"].astype(float).fillna(-1).tolist() == [-1, 1800, 0, 50]


# lists that people keep


def test_an_order_dated_in_a_column_of_its_own_is_won():
    deals, _ = deals_of("""
Projekt,Kunde,Betrag,Anfrage am,Angebot am,Verhandlung am,Auftrag am,Absage am
P1,Acme,1000,2026-01-05,2026-01-15,,,
P2,Beta,2000,2026-01-06,2026-01-16,2026-01-26,2026-02-10,
P3,Gamma,300,2026-01-07,2026-01-17,,,2026-02-11
""")
    assert texts(deals["stage"]) == ["Angebot", "Auftrag", "Absage"]


def test_stages_that_are_ticked_are_not_read_and_that_is_said():
    _, receipt = deals_of("""
Opportunity,Customer,Value,Created,Contacted,Offer sent,Won,Lost
Pumps,Acme,1000,2026-01-05,Yes,No,No,No
Pipes,Beta,2000,2026-01-06,Yes,Yes,Yes,No
""")
    [note] = [each for each in receipt.notes if each.startswith("No column tells the stage")]
    assert "Contacted, Offer sent say yes or no, which is not read" in note


def test_a_link_made_by_a_formula_is_its_words():
    deals, _ = deals_of(
        'Deal ID,Deal Name,Stage\n1,"=HYPERLINK(""https://crm.x/17"",""Acme pumps"")",Demo\n2,"=hyperlink(""https://crm.x/18""; ""Beta"")",Won\n'
    )
    assert texts(deals["name"]) == ["Acme pumps", "Beta"]


def test_hidden_rows_are_read_and_said():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Deals")
    for row, cells in enumerate(
        [["Deal ID", "Deal Name", "Stage"], [1, "A", "Demo"], [2, "B", "Won"], [3, "C", "Lost"]]
    ):
        sheet.write_row(row, 0, cells)
    sheet.set_row(2, options={"hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    book.close()
    taken = take(file.getvalue(), "deals.xlsx", Options(as_of=date(2026, 3, 1)))
    assert len(taken.tables["deals"]) == 3
    assert "1 row of the workbook is hidden, perhaps by a filter; it was read like the others." in taken.receipt.notes


@pytest.mark.parametrize("heading", ["W/L", "Won/Lost/Open"])
def test_letters_for_won_lost_and_open(heading):
    deals, _ = deals_of(f"Deal ID,Deal Name,Stage,{heading}\n1,A,Offer,W\n2,B,Offer,l\n3,C,Offer,O\n4,D,Offer,\n")
    assert texts(deals["status"]) == ["won", "lost", "open", None]
    # sizes are none
    sizes, _ = deals_of(f"Deal ID,Deal Name,Stage,{heading}\n1,A,Offer,M\n2,B,Offer,L\n")
    assert texts(sizes["status"]) == [None, None]


def test_an_open_deal_with_a_reason_for_losing_it_is_said():
    rows = "1,A,Demo,\n2,B,Demo,\n3,C,Lost,Price\n4,D,Demo,No budget\n"
    _, receipt = deals_of("Deal ID,Deal Name,Stage,Loss reason\n" + rows)
    note = "1 deal counts as open and has a reason in Loss reason: nothing else says that it was lost."
    assert note in receipt.notes
    # a column that every deal fills is something else
    _, receipt = deals_of("Deal ID,Deal Name,Stage,Loss reason\n1,A,Demo,none\n2,B,Demo,none\n")
    assert not [each for each in receipt.notes if "counts as open" in each or "count as open" in each]


@pytest.mark.parametrize(
    ("words", "is_said"),
    [
        (("monthly", "yearly", "one-time"), True),
        (("monthly", "monthly", "monthly"), False),
        (("monthly", "phone", "yearly"), False),
    ],
)
def test_amounts_of_a_month_among_those_of_a_year_are_said(words, is_said):
    rows = "".join(f"{at},D{at},Demo,100,{word}\n" for at, word in enumerate(words))
    _, receipt = deals_of("Deal ID,Deal Name,Stage,Amount,Billing\n" + rows)
    assert any("the amounts in Amount are added up as they stand" in each for each in receipt.notes) == is_said


def test_an_amount_that_its_program_calls_a_currency():
    deals, _ = deals_of("Task ID,Task Name,Status,Deal Value (currency)\na1,Acme,proposal,5000\na2,Beta,won,6000\n")
    assert deals["amount"].astype(float).tolist() == [5000, 6000]
