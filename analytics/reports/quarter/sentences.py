"""What a report of a quarter says at its head, in sentences."""

from __future__ import annotations

from analytics.metrics.coverage import Coverage
from analytics.metrics.forecast import Forecast
from analytics.reports.quarter.last import Said
from analytics.reports.quarter.words import chance, day, money, share, times


def headline(found: Forecast, name: str, currency: str | None) -> str:
    """The forecast in one sentence; `name`: of the period."""
    head = found.headline
    if found.won_to_date is None:
        return f"What {name} has brought, or will bring, is not known: no won deal tells on which day it was won."
    if head.method == "actual":
        return f"{name} brought {money(head.mean, currency)}."
    if head.p10 is None:
        ends = sorted(band.mean for band in found.methods.values())
        return (
            f"{name} may bring {money(ends[0], currency)} to {money(ends[-1], currency)}."
            if ends
            else f"Too little history to say what {name} will bring."
        )
    return f"{name} will bring about {money(head.p50, currency)}."


def sentences(found: Forecast, covered: Coverage, currency: str | None) -> list[str]:
    """The band, the chance of the target, what it rests on, and coverage."""
    said, head = [], found.headline
    if head.p10 is not None and head.method != "actual":
        said.append(f"In eight of ten cases it is between {money(head.p10, currency)} and {money(head.p90, currency)}.")
    if found.target is not None and found.chance_of_target is not None:
        said.append(
            f"The target of {money(found.target, currency)} is reached with a chance of {chance(found.chance_of_target)}."
        )
    elif found.target is not None and found.won_to_date is not None and head.method == "actual":
        said.append(
            f"That is {share(head.mean / float(found.target)) if found.target else '–'} of the target of {money(found.target, currency)}."
        )
    rests = found.concentration
    if rests is not None and rests.deals:
        many = {1: "One deal carries", 2: "Two deals carry", 3: "Three deals carry"}[len(rests.deals)]
        said.append(f"{many} {share(rests.share)} of the variance.")
    if than := covered.against_needed:
        said.append(f"Open deals cover what is still to be won {times(covered.coverage)}, {than} the {times(covered.needed.coverage)} that it took on this day of past periods.")  # fmt: skip
    return [*said, *filter(None, [found.too_little, found.guard])]


def since(now: Said, before: Said | None) -> list[str]:
    """What the report before said, and how far that is from now."""
    if before is None or before.p50 is None or now.p50 is None or before.currency != now.currency:
        return []
    band = f" ({money(before.p10, now.currency)} – {money(before.p90, now.currency)})" if before.p10 is not None else ""
    change = now.p50 - before.p50
    return [
        f"The last report, as of {day(before.as_of)}, said {money(before.p50, now.currency)}{band}: now it is "
        f"{money(abs(change), now.currency)} {'more' if change >= 0 else 'less'}."
    ]
