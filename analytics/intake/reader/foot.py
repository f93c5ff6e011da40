"""The foot of a sheet: what people work out below their deals (targets, gaps, rates), where no deal stands any more."""

from __future__ import annotations

import re

from analytics.intake.reader.furniture import Marks, is_figure
from analytics.intake.reader.grid import Grid
from analytics.intake.reader.heading import Heading, is_word

# how the first cell of a row begins that is worked out from deals or held against them
WORKED_OUT = re.compile(
    r"(?:(?:annual|monthly|quarterly|q[1-4]|fy\d*|\d{4}) )?"
    r"(?:targets?|quotas?|goals?|gap|budget|plan|forecast|best case|commit|weighted|win[ -]?rate|close rate|conversion|coverage|attainment"
    r"|% of|ziele?|soll|ist|lücke|differenz|quote|abschlussquote|gewichtet|prognose|objectifs?|écart|taux|prévision|objetivos?"
    r"|meta|brecha|tasa|taxa|previsão|previsión|obiettiv[oi]|scostamento|tasso|doel|verschil)(?!\w)",
    re.I,
)
MOST = 50  # rows of a foot


def mark(grid: Grid, heading: Heading, marks: Marks, usual: int) -> list[int]:
    """The places of the rows below the deals that tell of none.

    From the end up, the rows with at most a name and figures, which fill at most half as many cells as deals do: of
    these all that stand below a total, a block that a blank row sets apart, if one of its names says what it is, and single
    cells below a footer.
    """
    tail: list[int] = []
    first = {"total": grid.size, "blank": grid.size, "footer": grid.size}
    for place in range(grid.size - 1, heading.place, -1):
        if place in marks:
            first[marks[place]] = place
        elif len(tail) < MOST and _tells_no_deal(grid, place, usual):
            tail.append(place)
        else:
            break
    found = [place for place in tail if place > first["total"]]
    apart = [place for place in tail if first["blank"] < place < first["total"]]
    if any(WORKED_OUT.match(_label(grid, place)) for place in apart):
        found += apart
    found += [place for place in tail if place > first["footer"] and grid.filled[place] == 1]
    return sorted({*found})


def _label(grid: Grid, place: int) -> str:
    return next((cell.strip() for cell in grid.record(place) if cell.strip()), "")[:200]


def _tells_no_deal(grid: Grid, place: int, usual: int) -> bool:
    cells = [cell for cell in grid.record(place) if cell.strip()]
    return (
        2 * len(cells) <= usual + 1
        and len(cells) < usual
        and is_word(cells[0].strip()[:100])
        and all(map(is_figure, cells[1:]))
    )
