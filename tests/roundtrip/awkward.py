"""Files that programs get wrong without a word, with what must come of each: written by hand."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import xlsxwriter

HEAD = "Deal ID,Deal Name,Stage,Amount,Created Date,Close Date\n"
ONE = "1,Acme,Proposal,100,2026-01-31,2026-05-31\n"
D, day = Decimal, date.fromisoformat


@dataclass(frozen=True)
class Case:
    """What must come of one file.

    - `deals`: id -> fields of its row; every deal of the file, unless `some`
    - `refused`: the code of the refusal instead
    - `asks`: fields that questions must be about
    - `marks`: texts of cells that must be named as unreadable
    - `aside`: how many records are no data; `says`: a word of the notes
    """

    name: str
    data: str | bytes
    deals: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    refused: Sequence[str] = ()
    asks: Sequence[str] = ()
    marks: Sequence[str] = ()
    aside: int | None = None
    says: str = ""
    file: str = "deals.csv"
    options: Mapping[str, object] = field(default_factory=dict)


def book(rows, name="Deals", hidden_first=False, merged=False, **options) -> bytes:
    """One sheet of these rows, dates and numbers as such."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options})
    if hidden_first:
        lists = book.add_worksheet("Lists")
        lists.write_row(0, 0, ["Deal ID", "Stage"])
        lists.write_row(1, 0, ["9", "Hidden"])
    sheet = book.add_worksheet(name)
    if hidden_first:
        sheet.activate()
        lists.hide()
    if merged:
        sheet.merge_range(0, 0, 0, 3, "Our pipeline")
    for number, row in enumerate(rows, start=1 if merged else 0):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return file.getvalue()


def zipped(**files: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


def amounts(*cells: str) -> str:
    """Deals 1, 2, ... with these amounts, in a file of semicolons."""
    rows = [f"{number};Deal {number};Proposal;{cell};2026-01-31" for number, cell in enumerate(cells, start=1)]
    return "Deal ID;Deal Name;Stage;Amount;Created Date\n" + "\n".join(rows) + "\n"


def created(*cells: str) -> str:
    rows = [f"{number};Deal {number};Proposal;100;{cell}" for number, cell in enumerate(cells, start=1)]
    return "Deal ID;Deal Name;Stage;Amount;Created Date\n" + "\n".join(rows) + "\n"


def each(field_name: str, *values: object) -> dict[str, dict[str, object]]:
    return {str(number): {field_name: value} for number, value in enumerate(values, start=1)}


A, B = {"name": "Acme", "amount": D(100)}, {"name": "Beta", "amount": D(50)}
TWO = ONE + "2,Beta,Won,50,2026-02-03,2026-03-15\n"

TEXTS = [
    Case("doubled quotes", HEAD + '1,"Epsilon ""Gold"" plan",Proposal,100,2026-01-31,\n', {"1": {"name": 'Epsilon "Gold" plan'}}),
    Case("text after a closing quote", HEAD + '1,"Cafe" Zurich,Proposal,100,2026-01-31,\n' + "2,Beta,Won,50,2026-02-03,\n", {"1": {"name": '"Cafe" Zurich'}, "2": B}),
    Case("a quote that never closes", HEAD + ONE + '3,"Gamma,Proposal,7,2026-01-31,\n' + "2,Beta,Won,50,2026-02-03,\n", {"1": A, "3": {"amount": D(7)}, "2": B}),
    Case("a quote that never closes in the last line", HEAD + TWO + '3,"Gamma,Proposal,7,2026-01-31,\n', {"1": A, "2": B, "3": {"amount": D(7)}}),
    Case("one Windows line in UTF-8", (HEAD + "1,Zürich,Proposal,100,2026-01-31,\n").encode() + "2,Genève,Won,50,2026-02-03,\n".encode("cp1252") + "3,Málaga,Won,50,2026-02-03,\n".encode(), each("name", "Zürich", "Genève", "Málaga")),
    Case("an unquoted comma in a name, one cell more", HEAD + TWO + "3,Gamma, Inc,Proposal,7,2026-01-31,2026-05-31\n", {"1": A, "2": B, "3": {"name": "Gamma, Inc", "stage": "Proposal", "amount": D(7)}}, says="joined"),
    Case("shifted values that fill the width", HEAD + TWO + "3,Gamma, Inc,Proposal,7,2026-01-31\n", {"1": A, "2": B, "3": {"amount": None}}, marks=["Proposal", "7"]),
    Case("a short row", HEAD + TWO + "3,Gamma\n", {"1": A, "2": B, "3": {"name": "Gamma", "amount": None}}, says="more or fewer"),
    Case("records end with a comma, the heading does not", HEAD + TWO.replace("\n", ",\n"), {"1": A, "2": B}),
    Case("mixed line ends", (HEAD + TWO).replace("\n", "\r\n", 1).replace("05-31\n", "05-31\r", 1), {"1": A, "2": B}),
    Case("separator stated", "sep=;\n" + (HEAD + TWO).replace(",", ";"), {"1": A, "2": B}, aside=1),
    Case("NUL and end-of-file marks", HEAD + TWO.replace("Acme", "Ac\0me") + "\0\0\0\x1a\n", {"1": A, "2": B}),
    Case("odd line separators inside a name", HEAD + "1,Ac\u2028me\x0bx,Proposal,100,2026-01-31,\n", {"1": {"amount": D(100)}}),
    Case("no heading", TWO, refused=["no_heading", "missing_fields"]),
    Case("heading only", HEAD, refused=["empty_file"]),
    Case("nothing", b"", refused=["empty_file"]),
    Case("blank lines only", "\n\n\r\n", refused=["empty_file"]),
    Case("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), refused=["not_a_table"]),
    Case("a PDF", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", refused=["not_a_table"]),
    Case("JSON", b'[{"Deal ID": "1", "Stage": "Won"}]', refused=["not_a_table"]),
    Case("a web page called XLS", b"<html><body><table><tr><td>Deal ID</td></tr></table></body></html>", refused=["not_a_table"], file="report.xls"),
    Case("a name that is a pattern", HEAD + TWO, {"1": A, "2": B}, file="*.csv"),
    Case("a name with brackets", HEAD + TWO, {"1": A, "2": B}, file="[o]ther (1).csv"),
    Case("UTF-16 without a mark", (HEAD + TWO).encode("utf-16-le"), {"1": A, "2": B}),
    Case("UTF-32", (HEAD + TWO).encode("utf-32"), {"1": A, "2": B}),
    Case("two byte-order marks", "\ufeff\ufeff" + HEAD + TWO, {"1": A, "2": B}),
    Case("wide as a barn", "Deal ID,Deal Name,Stage,Created Date" + ",x" * 4_000 + "\n1,Acme,Proposal,2026-01-31" + ",y" * 4_000 + "\n", {"1": {"name": "Acme"}}),
    Case("a cell of a million characters", HEAD + f"1,{'x' * 1_000_000},Proposal,100,2026-01-31,\n", {"1": {"amount": D(100)}}),
    Case("half a gzip", gzip.compress((HEAD + TWO).encode())[:40], refused=["not_a_table", "unreadable"], file="deals.csv.gz"),
    Case("ZIP without a table", zipped(readme__txt="hello"), refused=["not_a_table", "no_heading", "empty_file", "missing_fields"], file="deals.zip"),
]  # fmt: skip

WORKBOOK_ROWS = [["Deal ID", "Deal Name", "Stage", "Amount", "Created Date"], [35250007919, "Acme", "Proposal", 100, date(2026, 1, 31)], [2, "Beta", "Won", 50.5, date(2026, 2, 3)]]  # fmt: skip
FROM_BOOK = {"35250007919": A, "2": {"name": "Beta", "amount": D("50.5"), "created_on": day("2026-02-03")}}
WORKBOOKS = [
    Case("ids are numbers in a workbook", book(WORKBOOK_ROWS), FROM_BOOK, file="d.xlsx"),
    Case("days since 1904", book(WORKBOOK_ROWS, date_1904=True), FROM_BOOK, file="d.xlsx"),
    # 43,000 days after the first of January 1904
    Case("days since 1904 as bare numbers", book([["Deal ID", "Deal Name", "Stage", "Created Date"], ["1", "Acme", "Proposal", 43_000]], date_1904=True), {"1": {"created_on": day("2021-09-23")}}, file="d.xlsx"),
    Case("a hidden sheet comes first", book(WORKBOOK_ROWS, hidden_first=True), FROM_BOOK, file="d.xlsx"),
    Case("a merged title", book(WORKBOOK_ROWS, merged=True), FROM_BOOK, file="d.xlsx", aside=1),
    Case("an error for an amount", book([*WORKBOOK_ROWS, ["3", "C", "Proposal", "#REF!", date(2026, 2, 3)]]), {**FROM_BOOK, "3": {"amount": None}}, marks=["#REF!"], file="d.xlsx"),
    Case("a workbook called CSV", book(WORKBOOK_ROWS), FROM_BOOK, file="deals.csv"),
    Case("a CSV called XLSX", HEAD + TWO, {"1": A, "2": B}, file="deals.xlsx"),
    Case("half a workbook", book(WORKBOOK_ROWS)[:2000], refused=["not_a_table"], file="d.xlsx"),
    Case("a workbook without rows", book([]), refused=["empty_file", "no_heading"], file="d.xlsx"),
    Case("money as text beside money", book([*WORKBOOK_ROWS, ["3", "C", "Proposal", "3,522.00", date(2026, 2, 3)]]), {**FROM_BOOK, "3": {"amount": D(3522)}}, file="d.xlsx"),
]  # fmt: skip

VALUES = [
    Case("ids stay text", "Deal ID,Stage,Created Date\n000123,Won,2026-01-02\n1E5,Won,2026-01-02\n1.0,Won,2026-01-02\n", {"000123": {}, "1E5": {}, "1.0": {}}),
    Case("ids of digits keep their zeros", "Deal ID,Stage,Created Date\n00001,Won,2026-01-02\n00002,Won,2026-01-02\n", {"00001": {}, "00002": {}}),
    Case("two deals whose ids a spreadsheet made one", HEAD + "3.52501E+10,Acme,Proposal,100,2026-01-31,\n3.52501E+10,Beta,Won,50,2026-02-03,\n", {"3.52501E+10#1": A, "3.52501E+10#2": B}, says="different deals"),
    Case("names that look like nothing", HEAD + "".join(f"{number},{name},Proposal,1,2026-01-31,\n" for number, name in enumerate(["NA", "None", "NULL", "NaN", "#N/A", "nan", "null"], 1)), each("name", "NA", "None", "NULL", "NaN", "#N/A", "nan", "null")),
    Case("a thousand or one and a bit", amounts("1.234", "12.500", "7.000"), asks=["decimal"], deals={"1": {}, "2": {}, "3": {}}),
    Case("one comma proves the rest", amounts("1.234", "12.500", "7,50"), each("amount", D(1234), D(12500), D("7.5"))),
    Case("more digits than a float has", amounts("9007199254740.9937", "0.0001"), each("amount", D("9007199254740.9937"), D("0.0001"))),
    Case("more digits than money has", amounts("12345678901234567.89", "5"), {"1": {"amount": None}, "2": {"amount": D(5)}}, marks=["12345678901234567.89"]),
    Case("no numbers at all", amounts("1e400", "inf", "5"), {"1": {"amount": None}, "2": {"amount": None}, "3": {"amount": D(5)}}, marks=["1e400", "inf"]),
    Case("negative in four ways", amounts("(1,234.00)", "-5.00", "5.00-", "−7.00"), each("amount", D(-1234), D(-5), D(-5), D(-7))),
    Case("thousands and millions in letters", amounts("45k", "1.2M", "2500"), each("amount", D(45000), D(1200000), D(2500))),
    Case("currencies in the cell", amounts("$1,234.00", "€2,000.50", "kr 1,000.00"), {"1": {"amount": D(1234), "currency": "USD"}, "2": {"amount": D("2000.5"), "currency": "EUR"}, "3": {"amount": D(1000)}}),
    Case("Swiss", amounts("1'234.50", "CHF 2’000.00"), {"1": {"amount": D("1234.5")}, "2": {"amount": D(2000), "currency": "CHF"}}),
    Case("French", amounts("1\u202f234,50", "12\xa0000 €", "7,5"), {"1": {"amount": D("1234.5")}, "2": {"amount": D(12000), "currency": "EUR"}, "3": {"amount": D("7.5")}}),
    Case("day or month", created("03/04/2026", "05/06/2026"), {"1": {}, "2": {}}, asks=["date_order"]),
    Case("day first by one row", created("03/04/2026", "13/05/2026"), each("created_on", day("2026-04-03"), day("2026-05-13"))),
    Case("month first by one row", created("03/04/2026", "05/13/2026"), each("created_on", day("2026-03-04"), day("2026-05-13"))),
    Case("day first here, month first there", created("13/05/2026", "14/05/2026", "05/16/2026"), {"1": {"created_on": day("2026-05-13")}, "2": {"created_on": day("2026-05-14")}, "3": {"created_on": None}}, marks=["05/16/2026"]),
    Case("no days", created("2026-01-31", "2026", "March 2026", "Mar-26"), {"1": {"created_on": day("2026-01-31")}, "2": {"created_on": None}, "3": {"created_on": None}, "4": {"created_on": None}}, marks=["2026", "March 2026", "Mar-26"]),
    Case("days that never were", created("31.01.2026", "31.02.2026", "00.00.0000"), {"1": {"created_on": day("2026-01-31")}, "2": {"created_on": None}, "3": {"created_on": None}}, marks=["31.02.2026"]),
    Case("still open until 9999", HEAD + "1,Acme,Proposal,100,2026-01-31,9999-12-31\n2,Beta,Won,50,2026-02-03,2026-03-15\n", {"1": {"expected_close_on": None}, "2": {"closed_on": day("2026-03-15")}}),
    Case("late in another zone", created("2026-03-05T23:30:00-08:00", "2026-03-06T00:15:00+02:00"), each("created_on", day("2026-03-05"), day("2026-03-06"))),
    Case("day numbers of a spreadsheet", created("46053", "46054.5"), each("created_on", day("2026-01-31"), day("2026-02-01"))),
    Case("a certainty of 1000", "Deal ID,Stage,Probability (%),Created Date\n1,Proposal,50,2026-01-31\n2,Proposal,1000,2026-01-31\n", each("probability", 0.5, None), marks=["1000"]),
    Case("chances from 0 to 1", "Deal ID,Stage,Probability,Created Date\n1,Proposal,0.5,2026-01-31\n2,Proposal,1,2026-01-31\n", each("probability", 0.5, 1.0)),
    Case("chances in percent signs", "Deal ID,Stage,Probability,Created Date\n1,Proposal,50%,2026-01-31\n2,Proposal,1 %,2026-01-31\n", each("probability", 0.5, 0.01)),
    Case("guards against formulas", HEAD + "1,'=SUM(A1),Proposal,100,2026-01-31,\n2,'-10% deal,Proposal,1,2026-01-31,\n3,'tis,Proposal,1,2026-01-31,\n", each("name", "=SUM(A1)", "-10% deal", "'tis")),
]  # fmt: skip

ROWS = [
    Case("totals, a repeated heading and a footer", HEAD + ONE + "Subtotal,,,100,,\n" + HEAD + "2,Beta,Won,50,2026-02-03,\nGrand Totals (2 records),,,150,,\n\nCopyright (c) 2000-2026 Us\n", {"1": A, "2": B}, aside=5),
    Case("German totals", "Deal ID;Deal Name;Stage;Amount;Created Date\n1;Acme;Angebot;100,00;31.01.2026\n2;Beta;Gewonnen;50,00;03.02.2026\nSumme;;;150,00;\n", {"1": A, "2": B}, aside=1),
    Case("groups with counts", "ID,Opportunity,Stage,Expected Revenue,Created on\n    Qualified (2),,,150,\n1,Acme,Qualified,100,2026-01-31\n2,Beta,Qualified,50,2026-02-03\n", {"1": A, "2": B}, aside=1),
    Case("forty lines above the heading", "".join(f"Filter {number}\n" for number in range(40)) + HEAD + TWO, {"1": A, "2": B}, aside=40),
    Case("two deals called Total", HEAD + "1,Total,Proposal,100,2026-01-31,\n2,Summe AG,Won,50,2026-02-03,\n", {"1": {"name": "Total"}, "2": {"name": "Summe AG"}}, aside=0),
    Case("a heading over two lines", "Deal,Deal,,Amount,Created\nID,Name,Stage,EUR,Date\n1,Acme,Proposal,100,2026-01-31\n2,Beta,Won,50,2026-02-03\n", {"1": A, "2": B}),
    Case("two columns of one name", "Deal ID,Stage,Amount,Amount,Created Date\n1,Won,100,90,2026-01-31\n", {"1": {}}, asks=["amount"]),
    Case("the index of a data frame", ",Deal ID,Deal Name,Stage,Amount,Created Date\n0,1,Acme,Proposal,100,2026-01-31\n1,2,Beta,Won,50,2026-02-03\n", {"1": A, "2": B}),
    Case("noise around headings", " Deal ID ,Deal Name*,Stage  ↑,“Amount”,Created\xa0Date:\n1,Acme,Proposal,100,2026-01-31\n2,Beta,Won,50,2026-02-03\n", {"1": A, "2": B}),
    Case("headings in capitals", (HEAD.upper() + TWO), {"1": A, "2": B}),
    Case("leads among the opportunities", "ID,Opportunity,Customer,Stage,Salesperson,Expected Revenue,Probability,Created on,Type,Active\n1,Acme,A,New,Ann,100,20,2026-01-31,Opportunity,True\n2,Beta,B,New,Ann,50,5,2026-02-03,Lead,True\n", {"1": A}, says="lead"),
    Case("different deals under one id", HEAD + ONE + "1,Beta,Won,50,2026-02-03,\n", {"1#1": A, "1#2": B}, says="different deals"),
    Case("a deal over three rows, two blank", "ID,Opportunity,Stage,Expected Revenue,Created on,Tags\n1,Acme,Qualified,100,2026-01-31,x\n,,,,,y\n,,,,,z\n2,Beta,Qualified,50,2026-02-03,x\n", {"1": A, "2": B}),
    Case("the same row twice", HEAD + ONE + ONE, {"1": A}),
    Case("a weighted amount is no amount", "Deal ID,Deal Name,Stage,Weighted amount,Amount,Created Date\n1,Acme,Proposal,20,100,2026-01-31\n2,Beta,Won,50,50,2026-02-03\n", {"1": A, "2": B}),
    Case("a converted amount is no amount", "Opportunity ID,Opportunity Name,Stage,Amount (converted) Currency,Amount (converted),Amount Currency,Amount,Created Date\n1,Acme,Proposal,GBP,80,EUR,100,2026-01-31\n2,Beta,Proposal,GBP,40,EUR,50,2026-02-03\n", {"1": {**A, "currency": "EUR"}, "2": B}),
    Case("a stage before the stage", "id,Name,Stage,Last Stage,Amount,Created At\n1,Acme,Closed Lost,Proposal,100,2026-01-31\n2,Beta,Negotiation,,50,2026-02-03\n", {"1": {"stage": "Closed Lost"}, "2": {"stage": "Negotiation"}}),
    Case("a row without an id or a name", HEAD + TWO + ",,Proposal,7,2026-01-31,\n", {"1": A, "2": B}),
    Case("a status that says deleted", "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Value,Deal - Deal created\n1,Acme,Proposal,Open,100,2026-01-31\n2,Beta,Proposal,Deleted,50,2026-02-03\n", {"1": {"status": "open"}}, says="deleted"),
    Case("flags in German", "Deal ID;Deal Name;Stage;Is Closed;Is Won;Amount;Created Date\n1;Acme;Angebot;FALSCH;FALSCH;100;2026-01-31\n2;Beta;Ende;WAHR;WAHR;50;2026-02-03\n", {"1": {"status": "open"}, "2": {"status": "won"}}),
]  # fmt: skip
