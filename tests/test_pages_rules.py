"""The funnel by other rules, the conversion page and comparisons, as a person uses them, without a browser."""

import pytest

from tests.app import choose, on, words


def test_what_another_program_would_say(sample):
    test = on("pipeline/funnel.py")
    choose(test, "Pipeline", "Sales Pipeline")
    choose(test, "Counted as in", "strict")
    assert "would say that **14%** of deals get from Connect Call to winning" in words(test).replace("\\", "")
    assert "490 deals make the difference" in words(test)
    # whose count the headline is, and of which of the three pipelines
    assert "of Sales Pipeline loses most" in words(test)
    assert "as HubSpot, “all stages” counts" in words(test).replace("\\", "")
    assert "By our own rule **Proposal** loses" in words(test)
    test.button(key="open-difference").click().run()
    assert not test.exception
    choose(test, "Pipeline", "Nordics")
    assert "This rule asks when deals entered each stage" in words(test)


def test_the_funnel_as_money(sample):
    test = on("pipeline/funnel.py")
    choose(test, "Bars are", "Amount")
    assert "deals a stage have no amount" in words(test)


def test_how_likely_deals_move_on(sample):
    test = on("pipeline/conversion.py")
    choose(test, "Pipeline", "Sales Pipeline")
    assert "**Proposal** is the hardest to pass" in words(test)
    test.toggle(key="others").set_value(True).run()
    assert "takes every open deal for a failure" in words(test)
    choose(test, "Pipeline", "Nordics")
    assert "How likely deals move on cannot be told." in words(test)


@pytest.mark.parametrize("page", ["pipeline/funnel.py", "pipeline/conversion.py"])
def test_two_groups_and_two_periods(sample, page):
    test = on(page)
    choose(test, "Compare with", "The period before")
    assert "Choose a period at the left" in words(test)
    choose(test, "Period", "Last 12 months")
    assert "Choose a period at the left" not in words(test)
    choose(test, "Compare with", "source")
    assert not test.error
    if page == "pipeline/conversion.py":
        # the two sides share no source, so the difference is taken apart by another column
        assert "come from another mix of deals by" in words(test)
