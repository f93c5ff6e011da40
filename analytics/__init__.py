"""Sluice: pipeline analytics over CRM exports, as a Python library.

>>> import analytics
>>> work = analytics.open("my-workspace")               # doctest: +SKIP
>>> work.import_file("deals.csv")                       # doctest: +SKIP
>>> analytics.funnel(work, analytics.Scope()).stages    # doctest: +SKIP
"""

from importlib import import_module

# found when first asked for: the process that reads uploads needs neither the database nor the metrics
_PUBLIC = {
    "Options": "analytics.intake",
    "Refused": "analytics.errors",
    "Scope": "analytics.workspace",
    "SluiceError": "analytics.errors",
    "Workspace": "analytics.workspace",
    "funnel": "analytics.metrics.funnel",
    "overview": "analytics.metrics.overview",
}
__all__ = [*_PUBLIC, "open"]


def open(folder):
    """The workspace in a folder, which is made on the first import."""
    return import_module("analytics.workspace").Workspace(folder)


def __getattr__(name: str):
    if name not in _PUBLIC:
        raise AttributeError(name)
    return getattr(import_module(_PUBLIC[name]), name)
