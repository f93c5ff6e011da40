"""Segments and scorecards, on journeys small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from analytics.errors import SluiceError
from analytics.intake import Options
from analytics.metrics.reasons import reason_kind, tells_why_won
from analytics.metrics.scorecard.scorecard import scorecard
from analytics.metrics.segments.segments import revival, segments
from analytics.reports.scorecard import Writers, scorecard_html
from analytics.workspace import Scope
from analytics.workspace.settings import Benchmark
from tests.exports import csv_of, day, store_of, store_of_files
from tests.test_coaching import END, a_team


def journeys_of(kinds: dict[str, list[tuple[str, int]]], start: str = "2025-01-01") -> tuple[dict, dict]:
    """Kind -> (ending, days) of its deals, all created on one day."""
    journeys, details = {}, {}
    for kind, ends in kinds.items():
        for n, (end, days) in enumerate(ends):
            until = (pd.Timestamp(start) + pd.Timedelta(days=days)).date()
            name = f"{kind} {n}"
            journeys[name] = [f"Qualified {start}"] + ([] if end == "Open" else [f"{end} {until}"])
            details[name] = {"Source": kind, "Amount": 100 * (n + 1), "Account": name}
    return journeys, details


def test_kinds_are_compared_by_when_and_how_often_they_are_won():
    good = [("Won", 10)] * 24 + [("Lost", 20)] * 6
    poor = [("Won", 10)] * 6 + [("Lost", 20)] * 20 + [("Open", 0)] * 4
    store = store_of(*journeys_of({"Referral": good, "Cold": poor, "Few": [("Won", 5)] * 3}))
    result = segments(store, Scope(as_of=day("2025-12-31")), "source")
    rows = result.segments.set_index("value")
    assert rows.loc["Referral", ["deals", "won", "lost", "open"]].tolist() == [30, 24, 6, 0]
    assert rows.loc["Referral", "win_rate"] == pytest.approx(0.8)
    assert rows.loc["Cold", "win_rate"] == pytest.approx(0.2)
    assert rows.loc["Cold", "decided"] == pytest.approx(6 / 26)
    assert rows.loc["Referral", "cycle_days_median"] == 10
    assert rows.loc["Referral", "average_won"] == pytest.approx(np.mean([100 * (n + 1) for n in range(24)]))
    assert rows["differs"].to_dict() == {"Referral": True, "Cold": True, "Few": False}
    assert rows.loc["Few", "shown"] == "counts"


def test_equal_kinds_do_not_differ():
    same = [("Won", 10)] * 10 + [("Lost", 20)] * 20
    result = segments(store_of(*journeys_of({"A": same, "B": same})), Scope(as_of=day("2025-12-31")))
    assert not result.segments["differs"].any()
    assert result.p == pytest.approx(1)


def test_a_customer_is_one_who_has_won_before():
    journeys = {
        "first": ["Qualified 2025-01-01", "Won 2025-02-01"],
        "again": ["Qualified 2025-03-01", "Won 2025-03-05"],
        "meanwhile": ["Qualified 2025-01-15", "Lost 2025-03-05"],
        "other": ["Qualified 2025-03-01", "Lost 2025-03-09"],
    }
    details = {name: {"Account": "Acme" if name != "other" else "Beta"} for name in journeys}
    rows = segments(store_of(journeys, details), END, "customer").segments.set_index("value")
    # the deal that was created before the first one was won is new, too
    assert rows["deals"].to_dict() == {"new": 3, "existing": 1}
    assert rows.loc["existing", "won"] == 1


def test_sizes_are_thirds_and_equal_amounts_are_in_one():
    ends = [("Won", 5)] * 9
    rows = segments(store_of(*journeys_of({"A": ends})), END, "size").segments.set_index("value")
    assert rows["deals"].to_dict() == {"1": 3, "2": 3, "3": 3}
    assert rows[["least", "most"]].to_numpy().tolist() == [[100, 300], [400, 600], [700, 900]]


def test_an_unknown_kind_is_refused_in_a_sentence():
    with pytest.raises(SluiceError, match="by"):
        segments(store_of({"a": ["Qualified 2025-01-01"]}), END, "colour")


def test_exports_without_losses_have_no_win_rate():
    result = segments(store_of(*journeys_of({"A": [("Won", 5)] * 12})), END)
    assert "No deal of these exports is lost" in result.why_not


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("No Decision / Non-Responsive", "no_decision"), ("Client went silent", "no_response"), ("Kein Budget", "no_budget"), ("Prix trop élevé", "price"),
        ("Fue a la competencia", "competitor"), ("Uitgesteld", "timing"), ("Sans décision", "no_decision"),
        ("Funzionalità mancante", "product"), ("Moved to Mars", "other"), (float("nan"), "none"), ("  ", "none"),
    ],
)  # fmt: skip
def test_reasons_are_known_in_several_languages(reason, kind):
    assert reason_kind(reason) == kind


def test_reasons_of_won_deals_are_told_where_their_column_is_kept():
    rows = [
        {"Deal ID": n, "Stage": stage, "Created Date": "2025-01-02", "Closed Date": "2025-02-01", "Amount": 100, "Closed Won Reason": reason}
        for n, (stage, reason) in enumerate([("Closed Won", "Service"), ("Closed Won", "Service"), ("Closed Won", "Price"), ("Closed Lost", "Price"), ("Closed Won", "")])
    ]  # fmt: skip
    kept = store_of_files(("deals.csv", csv_of(rows)), options=Options(as_of=END.as_of, keep=("Closed Won Reason",)))
    found = segments(kept, END).won_reasons
    assert found.to_numpy().tolist() == [["Service", 2, 200], ["Price", 1, 100]]
    other = store_of_files(("deals.csv", csv_of(rows)), options=Options(as_of=END.as_of))
    assert segments(other, END).won_reasons.empty


@pytest.mark.parametrize(
    ("heading", "tells"),
    [
        ("Closed Won Reason", True), ("Win Reason", True), ("Reason for winning", True), ("Reason Won", True), ("Gewinngrund", True),
        ("Motif gagné", True), ("Motivo de ganado", True), ("Closed Lost Reason", False), ("Reason lost", False), ("Won", False), ("Window reasons", False),
    ],
)  # fmt: skip
def test_columns_that_say_why_deals_were_won_are_known(heading, tells):
    assert tells_why_won(heading) is tells


def test_lost_deals_that_come_back_by_hand():
    journeys = {
        "back and won": ["Qualified 2025-01-01", "Lost 2025-02-01", "Proposal 2025-03-01", "Won 2025-04-01"],
        "back and open": ["Qualified 2025-01-01", "Lost 2025-02-01", "Proposal 2025-03-01"],
        "stayed lost": ["Qualified 2025-01-01", "Lost 2025-02-01"],
        "new try": ["Qualified 2025-06-01", "Won 2025-07-01"],
        "customer": ["Qualified 2025-06-01", "Won 2025-07-01"],
    }
    accounts = {"stayed lost": "Acme", "new try": "Acme", "back and won": "Beta", "customer": "Beta"}
    store = store_of(journeys, {name: {"Account": accounts.get(name, name)} for name in journeys})
    result = revival(store, END)
    assert (result.lost, result.reopened, result.share) == (3, 2, pytest.approx(2 / 3))
    ways = result.ways.set_index("way")
    assert ways.loc["reopened", ["deals", "won", "lost", "open"]].tolist() == [2, 1, 0, 1]
    # Acme had only lost; Beta is a customer since April
    assert ways.loc["returned", ["deals", "won"]].tolist() == [1, 1]
    assert len(ways.loc["returned", "keys"]) == 1
    # in mid-February all three stood lost, and none was back
    then = revival(store, Scope(as_of=day("2025-02-15")))
    assert (then.lost, then.reopened) == (3, 0)


# scorecards


@pytest.fixture(scope="module")
def card():
    return scorecard(store_of(*a_team()), END, "Dee")


def test_a_scorecard_holds_one_against_the_others(card):
    figures = card.figures.set_index("figure")
    assert card.peers == ("Ann", "Ben", "Cem")
    assert figures.loc["win_rate", ["own", "n", "peers", "peers_n"]].tolist() == pytest.approx([0.1, 60, 0.6, 180])
    assert figures.loc["win_rate", "differs"] is True
    assert figures.loc["cycle_days", ["own", "peers"]].tolist() == [20, 20]
    assert figures.loc["average_won", ["own", "peers"]].tolist() == [1000, 1000]
    assert card.cells.iloc[0][["stage", "state"]].tolist() == ["Qualified", "flag"]


def test_its_funnel_is_the_persons_own(card):
    first = card.funnel.iloc[0]
    assert first[["stage", "reached", "advanced", "lost", "open"]].tolist() == ["Qualified", 60, 6, 54, 0]


def test_its_quarters_add_up(card):
    assert card.quarters["quarter"].tolist() == ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]
    assert card.quarters[["won", "lost"]].sum().tolist() == [6, 54]
    assert card.quarters["won_amount"].sum() == 6000


def test_dates_kept_need_a_history_of_dates(card):
    assert "No export tells when deals were expected to close" in card.why_no_promises
    assert card.figures.set_index("figure").loc["kept", "n"] == 0


def test_dates_kept_are_those_known_when_the_quarter_began(sample_store):
    """Salesforce tells each close date of the past: who works there can be asked, with open ends of today left out."""
    card = scorecard(sample_store, Scope(), "Marcus Ellery")
    assert card.why_no_promises is None
    assert (card.quarters["kept"] <= card.quarters["due"]).all()
    assert card.figures.set_index("figure").loc["kept", "n"] == card.quarters["due"].sum() > 50


def test_a_scorecard_on_paper_stands_by_itself(card):
    page = scorecard_html(card, Writers(rate=lambda value: f"{value:.0%}", money=str, number=str, day=str))
    assert page.startswith("<!doctype html>")
    assert "http" not in page
    assert "@media print" in page
    assert "Qualified" in page
    assert "60%" in page


def test_paper_says_what_to_talk_about_and_shows_only_benchmarks_that_somebody_set(card):
    write = Writers(lambda value: f"{value:.0%}", lambda value: f"{value:.0f} EUR", number=str, day=str)
    bare = scorecard_html(card, write)
    assert "To talk about: Qualified." in bare
    assert "Somebody to learn from: " in bare
    assert "enchmark" not in bare
    lines = (Benchmark("win_rate", 0.31, "Board, 2025"), Benchmark("conversion", 0.73, "Class", "Qualified"))
    page = scorecard_html(card, write, lines)
    assert "<td>31%</td>" in page
    assert "left:73.0%" in page
    assert "Benchmark: Board, 2025." in page


def test_names_on_paper_are_text():
    journeys, details = a_team(weak="Dee")
    details = {
        name: row | {"Deal Owner": row["Deal Owner"].replace("Dee", "<script>x</script>")}
        for name, row in details.items()
    }
    card = scorecard(store_of(journeys, details), END, "<script>x</script>")
    page = scorecard_html(card, Writers(str, str, str, str))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_person_of_whom_there_are_no_deals_is_refused():
    with pytest.raises(SluiceError, match="Zoe"):
        scorecard(store_of({"a": ["Qualified 2025-01-01"]}, {"a": {"Deal Owner": "Ann"}}), END, "Zoe")


def test_of_deals_closed_on_unknown_days_only_counts_are_told():
    """Eight won and four lost, and three open: nothing of how many are won within some days."""
    stages = ["Won"] * 8 + ["Lost"] * 4 + ["Demo"] * 3
    rows = [
        {"Deal ID": n, "Owner": owner, "Stage": stage, "Amount": 100, "Created Date": "2025-01-01"}
        for owner, first in (("Ann", 0), ("Ben", 50))
        for n, stage in enumerate(stages, first)
    ]
    store = store_of_files(("deals.csv", csv_of(rows)), options=Options(as_of=day("2025-06-30")))
    result = segments(store, Scope(), "owner").segments
    assert result[["deals", "won", "lost", "open"]].to_numpy().tolist() == [[15, 8, 4, 3]] * 2
    assert result["decided"].tolist() == [8 / 12] * 2
    assert result[["win_rate", "low", "high", "cycle_days_median"]].isna().all(axis=None)
    figures = scorecard(store, Scope(), "Ann").figures.set_index("figure")
    assert figures.loc["win_rate", "n"] == 15
    assert figures.loc["win_rate", ["own", "peers", "differs"]].isna().all()
