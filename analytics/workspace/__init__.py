"""The folder on disk: uploads, recipes, settings, generations of the database, and the one door for SQL."""

from analytics.intake.recognise.formats import crm_name, program_of
from analytics.workspace.disk import default_folder
from analytics.workspace.engine import Engine
from analytics.workspace.imports import Upload
from analytics.workspace.results import ImportResult
from analytics.workspace.scope import Scope
from analytics.workspace.settings import Rate, Settings
from analytics.workspace.terms import AcquisitionCost, Terms
from analytics.workspace.workspace import Workspace

__all__ = [
    "AcquisitionCost", "Engine", "ImportResult", "Rate", "Scope", "Settings", "Terms", "Upload", "Workspace", "crm_name", "default_folder",
    "program_of",
]  # fmt: skip
