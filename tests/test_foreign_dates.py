"""When deals closed, by the columns of programs and lists that nobody described."""

from datetime import date

from analytics.intake import Options, take


def read(text: str, as_of: date | None = date(2026, 3, 1)):
    taken = take(text.strip().encode(), "export.csv", Options(as_of=as_of))
    return taken.tables["deals"], taken.receipt


def days(column):
    return [None if day is None else str(day)[:10] for day in column.astype(object).where(column.notna(), None)]


def test_a_deal_that_was_opened_again_after_it_was_lost_is_open():
    deals, receipt = read("""
Deal ID,Deal Name,Stage,Created Date,Lost date,Re-opened on
1,A,Negotiation,2026-01-05,2026-02-01,2026-02-10
2,B,Negotiation,2026-01-06,2026-02-11,2026-02-01
3,C,Proposal,2026-01-07,2026-02-12,
4,D,Closed Lost,2026-01-05,2026-02-01,2026-02-10
""")
    status = deals["status"].astype(object).where(deals["status"].notna(), None).tolist()
    assert status == [None, "lost", "lost", None]
    # the stage of the last one says that it is closed once more
    assert "1 deal is open: it was opened again after the day on which it closed." in receipt.notes


def test_planned_and_actual_close_in_words_of_lists():
    deals, receipt = read(
        """
Trattativa,Cliente,Valore,Stato,Fase,Data apertura,Data chiusura prevista,Data chiusura effettiva
A,Acme,1000,Aperta,Offerta,05/01/2026,30/04/2026,
B,Beta,2000,Chiusa vinta,Offerta,16/01/2026,28/02/2026,10/02/2026
""",
        as_of=None,
    )
    assert days(deals["expected_close_on"]) == ["2026-04-30", "2026-02-28"]
    assert days(deals["closed_on"]) == [None, "2026-02-10"]
    assert receipt.as_of == date(2026, 2, 10)


def test_a_day_that_may_be_the_close_is_asked_for_where_no_heading_tells_one():
    table = "Deal ID,Deal Name,Stage,Created Date,{}\n1,A,Demo,2026-01-05,2026-04-30\n2,B,Won,2026-01-06,2026-02-10\n"
    _, receipt = read(table.format("Handshake"))
    [question] = [each for each in receipt.questions if each.field == "closed_on"]
    assert (question.choices, question.assumed) == (["Handshake", ""], None)
    for told in ("Close Date", "Updated at"):
        assert not [each for each in read(table.format(told))[1].questions if each.field == "closed_on"]


def test_weighted_amounts_alone_are_said_to_be_none():
    _, receipt = read("Deal ID,Deal Name,Stage,Weighted value\n1,A,Demo,500\n")
    assert "The only amounts are weighted ones (Weighted value): no deal of this file has an amount." in receipt.notes
