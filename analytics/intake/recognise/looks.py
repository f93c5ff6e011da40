"""Which columns could be a field by what they hold, where no heading tells: for questions, never to be taken unasked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.intake.fields import FIELDS
from analytics.intake.reader.profile import is_date
from analytics.intake.recognise.contents import ROWS, Contents
from analytics.intake.stages import outcome, usual_place

MOST_STAGES = 30
# a sign, a currency before or behind
_NUMBER = re.compile(
    r"[-+(]?\s*(?:[^\W\d_]{1,3}\.?|[^\w\s.,-])?(?:\s+-|\s*)\d[\d.,'’\s]*(?:[^\W\d_]{1,3}|[^\w\s.,-])?\s*[)-]?"
)
_SMALL = re.compile(r"0|1(?:\.0*)?|\d?\d(?:[.,]\d*)?\s*%|0[.,]\d+")  # a share, a flag
_ROUND_THE_DIGITS = re.compile(r"[.,'’\s]|[^\d\s.,'’-]")  # a separator or a currency


def suggested(field: str, columns: Iterable[int], contents: Contents) -> list[int]:
    """The columns that could be this field by what they hold, the likeliest first, equally likely ones as they come.

    Empty where the cells do not tell.
    """
    scores = {column: _score(field, column, contents) for column in columns}
    return sorted((column for column in scores if scores[column] > 0), key=lambda column: -scores[column])


def _score(field: str, column: int, contents: Contents) -> float:
    texts = contents.samples(column)
    rows = min(contents.filled(column) or 0, ROWS)
    if not texts or rows < 2:
        return 0
    if field in _OF:
        return _OF[field](texts, rows)
    if any(FIELDS[kind].get(field) == "date" for kind in FIELDS):
        return contents.holds_days(column)
    return 0


def _stage(texts: list[str], rows: int) -> float:
    """Few words that repeat, or that speak of winning and losing; more where they do, or are usual names of stages."""
    if not 2 <= len(texts) <= MOST_STAGES or _share(texts, _is_word) < 0.9:
        return 0
    closing = _share(texts, _is_closing)
    if 2 * len(texts) > rows and not closing:
        return 0
    return 1 + 4 * closing + 2 * _share(texts, lambda text: usual_place(text) is not None)


def _status(texts: list[str], rows: int) -> float:
    return 2 * len(texts) <= rows and _share(texts, lambda text: outcome(text) is not None) > 0.6


def _id(texts: list[str], rows: int) -> float:
    """Short, none twice, with digits in it, no figure with separators and no day; of bare numbers, those that count up or
    are long and of one length, and not round."""
    if len(texts) < 0.98 * rows or _share(texts, _is_id) < 0.95:
        return 0
    if _share(texts, _is_number) < 0.9:
        return 1
    long_ones = len({len(text) for text in texts}) == 1 and len(texts[0]) >= 5 and all(map(str.isdigit, texts))
    return _count_up(texts) or (long_ones and _share(texts, lambda text: text.endswith("00")) < 0.5)


def _name(texts: list[str], rows: int) -> float:
    """Words that hardly repeat."""
    return len(texts) > 0.5 * rows and _share(texts, _is_word) >= 0.9


def _amount(texts: list[str], rows: int) -> float:
    """Figures; more where they have separators or a currency, none where they may as well be ids, shares or days."""
    if _share(texts, _is_number) < 0.9 or _share(texts, lambda text: _SMALL.fullmatch(text) is not None) > 0.9:
        return 0
    if any(text[0] == "0" and len(text) > 1 and text.isdigit() for text in texts) or _count_up(texts):
        return 0
    return 1 + _share(texts, lambda text: _ROUND_THE_DIGITS.search(text) is not None)


_OF = {
    "stage": _stage, "to_stage": _stage, "status": _status, "deal_id": _id, "lead_id": _id, "customer_id": _id,
    "subscription_id": _id, "name": _name, "customer_name": _name, "lead_name": _name, "amount": _amount,
}  # fmt: skip


def _share(texts: list[str], test) -> float:
    return sum(map(bool, map(test, texts))) / len(texts)


def _is_word(text: str) -> bool:
    return sum(map(str.isalpha, text)) > sum(map(str.isdigit, text)) and not is_date(text) and "@" not in text


def _is_closing(text: str) -> bool:
    return outcome(text) in ("won", "lost")


def _is_id(text: str) -> bool:
    return len(text) <= 40 and any(map(str.isdigit, text)) and not re.search(r"[\s,@]", text) and not is_date(text)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and not is_date(text)


def _count_up(texts: list[str]) -> bool:
    """Whether these are whole numbers one after the other, as ids are."""
    if not all(map(str.isdigit, texts)):
        return False
    numbers = sorted(map(int, texts))
    return numbers[-1] - numbers[0] < 2 * len(numbers)
