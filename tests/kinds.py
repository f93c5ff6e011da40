"""What the tests of customers, subscriptions, targets and leads share."""

from datetime import date
from pathlib import Path

import pandas as pd

from analytics.intake import Options, take
from tests.exports import store_of_files

ROOT = Path(__file__).parents[1]
SHARED = Path(__file__).parents[2] / "shared" / "data"


def options(kind, as_of=None, crm="generic", **mapping):
    return Options(kind=kind, crm=crm, mapping=mapping, as_of=as_of)


def read(content, kind, name="export.csv", **mapping):
    data = content if isinstance(content, bytes) else content.encode()
    return take(data, name, options(kind, **mapping))


def table(name, *files):
    """Rows of a table of a store of these files, each (content, options), as dicts without missing values."""
    named = [(f"{number}.csv", content, how) for number, (content, how) in enumerate(files)]
    rows = store_of_files(*named).engine.table(name).to_dict("records")
    return [{key: value for key, value in row.items() if not pd.isna(value)} for row in rows]


def some(row, *names):
    return tuple(f"{row[name]:%Y-%m-%d}" if hasattr(row.get(name), "strftime") else row.get(name) for name in names)


JUNE = date(2026, 6, 30)
