"""Lists of MRR movements: what each customer paid from when until when, by hand."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.errors import Refused
from analytics.intake import Options, take
from analytics.metrics.churn.book import Terms, book
from analytics.metrics.churn.ledger import ledger, movements, rates
from analytics.workspace import Scope
from tests.exports import store_of_files

LIST = """Date,Customer,Type,MRR Change
2025-01-10,Acme,New,100.00
2025-03-10,Acme,Expansion,50.00
2025-05-10,Acme,Churn,-150.00
2025-02-01,Beta,New,200.00
2025-04-01,Beta,Contraction,-50.00
2025-07-01,Acme,Reactivation,80.00
"""
# customer, from, until, MRR, whether it churned then
PAID = [
    ("Acme", "2025-01-10", "2025-03-10", Decimal(100), False),
    ("Acme", "2025-03-10", "2025-05-10", Decimal(150), True),
    ("Acme", "2025-07-01", None, Decimal(80), False),
    ("Beta", "2025-02-01", "2025-04-01", Decimal(200), False),
    ("Beta", "2025-04-01", None, Decimal(150), False),
]


def day(value):
    return None if value != value or value is None else f"{value:%Y-%m-%d}"


def booked(store):
    """What the churn page says of each month: opening, new, reactivation, expansion, contraction, churn, closing."""
    names = ("opening", "new", "reactivation", "expansion", "contraction", "churn", "closing")
    found = rates(movements(ledger(book(store, Scope(), Terms(grace_days=0)))))
    return {f"{each['month']:%Y-%m}": tuple(each[name] / 100 for name in names) for each in found.to_dict("records")}


def paid(content, name="movements.csv", **options):
    store = store_of_files((name, content, Options(**options)))
    rows = store.engine.table("subscriptions").itertuples()
    return [(row.customer_name, day(row.started_on), day(row.ended_on), row.mrr, row.is_churned) for row in rows]


def test_each_movement_begins_a_new_level():
    assert paid(LIST) == PAID
    receipt = take(LIST.encode(), "movements.csv", Options()).receipt
    assert (receipt.kind, receipt.as_of, receipt.amount_total) == ("subscriptions", date(2025, 7, 1), Decimal(230))
    assert (receipt.rows_read, receipt.rows_accepted, receipt.questions) == (6, 6, [])


def test_the_order_of_rows_changes_nothing():
    head, *rows = LIST.splitlines()
    assert paid("\n".join([head, *rows[::-1]])) == PAID
    assert paid("\n".join([head, *sorted(rows)])) == PAID


@pytest.mark.parametrize(
    ("heads", "words"),
    [
        pytest.param("Datum,Kunde,Art,MRR-Änderung", {"New": "Neukunde", "Expansion": "Erweiterung", "Churn": "Kündigung", "Contraction": "Reduzierung", "Reactivation": "Reaktivierung"}, id="German"),
        pytest.param("Date,Client,Mouvement,Variation du MRR", {"New": "Nouveau", "Churn": "Résiliation", "Reactivation": "Réactivation"}, id="French"),
        pytest.param("Fecha,Cliente,Tipo de movimiento,Variación de MRR", {"New": "Nuevo", "Expansion": "Expansión", "Churn": "Baja", "Contraction": "Contracción", "Reactivation": "Reactivación"}, id="Spanish"),
        pytest.param("date,customer_name,activity,mrr_delta", {"New": "new", "Expansion": "upgrade", "Churn": "churn_delinquent", "Contraction": "downgrade", "Reactivation": "reactivated"}, id="ProfitWell's words"),
    ],
)  # fmt: skip
def test_in_other_words(heads, words):
    _, *rows = LIST.splitlines()
    text = "\n".join([heads, *rows])
    for english, word in words.items():
        text = text.replace(f",{english},", f",{word},")
    assert paid(text) == PAID


def test_the_books_of_the_months_say_what_the_movements_said():
    store = store_of_files(("movements.csv", LIST, Options()))
    assert booked(store) == {
        "2025-01": (0, 100, 0, 0, 0, 0, 100),
        "2025-02": (100, 200, 0, 0, 0, 0, 300),
        "2025-03": (300, 0, 0, 50, 0, 0, 350),
        "2025-04": (350, 0, 0, 0, 50, 0, 300),
        "2025-05": (300, 0, 0, 0, 0, 150, 150),
        "2025-06": (150, 0, 0, 0, 0, 0, 150),
        "2025-07": (150, 0, 80, 0, 0, 0, 230),
    }


# what was paid before


def test_the_balance_before_the_first_movement_follows_from_the_mrr_that_results():
    text = "Date,Customer,Type,MRR Change,MRR\n2025-03-10,Acme,Expansion,50,150\n2025-04-05,Beta,New,70,70\n"
    assert paid(text) == [
        ("Acme", "2025-02-28", "2025-03-10", Decimal(100), False),
        ("Acme", "2025-03-10", None, Decimal(150), False),
        ("Beta", "2025-04-05", None, Decimal(70), False),
    ]
    [note] = [each for each in take(text.encode(), "m.csv", Options()).receipt.notes if "since when" in each]
    assert note.startswith("1 customer paid already")
    assert "2025-02-28" in note


def test_churn_tells_what_there_was_before_it():
    text = "Date,Customer,Type,MRR Change\n2025-03-10,Acme,Contraction,-50\n2025-05-10,Acme,Churn,-150\n"
    assert [each[1:4] for each in paid(text)] == [
        ("2025-02-28", "2025-03-10", Decimal(200)),
        ("2025-03-10", "2025-05-10", Decimal(150)),
    ]


def test_a_balance_that_nobody_knows_is_no_balance():
    text = LIST + "2025-03-01,Gamma,Expansion,30.00\n2025-03-02,Delta,New,30.00\n2025-04-02,Delta,Contraction,-40.00\n"
    assert paid(text) == PAID
    receipt = take(text.encode(), "m.csv", Options()).receipt
    assert [(each.row, each.accepted) for each in receipt.rejects] == [(8, False), (9, False), (10, False)]
    assert "nothing tells what was paid before" in receipt.rejects[0].reason
    assert "less than nothing" in receipt.rejects[1].reason
    assert receipt.rows_accepted == 6


def test_an_mrr_that_the_changes_do_not_lead_to_is_said():
    text = "Date,Customer,Type,MRR Change,MRR\n2025-03-10,Acme,New,50,50\n2025-04-10,Acme,Expansion,50,120\n"
    assert [each[3] for each in paid(text)] == [Decimal(50), Decimal(100)]
    notes = take(text.encode(), "m.csv", Options()).receipt.notes
    assert any("not what MRR Change leads to in 1 row, first in row 3" in note for note in notes)


# how it is written


def test_chartmoguls_data_set_is_in_cents():
    text = """DATE,CUSTOMER_NAME,MRR_MOVEMENT,MRR,DESCRIPTION,MOVEMENT_TYPE,CURRENCY_CODE,CUSTOMER_EXTERNAL_ID,SUBSCRIPTION_EXTERNAL_ID,PLAN_EXTERNAL_ID
2025-01-10T10:00:00Z,Acme,10050,10050,purchased Gold,new_biz,USD,c1,s1,gold
2025-03-10T10:00:00Z,Acme,5000,15050,bought more,expansion,USD,c1,s2,silver
"""
    taken = take(text.encode(), "mrr_movements.csv", Options())
    assert taken.receipt.crm == "chartmogul"
    assert taken.tables["subscriptions"]["mrr"].tolist() == [Decimal("100.5"), Decimal("150.5")]
    assert any("MRR_MOVEMENT is read as cents" in note for note in taken.receipt.notes)
    # the same with decimals is in units
    taken = take(text.replace("10050", "100.50").replace("5000", "50.00").replace("15050", "150.50").encode(), "m.csv", Options())  # fmt: skip
    assert taken.tables["subscriptions"]["mrr"].tolist() == [Decimal("100.5"), Decimal("150.5")]


def test_changes_of_a_year_are_a_twelfth_a_month_and_a_month_stands_for_its_first_day():
    text = "Month,Customer,Type,ARR Change\n2025-01,Acme,New,1200\n2025-03,Acme,Expansion,600\n"
    assert [each[1:4] for each in paid(text)] == [
        ("2025-01-01", "2025-03-01", Decimal(100)),
        ("2025-03-01", None, Decimal(150)),
    ]


def test_without_signs_the_kind_of_the_movement_says_what_is_taken_away():
    text = LIST.replace(",-", ",")
    assert paid(text) == PAID
    assert any("has no sign" in note for note in take(text.encode(), "m.csv", Options()).receipt.notes)


def test_several_movements_of_one_day_are_one():
    text = "Date,Customer,Type,MRR Change\n2025-01-10,Acme,New,100\n2025-02-10,Acme,Churn,-100\n2025-02-10,Acme,Reactivation,120\n"
    assert [each[1:] for each in paid(text)] == [
        ("2025-01-10", "2025-02-10", Decimal(100), False),
        ("2025-02-10", None, Decimal(120), False),
    ]


def test_a_list_of_subscriptions_beside_the_movements_adds_nothing():
    subscriptions = (
        "Subscription ID,Customer,Start Date,MRR,Status\nS1,Acme,2025-07-01,80,Active\nS2,Beta,2025-02-01,150,Active\n"
    )
    store = store_of_files(
        ("movements.csv", LIST, Options()), ("subscriptions.csv", subscriptions, Options(as_of=date(2025, 7, 1)))
    )
    assert booked(store)["2025-07"][-1] == 230


def test_words_alone_tell_movements_too():
    text = LIST.replace("MRR Change", "Amount")
    assert paid(text) == PAID
    # after each movement: churn leaves nothing
    after = {"2025-03-10,Acme,Expansion,50": "2025-03-10,Acme,Expansion,150", "Churn,-150.00": "Churn,0", "Contraction,-50": "Contraction,150"}  # fmt: skip
    for change, level in after.items():
        text = text.replace(change, level)
    assert paid(text.replace("Amount", "MRR")) == PAID


def test_totals_of_movements_are_refused():
    text = "Month,Starting MRR,New MRR,Expansion MRR,Churned MRR,Ending MRR\n2025-01,0,100,0,0,100\n"
    with pytest.raises(Refused, match="seems to list totals of recurring revenue by month") as refused:
        take(text.encode(), "waterfall.csv", Options())
    assert refused.value.hint.startswith("Bring the movements of each customer instead")


def test_what_is_paid_after_each_movement_is_told_by_currency_and_the_newest_row_may_be_first():
    rows = [
        "2025-01-10,Acme,New,€100", "2025-01-10,Acme,New,$70", "2025-02-10,Acme,Contraction,€40", "2025-02-10,Acme,Expansion,€150",
        "2025-03-10,Acme,Churn,€0",
    ]  # fmt: skip
    expected = [
        ("2025-01-10", "2025-02-10", Decimal(100), False),
        ("2025-01-10", None, Decimal(70), False),
        ("2025-02-10", "2025-03-10", Decimal(150), True),
    ]
    for order in (rows, rows[::-1]):
        found = paid("\n".join(["Date,Customer,Type,MRR", *order]) + "\n")
        assert sorted((each[1:] for each in found), key=lambda each: (each[0], -each[2])) == expected


def test_yen_in_a_list_of_changes_stay_yen():
    text = "Date,Customer,Type,MRR Change\n2025-01-10,Acme,New,¥100\n2025-02-10,Acme,Churn,¥-100\n"
    rows = take(text.encode(), "movements.csv", Options()).tables["subscriptions"]
    assert rows[["mrr", "currency"]].to_numpy().tolist() == [[Decimal(100), "JPY"]]


def test_levels_without_a_churn_are_known_by_their_expansions():
    levels = "Date,Customer,Type,MRR\n2025-01-10,Acme,New,1000\n2025-03-10,Acme,Expansion,1500\n2025-05-10,Acme,Contraction,1200\n"
    assert [each[3] for each in paid(levels)] == [1000, 1500, 1200]
    changes = levels.replace("1500", "500").replace("1200", "300")
    assert [each[3] for each in paid(changes)] == [1000, 1500, 1200]
