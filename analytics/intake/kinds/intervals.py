"""Billing intervals in months."""

from __future__ import annotations

import re

import pandas as pd

from analytics.intake.distinct import distinct_texts
from analytics.intake.recognise import normal

_MONTHS = {
    "month": 1.0, "monthly": 1.0, "monat": 1.0, "monatlich": 1.0, "mensuel": 1.0, "mensual": 1.0, "mensal": 1.0,
    "mensile": 1.0, "maandelijks": 1.0, "månedlig": 1.0, "mois": 1.0, "mes": 1.0, "mês": 1.0, "mese": 1.0, "maand": 1.0,
    "måned": 1.0, "每月": 1.0, "月": 1.0, "mo": 1.0,
    "mensuelle": 1.0, "månedsvis": 1.0, "månedlige": 1.0, "月付": 1.0, "按月": 1.0, "月度": 1.0,
    "trimestrielle": 3.0, "vierteljahr": 3.0, "quartalsweise": 3.0, "kvartalsvis": 3.0, "driemaandelijks": 3.0, "季付": 3.0, "每季": 3.0, "每季度": 3.0,
    "semestrielle": 6.0, "semestrale": 6.0, "halfjaarlijks": 6.0, "halvårlig": 6.0, "半年": 6.0,
    "annuelle": 12.0, "årligt": 12.0, "年付": 12.0, "按年": 12.0, "年度": 12.0,
    "hebdomadaire": 12 / 52, "semanal": 12 / 52, "settimanale": 12 / 52, "wekelijks": 12 / 52, "ukentlig": 12 / 52,
    "quarter": 3.0, "quarterly": 3.0, "quartal": 3.0, "vierteljährlich": 3.0, "trimestriel": 3.0, "trimestral": 3.0,
    "trimestrale": 3.0, "trimestre": 3.0, "kwartaal": 3.0, "kvartal": 3.0, "季度": 3.0,
    "half year": 6.0, "half-yearly": 6.0, "semiannual": 6.0, "semi-annual": 6.0, "semiannually": 6.0, "biannual": 6.0,
    "halbjährlich": 6.0, "semestriel": 6.0, "semestral": 6.0,
    "year": 12.0, "yearly": 12.0, "annual": 12.0, "annually": 12.0, "annum": 12.0, "jahr": 12.0, "jährlich": 12.0,
    "annuel": 12.0, "anual": 12.0, "annuale": 12.0, "jaarlijks": 12.0, "jaar": 12.0, "årlig": 12.0, "år": 12.0, "an": 12.0,
    "année": 12.0, "año": 12.0, "ano": 12.0, "anno": 12.0, "yr": 12.0, "每年": 12.0, "年": 12.0,
    "week": 12 / 52, "weekly": 12 / 52, "woche": 12 / 52, "wöchentlich": 12 / 52, "semaine": 12 / 52, "semana": 12 / 52,
    "settimana": 12 / 52, "uke": 12 / 52, "周": 12 / 52,
    "day": 12 / 365, "daily": 12 / 365, "tag": 12 / 365, "jour": 12 / 365, "día": 12 / 365, "dag": 12 / 365, "天": 12 / 365,
}  # fmt: skip
_NUMBERS = {"two": 2, "three": 3, "six": 6, "zwei": 2, "drei": 3, "sechs": 6, "deux": 2, "trois": 3}
_COUNTED = re.compile(
    r"(?:every |alle |per |each |pro )?(?:(?P<count>\d{1,3}|[a-zà-ü]+(?=[ -])) ?-?)?(?P<unit>[^\W\d]+(?:[- ]year)?)(?:\(s\))?"
)


def months_per_bill(interval: pd.Series, counts: pd.Series) -> tuple[pd.Series, list[str]]:
    """How many months one bill covers, for each row; and the words that say no interval.

    A year is 12 months, a quarter 3, a week 12/52, a day 12/365; `6 months` and `every 2 weeks` count them, and so does
    the column of counts beside it.  A number alone is one of months.
    """
    said = {word: months_of(normal(word)) for word in distinct_texts(interval)}
    months = interval.map(said).astype(float) * counts.astype(float).fillna(1.0)
    return months, sorted(word for word, each in said.items() if each is None)


def is_of_a_year(heading: str) -> bool:
    """Whether the heading of an amount says that it is what a year brings, all of it: ARR, Annual Value."""
    return _YEARLY.search(normal(heading)) is not None


def is_of_a_month(heading: str) -> bool:
    """Whether the heading of an amount says that it is what a month brings: MRR, Monthly Fee."""
    return _MONTHLY.search(normal(heading)) is not None


def is_of_contract(heading: str) -> bool:
    """Whether the heading of an amount says that it is what a contract brings over all of its term."""
    return _OF_CONTRACT.search(normal(heading)) is not None and not is_of_a_year(heading)


def is_term(heading: str) -> bool:
    """Whether the heading of an interval speaks of how long a contract runs rather than of how often it is billed."""
    return _TERM.search(normal(heading)) is not None


_TERM = re.compile(r"(?<!billing )\bterm\b|contract (length|duration)|laufzeit")
_OF_CONTRACT = re.compile(r"\btcv\b|contract (value|amount|total)|total contract|vertragswert|vertragssumme|合同金额")
_MONTHLY = re.compile(
    r"\b(mrr|mmr|rrm)\b|month|monat|maand|måned|mensual|mensuel|mensal|mensil|mensualité|monthly|recurring revenue amount|每月|月"
)
_YEARLY = re.compile(r"\b(arr|acv|annual|yearly|per year|jahres\w+|jährlich\w*)\b")


def months_of(word: str) -> float | None:
    """The months of one interval in words; None where they are none."""
    if word in _MONTHS:
        return _MONTHS[word]
    if re.fullmatch(r"\d{1,3}", word):
        return float(word) or None
    found = _COUNTED.fullmatch(word)
    if found is None:
        return None
    unit = found["unit"]
    one = next(
        (
            _MONTHS[form]
            for form in (unit, unit.rstrip("s"), unit.rstrip("en"), unit.rstrip("e"), unit.rstrip("er"))
            if form in _MONTHS
        ),
        None,
    )
    if one is None:
        return None
    number = found["count"]
    if number is None:
        return one
    times = int(number) if number.isdigit() else _NUMBERS.get(number)
    return one * times if times else None
