"""Usual pipelines, and which stages of two pipelines are alike."""

from dataclasses import replace

import pytest

from analytics.intake.stages import KINDS, Stage, StageEvidence, apply, arrange, guess, offered, presets

PRESETS = {preset.key: preset for preset in presets()}


def pipeline(*names: str) -> list[Stage]:
    """A pipeline as it is recognised by names alone."""
    return arrange([StageEvidence(name) for name in names], {})


def opens(*names: str) -> list[Stage]:
    return [Stage(name, "open") for name in names]


def test_every_preset_has_the_stages_of_its_kind():
    o, w, p, c, x = "open", "won", "post_sale", "churned", "lost"
    assert {key: [stage.kind for stage in preset.stages] for key, preset in PRESETS.items()} == {
        "traditional": [o, o, o, o, o, w, p, c],  # 7 + 1
        "modern": [o, o, o, o, o, o, o, o, w],
        "legacy": [o, o, o, o, o, w, x],
        "five": [o, o, o, o, p],
        "estate_agent": [o, o, o, o, w, p],
        "finance_law": [o, o, o, w, p],
        "start_up": [o, o, o, o, w, p],
    }


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.key)
def test_a_preset_is_sound(preset):
    names = [stage.stage for stage in preset.stages]
    assert len(set(names)) == len(names)
    assert {*preset.also, *preset.priors} <= set(names)
    ranks = [KINDS.index(stage.kind) for stage in preset.stages]
    assert ranks == sorted(ranks)
    # nobody else's probabilities
    assert all(stage.probability is None for stage in preset.stages)
    assert preset.name
    assert preset.about


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.key)
def test_a_pipeline_that_is_the_preset_becomes_it(preset):
    names = [stage.stage for stage in preset.stages]
    applied = apply(preset, pipeline(*names[::-1]))
    assert applied.matched == dict(zip(names, names, strict=True))
    assert applied.missing == []
    laid = {stage.stage: stage for stage in applied.stages}
    assert [stage.stage for stage in applied.stages if stage.stage in names] == names
    assert {name: laid[name].kind for name in names} == {stage.stage: stage.kind for stage in preset.stages}


def test_stages_take_the_place_and_the_kind_of_the_presets_and_others_stay():
    mine = [*opens("Referral", "Offer accepted", "Viewing", "Survey", "Search"), Stage("Fallen through", "lost")]
    applied = apply(PRESETS["estate_agent"], mine)
    assert [(stage.stage, stage.kind) for stage in applied.stages] == [
        ("Search", "open"), ("Viewing", "open"), ("Survey", "open"), ("Offer accepted", "won"), ("Referral", "post_sale"),
        ("Fallen through", "lost"),
    ]  # fmt: skip
    assert applied.missing == ["Price talk", "Offer made"]


def test_names_of_other_languages_and_the_one_won_stage_are_matched():
    applied = apply(
        PRESETS["traditional"], pipeline("Angebot", "Verhandlung", "Neu", "Präsentation vereinbart", "Gewonnen")
    )
    assert applied.matched == {
        "Neu": "Prospecting", "Präsentation vereinbart": "Demo or meeting", "Angebot": "Proposal",
        "Verhandlung": "Negotiation and commitment", "Gewonnen": "Won",
    }  # fmt: skip
    assert applied.missing == ["Qualification", "Post-purchase", "Lost customer"]


def test_words_of_a_preset_never_replace_what_somebody_wrote():
    mine = [Stage("Demo", "open", 0.4, exit_criteria="Budget named"), *opens("Second meeting", "Third meeting")]
    laid = {stage.stage: stage for stage in apply(PRESETS["traditional"], mine).stages}
    assert (laid["Demo"].exit_criteria, laid["Demo"].probability) == ("Budget named", 0.4)
    assert laid["Demo"].buyer_outcome == "Product evaluated"
    # three stages that are one of the preset's: what must be true before it is left stands at the last
    criteria = PRESETS["traditional"].stages[2].exit_criteria
    assert criteria.startswith("Attended, and got answers to their questions\n")
    assert (laid["Third meeting"].exit_criteria, laid["Second meeting"].exit_criteria) == (criteria, "")


@pytest.mark.parametrize(
    ("stages", "keys"),
    [
        # of the open stages none has a place in any: that “Won” has one says nothing
        ([Stage("Triage", "open", placed_by="history"), Stage("Paperwork", "open", placed_by="history"), Stage("Won", "won")], []),
        ([Stage("Won", "won"), Stage("Lost", "lost")], []),
        # one stage, however short the pipeline
        ([Stage("Demo", "open", placed_by="history"), Stage("Won", "won")], []),
        # three of three; no other preset has more than one of them
        ([Stage(each, "open", placed_by="history") for each in ("Search", "Viewing", "Offer made")], ["estate_agent"]),
        # two of six are a third, two of seven are not
        ([Stage(each, "open", placed_by="history") for each in ("Search", "Viewing", *"abcd")], ["estate_agent"]),
        ([Stage(each, "open", placed_by="history") for each in ("Search", "Viewing", *"abcde")], []),
        # nothing is known of any: all are there to choose from
        ([*(Stage(each, "open", placed_by="alphabet") for each in "ab"), Stage("Won", "won")], list(PRESETS)),
    ],
)  # fmt: skip
def test_a_usual_pipeline_is_offered_where_a_share_of_the_stages_is_in_it_or_nothing_is_known(stages, keys):
    assert [preset.key for preset in offered(stages)] == keys


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.key)
def test_a_pipeline_that_is_a_preset_is_offered_it(preset):
    stages = [replace(stage, placed_by="history") for stage in preset.stages]
    assert preset in offered(stages)


def test_a_stage_that_closes_deals_is_never_taken_for_an_open_one():
    applied = apply(
        PRESETS["modern"], [Stage("Demo", "lost"), Stage("Negotiations", "lost"), Stage("Offer won", "won")]
    )
    assert applied.matched == {"Offer won": "Closed"}


def to(matches):
    return {stage: (match.to, match.by) for stage, match in matches.items()}


def test_stages_of_two_crms_are_guessed_by_name_kind_and_position():
    hubspot = pipeline("Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Contract Sent", "Closed Won", "Closed Lost")  # fmt: skip
    pipedrive = [
        *opens("Lead In", "Qualified", "Technical check", "Demo"),
        Stage("Won", "won"), Stage("Live", "post_sale"), Stage("Lost", "lost"),
    ]  # fmt: skip
    assert to(guess(pipedrive, hubspot)) == {
        "Lead In": ("Appointment Scheduled", "meaning"),
        "Qualified": ("Qualified To Buy", "meaning"),
        # between these two there is none: its deals have passed the one before
        "Technical check": ("Qualified To Buy", "position"),
        "Demo": ("Presentation Scheduled", "meaning"),
        "Won": ("Closed Won", "kind"),
        "Lost": ("Closed Lost", "kind"),
    }


@pytest.mark.parametrize(
    ("own", "targets", "expected"),
    [
        ("abc", "xyz", "xyz"),
        ("abcd", "xy", "xxyy"),
        ("ab", "wxyz", "wy"),
        ("a", "x", "x"),
        ("pbcq", "pxyq", "pxyq"),  # p and q have the same name
        ("apb", "xpy", "xpy"),
        ("apb", "py", "ppy"),  # nothing before p: the deals of a are in p at the earliest
    ],
)
def test_position(own, targets, expected):
    found = guess(opens(*own), opens(*targets))
    assert "".join(found[name].to for name in own) == expected


def test_what_has_no_counterpart_has_no_guess():
    assert guess([Stage("Live", "post_sale"), Stage("a", "open")], [Stage("Won", "won")]) == {}
