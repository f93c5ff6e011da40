"""Every query fits the schema, before there is any data, and stays in the part of SQL that other engines speak."""

import re
from datetime import timedelta

import duckdb
import pandas as pd
import pytest

from analytics.workspace.questions import HERE, METRICS, query_text, scoped_tables
from analytics.workspace.scope import SCOPE_PARAMETERS, Scope

QUERIES = sorted(path.relative_to(METRICS).with_suffix("").as_posix() for path in METRICS.rglob("*.sql"))


@pytest.fixture(scope="module")
def empty():
    connection = duckdb.connect(":memory:")
    connection.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
    return connection


@pytest.mark.parametrize("name", QUERIES)
def test_query_fits_the_schema(empty, name):
    [statement] = empty.extract_statements(query_text(name))
    unknown = dict.fromkeys(statement.named_parameters)
    assert empty.execute(query_text(name), unknown).fetchall() == []


@pytest.mark.parametrize("name", QUERIES)
def test_query_says_what_a_row_is(name):
    head = (METRICS / f"{name}.sql").read_text(encoding="utf-8").split("\n\n")[0]
    assert "One row per" in head
    assert "Reads" in head


@pytest.mark.parametrize("name", QUERIES)
def test_metrics_count_and_python_divides(name):
    text = re.sub(r"--[^\n]*", "", (METRICS / f"{name}.sql").read_text(encoding="utf-8")).lower()
    for word in (
        "qualify",
        "group by all",
        "median",
        "quantile",
        "arg_max",
        "strptime",
        "avg(",
        "current_date",
        "now()",
    ):
        assert word not in text
    assert " / " not in text


@pytest.mark.parametrize("name", QUERIES)
def test_query_translates_to_another_engine(name):
    sqlglot = pytest.importorskip("sqlglot")
    [text] = sqlglot.transpile(
        (METRICS / f"{name}.sql").read_text(encoding="utf-8"), read="duckdb", write="spark",
        unsupported_level=sqlglot.ErrorLevel.RAISE,
    )  # fmt: skip
    assert text


def test_every_scope_parameter_is_used_in_the_one_place():
    used = set(re.findall(r"\$(\w+)", (HERE / "scope.sql").read_text(encoding="utf-8")))
    assert used == SCOPE_PARAMETERS == set(Scope().parameters(None))


def test_each_deal_stands_in_its_last_stay_from_the_last_move_on(sample_store):
    engine = sample_store.engine
    bound = Scope().parameters(engine.last_day, engine.last_move)
    assert bound["is_now"]
    text = f"with {scoped_tables()['scoped_deals']} select * from scoped_deals order by deal_key"
    now, looked_for = (engine.rows(text, bound | {"is_now": is_now}) for is_now in (True, False))
    pd.testing.assert_frame_equal(now, looked_for)
    assert not Scope(as_of=engine.last_move - timedelta(days=1)).parameters(engine.last_day, engine.last_move)["is_now"]
