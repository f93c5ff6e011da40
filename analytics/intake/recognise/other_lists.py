"""Tables of which nothing is counted, or of which nobody can tell what they list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics import errors
from analytics.errors import Refused
from analytics.intake.fields import FIELDS, NEEDED
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import loose, normal
from analytics.intake.recognise.kind import NAMES, fits
from analytics.intake.recognise.mapping import Mapping
from analytics.intake.recognise.recurring import has
from analytics.intake.stages.words import meaning


def refusal(
    kind: str, maps: dict[str, Mapping], headings: Sequence[str], file_name: str, contents: Contents
) -> Refused | None:
    """Why a table that would be read as deals is none: it lists payments, say, or may list several things, of which no
    heading speaks.  None where nothing is against it."""
    deals = maps["deals"]
    if kind == "deals" and _tells_deals(deals, contents):
        return None
    for each in crm_format(GENERIC)["other_list"]:
        words = {loose(word) for word in each["headings"]}
        said = [heading for heading in headings if loose(heading) in words]
        names = each.get("unless")
        # among lists that are no deals only what has nobody who pays is surely something else
        is_other = (
            kind == "deals"
            if names is None
            else not any(name in loose(heading) for heading in headings for name in names)
        )
        if is_other and len({loose(heading) for heading in said}) >= each["needs"]:
            return errors.other_list(file_name, each["what"], each["instead"], said)
    if kind != "deals":
        return None
    fitting = [each for each in FIELDS if fits(each, maps[each])]
    if fitting and not any(has(deals, group) for group in NEEDED["deals"]):
        likely = sorted(fitting, key=lambda each: -len(maps[each].columns))
        return errors.unclear_list(file_name, [(each, NAMES[each]) for each in likely])
    return None


def is_before_a_sale(heading: str) -> bool:
    """Whether a heading tells when somebody became a lead or began a free trial: no start of a customer."""
    return _EARLY.search(normal(heading)) is not None and _AT.search(normal(heading)) is not None


_EARLY = re.compile(r"\b(lead|trial|testphase|essai|prueba|teste|prova|proef\w*|prøve\w*)\b")
_AT = re.compile(r"\b(at|on|date|start|started|since|created|datum|le|fecha|data|op|dato)\b")


def beside_deals(headings: Sequence[str]) -> tuple[str, list[str]] | None:
    """Which other table of a program one is that lacks what deals need, and the headings that say so."""
    found = []
    for each in crm_format(GENERIC)["beside_deals"]:
        words = {loose(word) for word in each["headings"]}
        # behind its object: "Organization - Open deals"
        said = [heading for heading in headings if {loose(heading), loose(heading.rpartition(" - ")[2])} & words]
        found.append((each["what"], said))
    what, said = max(found, key=lambda each: len(each[1]))
    return (what, said) if len(said) > 1 else None


def _tells_deals(deals: Mapping, contents: Contents) -> bool:
    status = deals.columns.get("status")
    has_own = bool({"stage", "is_won", "is_closed"} & set(deals.columns))
    if has_own or status is None:
        return has_own
    # an invoice is paid, too
    is_after = all(meaning(text) == "post_sale" for text in contents.samples(status))
    return bool(contents.says("status", "text", status)) and not is_after
