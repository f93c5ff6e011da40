"""The sample company, loaded as a user would load it: by importing its exports."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from analytics.workspace import ImportResult, Rate, Settings, Upload, Workspace
from analytics.workspace.workspace import Progress

FOLDER = Path(__file__).resolve().parents[1] / "sample_data"

# every file that the importer reads, in the order in which the company made them
FILES = (
    "pipedrive-deals-2026-06-09.csv",
    "pipedrive-deals-2026-06-16.csv",
    "pipedrive-deals-2026-06-23.csv",
    "pipedrive-deals-2026-06-30.xlsx",
    "salesforce-opportunities-2026-06-30.csv",
    "salesforce-opportunity-history-2026-06-30.csv",
    "hubspot-crm-exports-all-deals-2026-06-30.csv",
    "targets.csv",
    "customers.csv",
    "subscriptions.csv",
)

# invented, like the company
SETTINGS = Settings(
    reporting_currency="EUR", rates=(Rate("USD", 0.92, date(2024, 1, 1)), Rate("USD", 0.88, date(2026, 1, 1)))
)


def load_sample(workspace: Workspace, progress: Progress = lambda _: None) -> list[ImportResult]:
    """Import the sample company's exports; its rates and reporting currency are set where nothing is set yet."""
    if workspace.settings() == Settings():
        workspace.save_settings(SETTINGS)
    return workspace.import_files([Upload(FOLDER / name, name) for name in FILES], progress)
