"""Periods: months, quarters, halves and years as people label them, the fiscal ones kept as labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from analytics.intake.model import Column
from analytics.intake.values.date_shapes import month_words
from analytics.intake.values.dates import dates
from analytics.intake.values.heading_units import unit_behind
from analytics.intake.values.text import EMPTY_WORDS, clean
from analytics.wording import count

_YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d)"
_FULL = r"(?P<year>(?:19|20)\d\d)"
_SEP = r"(?:[ /.\-]*| del? )"
_FISCAL = r"(?P<fiscal>fy|gj|fiscal year|fiscal)?"
_QUARTER = r"(?:q|t|k|kv\.?|trim\.?|quarter|quartal|trimestre|kwartaal|kvartal)"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"{_QUARTER} ?(?P<quarter>[1-4]){_SEP}{_FISCAL} ?{_YEAR}",
        rf"(?P<quarter>[1-4])[. ]?(?:er|e|eme|ème|st|nd|rd|th|º|°)? ?{_QUARTER}{_SEP}{_FISCAL} ?{_YEAR}",
        rf"{_FISCAL} ?{_FULL}{_SEP}{_QUARTER} ?(?P<quarter>[1-4])",
        rf"(?P<fiscal>fy) ?{_YEAR}{_SEP}{_QUARTER} ?(?P<quarter>[1-4])",
        rf"{_FULL} ?年? ?第? ?(?P<quarter>[1-4一二三四]) ?季度?",
        rf"{_FULL} ?年 ?q(?P<quarter>[1-4])",
        rf"(?:h|s) ?(?P<half>[12]){_SEP}{_FISCAL} ?{_YEAR}",
        rf"{_FISCAL} ?{_FULL}{_SEP}(?:h|s) ?(?P<half>[12])",
        rf"{_FULL}[-/. ]?(?P<month>0[1-9]|1[0-2])",
        rf"{_FULL}[-/. ](?P<month>[1-9])",
        rf"(?P<month>0?[1-9]|1[0-2])[-/. ]{_FULL}",
        rf"{_FULL} ?年 ?(?P<month>1[0-2]|0?[1-9]) ?月?",
        rf"(?P<word>[^\W\d_]+)\.?(?: de| del)?[ /\-]*{_YEAR}",
        rf"{_FULL}[ /\-]*(?P<word>[^\W\d_]+)\.?",
        rf"(?P<fiscal>fy|gj|fiscal year|fiscal) ?{_YEAR}(?:[/\-]\d\d(?:\d\d)?)?",
        rf"{_FULL} ?年?",
    )
]
A_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?: 00:00(?::00)?)?")
_MOST_WORDS = 4  # beside a period in a heading
# beside a year: weeks, and other numbers
_NO_WORDS = re.compile(r".*\d.*|w|wk|kw|cw|uke|weeks?|wochen?|kalenderwoche|semaine|semana|sem|settimana|第")
_MARKS = " -–—:|,()[]"
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4"}
# what the pages write, and nothing else
_CANONICAL = re.compile(r"(\d{4})(?:Q([1-4])|H([12])|-(\d\d))?")


def periods(texts: pd.Series) -> Column:
    """The periods of a column of text, each as `2026`, `2026H2`, `2026Q4` or `2026-10`; fiscal ones as `FY2026Q4`.

    A whole day stands for its month; where all days of the column begin quarters, and there are several, for its
    quarter (`how` says so).  A fiscal label keeps its year: which days it covers is a matter of the settings.

        Q4 2026, 4. Quartal 2026, T4 26, 2026-Q4     2026Q4
        Oct 2026, 10/2026, 2026年10月                 2026-10
        FY26 Q4                                      FY2026Q4
        next quarter                                 missing   bad
    """
    codes, found = pd.factorize(texts)
    words = [clean(str(each)).casefold() for each in found]
    meanings = [period_of(word) for word in words]
    days = dates(
        pd.Series([word if meaning is None else "" for word, meaning in zip(words, meanings, strict=True)], dtype="str")
    )
    real = days.values.dropna()
    quarterly = len(real.unique()) > 1 and bool(((real.dt.day == 1) & (real.dt.month % 3 == 1)).all())
    for place, day in real.items():
        meanings[place] = f"{day.year}Q{(day.month + 2) // 3}" if quarterly else f"{day:%Y-%m}"
    empty = pd.Series([word in EMPTY_WORDS for word in words] + [True], dtype=bool).take(codes).to_numpy()
    values = pd.Series([*meanings, None], dtype="object").take(codes).set_axis(texts.index).rename(texts.name)
    how = f"{count(len(real), 'day')} read as the {'quarter' if quarterly else 'month'} of each" if len(real) else ""
    return Column(values=values, bad=texts[values.isna().to_numpy() & ~empty], decided=None, how=how)


def in_heading(heading: str) -> tuple[str, str, str] | None:
    """The period that a heading names, what else it says, and its unit as written; None where it names none.

    A period without its year is `01`, `Q1` or `H1`.

    >>> in_heading("Target Jan 2026 (k€)"), in_heading("Q1"), in_heading("Created")
    (('2026-01', 'Target', ' (k€)'), ('Q1', '', ''), None)
    """
    behind = unit_behind(heading)
    text, unit = (behind[0], heading[len(behind[0]) :]) if behind else (heading, "")
    tokens = text.replace("_", " ").strip(" \u00a0\ufeff*:").split()
    for words in range(min(_MOST_WORDS, len(tokens) - 1) + 1):
        for period, rest in ((tokens[words:], tokens[:words]), (tokens[: len(tokens) - words], tokens[-words:])):
            said = " ".join(rest).strip(_MARKS) if words else ""
            if _NO_WORDS.fullmatch(said.casefold()):
                continue
            if read := _with_or_without_year(" ".join(period).strip(_MARKS)):
                return read, said, unit
    return None


def _with_or_without_year(text: str) -> str | None:
    if (read := period_of(text)) or not any(map(str.isalpha, text)):
        return read
    for with_year in (f"{text} 2000", f"2000年{text}"):
        read = period_of(with_year)
        if read and read.startswith("2000"):
            return read[4:].removeprefix("-") or None
    return None


def lacks_year(text: str) -> bool:
    """Whether a text is a month, a quarter or a half without its year, and says nothing else.

    >>> lacks_year("January"), lacks_year("Q1"), lacks_year("Jan 2026"), lacks_year("3")
    (True, True, False, False)
    """
    read = in_heading(text)
    return read is not None and len(read[0]) <= 3 and not read[1]


def periods_of_days(texts: Sequence[str]) -> list[str]:
    """The periods that these days stand for; none where they are days of any other kind, or may stand for two things.

    The first or last days of months are months, those of quarters, where there are several, quarters; and so is what a
    spreadsheet program makes of `Jan 26`: a 26th of January 2026.

        2026-01-31, 2026-02-28     2026-01, 2026-02
        1/1/2026, 1/4/2026         2026Q1, 2026Q2
    """
    readings = []
    for order in ("dmy", "mdy") if texts else ():
        days = pd.to_datetime(dates(pd.Series(list(texts), dtype="str"), order).values)
        are_firsts, are_lasts = bool((days.dt.day == 1).all()), bool(days.dt.is_month_end.all())
        are_years = bool((days.dt.day == days.dt.year % 100).all())
        if days.isna().any() or not (are_firsts or are_lasts or are_years):
            continue
        of_quarters = (days.dt.month % 3 == (1 if are_firsts else 0)).all() and (are_firsts or are_lasts)
        if of_quarters and days.nunique() > 1:
            reading = [f"{day.year}Q{day.quarter}" for day in days]
        else:
            reading = [f"{day:%Y-%m}" for day in days]
        if reading not in readings:
            readings.append(reading)
    return readings[0] if len(readings) == 1 else []


def days_of(period: str | None) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last day of a canonical period; None for a fiscal one, which settings place."""
    found = _CANONICAL.fullmatch(period or "")
    if found is None:
        return None
    year, quarter, half, month = (int(each) if each else None for each in found.groups())
    first = month or (quarter or 1) * 3 - 2 if not half else half * 6 - 5
    months = 1 if month else 3 if quarter else 6 if half else 12
    start = pd.Timestamp(year, first, 1)
    return start, start + pd.DateOffset(months=months) - pd.Timedelta(days=1)


def period_of(text: str) -> str | None:
    """The period that one text names, as `periods` writes it; None for a whole day and for what is no period.

    >>> period_of("Januar 2026"), period_of("FY26 Q1"), period_of("2026-01-01")
    ('2026-01', 'FY2026Q1', None)
    """
    word = clean(text).casefold()
    for pattern in _PATTERNS:
        if not (found := pattern.fullmatch(word)):
            continue
        parts = found.groupdict()
        year = parts["year"].strip("'")
        label = ("FY" if parts.get("fiscal") else "") + (year if len(year) == 4 else f"20{year}")
        if parts.get("quarter"):
            return f"{label}Q{_CHINESE.get(parts['quarter'], parts['quarter'])}"
        if parts.get("half"):
            return f"{label}H{parts['half']}"
        if parts.get("word"):
            month = month_words().get(parts["word"])
            if month is None:
                continue
            return f"{label}-{month:02}"
        return f"{label}-{int(parts['month']):02}" if parts.get("month") else label
    return None
