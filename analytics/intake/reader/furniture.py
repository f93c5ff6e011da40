"""Records that are no data: what stands above the heading, blank ones, repeated headings, totals, footers."""

from __future__ import annotations

import re

from analytics.intake.reader.heading import DATE, trim

TOTAL_WORDS = (
    r"(?:grand|sub|overall)?[ -]?totals?|sum|count|record count|average"
    r"|(?:gesamt|zwischen|end)?summen?|gesamt|gesamtergebnis|insgesamt|teilergebnis|anzahl"
    r"|(?:sous-)?total(?: général)?|somme|nombre|(?:sub|eind)?totaal|aantal"
    r"|(?:sub)?totale(?: complessivo)?|totali|somma"
    r"|total general|total geral|suma(?: total)?|soma|razem|celkem|summa|totalt|i alt|yhteensä|toplam"
    r"|итого|всего|合计|总计|小计|共计|合計|総計|小計|总和|합계|총계|소계"
)
TOTAL = re.compile(rf"(?:{TOTAL_WORDS})(?!\w)", re.I)
# the label of a total and nothing else: "Total", "Grand Totals (12 records)", "Count: 12"
BARE_TOTAL = re.compile(rf"(?:{TOTAL_WORDS}) ?(?:\([^)]*\))? ?[:：]?[\d .,']*(?:records?|rows?|deals?)?", re.I)

# how the first cell of a footer begins, or what stands in it anywhere
FOOTER = re.compile(
    r"\W*(?:copyright\b|©|\(c\) \d{4}|confidential\b|vertraulich\b|applied filters|end of report|report generated"
    r"|(?:generated|exported|created|printed) (?:by|on|at)\b|(?:erstellt|generiert|exportiert) (?:von|am)\b"
    r"|généré par|exporté (?:par|le)\b|generado por|gerado por|generato da|gegenereerd door)"
    r"|.*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|do not distribute)",
    re.I,
)

TAIL = 50  # records from the end among which footers are looked for


def mark(records: list[list[str]], heading: int) -> dict[int, str]:
    """Which records are no data, and why; by place, the heading itself not among them."""
    filled = [len(record) - record.count("") for record in records]
    names = records[heading]
    start = trim(names)[0]
    marks = {}
    for place, record in enumerate(records):
        if not filled[place] or (not record[0].strip() and not "".join(record).strip()):
            marks[place] = "blank"
        elif place < heading:
            marks[place] = "preamble"
        elif place > heading and start in record and trim(record) == trim(names):
            marks[place] = "repeated heading"
    body = [place for place in range(heading + 1, len(records)) if place not in marks]
    width = len(trim(names))
    usual = _usual_fill([filled[place] for place in body], width)
    marks |= {place: "total" for place in body if filled[place] < width and _is_total(records[place], usual)}
    return marks | _footers(records, filled, marks, heading, usual)


def _usual_fill(counts: list[int], width: int) -> int:
    """How many cells a deal fills: the upper quartile of the rows with more than two, the width where none has.

    Not the median of all: a report may have a subtotal after each deal, or five lines of footer under one deal.
    """
    full = sorted(count for count in counts if count > 2)
    return full[3 * len(full) // 4] if full else width


def _is_total(record: list[str], usual: int) -> bool:
    """A row that begins with a word for a total and holds figures only.

    A deal may be called "Total", or "Total Energy SA": it has a stage or a date, or fills its row as others do.
    """
    label = " ".join(next(cell for cell in record if cell.strip())[:200].split())
    if len(label) > 100 or not TOTAL.match(label):
        return False
    others = [cell.strip() for cell in record if cell.strip()][1:]
    if not all(map(_is_figure, others)):
        return False
    return bool(BARE_TOTAL.fullmatch(label)) or 2 * (len(others) + 1) <= usual + 1


def _is_figure(text: str) -> bool:
    """An amount, a count, a currency or the word for a total; not a date and not a name."""
    if TOTAL.match(text) or re.fullmatch(r"[A-Z]{3}", text):
        return True
    letters = sum(map(str.isalpha, text))
    return any(map(str.isdigit, text)) and letters <= 3 and not DATE.match(text)


def _footers(
    records: list[list[str]], filled: list[int], marks: dict[int, str], heading: int, usual: int
) -> dict[int, str]:
    """Sparse records at the end that say so in words, and those of one block with them.

    A block is what blank records set apart.  Where deals fill four cells and more, a block of single cells at the
    end is a footer whatever it says.
    """
    blocks: list[list[int]] = [[]]  # from the end up
    for place in range(len(records) - 1, max(heading, len(records) - 1 - TAIL), -1):
        if marks.get(place) == "blank":
            blocks.append([])
        elif place not in marks:
            if filled[place] > 2 or 2 * filled[place] >= usual:
                break
            blocks[-1].append(place)
    *apart, attached = blocks
    found = [place for place in attached if _says_footer(records[place])]
    for block in apart:
        alone = usual >= 4 and all(filled[place] == 1 for place in block)
        if alone or any(_says_footer(records[place]) for place in block):
            found += block
    return dict.fromkeys(found, "footer")


def _says_footer(record: list[str]) -> bool:
    return bool(FOOTER.match(next(cell for cell in record if cell.strip())[:200]))
