"""What the name of a stage says, and how stages follow each other."""

import pytest

from analytics.intake.stages import Stage, StageEvidence, arrange, confirm, kind_by_name, outcome


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Won", "won"), ("Closed Won", "won"), ("closedwon", "won"), ("Closed won (Sales Pipeline)", "won"),
        ("Gewonnen", "won"), ("Geschlossen und gewonnen", "won"), ("Gagnée", "won"), ("Cerrada Ganada", "won"),
        ("赢单", "won"), ("Vunnet", "won"),
        ("Lost", "lost"), ("Closed Lost to Competition", "lost"), ("Disqualified", "lost"), ("Verloren", "lost"),
        ("Perdido", "lost"), ("Tapt", "lost"), ("7 - Closed Lost", "lost"),
        ("Open", "open"), ("In Progress", "open"), ("Offen", "open"),
        ("Wonderland GmbH", None), ("Proposal", None), ("Follow On Call", None), ("Qualified To Buy", None),
    ],
)  # fmt: skip
def test_outcome(word, meaning):
    assert outcome(word) == meaning


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("Negotiation", "open"), ("Closing", "open"), ("Implementation", "post_sale"), ("Hand-over", "post_sale"),
        ("Live", "post_sale"), ("Live demo", "open"), ("Kick-off call", "open"), ("Closed - not won", "lost"), ("Lost customer", "churned"), ("Churned", "churned"), ("Delivered quote", "open"),
        ("Unqualified", "lost"), ("Won - onboarding", "won"),
    ],
)  # fmt: skip
def test_kind(stage, kind):
    assert kind_by_name(stage) == kind


def order(*evidence, earlier=None):
    return [stage.stage for stage in arrange(evidence, earlier or {})]


def test_a_history_beats_everything_else():
    stages = [StageEvidence("1. Later", 0.1, 0), StageEvidence("2. Sooner", 0.9, 1)]
    assert order(*stages)[:2] == ["1. Later", "2. Sooner"]
    moves = {("2. Sooner", "1. Later"): 9, ("1. Later", "2. Sooner"): 2}
    assert order(*stages, earlier=moves)[:2] == ["2. Sooner", "1. Later"]


def test_without_a_history_the_crms_list_then_numbers_then_probabilities_then_usual_names_decide():
    assert order(StageEvidence("Value", None, 1), StageEvidence("Zero", None, 0))[:2] == ["Zero", "Value"]
    assert order(StageEvidence("10 - a"), StageEvidence("2 - b"))[:2] == ["2 - b", "10 - a"]
    assert order(StageEvidence("b", 0.2), StageEvidence("a", 0.6))[:2] == ["b", "a"]
    names = ["Negotiation", "Proposal", "Demo", "Qualified", "New"]
    assert order(*map(StageEvidence, names))[:5] == names[::-1]


def test_closing_stages_stand_last_and_are_added_where_the_outcome_is_a_status():
    stages = arrange(
        [StageEvidence("Closed Lost"), StageEvidence("Live"), StageEvidence("Closed Won"), StageEvidence("Demo")], {}
    )
    assert [(each.stage, each.kind) for each in stages] == [
        ("Demo", "open"), ("Closed Won", "won"), ("Live", "post_sale"), ("Closed Lost", "lost"),
    ]  # fmt: skip
    assert order(StageEvidence("Demo")) == ["Demo", "Won", "Lost"]


def test_two_to_fifteen_stages_in_any_order_of_the_file():
    for n in range(2, 16):
        names = [f"{k + 1:02d} Step" for k in range(n)]
        assert order(*map(StageEvidence, names[::-1]))[:n] == names


def test_what_a_person_confirmed_stays_and_an_unseen_stage_stands_after_its_predecessor():
    guessed = arrange([StageEvidence("A", 0.1), StageEvidence("B", 0.2), StageEvidence("C", 0.3)], {})
    mine = [Stage("C", "open", is_confirmed=True), Stage("A", "open", is_confirmed=True)]
    assert [each.stage for each in confirm(guessed, mine)] == ["C", "A", "B", "Won", "Lost"]
