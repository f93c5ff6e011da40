"""Headings that some program writes, whatever the table: how the reader finds the row of headings."""

from __future__ import annotations

from functools import lru_cache

from analytics.intake.fields import FIELDS
from analytics.intake.recognise.aliases import is_written, lookup
from analytics.intake.recognise.formats import crm_names
from analytics.intake.recognise.headings import BEHIND_OBJECT, LONGEST, forms, has_objects, key, loose
from analytics.intake.recognise.wide import is_entered


@lru_cache(maxsize=65536)
def is_known(heading: str) -> bool:
    """Whether some program writes this heading."""
    if len(heading) > LONGEST or not any(map(str.isalpha, heading)):
        return False
    if has_objects(heading):
        read = [form.words for form in forms(heading, "deals") if form.step <= BEHIND_OBJECT]
    else:
        read = [key(heading)]
    return any(is_written(words) or is_written(loose(words)) for words in read) or is_entered(heading)


@lru_cache(maxsize=65536)
def is_day(heading: str) -> bool:
    """Whether every field that this heading may be, in any kind of file, is a day."""
    if len(heading) > LONGEST or not any(map(str.isalpha, heading)):
        return False
    hows = {
        FIELDS[kind][alias.field]
        for kind in FIELDS
        for form in forms(heading, kind)
        if form.step <= BEHIND_OBJECT
        for crm in crm_names()
        for alias, _ in lookup(crm, kind).get(form.words, ())
    }
    return hows == {"date"}
