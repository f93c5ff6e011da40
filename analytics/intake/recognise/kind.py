"""Which kind of file a table is: what one of its rows stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from analytics.intake.fields import FIELDS, NEEDED
from analytics.intake.model import Question
from analytics.intake.recognise.changed import tells_fields
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import forms, loose, normal
from analytics.intake.recognise.mapping import Mapping
from analytics.intake.recognise.recurring import deals_that_recur, has, moves, moves_by_words, pay_twice, pays

_CHANGES = ({"to_stage"}, {"entered_at", "left_at"})
"""Clear headings that only a history has, however much it tells of the deals besides."""

_TELLING = {
    "leads": {"lead_id", "lead_name", "status", "lead_type", "is_converted", "converted_on"},
    "customers": {
        "customer_id", "started_on", "cancelled_on", "ended_on", "is_churned", "tenure_months", "churn_type", "churn_reason",
        "handed_over_on", "implementation_on", "live_on", "promise_kept_6", "promise_kept_9", "promise_kept_12",
    },
    "subscriptions": {
        "subscription_id", "mrr", "mrr_change", "movement", "interval", "interval_count", "reporting_month", "period_ends_on", "cancels_on",
        "cancels_at_period_end", "trial_started_on", "trial_ended_on",
    },
    "targets": {"amount"},
    "forecasts": {"submitted_on"},
}  # fmt: skip
"""A list of people, accounts or prices has an id, a name and a day too: one clear heading must be the kind's own."""

_IN_NAME = {
    "deals": ("deal", "opportunit", "pipeline"),
    "leads": ("lead", "prospect"),
    "customers": ("customer", "churn"),
    "subscriptions": ("subscription", "contract"),
    "targets": ("target", "quota"),
    "forecasts": ("forecast",),
}
_CLOSE = 0.8

_OF_A_LOG = frozenset(["deal_id", "stage", "amount", "currency", "probability", "created_on", "pipeline"])
"""What a log of stages has of a deal, its day of creation being that of the entry."""

_OF_A_DEAL = frozenset(["owner", "created_on", "account"])

_OF_A_PIPELINE = frozenset(["probability", "expected_close_on", "weighted_amount", "forecast_category"])
"""What nobody notes of a customer, of whom nothing is uncertain."""
NAMES = {
    "deals": "deals",
    "history": "stage changes",
    "customers": "customers",
    "subscriptions": "subscriptions",
    "targets": "targets",
    "forecasts": "submitted forecasts",
    "leads": "leads",
}


def is_modified(heading: str, kind: str) -> bool:
    """Whether a program writes below this heading when it last changed a row."""
    return any(not form.other and loose(form.words) in _modified() for form in forms(heading, kind))


@cache
def _modified() -> frozenset[str]:
    return frozenset(loose(heading) for heading in crm_format(GENERIC)["modified"])


def created_as_changed(maps: dict[str, Mapping], contents: Contents) -> int | None:
    """The column of a day of creation that is the time of a change: the only day of a table of ids and stages.

    Each row then is an entry of a log, created when the stage changed: an id has several rows, with other days and other
    stages, and nothing tells of the deal besides.
    """
    deals, history = maps["deals"].columns, maps["history"].columns
    column = deals.get("created_on")
    if column is None or not {"deal_id", "stage"} <= set(deals) or not set(deals) <= _OF_A_LOG:
        return None
    if {"changed_at", "entered_at", "left_at"} & set(history):
        return None
    log = all(contents.changes_within(deals["deal_id"], deals[each], most=0.9) for each in ("created_on", "stage"))
    return column if log else None


def which_kind(
    maps: dict[str, Mapping], file_name: str, contents: Contents, headings: Sequence[str], crm: str = GENERIC
) -> tuple[str, list[Question]]:
    """The kind whose fields explain the columns best, of those that have what they need; and whether another fits alike.

    A column counts for a kind by one over the number of kinds that it would be a field of.  A program whose description
    tells of no deals (a billing program) has none.
    """
    kinds = [kind for kind in FIELDS if kind not in _OF_SALES or "deals" in crm_format(crm)]
    fitting = [kind for kind in kinds if fits(kind, maps[kind]) and not _is_bare(kind, maps[kind], headings)]
    if moves(maps["subscriptions"]) and "subscriptions" in fitting:
        return "subscriptions", []
    if "deals" not in fitting and moves_by_words(maps["subscriptions"], contents):
        return "subscriptions", []
    if "history" in fitting and _is_history(maps["history"], maps["deals"], contents, headings):
        return "history", []
    speaking = [kind for kind in kinds if kind != "history" and _speaks(kind, maps[kind], file_name)] or ["customers"]
    able = [kind for kind in speaking if kind in fitting]
    if {"deals", "subscriptions"} <= set(able) and {"mrr", "ended_on"} <= maps["subscriptions"].clear:
        return deals_that_recur(maps["deals"], maps["subscriptions"], contents)
    weights = _weights({kind: maps[kind] for kind in able or speaking}, file_name)
    if not able and {"from_stage", "to_stage"} <= maps["history"].clear:
        return "history", []
    if not able and pays(maps["subscriptions"]):
        about = "The rows tell who pays how much since when; they are read as subscriptions."
        return "subscriptions", [Question(about, "kind", ["subscriptions", "customers"], "subscriptions")]
    if not able:
        # nothing can be counted; what comes nearest says what is missing
        met = {kind: sum(has(maps[kind], group) for group in NEEDED[kind]) / len(NEEDED[kind]) for kind in speaking}
        return max(speaking, key=lambda kind: (met[kind], kind == "deals", weights[kind])), []
    best = max(able, key=weights.__getitem__)
    if best in ("customers", "subscriptions", "leads") and len(_OF_A_PIPELINE & maps["deals"].clear) > 1:
        # no stage is recognised: better to ask for it than to count chances as customers
        return "deals", []
    if best == "customers" and "mrr" in maps["subscriptions"].columns and weights.get("subscriptions") == weights[best]:
        # what each pays is kept by both; only a list of subscriptions has a customer twice
        return "subscriptions", []
    if best == "customers" and "subscriptions" in able and pay_twice(maps["subscriptions"], contents):
        return "subscriptions", []
    if best == "leads" and not _is_named("leads", file_name) and _lists_companies(maps["leads"], headings):
        # a lead is a person, or has a title of its own
        about = "The rows are companies without a person or a title; they are read as customers, not as leads."
        return "customers", [Question(about, "kind", ["customers", "leads"], "customers")]
    types = maps["deals"].columns.get("record_type")
    if best == "deals" and "leads" in fitting and types is not None and contents.is_all_leads(types):
        about = "Every row says that it is a lead; they are read as leads, not as deals."
        return "leads", [Question(about, "kind", ["leads", "deals"], "leads")]
    status = maps["leads"].columns.get("status")
    # a deal has an amount or an end, and is not converted
    is_bare = not {"amount", "expected_close_on", "closed_on"} & set(maps["deals"].columns)
    if best == "deals" and is_bare and "leads" in fitting and status is not None and contents.speaks_of_leads(status):
        about = "A status says that leads were converted; the rows are read as leads, not as deals."
        return "leads", [Question(about, "kind", ["leads", "deals"], "leads")]
    if best == "deals" and is_bare and "leads" in able and _is_named("leads", file_name):
        about = "The name of the file says leads, and nothing in it is an amount or an end; its rows are read as leads, not as deals."
        return "leads", [Question(about, "kind", ["leads", "deals"], "leads")]
    if best == "subscriptions" and "subscription_id" in maps[best].clear:
        # no other list has ids of these
        able = [kind for kind in able if kind != "customers"]
    rivals = sorted((kind for kind in able if kind != best), key=weights.__getitem__, reverse=True)
    if rivals and weights[rivals[0]] >= _CLOSE * weights[best]:
        choices = [best, rivals[0]]
        about = f"Does the file list {NAMES[best]} or {NAMES[rivals[0]]}? Its columns fit both; it is read as {NAMES[best]}."
        return best, [Question(about, "kind", choices, best)]
    return best, []


def _weights(maps: dict[str, Mapping], file_name: str) -> dict[str, float]:
    used = {
        kind: {column for name, column in found.columns.items() if name != _ANYBODYS} for kind, found in maps.items()
    }
    shared = Counter(column for columns in used.values() for column in columns)
    return {
        kind: sum(1 / shared[column] for column in columns) + 0.5 * _is_named(kind, file_name)
        for kind, columns in used.items()
    }


_ANYBODYS = "relation"
"""A type or a stage, which every list has."""


def _is_named(kind: str, file_name: str) -> bool:
    return any(word in file_name.casefold() for word in _IN_NAME[kind])


def _speaks(kind: str, found: Mapping, file_name: str) -> bool:
    return kind not in _TELLING or bool(_TELLING[kind] & found.clear) or _is_named(kind, file_name)


def _lists_companies(leads: Mapping, headings: Sequence[str]) -> bool:
    """Whether rows of leads have the name of a company and none of their own, and no heading but their source's says lead."""
    told = [headings[column] for name, column in leads.columns.items() if name != "source"]
    return (
        "account" in leads.columns
        and not {"lead_name", "lead_type"} & set(leads.columns)
        and not any("lead" in normal(heading) for heading in told)
    )


_OF_SALES = ("deals", "history")


def _is_bare(kind: str, found: Mapping, headings: Sequence[str]) -> bool:
    """Whether a table would be one of customers by a column `id` alone, which every table has."""
    if kind != "customers" or "customer_name" in found.columns:
        return False
    return loose(headings[found.columns["customer_id"]]) in ("id", "recordid")


def fits(kind: str, found: Mapping) -> bool:
    """Whether a table has what this kind of file needs; a bare date is the day of a movement only where it is one."""
    if not all(has(found, group) for group in NEEDED[kind]):
        return False
    is_dated = kind != "subscriptions" or bool({"started_on", "status", "reporting_month"} & set(found.columns))
    return is_dated or moves(found)


def _is_history(found: Mapping, deals: Mapping, contents: Contents, headings: Sequence[str]) -> bool:
    """Whether rows are changes: by headings that nothing else has, or as one deal's rows have several times.

    The day on which a row was last changed is none of these times where the rows tell whose deal it is, and since when: they
    are deals, some of them exported more than once.
    """
    if any(names <= found.clear for names in _CHANGES):
        return True
    if {"changed_field", "to_stage"} <= set(found.columns) and tells_fields(found.columns["changed_field"], contents):
        return True
    time = found.columns.get("changed_at", found.columns.get("entered_at"))
    if is_modified(headings[time], "history") and not {"from_stage", "duration"} & set(found.columns):
        of_deal = {deals.columns[name] for name in _OF_A_DEAL & set(deals.columns)} - {time}
        if of_deal:
            return False
    if "deal_id" in found.columns:
        return contents.changes_within(found.columns["deal_id"], time, most=0.9)
    # names repeat by chance; only where most do, they are the same deal again
    return contents.changes_within(found.columns["name"], time, most=0.5)
