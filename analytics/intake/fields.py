"""The canonical fields of each kind of file, and how each is read."""

from __future__ import annotations

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
        "amount": "money",
        "currency": "text",
        "probability": "probability",
        "created_on": "date",
        "expected_close_on": "date",
        "closed_on": "date",
        "won_on": "date",
        "lost_on": "date",
        "stage_changed_on": "date",
        "last_activity_on": "date",
        "lost_reason": "text",
        "source": "text",
        "deal_type": "text",
        "region": "text",
        "product": "text",
        "segment": "text",
        "forecast_category": "text",
        "next_step": "text",
        "recurring_amount": "money",
    },
    "history": {
        "deal_id": "text",
        "name": "text",
        "pipeline": "text",
        "from_stage": "text",
        "to_stage": "text",
        "changed_at": "date",
    },
}

# each group needs one of its fields, or the file cannot be counted at all
NEEDED: dict[str, list[tuple[str, ...]]] = {
    "deals": [("stage", "status", "is_won"), ("deal_id", "name")],
    "history": [("to_stage",), ("changed_at",), ("deal_id", "name")],
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
    "status": "Status (open, won, lost)",
    "is_closed": "Is closed",
    "is_won": "Is won",
    "amount": "Amount",
    "currency": "Currency",
    "probability": "Probability",
    "created_on": "Created",
    "expected_close_on": "Expected close",
    "closed_on": "Closed on",
    "won_on": "Won on",
    "lost_on": "Lost on",
    "stage_changed_on": "Last stage change",
    "last_activity_on": "Last activity",
    "lost_reason": "Lost reason",
    "source": "Source",
    "deal_type": "Deal type",
    "region": "Region",
    "product": "Product",
    "segment": "Segment",
    "forecast_category": "Forecast category",
    "next_step": "Next step",
    "recurring_amount": "Recurring amount",
    "from_stage": "From stage",
    "to_stage": "To stage",
    "changed_at": "Changed at",
}
