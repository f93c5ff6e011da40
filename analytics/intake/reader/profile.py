"""What stands in a column, and whether a cell could stand there too."""

from __future__ import annotations

from collections.abc import Iterable

from analytics.intake.reader.heading import DATE

FEW = 50  # different texts of a column that is a vocabulary (stages, owners), not names
MOST = 0.9  # of the cells of a column of dates or figures; the others are "tbd" and the like


class Profile:
    """Learned from cells of one column: dates, figures, words of a short list, or anything."""

    def __init__(self, cells: Iterable[str]) -> None:
        filled = [cell for cell in cells if cell.strip()]
        self.blank_first = any(cell[0] == " " for cell in filled)
        self.dates = _mostly(filled, is_date)
        self.figures = not self.dates and _mostly(filled, is_figure)
        texts = set(filled)
        self.words = texts if len(texts) <= FEW and 2 * len(texts) <= len(filled) + 1 else set()

    def says(self, piece: str) -> int:
        """1: what stands in this column; -1: what cannot; 0: nobody knows."""
        if piece[:1] == " " and not self.blank_first:
            return -1
        if not piece.strip():
            return 0
        if self.dates:
            return 1 if is_date(piece) else -1
        if self.figures:
            return 1 if is_figure(piece) and not is_date(piece) else -1
        return int(piece in self.words)


def _mostly(cells: list[str], test) -> bool:
    return bool(cells) and sum(map(test, cells)) >= MOST * len(cells)


def is_date(text: str) -> bool:
    return DATE.match(text.strip()) is not None


def is_figure(text: str) -> bool:
    """A number, a date, an id with hardly a letter."""
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    return digits > letters or (digits > 0 and is_date(text))
