"""The canonical fields of each kind of file, and how each is read."""

from __future__ import annotations

from collections.abc import Iterable

# kind -> field -> how its text is read; the order is that of the mapping editor
FIELDS: dict[str, dict[str, str]] = {
    "deals": {
        "deal_id": "text",
        "name": "text",
        "account": "text",
        "owner": "text",
        "team": "text",
        "pipeline": "text",
        "stage": "text",
        "status": "text",
        "is_closed": "flag",
        "is_won": "flag",
        "is_lost": "flag",
        "amount": "money",
        "currency": "text",
        "probability": "probability",
        "created_on": "date",
        "expected_close_on": "date",
        "closed_on": "date",
        "won_on": "date",
        "lost_on": "date",
        "stage_changed_on": "date",
        "days_in_stage": "days",
        "last_activity_on": "date",
        "lost_reason": "text",
        "source": "text",
        "lead_type": "text",
        "deal_type": "text",
        "region": "text",
        "product": "text",
        "segment": "text",
        "email": "text",
        "activities": "number",
        "forecast_category": "text",
        "next_step": "text",
        "recurring_amount": "money",
        "weighted_amount": "money",
        "won_amount": "money",
        "previous_stage": "text",
        "is_active": "flag",
        "is_archived": "flag",
        "is_deleted": "flag",
        "record_type": "text",
        "parent_id": "text",
    },
    # a row is a change (from_stage, to_stage, changed_at), in an audit of any field (changed_field, then the two are the
    # old and the new value), a value with its time (stage, changed_at), or a stay (stage, entered_at, left_at, duration)
    "history": {
        "deal_id": "text",
        "name": "text",
        "pipeline": "text",
        "changed_field": "text",
        "from_stage": "text",
        "to_stage": "text",
        "stage": "text",
        "changed_at": "date",
        "entered_at": "date",
        "left_at": "date",
        "duration": "duration",
        "amount": "money",
        "expected_close_on": "date",
    },
    "customers": {
        "customer_id": "text",
        "customer_name": "text",
        "deal_id": "text",
        "owner": "text",
        "success_owner": "text",
        "status": "text",
        "relation": "text",
        "is_churned": "flag",
        "started_on": "date",
        "cancelled_on": "date",
        "ended_on": "date",
        "tenure_months": "months",
        "churn_type": "text",
        "churn_reason": "text",
        "segment": "text",
        "region": "text",
        "plan": "text",
        "source": "text",
        "recurring_amount": "money",
        "interval": "text",
        "currency": "text",
        "answered_on": "date",
        "handed_over_on": "date",
        "implementation_on": "date",
        "live_on": "date",
        "promise_kept_6": "flag",
        "promise_kept_9": "flag",
        "promise_kept_12": "flag",
        "is_deleted": "flag",
    },
    "subscriptions": {
        "subscription_id": "text",
        "customer_id": "text",
        "customer_name": "text",
        "deal_id": "text",
        "deal_stage": "text",
        "plan": "text",
        "status": "text",
        "movement": "text",
        "interval": "text",
        "interval_count": "number",
        "quantity": "number",
        "amount": "money",
        "mrr": "money",
        "mrr_change": "money",
        "moved_on": "date",
        "currency": "text",
        "reporting_month": "period",
        "year": "text",
        "created_on": "date",
        "started_on": "date",
        "trial_started_on": "date",
        "trial_ended_on": "date",
        "period_ends_on": "date",
        "cancelled_on": "date",
        "cancels_on": "date",
        "cancels_at_period_end": "flag",
        "paused_on": "date",
        "resumed_on": "date",
        "ended_on": "date",
        "end_reason": "text",
        "is_deleted": "flag",
    },
    "targets": {
        "period": "period",
        "ends_on": "date",
        "year": "text",
        "owner": "text",
        "team": "text",
        "pipeline": "text",
        "amount": "money",
        "currency": "text",
    },
    "forecasts": {
        "period": "period",
        "year": "text",
        "submitted_on": "date",
        "who": "text",
        "team": "text",
        "amount": "money",
        "currency": "text",
    },
    "leads": {
        "lead_id": "text",
        "lead_name": "text",
        "account": "text",
        "owner": "text",
        "team": "text",
        "source": "text",
        "lead_type": "text",
        "status": "text",
        "region": "text",
        "segment": "text",
        "created_on": "date",
        "last_activity_on": "date",
        "is_converted": "flag",
        "converted_on": "date",
        "deal_id": "text",
        "lost_reason": "text",
        "is_deleted": "flag",
    },
}

_KINDS = {"deals": "Deals", "history": "Stage history"}


def kind_name(kind: str) -> str:
    """What a file lists."""
    return _KINDS.get(kind, kind.replace("_", " ").capitalize())


def thing(kind: str) -> str:
    """One of what such a file tells of: deal, customer ..."""
    return "deal" if kind == "history" else kind.replace("_", " ").removesuffix("s")


ENTERED = "entered:"
"""Before the name of a stage: the day on which a deal entered it, a field of deals for every stage of the file."""

PERIOD = "period:"
"""Before a period (`2026-01`, `FY2026Q1`): what stands below the heading of it, where a file has a column for each."""

# kind -> the fields of its rows that hold the period and the amount, where a row is of one period
ACROSS: dict[str, tuple[str, str]] = {"targets": ("period", "amount"), "subscriptions": ("reporting_month", "mrr")}


def fields_of(kind: str, mapped: Iterable[str] = ()) -> list[str]:
    """The fields of a kind of file in their order, then the stages and periods with a column of their own that are `mapped`."""
    return [*FIELDS[kind], *(field for field in mapped if is_entry(kind, field) or is_period(kind, field))]


def is_entry(kind: str, field: str) -> bool:
    """Whether a field is the day of entry into a stage: `entered:Demo`."""
    return kind == "deals" and field.startswith(ENTERED) and bool(field.removeprefix(ENTERED).strip())


def is_period(kind: str, field: str) -> bool:
    """Whether a field is the amount of one period: `period:2026-01`."""
    return kind in ACROSS and field.startswith(PERIOD) and bool(field.removeprefix(PERIOD).strip())


def is_amount(kind: str, field: str) -> bool:
    """Whether the amounts that a receipt adds up stand in the column of this field."""
    return field == "amount" or is_period(kind, field)


def how_read(kind: str, field: str) -> str:
    """How the text of a field is read, by a word of `FIELDS`."""
    return FIELDS[kind].get(field, "money" if is_period(kind, field) else "date")


def label(field: str) -> str:
    """A field in the words of people."""
    if field.startswith(PERIOD):
        return f"Amount of {field.removeprefix(PERIOD)}"
    return LABELS.get(field) or (f"Entered {field.removeprefix(ENTERED)}" if field.startswith(ENTERED) else field)


# each group needs one of its fields, or the file cannot be counted at all
NEEDED: dict[str, list[tuple[str, ...]]] = {
    "deals": [("stage", "status", "is_won"), ("deal_id", "name")],
    "history": [("to_stage", "stage"), ("changed_at", "entered_at"), ("deal_id", "name")],
    "customers": [("customer_id", "customer_name"), ("started_on", "tenure_months", "status", "is_churned")],
    "subscriptions": [
        ("subscription_id", "customer_id", "customer_name"),
        ("started_on", "status", "reporting_month", "moved_on"),
    ],
    "targets": [("amount",), ("period",)],
    "forecasts": [("amount",), ("period",), ("submitted_on",), ("who",)],
    "leads": [("lead_id", "lead_name"), ("created_on", "status", "lead_type")],
}

# what a person reads in the mapping editor and in messages
LABELS = {
    "deal_id": "Deal id",
    "name": "Deal name",
    "account": "Account",
    "owner": "Owner",
    "team": "Team",
    "pipeline": "Pipeline",
    "stage": "Stage",
    "status": "Status",
    "is_closed": "Is closed",
    "is_won": "Is won",
    "is_lost": "Is lost",
    "amount": "Amount",
    "currency": "Currency",
    "probability": "Probability",
    "created_on": "Created",
    "expected_close_on": "Expected close",
    "closed_on": "Closed on",
    "won_on": "Won on",
    "lost_on": "Lost on",
    "stage_changed_on": "Last stage change",
    "days_in_stage": "Days in its stage",
    "last_activity_on": "Last activity",
    "lost_reason": "Lost reason",
    "source": "Source",
    "deal_type": "Deal type",
    "region": "Region",
    "product": "Product",
    "segment": "Segment",
    "activities": "Activities (how many)",
    "email": "E-mail (only whether it is free mail)",
    "forecast_category": "Forecast category",
    "next_step": "Next step",
    "recurring_amount": "Recurring amount",
    "weighted_amount": "Weighted amount",
    "won_amount": "Amount won (counts for won deals)",
    "previous_stage": "Previous stage",
    "is_active": "Is active",
    "is_archived": "Is archived",
    "is_deleted": "Is deleted",
    "record_type": "Record type (deal, lead)",
    "parent_id": "Id of the parent record",
    "changed_field": "Changed field",
    "from_stage": "From stage (old value)",
    "to_stage": "To stage (new value)",
    "changed_at": "Changed at",
    "entered_at": "Entered at",
    "left_at": "Left at",
    "duration": "Duration",
    "customer_id": "Customer id",
    "customer_name": "Customer",
    "relation": "What it is to us (customer, prospect, former customer)",
    "success_owner": "Looked after by (customer success)",
    "is_churned": "Has churned",
    "started_on": "Started",
    "cancelled_on": "Cancelled (asked to stop)",
    "ended_on": "Ended (last day)",
    "tenure_months": "Months as a customer",
    "churn_type": "Churn type (avoidable, unavoidable, paused)",
    "churn_reason": "Churn reason",
    "deal_stage": "Stage of the deal that sold it",
    "plan": "Plan",
    "interval": "Billing interval",
    "interval_count": "Intervals per bill",
    "quantity": "Quantity",
    "answered_on": "First answer after the sale",
    "handed_over_on": "Hand-over",
    "implementation_on": "Implementation started",
    "live_on": "Live",
    "promise_kept_6": "Promise kept after 6 months",
    "promise_kept_9": "Promise kept after 9 months",
    "promise_kept_12": "Promise kept after 12 months",
    "subscription_id": "Subscription id",
    "movement": "Kind of sale (new, renewal, upgrade, downgrade)",
    "mrr": "Amount per month (MRR)",
    "mrr_change": "Change of MRR",
    "moved_on": "Day of the change",
    "reporting_month": "Month of the report",
    "trial_started_on": "Trial from",
    "trial_ended_on": "Trial until",
    "period_ends_on": "Paid until",
    "cancels_on": "Will end on",
    "cancels_at_period_end": "Ends with the paid period",
    "paused_on": "Paused",
    "resumed_on": "Resumed",
    "end_reason": "Why it ended",
    "period": "Period",
    "ends_on": "Last day of the period",
    "submitted_on": "Said on",
    "who": "Who said it",
    "year": "Year",
    "lead_id": "Lead id",
    "lead_name": "Lead",
    "lead_type": "Lead type",
    "is_converted": "Is converted",
    "converted_on": "Converted",
}
