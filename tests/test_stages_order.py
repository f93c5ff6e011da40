"""How the stages of a pipeline follow each other, and what each of them is, from what the files tell."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.stages import KINDS, Stage, StageEvidence, arrange, confirm
from analytics.intake.stages.listed import listed
from analytics.intake.stages.order import KIND_BY, PLACED_BY


def order(*evidence, earlier=None):
    return [stage.stage for stage in arrange(evidence, earlier or {})]


def told(name: str, stated: str, deals: int = 20, **more: object) -> StageEvidence:
    """A stage of whose deals the files say, in words or flags, what they are."""
    return StageEvidence(name, stated=frozenset(stated.split()), told=deals, **more)


def kinds(*evidence, earlier=None):
    return {stage.stage: (stage.kind, stage.kind_by) for stage in arrange(evidence, earlier or {})}


def test_a_history_beats_everything_else():
    stages = [StageEvidence("1. Later", 0.1, 0), StageEvidence("2. Sooner", 0.9, 1)]
    assert order(*stages)[:2] == ["1. Later", "2. Sooner"]
    moves = {("2. Sooner", "1. Later"): 9, ("1. Later", "2. Sooner"): 2}
    assert order(*stages, earlier=moves)[:2] == ["2. Sooner", "1. Later"]


def test_without_a_history_the_crms_list_then_numbers_then_probabilities_then_usual_names_decide():
    assert order(StageEvidence("1 Value", 0.1, 1), StageEvidence("2 Zero", 0.9, 0))[:2] == ["2 Zero", "1 Value"]
    assert order(StageEvidence("10 - a", 0.1), StageEvidence("2 - b", 0.9))[:2] == ["2 - b", "10 - a"]
    assert order(StageEvidence("Proposal", 0.2), StageEvidence("Lead", 0.6))[:2] == ["Proposal", "Lead"]
    names = ["Negotiation", "Proposal", "Demo", "Qualified", "New"]
    assert order(*map(StageEvidence, names))[:5] == names[::-1]
    assert order(StageEvidence("zeta"), StageEvidence("Alpha"))[:2] == ["Alpha", "zeta"]


@pytest.mark.parametrize(
    ("ahead", "behind", "first"),
    [
        pytest.param(3, 0, "b", id="three deals, all alike"),
        pytest.param(60, 40, "b", id="more than chance would give"),
        pytest.param(2, 0, "a", id="two deals are too few against probabilities"),
        pytest.param(2, 1, "a", id="two of three could be chance"),
        pytest.param(51, 49, "a", id="half and half"),
    ],
)
def test_how_many_deals_make_a_history(ahead, behind, first):
    moves = {("b", "a"): ahead, ("a", "b"): behind}
    assert order(StageEvidence("a", 0.1), StageEvidence("b", 0.2), earlier=moves)[0] == first


def test_a_few_deals_say_more_than_names():
    moves = {("Negotiation", "Qualified"): 1}
    assert order(StageEvidence("Qualified"), StageEvidence("Negotiation"), earlier=moves)[0] == "Negotiation"


def test_numbers_in_few_of_the_names_are_part_of_these():
    names = ["New", "Qualified", "30 day trial", "Proposal", "3 way contract"]
    assert order(*map(StageEvidence, names[::-1]))[:5] == names


@pytest.mark.parametrize(
    "names",
    [
        # the pipelines with which CRMs start, as their translations have them
        ["New", "Qualified", "Proposition"],
        ["Neu", "Qualifiziert", "Umsatzprognose"],
        ["Nieuw", "Gekwalificeerd", "Voorstel"],
        ["Ny", "Kvalifisert", "Forslag"],
        ["Nouveau", "Qualifié", "Proposition"],
        ["Nuevo", "Calificado", "Propuesta"],
        ["Novo", "Qualificado", "Proposta"],
        ["Nuova", "Qualificata", "Proposta"],
        ["新建", "已评估", "建议"],
        ["Ny", "Kvalificerad", "Förslag"],
        ["Rendez-vous pris", "Qualifiée pour l'achat", "Présentation planifiée", "Intégration du décisionnaire", "Contrat envoyé"],
        ["Prospecting", "Qualification", "Needs Analysis", "Value Proposition", "Id. Decision Makers", "Proposal/Price Quote", "Negotiation/Review"],
        ["Qualify", "Develop", "Propose", "Close"],
        ["Qualification", "Demo/Making", "Proposal/Quotation", "Negotiation", "Ready to Close"],
        ["NEW", "SCREENING", "MEETING", "PROPOSAL"],
        ["Lead", "Contacted", "Qualified", "Proposal made"],
    ],
    ids=lambda names: names[0] + "-" + names[-1],
)  # fmt: skip
def test_pipelines_of_usual_names(names):
    assert order(*map(StageEvidence, names[::-1]))[: len(names)] == names


def test_a_cycle_in_the_history_gives_up_its_weakest_pair():
    moves = {("a", "b"): 30, ("b", "c"): 20, ("c", "a"): 4}
    assert order(*map(StageEvidence, "cba"), earlier=moves)[:3] == ["a", "b", "c"]


def test_weaker_evidence_in_circles_leaves_a_history_alone():
    # the list says c before a and b before c: with it, a before b would close a circle
    stages = [StageEvidence("a", listed=2), StageEvidence("b", listed=0), StageEvidence("c", listed=1)]
    result = order(*stages, earlier={("a", "b"): 5})
    assert result.index("a") < result.index("b")


def test_each_place_says_what_it_rests_on():
    stages = [StageEvidence("Zeta", 0.1), StageEvidence("Yota", 0.2), StageEvidence("Xi", 0.2), StageEvidence("Won")]
    placed = {stage.stage: stage.placed_by for stage in arrange(stages, {("Zeta", "Yota"): 8})}
    # Zeta stands before Yota by the history; Yota and Xi are as likely, so the alphabet decides between them
    assert placed == {"Zeta": "probability", "Xi": "alphabet", "Yota": "alphabet", "Won": "kind", "Lost": "kind"}
    placed = {stage.stage: stage.placed_by for stage in arrange(stages[:2], {("Zeta", "Yota"): 8})}
    assert placed["Zeta"] == placed["Yota"] == "history"


def test_closing_stages_stand_last_and_are_added_where_the_outcome_is_a_status():
    stages = arrange(
        [StageEvidence("Closed Lost"), StageEvidence("Live"), StageEvidence("Closed Won"), StageEvidence("Demo")], {}
    )
    assert [(each.stage, each.kind) for each in stages] == [
        ("Demo", "open"), ("Closed Won", "won"), ("Live", "post_sale"), ("Closed Lost", "lost"),
    ]  # fmt: skip
    assert order(StageEvidence("Demo")) == ["Demo", "Won", "Lost"]
    assert kinds(StageEvidence("Demo"))["Won"] == ("won", "added")


def test_several_won_and_lost_stages_keep_their_order():
    names = ["Demo", "1 Won", "2 Won and paid", "Churned", "Closed Lost", "Closed Lost to Competition"]
    assert order(*map(StageEvidence, names[::-1])) == names


def test_what_the_files_say_of_deals_beats_the_name():
    # "Won trust" is a stage in which deals are open
    assert kinds(told("Won trust", "open"), told("Closed Won", "won"))["Won trust"] == ("open", "status")
    assert kinds(told("Closed Won", "won"), told("Demo", "open"))["Closed Won"] == ("won", "status")
    assert kinds(StageEvidence("Closed Won"))["Closed Won"] == ("won", "name")
    assert kinds(StageEvidence("Step 5"))["Step 5"] == ("open", "assumed")


def test_a_stage_whose_name_is_silent_is_what_all_its_deals_are():
    pipeline = [told("Step 1", "open"), told("Step 2", "open"), told("Unterschrift", "won"), told("Archiv", "lost")]
    found = kinds(*pipeline)
    assert (found["Unterschrift"], found["Archiv"]) == (("won", "status"), ("lost", "status"))
    assert order(*pipeline) == ["Step 1", "Step 2", "Unterschrift", "Archiv"]


@pytest.mark.parametrize(
    "pipeline",
    [
        pytest.param([told("Step 1", "open lost"), told("Step 2", "lost")], id="deals are lost out of every stage"),
        pytest.param([told("Step 1", "open"), told("Step 2", "lost", deals=9)], id="nine deals are too few"),
        pytest.param([told("Step 1", "lost"), told("Step 2", "lost")], id="only lost deals are exported"),
        pytest.param([told("Step 1", "open"), told("Negotiation", "lost")], id="the name says that it is open"),
    ],
)
def test_where_the_outcome_is_a_status_no_stage_is_taken_for_it(pipeline):
    assert {kind for stage, (kind, _) in kinds(*pipeline).items() if stage not in ("Won", "Lost")} == {"open"}


def test_a_won_stage_that_follows_the_won_one_comes_after_the_sale():
    pipeline = [told("Step", "open"), told("Closed Won", "won"), told("Training", "won")]
    moves = {("Closed Won", "Training"): 12}
    assert order(*pipeline, earlier=moves) == ["Step", "Closed Won", "Training", "Lost"]
    assert kinds(*pipeline, earlier=moves)["Training"] == ("post_sale", "status")
    # it came first: a further way to win
    assert kinds(*pipeline, earlier={("Training", "Closed Won"): 12})["Training"] == ("won", "status")


def test_closed_is_won_only_where_nothing_else_is():
    assert kinds(StageEvidence("Trial"), StageEvidence("Closed"))["Closed"] == ("won", "name")
    assert kinds(StageEvidence("Closed"), StageEvidence("Closed Won"))["Closed"] == ("open", "assumed")
    assert kinds(told("Closed", "won lost"))["Closed"][0] == "open"


@pytest.mark.parametrize(
    ("names", "closing"),
    [
        (["10% - First contact", "50% - Offer", "100% - Order", "0% - Nothing came of it"], {"100% - Order": "won", "0% - Nothing came of it": "lost"}),
        (["First contact (10 %)", "Offer (50 %)", "Order (100 %)"], {"Order (100 %)": "won"}),
        # the beginning of a deal is no loss
        (["0% - New", "50% - Offer", "100% - Order"], {"100% - Order": "won"}),
        # another stage is called so
        (["0% - Request", "50% - Offer", "100% - Tender", "Won", "Lost"], {"Won": "won", "Lost": "lost"}),
        (["0% - Nothing came of it", "0% - Lost", "50% - Offer", "Won"], {"0% - Nothing came of it": "lost", "0% - Lost": "lost", "Won": "won"}),
        # two of five are no habit
        (["0% financing", "100% Tender", "Demo", "Offer", "Talks"], {}),
    ],
)  # fmt: skip
def test_the_percentages_in_names_say_what_is_won_and_lost(names, closing):
    found = kinds(*map(StageEvidence, names))
    assert {name: kind for name, (kind, _) in found.items() if name in names and kind != "open"} == closing


def test_the_percentage_in_a_name_is_the_probability_of_a_stage_whose_deals_tell_none():
    names = ["10% - First contact", "50% - Offer", "90% - Verbal"]
    stages = arrange(
        [StageEvidence(names[0]), StageEvidence(names[1], 0.4, is_agreed=True), StageEvidence(names[2], 0.8)], {}
    )
    assert [each.probability for each in stages[:3]] == [0.1, 0.4, None]


def test_stages_with_a_letter_before_their_number_stand_in_the_order_of_numbers():
    names = ["S1: Discover", "S2: Validate", "S3: Propose", "S10: Booked"]
    assert order(*map(StageEvidence, ["SX: Not now", *names[::-1]]))[:4] == names
    assert order(*map(StageEvidence, ["B1", "A2", "A10", "B2"]))[:4] == ["A2", "A10", "B1", "B2"]


@pytest.mark.parametrize(
    ("names", "won"),
    [
        (["1 Lead", "2 Won trust of board", "3 Offer"], []),
        (["1 Lead", "2 Offer", "3 Won trust of board"], ["3 Won trust of board"]),  # nothing follows it
        (["1 Lead", "2 Won trust of board", "3 Lost"], ["2 Won trust of board"]),
        (["1 Lead", "2 Won (to be billed)", "3 Billed"], ["2 Won (to be billed)"]),
        (["1 Lead", "2 Won and signed off", "3 Billed"], ["2 Won and signed off"]),
        (["Lead", "Won trust of board", "Offer"], ["Won trust of board"]),
        (["Demo", "Contract signed"], ["Contract signed"]),
        (["Demo", "Contract signed", "Closed Won"], ["Closed Won"]),
        (["Demo", "Contract signed", "Signed"], ["Contract signed", "Signed"]),
        (["10% Lead", "50% Contract signed", "100% Order"], ["100% Order"]),
        (["10% Lead", "50% Contract signed", "90% Verbal"], []),
    ],
)  # fmt: skip
def test_what_a_name_says_of_winning_depends_on_the_other_stages(names, won):
    found = kinds(*map(StageEvidence, names))
    assert [name for name in names if found[name][0] == "won"] == won


@pytest.mark.parametrize(
    ("crm", "stages", "places"),
    [
        ("hubspot", ["Contract sent", "Qualified to buy"], {"Contract sent": 4, "Qualified to buy": 1}),
        ("hubspot", ["Contract sent", "Mine"], {}),  # one name in common is chance
        # any table with the names of Pipedrive, which once began with Lead In; one stands elsewhere by its usual place
        ("generic", ["Contact Made", "Qualified", "Won"], {"Qualified": 1, "Contact Made": 2}),
        ("generic", ["Contact Made", "Qualified", "Mine"], {}),
    ],
)
def test_the_list_of_the_crm(crm, stages, places):
    assert listed(crm, stages) == places


# Whatever the files tell

NAMES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12)
    | st.sampled_from(["Demo", "1 Demo", "Closed Won", "Lost", "Live", "Qualified", "2 - Offer", "Churned", "Closed"]),
    min_size=2, max_size=18, unique=True,
)  # fmt: skip


@st.composite
def pipelines(draw):
    """Stages with any evidence, and any history between them."""
    names = draw(NAMES)
    evidence = [
        StageEvidence(
            name,
            draw(st.none() | st.sampled_from([0.1, 0.2, 0.5, 1.0])),
            draw(st.none() | st.integers(0, 9)),
            draw(st.booleans()),
            draw(st.frozensets(st.sampled_from(["open", "won", "lost"]))),
            draw(st.integers(0, 30)),
        )
        for name in names
    ]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda pair: pair[0] != pair[1])
    return evidence, draw(st.dictionaries(pairs, st.integers(1, 40), max_size=40))


@given(pipelines(), st.randoms(use_true_random=False))
def test_every_stage_has_one_place_whatever_the_order_of_the_file(pipeline, random):
    evidence, earlier = pipeline
    stages = arrange(evidence, earlier)
    names = [stage.stage for stage in stages]
    assert len(set(names)) == len(names)
    assert {each.stage for each in evidence} <= set(names)
    ranks = [KINDS.index(stage.kind) for stage in stages]
    assert ranks == sorted(ranks)
    assert {stage.kind for stage in stages} >= {"won", "lost"}
    assert all(stage.placed_by in PLACED_BY and stage.kind_by in KIND_BY for stage in stages)
    shuffled = list(evidence)
    random.shuffle(shuffled)
    assert arrange(shuffled, dict(random.sample(list(earlier.items()), len(earlier)))) == stages


@given(pipelines(), st.randoms(use_true_random=False), st.data())
def test_a_consistent_history_is_always_respected(pipeline, random, data):
    evidence, _ = pipeline
    hidden = list(evidence)
    random.shuffle(hidden)
    # any of the pairs is told of, by three deals or more, never against the hidden order
    earlier = {
        (a.stage, b.stage): data.draw(st.integers(3, 50))
        for a, b in combinations(hidden, 2)
        if data.draw(st.booleans())
    }
    stages = {stage.stage: (place, stage.kind) for place, stage in enumerate(arrange(evidence, earlier))}
    for before, after in earlier:
        if stages[before][1] == stages[after][1]:
            assert stages[before][0] < stages[after][0]


@given(st.integers(2, 15), st.randoms(use_true_random=False))
def test_two_to_fifteen_numbered_stages_in_any_order_of_the_file(n, random):
    names = [f"{k + 1:02d} Step" for k in range(n)]
    shuffled = random.sample(names, n)
    assert order(*map(StageEvidence, shuffled))[:n] == names


def test_what_a_person_confirmed_stays_and_an_unseen_stage_stands_after_its_predecessor():
    guessed = arrange([StageEvidence("A", 0.1), StageEvidence("B", 0.2), StageEvidence("C", 0.3)], {})
    mine = [Stage("C", "open", is_confirmed=True), Stage("A", "open", is_confirmed=True)]
    assert [(each.stage, each.placed_by) for each in confirm(guessed, mine)] == [
        ("C", "set"), ("A", "set"), ("B", "probability"), ("Won", "kind"), ("Lost", "kind"),
    ]  # fmt: skip
