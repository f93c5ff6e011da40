"""Rows of a plan that are several figures of one thing: a target and what came of it, a commit and a best case."""

from __future__ import annotations

import pandas as pd

from analytics.intake.columns import Columns
from analytics.intake.model import Furniture, Question
from analytics.intake.recognise import normal
from analytics.wording import count


def _words(text: str) -> list[str]:
    return [normal(word) for word in text.split(",")]


# what came of a plan, or how far that is from it
_OUTCOMES = _words(
    "actual, actuals, actual sales, actual revenue, achieved, achievement, attained, attainment, attainment %, % attainment, % to target, result, "
    "results, booked, bookings, won, closed, closed won, sales, revenue, last year, prior year, previous year, py, variance, gap, delta, difference, "
    "ist, istwert, ist-wert, ist-umsatz, erreicht, umsatz, vorjahr, abweichung, zielerreichung, réalisé, réel, écart, année précédente, real, reales, "
    "realizado, alcanzado, logrado, resultado, año anterior, realizzato, effettivo, consuntivo, gerealiseerd, resultaat, behaald, vorig jaar, "
    "faktisk, oppnådd, resultat, 实际, 实际完成, 完成, 达成"
)
# the figure that is meant, in order of trust
_PLANS = _words(
    "target, targets, sales target, quota, goal, ziel, zielwert, soll, sollwert, vorgabe, objectif, objetivo, meta, cuota, cota, obiettivo, doel, "
    "doelstelling, mål, 目标, 指标, plan, planned, budget, budsjett, 计划, base, base case, base target, forecast, call, submitted, most likely, likely, "
    "expected, prognose, prévision, pronóstico, previsión, previsão, previsione, 预测, commit, committed, commitment, commit forecast"
)
_OTHERS = _words(
    "stretch, stretch target, stretch goal, minimum, min, threshold, floor, maximum, max, ambition, best case, best-case, bestcase, best, worst case, "
    "worst-case, worst, upside, downside, low, mid, high, optimistic, conservative, realistic, pessimistic, pipeline, omitted, manager forecast, "
    "rep forecast, gut feeling"
)
# words that are as well what a target is of: alone they set no figure apart
_MEASURES = _words("sales, revenue, booked, bookings, won, closed, closed won, umsatz")
_KNOWN = {*_OUTCOMES, *_PLANS, *_OTHERS}


def one_figure(rows: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """The rows of the figure that is meant, where a column says of each row which figure of several it is.

    What came of a plan is none and is left aside, as furniture.  Of a target beside a stretch target, a commit beside a best
    case one counts: as stated (`Options.figure`), else the plainest, which is asked.  Where nobody has two
    of these in a period, there is nothing to choose, and all of them count.
    """
    column = _column(columns)
    if column is None:
        return rows
    said = columns.raw.cells.loc[rows.index, column].map(normal)
    written = dict(zip(said, columns.raw.cells.loc[rows.index, column].str.strip(), strict=True))
    plans = [word for word in written if word not in _OUTCOMES]
    order = [*_PLANS, *_OTHERS]
    plans.sort(key=order.index)
    heading = columns.raw.headings[column]
    stated = normal(columns.options.figure or "")
    if stated in plans:
        taken = [stated]
    elif not _of_one_thing(rows, said.where(said.isin(plans))):
        taken = plans
    else:
        taken, choices = plans[:1], [written[word] for word in plans]
        about = f"{heading}: which of {', '.join(choices)} counts? They are figures of the same thing, and are not added up. {choices[0]} is taken."
        columns.reading.questions.append(Question(about, "figure", choices, choices[0]))
    aside = ~said.isin(taken)
    columns.reading.furniture += [
        Furniture(int(row), f"another figure: {written[said[row]]}", f"{heading}: {written[said[row]]}")
        for row in rows.index[aside]
    ]
    if aside.any():
        others = ", ".join(written[word] for word in dict.fromkeys(said[aside]))
        kept = f": {' and '.join(written[word] for word in taken)} {'counts' if len(taken) == 1 else 'count'}"
        columns.reading.notes.append(
            f"{heading}: {count(int(aside.sum()), columns.rows_are)} left out ({others}){kept if taken else ': none of them is a plan'}."
        )
    return rows[~aside]


def _of_one_thing(rows: pd.DataFrame, plans: pd.Series) -> bool:
    """Whether some period, of whom or what the other fields say, has several of these plans."""
    of = [field for field in rows if field not in ("row_number", "amount", "currency")]
    return bool((plans.groupby([rows[field] for field in of], dropna=False).nunique() > 1).any())


def _column(columns: Columns) -> int | None:
    """The column that no field uses and all of whose cells are words for figures, at least two or one of what came.

    Revenue and Bookings alone are what the targets are of.
    """
    for column in columns.recognition.unmapped:
        words = set(columns.raw.cells[column].map(normal).unique())
        if words <= _KNOWN and not words <= {*_MEASURES} and (len(words) > 1 or words <= {*_OUTCOMES}):
            return column
    return None
