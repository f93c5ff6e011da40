"""The report as one HTML file that needs nothing else: no script, no font, no picture, no request."""

from __future__ import annotations

from html import escape
from pathlib import Path

from analytics.reports.quarter.content import Report
from analytics.reports.quarter.drawing import PARTS, fan_svg, parts_svg
from analytics.reports.quarter.tables import Table

STYLE = Path(__file__).with_name("report.css")


def as_html(report: Report) -> str:
    """The report as a page; it prints on A4 and Letter.  The same report gives the same text."""
    body = [
        f"<header><p class='brand'>Sluice</p><h1>{escape(report.title)}</h1><p class='quiet'>{escape(report.subtitle)}</p></header>",
        f"<p class='headline'>{escape(report.headline)}</p>",
        f"<p class='lead'>{escape(' '.join(report.sentences))}</p>",
        f"<section class='figures'>{''.join(_figure(*each) for each in report.figures)}</section>",
    ]
    if report.fan is not None:
        body.append(f"<figure><figcaption>{escape(report.fan.caption)}</figcaption>{fan_svg(report.fan)}</figure>")
    if report.parts:
        legend = "".join(
            f"<li><i style='background:{color}'></i>{escape(name)} <b>{escape(words)}</b></li>"
            for (name, _, words), color in zip(report.parts, PARTS, strict=True)
        )
        body.append(
            f"<figure><figcaption>What the forecast is made of</figcaption>{parts_svg(report.parts)}<ul class='legend'>{legend}</ul></figure>"
        )
    body += [_table(each) for each in report.tables]
    notes = "".join(f"<dt>{escape(name)}</dt><dd>{_paragraphs(text)}</dd>" for name, text in report.notes)
    body.append(f"<section class='notes'><h2>How this is counted</h2><dl>{notes}</dl></section>")
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width,initial-scale=1'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(report.title)}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _figure(name: str, value: str, small: str) -> str:
    return f"<div><p>{escape(name)}</p><strong>{escape(value)}</strong><p class='quiet'>{escape(small)}</p></div>"


def _table(table: Table) -> str:
    sides = ["left" if place in table.left else "right" for place in range(len(table.columns))]
    head = "".join(
        f"<th class='{side}' scope='col'>{escape(each)}</th>" for each, side in zip(table.columns, sides, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td class='{side}'>{escape(each)}</td>" for each, side in zip(row, sides, strict=True))
        + "</tr>"
        for row in table.rows
    )
    return (
        f"<section class='table'><h2>{escape(table.title)}</h2><p class='quiet'>{escape(table.note)}</p>"
        f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _paragraphs(text: str) -> str:
    return "".join(
        f"<pre>{escape(each)}</pre>" if each.startswith("    ") else f"<p>{escape(each)}</p>" for each in blocks(text)
    )


def blocks(text: str) -> list[str]:
    """Lines that belong together: formulas keep their lines."""
    found: list[str] = []
    for line in text.split("\n"):
        if line.startswith("    ") and found and found[-1].startswith("    "):
            found[-1] += f"\n{line}"
        elif line.strip():
            found.append(line)
    return found
