"""Rows that are called leads and are deals: some programs know no other word for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.intake.fields import NEEDED
from analytics.intake.recognise.contents import ROWS, Contents
from analytics.intake.recognise.mapping import Mapping
from analytics.intake.recognise.recurring import has
from analytics.intake.stages.words import names_winning, outcome

SELLS_LEADS = "The rows are called leads, and some of them were won; they are read as deals."


def sells_leads(maps: dict[str, Mapping], kind: str, contents: Contents) -> bool:
    """Whether the rows are called leads and are deals, as some programs call them: a status says of some that they were won."""
    status = maps["leads"].columns.get("status")
    is_short = not all(has(maps["deals"], group) for group in NEEDED["deals"])
    if status is None or not (kind == "leads" or (kind == "deals" and is_short)):
        return False
    texts = contents.different(status)
    return len(texts) <= ROWS and any(outcome(text) == "won" and names_winning(text) for text in texts)


def leads_as_deals(headings: Sequence[str]) -> list[str]:
    """The headings of such rows with the other word for them: Deal stage for Lead stage."""
    return [_CALLED_LEAD.sub("Deal", heading) for heading in headings]


_CALLED_LEAD = re.compile(
    r"^\s*lead(?=[ _]+(?:name|title|id|number|no|stage|status|value|amount|owner|pipeline)\b)", re.IGNORECASE
)
