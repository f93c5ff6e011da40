"""What always holds of values read from texts."""

from datetime import datetime, time
from decimal import Decimal
from importlib import import_module
from unittest.mock import patch

import pandas as pd
import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intake.values import clean_text, dates, flags, money, probability
from analytics.intake.values.text import EMPTY_WORDS, clean
from tests.columns import column, read

# the first amount loads the currency tables, which may take longer than a property is given
PROPERTY = settings(deadline=None, derandomize=True)
READERS = [dates, money, probability, flags]
SOME_DAYS = st.datetimes(pd.Timestamp("1970-01-01"), pd.Timestamp("2068-12-31")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
DAY_ONLY = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y"]
WITH_TIME = ["%Y-%m-%dT%H:%M:%S.000Z", "%m/%d/%Y %I:%M %p", "%d.%m.%Y %H:%M", "%B %d, %Y %I:%M %p", "%d/%m/%Y %H:%M:%S"]
CELLS = st.one_of(
    st.text("0123456789.,-/: '()%$€kmMe", max_size=12),
    st.sampled_from(
        ["13/05/2026", "5/13/2026", "2026-03-05", "1.234", "1,5", "2.5", "1.234,50", "20%", "0,5", "ja", "x", "", "-"]
    ),
)


@PROPERTY
@given(st.lists(SOME_DAYS, max_size=30), st.sampled_from(DAY_ONLY + WITH_TIME))
def test_dates_in_one_format_with_a_proving_row_read_back(moments, written):
    moments = [*moments, pd.Timestamp("2026-05-25").to_pydatetime()]
    if written in DAY_ONLY:
        moments = [datetime.combine(moment.date(), time()) for moment in moments]
    result, became = read(dates, [moment.strftime(written) for moment in moments])
    assert [each.to_pydatetime() for each in became] == moments
    assert "mdy" not in result.choices


@PROPERTY
@given(
    st.lists(st.decimals(-(10**9), 10**9, places=3), max_size=30),
    st.sampled_from(["de", "fr", "de_CH", "en_US", "nb", "pl", "en_IN", "es", "pt_BR", "sv", "it"]),
    st.sampled_from(["", " EUR", " €"]),
)
def test_amounts_in_one_locale_with_a_proving_row_read_back(amounts, locale, currency):
    amounts = [*amounts, Decimal("1234567.5")]
    result, became = read(money, [format_decimal(amount, locale=locale) + currency for amount in amounts])
    assert became == amounts
    assert result.choices == ()
    assert result.currency.notna().all() == bool(currency)


@PROPERTY
@given(st.lists(CELLS, max_size=20), st.randoms(use_true_random=False), st.integers(0, 5))
def test_order_of_rows_and_empty_cells_change_no_value(cells, random, more):
    texts = column(cells)
    longer = column(cells + [""] * more)
    rows = random.sample(list(longer.index), len(longer))
    for reader in READERS:
        plain, moved = reader(texts), reader(longer.loc[rows])
        assert moved.values.loc[texts.index].equals(plain.values)
        assert (moved.decided, moved.how, moved.choices) == (plain.decided, plain.how, plain.choices)


@pytest.mark.parametrize("reader", READERS)
def test_part_of_a_column_reads_like_a_column_of_its_own(reader):
    part = column(["13/05/2026", "1.234,50", "20%", "ja", "2026-03-05", "7"]).iloc[2:5]
    alone = pd.Series(part.tolist(), index=part.index, dtype="object")
    assert reader(part).values.equals(reader(alone).values)
    assert clean_text(part).tolist() == part.tolist()


@PROPERTY
@given(st.lists(CELLS, max_size=20))
def test_every_cell_is_a_value_or_bad_or_empty(cells):
    texts = column(cells)
    empty = sum(clean(cell).casefold() in EMPTY_WORDS for cell in cells)
    for reader in READERS:
        result = reader(texts)
        if not any(word in result.how for word in ("still open", "stands for none", "check box")):
            assert result.values.notna().sum() + len(result.bad) + empty == len(cells)


# days as most exports write them, and what is nearly such a day
ISO_DAYS = st.datetimes(pd.Timestamp("1970-01-01"), pd.Timestamp("2049-12-31")).flatmap(
    lambda moment: st.sampled_from([moment.date().isoformat(), moment.isoformat(" ", "minutes"), f"{moment:%FT%T}"])
)
NEARLY_ISO = [
    "2026-02-31", "2026-02-29", "2024-02-29", "2026-13-01", "0000-00-00", "0987-05-06", "1900-01-01", "1969-12-31", "2050-01-01",
    "9999-12-31", "2026-3-5", "2026/03/05", "05/03/2026", "2026-03-05 24:00", "2026-03-05 10:60", "2026-03-05T10:11:60",
    "2026-03-05 10", "2026-03-05t10:11", "2026-03-05  10:11", "2026-03-05 10:11:12.5", "2026-03-05 10:11:12.345678",
    "2026-03-05T10:11:12Z", "2026-03-05 10:11+02", "2026-03-05T10:11:12+01:00", " 2026-03-05", "2026-03-05\n", "2026-03", "20260305",
    "+2026-03-0", "2026-03-0５", "-", "n/a", "x", "",
]  # fmt: skip


def assert_read_at_once_as_shape_by_shape(cells, order=None):
    texts = column(cells)
    at_once = dates(texts, order)
    with patch.object(import_module("analytics.intake.values.dates"), "iso_dates", return_value=None):
        by_shape = dates(texts, order)
    pd.testing.assert_series_equal(at_once.values, by_shape.values)
    pd.testing.assert_series_equal(at_once.bad, by_shape.bad)
    told = [(each.decided, each.how, each.choices, each.is_proven) for each in (at_once, by_shape)]
    assert told[0] == told[1]


@pytest.mark.parametrize("nearly", NEARLY_ISO)
def test_a_day_among_plain_ones_is_read_as_shape_by_shape(nearly):
    for cells in ([nearly], [nearly, "2026-03-05"], ["2026-03-05 10:11", "", nearly], ["2026-03-05T10:11:12", nearly]):
        assert_read_at_once_as_shape_by_shape(cells)


@PROPERTY
@given(st.lists(ISO_DAYS | st.just(""), max_size=6), st.sampled_from([None, "dmy", "ymd"]))
def test_plain_days_are_read_at_once_as_shape_by_shape(cells, order):
    assert_read_at_once_as_shape_by_shape(cells, order)


# amounts as most exports write them, and what is nearly one
PLAIN_AMOUNTS = st.integers(0, 10**12).flatmap(
    lambda units: st.sampled_from([str(units), f"{units / 100:.2f}", f"00{units}"])
)
NEARLY_PLAIN = [
    "0", "00", "0.00", ".50", "1.5", "1.234", "1.234.56", "12.3456", "12.", "-12.50", "+12.50", "12,50", "1,234.50", "1e5", " 12.50",
    "12.50 ", "12. 0", "12.5O", "１２.５０", "€12.50", "9999999999999", "10000000000000", "9999999999999.99", "10000000000000.00",
    "999999999999999", "99999999999999999999", "-", "n/a", "x", "",
]  # fmt: skip


def assert_amounts_read_at_once_as_shape_by_shape(cells, scale=0):
    texts = column(cells)
    at_once = money(texts, scale=scale)
    with patch.object(import_module("analytics.intake.values.money"), "plain_amounts", return_value=None):
        by_shape = money(texts, scale=scale)
    pd.testing.assert_series_equal(at_once.values, by_shape.values)
    pd.testing.assert_series_equal(at_once.bad, by_shape.bad)
    told = [(each.decided, each.how, each.choices, each.is_proven) for each in (at_once, by_shape)]
    assert told[0] == told[1]
    assert at_once.currency.isna().tolist() == by_shape.currency.isna().tolist()


@pytest.mark.parametrize("nearly", NEARLY_PLAIN)
def test_an_amount_among_plain_ones_is_read_as_shape_by_shape(nearly):
    for cells in ([nearly], [nearly, "12.50"], ["", "7", nearly], ["0.99", nearly, "100.00"]):
        for scale in (-2, 0, 3, 6):
            assert_amounts_read_at_once_as_shape_by_shape(cells, scale)


@PROPERTY
@given(st.lists(PLAIN_AMOUNTS | st.just(""), max_size=6), st.sampled_from([-2, 0, 3]), st.integers(0, 2))
def test_plain_amounts_are_read_at_once_as_shape_by_shape(cells, scale, start):
    assert_amounts_read_at_once_as_shape_by_shape(cells, scale)
    part = column(["7.50", "x", *cells]).iloc[start:]
    alone = pd.Series(part.tolist(), index=part.index, dtype="object")
    assert money(part).values.equals(money(alone).values)


@PROPERTY
@given(
    st.lists(
        st.sampled_from(["", "won", "a b", "a  b", '="1"', "'-1", "'a", "=1", " a", "a "])
        | st.text("a \t\n\x00\x7f\u00a0\u200be\u0301中", max_size=3),
        max_size=4,
    ),
    st.integers(0, 2),
)
def test_texts_cleaned_together_are_those_cleaned_one_by_one(texts, start):
    with patch.object(import_module("analytics.intake.values.text"), "_PIECE", 2):
        cleaned = clean_text(column(texts).iloc[start:])
    assert cleaned.fillna("").tolist() == [clean(text) for text in texts[start:]]
    assert cleaned.isna().tolist() == [clean(text) == "" for text in texts[start:]]
