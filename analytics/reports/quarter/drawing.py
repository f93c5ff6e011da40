"""The charts of the HTML report, as SVG: a fan and a bar of parts.  No script, no request."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from analytics.reports.quarter.content import Fan

BLUE, ORANGE, GREY, LINE = "#2F7FC6", "#D55E00", "#8593A8", "#D9DFE8"
PARTS = ("#1D4F80", BLUE, "#8FBDE6", GREY)
WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 960, 300, 64, 16, 28, 84


def fan_svg(fan: Fan) -> str:
    """How the amount won grows until the end of the period, with the band of what may come and the target."""
    top = max(value for value, _ in fan.amounts)

    def x(day: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * day / fan.days, 1)

    def y(amount: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - amount / top), 1)

    def points(pairs: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{x(day)},{y(amount)}" for day, amount in pairs)

    out = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Amount won by day, and what may come">']
    for value, words in fan.amounts:
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value)}" y2="{y(value)}" stroke="{LINE}"/>')
        out.append(_text(LEFT - 8, y(value) + 4, words, "end"))
    out += [_text(x(day), HEIGHT - 8, words, "start") for day, words in fan.ticks]
    if fan.band:
        low, high = [(day, row[0]) for day, *row in fan.band], [(day, row[2]) for day, *row in fan.band]
        out.append(f'<polygon points="{points([*low, *high[::-1]])}" fill="{BLUE}" fill-opacity=".18"/>')
        out.append(
            f'<polyline points="{points((day, row[1]) for day, *row in fan.band)}" fill="none" stroke="{BLUE}" stroke-width="2" stroke-dasharray="6 4"/>'
        )
    if fan.won:
        out.append(f'<polyline points="{points(fan.won)}" fill="none" stroke="{BLUE}" stroke-width="3"/>')
    if fan.target is not None:
        place = y(fan.target)
        out.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place}" y2="{place}" stroke="{ORANGE}" stroke-width="2"/>'
        )
        out.append(_text(WIDTH - RIGHT + 8, place + 4, "Target", "start", ORANGE))
    return "".join([*out, "</svg>"])


def _text(x: float, y: float, words: str, anchor: str, color: str = "#5A6577") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="13" fill="{color}">{escape(words)}</text>'


def parts_svg(parts: tuple[tuple[str, float, str], ...]) -> str:
    """One bar of what the forecast is made of; its legend stands in the text."""
    whole = sum(amount for _, amount, _ in parts) or 1.0
    at, out = 0.0, ['<svg viewBox="0 0 960 26" role="img" aria-label="What the forecast is made of">']
    for (_, amount, _), color in zip(parts, PARTS, strict=True):
        width = 960 * amount / whole
        out.append(f'<rect x="{at:.1f}" y="0" width="{width:.1f}" height="26" fill="{color}"/>')
        at += width
    return "".join([*out, "</svg>"])
