"""Whether a deal came by a free mail address: a filter wherever a column tells addresses."""

import pandas as pd
import pytest

from analytics.intake import Options, take
from analytics.intake.free_mail import free_mail
from analytics.metrics.overview import overview
from analytics.workspace import Scope
from tests.exports import store_of_files


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ann@gmail.com", "yes"), ("Ann <ANN@Yahoo.co.uk>", "yes"), ("a@web.de", "yes"), ("a@gmx.at; b@t-online.de", "yes"),
        ("a@qq.com", "yes"), ("ann@acme.com", "no"), ("a@gmail.com, b@acme.com", "no"), ("a@live.acme.com", "no"),
        ("a@outlook.systems", "no"), ("not told", None), ("ann@", None),
    ],
)  # fmt: skip
def test_an_address_is_free_mail_where_anybody_gets_one_there(text, said):
    [found] = free_mail(pd.Series([text], dtype="str"))
    assert (None if pd.isna(found) else found) == said


@pytest.mark.parametrize(
    "heading", ["Email", "E-mail", "Contact: Email", "Person - Email - Work", "Correo electrónico"]
)
def test_a_column_of_addresses_becomes_a_filter_and_the_addresses_are_not_kept(heading):
    content = (
        f"Deal ID,Deal Name,Stage,Amount,Created Date,Owner Email,{heading}\n"
        "1,a,Won,100,2026-01-02,me@gmail.com,x@gmail.com\n2,b,Won,30,2026-01-02,me@gmail.com,x@acme.com\n"
        "3,c,Demo,7,2026-01-03,me@gmail.com,\n"
    )
    store = store_of_files(("deals.csv", content))
    kept = store.engine.table("deal_dimensions")
    assert kept[["name", "value"]].to_numpy().tolist() == [["Free mail", "yes"], ["Free mail", "no"]]
    free = overview(store, Scope(dimensions=("Free mail=yes",)))
    assert (free.deals, free.won_amount) == (1, 100)
    assert overview(store, Scope(dimensions=("Free mail=no",))).won_amount == 30


def test_the_address_of_the_seller_tells_nothing():
    content = "Deal ID,Deal Name,Stage,Created Date,Deal owner Email,Owner: Email\n1,a,Demo,2026-01-02,me@gmail.com,me@gmail.com\n"
    taken = take(content.encode(), "deals.csv", Options())
    assert taken.receipt.unmapped == ["Deal owner Email", "Owner: Email"]
    assert taken.tables["dimensions"].empty
