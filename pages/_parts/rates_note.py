"""The rates behind a converted total, in words: under every page that shows money."""

from __future__ import annotations

from babel.numbers import format_decimal

from analytics.metrics.rates import Converted, rates
from analytics.workspace import Scope, Workspace
from pages._parts import formats, show
from pages._parts.formats import md
from pages._parts.work import ask

MOST = 6


def rates_note(work: Workspace, scope: Scope, currency: str | None) -> None:
    """In small type, where any amount on the page was converted, or could not be."""
    show.notes(sentences(ask(rates, work, scope, currency), currency))


def sentences(found: tuple[Converted, ...], currency: str | None) -> list[str]:
    """One for what was converted, one for each currency that has no rate, one for amounts without a currency."""
    converted = [each for each in found if each.rate is not None]
    said = []
    if converted:
        parts = [
            f"{each.currency} at {_rate(each.rate)} (from {formats.day(each.from_on)}; {formats.deals(each.deals)})"
            for each in converted[-MOST:]
        ]
        earlier = len(converted) - MOST
        parts += [f"{formats.count(earlier, 'earlier rate')}"] if earlier > 0 else []
        said.append(
            md(f"Converted into {currency}: {', '.join(parts)}. A closed deal keeps the rate of its closing day.")
        )
    for each in found:
        if each.currency is not None and each.rate is None and each.reporting_amount is None:
            said.append(
                md(
                    f"{formats.deals(each.deals)} in {each.currency}, {formats.money(each.amount, each.currency)} in all, {'is' if each.deals == 1 else 'are'} in no amount: Setup has no rate for {each.currency}."
                )
            )
        elif each.currency is None and currency is not None and len(found) > 1:
            said.append(
                md(
                    f"{formats.deals(each.deals)} {'names no currency and counts' if each.deals == 1 else 'name no currency and count'} as {currency}."
                )
            )
    return said


def _rate(rate: float) -> str:
    return format_decimal(rate, "0.00####", locale=formats.locale())
