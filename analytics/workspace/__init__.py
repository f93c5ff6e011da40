"""The folder on disk: uploads, recipes, settings, generations of the database, and the one door for SQL."""

from analytics.workspace.engine import Engine
from analytics.workspace.imports import Upload
from analytics.workspace.scope import Scope
from analytics.workspace.settings import Rate, Settings
from analytics.workspace.workspace import ImportResult, Workspace, default_folder

__all__ = ["Engine", "ImportResult", "Rate", "Scope", "Settings", "Upload", "Workspace", "default_folder"]
