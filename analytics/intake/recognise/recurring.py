"""Whether rows tell what somebody pays again and again: subscriptions, by what their columns hold."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.intake.model import Question
from analytics.intake.recognise.contents import Contents
from analytics.intake.recognise.mapping import Mapping
from analytics.intake.recognise.movement_words import tell_movements
from analytics.intake.stages import outcome


def deals_that_recur(deals: Mapping, subscriptions: Mapping, contents: Contents) -> tuple[str, list[Question]]:
    """Deals that tell besides what each brings a month, and until when: subscriptions, where all of them are won."""
    where = next((deals.columns[name] for name in ("is_won", "status", "stage") if name in deals.columns), None)
    told = [] if where is None else contents.different(where)
    are_won = bool(told) and all(_says_won(text) for text in told)
    if not any(contents.filled(subscriptions.columns[name]) for name in ("mrr", "ended_on")):
        return "deals", []
    if are_won:
        about = (
            "The file tells what won deals bring each month, and until when; it is read as subscriptions, not as deals."
        )
        return "subscriptions", [Question(about, "kind", ["subscriptions", "deals"], "subscriptions")]
    about = "The file lists deals, and tells besides what won ones bring each month: it is read as deals. For churn, bring an export of the won deals alone."
    return "deals", [Question(about, "kind", ["deals", "subscriptions"], "deals")]


def _says_won(text: str) -> bool:
    return outcome(text) == "won" or text.casefold() in ("true", "1", "yes")


def pay_twice(found: Mapping, contents: Contents) -> bool:
    """Whether customers are listed once for each of several plans that they pay for."""
    who = found.columns.get("customer_id", found.columns.get("customer_name"))
    plan = found.columns.get("plan")
    return "mrr" in found.columns and None not in (who, plan) and contents.changes_within(who, plan, most=1.0)


def moves(found: Mapping) -> bool:
    """Whether a heading says that the rows are changes of recurring revenue."""
    return "mrr_change" in found.columns and bool({"moved_on", "reporting_month"} & set(found.columns))


def moves_by_words(found: Mapping, contents: Contents) -> bool:
    """Whether the cells say of each row that it is new, expansion, churn ...: amounts of a day, of somebody."""
    needed = (("moved_on", "reporting_month"), ("amount", "mrr"), ("customer_id", "customer_name", "subscription_id"))
    if "movement" not in found.columns or not all(has(found, group) for group in needed):
        return False
    return not {"started_on", "ended_on"} & set(found.columns) and tell_movements(
        contents.different(found.columns["movement"])
    )


def pays(found: Mapping) -> bool:
    """Whether a table tells who pays how much, and since when."""
    return all(has(found, group) for group in (("customer_name", "customer_id"), ("amount", "mrr"), ("started_on",)))


def has(found: Mapping, group: Sequence[str]) -> bool:
    """Whether a table has one of these fields."""
    return any(name in found.columns for name in group)
