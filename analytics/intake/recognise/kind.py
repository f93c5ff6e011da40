"""Which kind of file a table is: what one of its rows stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analytics import errors
from analytics.errors import Refused
from analytics.intake.fields import FIELDS, NEEDED
from analytics.intake.model import Question
from analytics.intake.recognise.changed import tells_fields
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.formats import GENERIC, crm_format
from analytics.intake.recognise.headings import loose
from analytics.intake.recognise.mapping import Mapping

_CHANGES = ({"to_stage"}, {"entered_at", "left_at"})
"""Clear headings that only a history has, however much it tells of the deals besides."""

_TELLING = {
    "leads": {"lead_id", "lead_name", "status", "lead_type", "is_converted", "converted_on"},
    "customers": {
        "customer_id", "started_on", "cancelled_on", "ended_on", "is_churned", "tenure_months", "churn_type", "churn_reason",
        "handed_over_on", "implementation_on", "live_on", "promise_kept_6", "promise_kept_9", "promise_kept_12",
    },
    "subscriptions": {
        "subscription_id", "mrr", "movement", "interval", "interval_count", "reporting_month", "period_ends_on", "cancels_on",
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
NAMES = {
    "deals": "deals",
    "history": "stage changes",
    "customers": "customers",
    "subscriptions": "subscriptions",
    "targets": "targets",
    "forecasts": "submitted forecasts",
    "leads": "leads",
}


def which_kind(maps: dict[str, Mapping], file_name: str, contents: Contents) -> tuple[str, list[Question]]:
    """The kind whose fields explain the columns best, of those that have what they need; and whether another fits alike.

    A column counts for a kind by one over the number of kinds that it would be a field of.
    """
    fitting = [kind for kind in FIELDS if all(_has(maps[kind], group) for group in NEEDED[kind])]
    if "history" in fitting and _is_history(maps["history"], contents):
        return "history", []
    speaking = [kind for kind in FIELDS if kind != "history" and _speaks(kind, maps[kind], file_name)]
    able = [kind for kind in speaking if kind in fitting]
    weights = _weights({kind: maps[kind] for kind in able or speaking}, file_name)
    if not able and {"from_stage", "to_stage"} <= maps["history"].clear:
        return "history", []
    if not able and _pays(maps["subscriptions"]):
        about = "The rows tell who pays how much since when; they are read as subscriptions."
        return "subscriptions", [Question(about, "kind", ["subscriptions", "customers"], "subscriptions")]
    if not able:
        # nothing can be counted; what comes nearest says what is missing
        met = {kind: sum(_has(maps[kind], group) for group in NEEDED[kind]) / len(NEEDED[kind]) for kind in speaking}
        return max(speaking, key=lambda kind: (met[kind], kind == "deals", weights[kind])), []
    best = max(able, key=weights.__getitem__)
    if best == "customers" and "mrr" in maps["subscriptions"].columns and weights.get("subscriptions") == weights[best]:
        # what each pays is kept by both; only a list of subscriptions has a customer twice
        return "subscriptions", []
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
    rivals = sorted((kind for kind in able if kind != best), key=weights.__getitem__, reverse=True)
    if rivals and weights[rivals[0]] >= _CLOSE * weights[best]:
        choices = [best, rivals[0]]
        about = f"Does the file list {NAMES[best]} or {NAMES[rivals[0]]}? Its columns fit both; it is read as {NAMES[best]}."
        return best, [Question(about, "kind", choices, best)]
    return best, []


def refusal(
    kind: str, maps: dict[str, Mapping], headings: Sequence[str], file_name: str, contents: Contents
) -> Refused | None:
    """Why a table that would be read as deals is none: it lists payments, say, or may list several things, of which no
    heading speaks.  None where nothing is against it."""
    deals = maps["deals"]
    if kind != "deals" or _tells_deals(deals, contents):
        return None
    for each in crm_format(GENERIC)["other_list"]:
        words = {loose(word) for word in each["headings"]}
        said = [heading for heading in headings if loose(heading) in words]
        if len({loose(heading) for heading in said}) >= each["needs"]:
            return errors.other_list(file_name, each["what"], each["instead"], said)
    fitting = [each for each in FIELDS if all(_has(maps[each], group) for group in NEEDED[each])]
    if fitting and not any(_has(deals, group) for group in NEEDED["deals"]):
        likely = sorted(fitting, key=lambda each: -len(maps[each].columns))
        return errors.unclear_list(file_name, [(each, NAMES[each]) for each in likely])
    return None


def _tells_deals(deals: Mapping, contents: Contents) -> bool:
    status = deals.columns.get("status")
    return bool({"stage", "is_won", "is_closed"} & set(deals.columns)) or (
        status is not None and bool(contents.says("status", "text", status))
    )


def _pays(found: Mapping) -> bool:
    return all(
        any(name in found.columns for name in group)
        for group in (("customer_name", "customer_id"), ("amount", "mrr"), ("started_on",))
    )


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


def _has(found: Mapping, group: Sequence[str]) -> bool:
    return any(name in found.columns for name in group)


def _is_history(found: Mapping, contents: Contents) -> bool:
    """Whether rows are changes: by headings that nothing else has, or as one deal's rows have several times."""
    if any(names <= found.clear for names in _CHANGES):
        return True
    if {"changed_field", "to_stage"} <= set(found.columns) and tells_fields(found.columns["changed_field"], contents):
        return True
    time = found.columns.get("changed_at", found.columns.get("entered_at"))
    if "deal_id" in found.columns:
        return contents.changes_within(found.columns["deal_id"], time, most=0.9)
    # names repeat by chance; only where most do, they are the same deal again
    return contents.changes_within(found.columns["name"], time, most=0.5)
