"""Records that are no data: what stands above the heading, blank ones, repeated headings, totals, footers, other tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.intake.reader.day_words import AS_OF
from analytics.intake.reader.grid import Grid, beginning
from analytics.intake.reader.heading import DATE, Heading, clean, is_word, trim

DIGITS = range(ord("0"), ord("9") + 1)
Marks = dict[int, str]  # place -> why this record is no data

TOTAL_WORDS = (
    r"(?:grand|sub|overall)?[ -]?totals?|sum|count|record count|average|avg|minimum|maximum|median"
    r"|(?:gesamt|zwischen|end)?summen?|gesamt|gesamtergebnis|insgesamt|teilergebnis|anzahl|durchschnitt"
    r"|(?:sous-)?total(?: général)?|somme|nombre|moyenne|(?:sub|eind)?totaal|aantal"
    r"|(?:sub)?totale(?: complessivo)?|totali|somma|media"
    r"|total general|total geral|suma(?: total)?|soma|razem|celkem|summa|totalt|i alt|yhteensä|toplam"
    r"|итого|всего|合计|总计|小计|共计|合計|総計|小計|总和|합계|총계|소계"
)
TOTAL = re.compile(rf"(?:{TOTAL_WORDS})(?!\w)", re.I)
# the same as pyarrow understands it, which finds at least as much
TOTAL_START = rf"(?i)^[\s\pZ]*(?:{TOTAL_WORDS})(?:[^\pL\pN_]|$)"
# "Ann total", "Bob Summe:": the total of a group, named after it
TOTAL_END = re.compile(
    r".*\W(?:(?:sub|grand )?totals?|summe|gesamt|sum|totaal|totale|totalt|итого|合计|小计|小計|合計)\W*", re.I
)
TOTAL_LAST = r"(?i)(?:total|totals|summe|gesamt|sum|totaal|totale|totalt|итого|合计|小计|小計|合計)[^\pL\pN_]*$"
# the label of a total and nothing else: "Total", "Grand Totals (12 records)", "Count: 12"
BARE_TOTAL = re.compile(rf"(?:{TOTAL_WORDS}) ?(?:\([^)]*\))? ?[:：]?[\d .,']*(?:records?|rows?|deals?)?", re.I)

# how the first cell of a footer begins, or what stands in it anywhere
FOOTER = re.compile(
    r"\*{1,3} \w|\W*(?:copyright\b|©|\(c\) \d{4}|confidential\b|vertraulich\b|applied filters|end of report|report generated"
    r"|(?:generated|exported|created|printed) (?:by|on|at)\b|(?:erstellt|generiert|exportiert) (?:von|am)\b"
    r"|prepared by\b|(?:source|note|quelle|hinweis|anmerkung|nota|remarque) ?:|disclaimer\b|continued (?:on|from)\b|fortsetzung\b"
    r"|généré par|exporté (?:par|le)\b|generado por|gerado por|generato da|gegenereerd door"
    r"|(?:page|seite|página|pagina) \d+\b|showing \d"
    r"|\d[\d.,' ]*(?:records?|rows?|lines?|results?|deals?|opportunit(?:y|ies)|datensätze?|zeilen?|lignes?|registros|filas|righe|rijen)\W*$)"
    r"|.*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|do not distribute)",
    re.I,
)

RULE = re.compile(r"[-=_+:|*. ]{3,}")  # a line drawn of signs

TAIL = 50  # records from the end, blank ones apart, among which footers are looked for


def mark(grid: Grid, heading: Heading) -> Marks:
    """Which records are no data, and why; the heading itself not among them."""
    places, columns = grid.labels
    blank = np.ones(grid.size, bool)
    blank[places] = False
    marks = dict.fromkeys(np.flatnonzero(blank).tolist(), "blank")
    marks |= {place: "preamble" for place in range(heading.place) if place not in marks}
    marks |= dict.fromkeys(heading.beside, "part of the heading")
    marks |= dict.fromkeys(repeated_headings(grid, heading), "repeated heading")
    marks |= dict.fromkeys(_rules(grid, heading), "line of signs")
    if _numbers_columns(grid, heading):
        marks[heading.place + 1] = "part of the heading"
    usual = usual_fill(grid, heading, marks)
    labelled = (places > heading.place) & (grid.filled[places] < len(trim(heading.names)))
    candidates = [place for place in _starting(grid, places[labelled], columns[labelled]) if place not in marks]
    for place, record in zip(candidates, grid.records(candidates), strict=True):
        if _is_total(record, usual):
            marks[place] = "total"
    return marks | _footers(grid, marks, heading.place, usual)


def usual_fill(grid: Grid, heading: Heading, marks: Iterable[int]) -> int:
    """How many cells a deal fills: the upper quartile of the rows with more than two, the width where none has.

    Not the median of all: a report may have a subtotal after each deal, or five lines of footer under one deal.
    """
    body = np.ones(grid.size, bool)
    body[: heading.place + 1] = False
    body[list(marks)] = False
    up_to = np.cumsum(np.bincount(grid.filled[body & (grid.filled > 2)], minlength=1))  # rows that fill no more cells
    return int(np.searchsorted(up_to, 3 * up_to[-1] // 4, "right")) if up_to[-1] else len(trim(heading.names))


def repeated_headings(grid: Grid, heading: Heading) -> list[int]:
    """Records below the heading that are the same as it, or as a row of names beside it."""
    found = []
    for row in (heading.place, *heading.beside):
        names = [clean(cell) for cell in grid.record(row)]
        # two cells: the first may have a byte-order mark, where a second file was appended
        named = [place for place, name in enumerate(names[: grid.width]) if name][:2]
        equal = np.zeros(grid.size, bool)
        for place in named:
            equal |= pc.equal(grid.columns[place], grid.columns[place][row]).to_numpy()
        equal[: max(heading.place, *heading.beside, 0) + 1] = False
        candidates = np.flatnonzero(equal).tolist()
        found += [
            place
            for place, record in zip(candidates, grid.records(candidates), strict=True)
            if trim(list(map(clean, record))) == trim(names)
        ]
    return found


def _rules(grid: Grid, heading: Heading) -> list[int]:
    """Lines of signs that somebody drew under the heading, or between rows."""
    below = heading.place + 1
    places = [*([below] if below < grid.size else []), *(place for place in grid.odd if place > heading.place)]
    return [place for place in places if RULE.fullmatch("".join(grid.record(place)).strip()[:500])]


def _numbers_columns(grid: Grid, heading: Heading) -> bool:
    """Whether the row below the headings numbers the columns: 1, 2, 3 ..., with rows of words below it."""
    if heading.place + 2 >= grid.size or not any(map(is_word, grid.record(heading.place + 2))):
        return False
    cells = [cell.strip() for cell in trim(grid.record(heading.place + 1))]
    return len(cells) >= 4 and cells == [str(number) for number in range(1, len(trim(heading.names)) + 1)]


def _starting(grid: Grid, places: np.ndarray, columns: np.ndarray) -> list[int]:
    """Of records whose first cell is in these columns, those that begin or end like a total."""
    found = []
    for number, column in enumerate(grid.columns):
        at = places[columns == number]
        # an id is no word: where there are millions, they are not all asked
        at = at[~beginning(column, DIGITS)[at]] if len(at) else at
        found += at[
            pc.match_substring_regex(column.take(pa.array(at)), TOTAL_START + "|" + TOTAL_LAST).to_numpy()
        ].tolist()
    return sorted(found)


def _is_total(record: list[str], usual: int) -> bool:
    """A row that begins or ends with a word for a total and holds figures only.

    A deal may be called "Total", or "Total Energy SA": it has a stage or a date, or fills its row as others do.
    """
    label = " ".join(next(cell for cell in record if cell.strip())[:200].split())
    if len(label) > 100 or not (TOTAL.match(label) or TOTAL_END.fullmatch(label)):
        return False
    others = [cell.strip() for cell in record if cell.strip()][1:]
    if not all(map(is_figure, others)):
        return False
    if not others and not TOTAL.match(label):
        return False
    return bool(BARE_TOTAL.fullmatch(label)) or 2 * (len(others) + 1) <= usual + 1


def is_figure(text: str) -> bool:
    """An amount, a count, a currency or the word for a total; not a date and not a name."""
    text = text.strip()[:200]
    if TOTAL.match(text) or re.fullmatch(r"[A-Z]{3}", text):
        return True
    letters = sum(map(str.isalpha, text))
    return any(map(str.isdigit, text)) and letters <= 3 and not DATE.match(text)


def _footers(grid: Grid, marks: Marks, heading: int, usual: int) -> Marks:
    """Sparse records at the end that say so in words, and those of one block with them.

    A block is what blank records set apart.  Where deals fill four cells and more, a block of single cells at the
    end is a footer whatever it says.
    """
    blocks: list[list[int]] = [[]]  # from the end up
    seen = 0
    for place in range(grid.size - 1, heading, -1):
        if marks.get(place) == "blank":
            if blocks[-1]:
                blocks.append([])
        elif place not in marks:
            seen += 1
            filled = grid.filled[place]
            if seen > TAIL or filled > 2 or 2 * filled >= usual:
                break
            blocks[-1].append(place)
    *apart, attached = blocks
    found = [place for place in attached if _says_footer(grid.record(place))]
    for block in apart:
        alone = usual >= 4 and all(grid.filled[place] == 1 for place in block)
        if alone or any(_says_footer(grid.record(place)) for place in block):
            found += block
    return dict.fromkeys(found, "footer")


def _says_footer(record: list[str]) -> bool:
    filled = [cell.strip()[:200] for cell in record if cell.strip()]
    return bool(FOOTER.match(filled[0]) or AS_OF.match(" ".join(filled)))
