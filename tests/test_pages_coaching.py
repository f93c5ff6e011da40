"""The pages of coaching, as a person uses them."""

from datetime import date

from analytics.intake import Options
from analytics.workspace import Workspace
from tests.app import choose, on, part, plain, with_deals


def test_the_weak_stage_of_the_sample_is_named_with_its_price_and_its_deals(sample):
    test = on("coaching/weak_stages.py")
    said = plain(test)
    assert "**Demo** for **Jonas Brandt**" in said
    assert "a quarter" in said
    # the two rates of one person are told apart, and each share of the deals opens them
    assert "after allowing for chance and the mix of the 95 deals (47% as counted)" in said
    moved, lost, open_ = (
        next(each.label for each in test.button if each.key == f"cell-{name}") for name in ("Moved on", "Lost", "Open")
    )
    assert sum(int(each.partition("(")[2].rstrip(")")) for each in (moved, lost, open_)) == 95
    assert "not grounds for personnel decisions" in said
    assert "Lost because of **Price**" in said
    test.button(key="cell-Lost").click().run()
    assert not test.exception
    assert "They add up to the figure." in plain(test)
    # nothing is said of somebody with too few deals but how many more it takes
    choose(test, "Look into", "Jonas Brandt · Contract Sent")
    assert "Not enough deals to tell" in plain(test)
    for name, heading in (
        ("Everybody", "Everybody in every stage"),
        ("Time in stage", "Time in stage"),
        ("What to fix", "What to fix"),
    ):
        assert heading in [each.value for each in part(test, "weak_part", name).subheader]


def test_a_scorecard_can_be_asked_for_by_a_link_and_printed(sample):
    test = on("coaching/scorecard.py", {"person": ["Jonas Brandt"]})
    said = plain(test)
    assert "below the peers" in said
    assert "To talk about: **Demo**" in said
    assert test.get("download_button")


def test_kinds_of_deals_and_the_alarm_of_the_sample(sample):
    test = on("coaching/segments.py", {"kinds_by": ["New or existing customer"]})
    said = plain(test)
    assert "**Existing customer**: " in said
    assert "**Product Fleet Software** in **Proposal**" in said
    assert "false alarms to expect in a quarter in which nothing is wrong" in said
    assert "**No decision**" in said
    assert "were opened again" in said
    test.button(key="alarm-0-failed").click().run()
    assert not test.exception
    assert "They add up to the figure." in plain(test)
    assert "**Product Fleet Software**" in plain(on("pipeline/overview.py"))


def test_five_deals_say_nothing_about_anybody(home):
    with_deals(home)
    assert "cannot be told" in plain(on("coaching/weak_stages.py"))
    assert "too few to compare" in plain(on("coaching/scorecard.py"))
    assert "too few deals to compare" in plain(on("coaching/segments.py"))


def test_a_list_without_days_and_amounts_tells_counts_of_each_person(home):
    stages = ["Won"] * 8 + ["Lost"] * 4 + ["Demo"] * 3
    rows = [f"{owner} {n},{stage},{owner}" for owner in ("Ann", "Ben") for n, stage in enumerate(stages)]
    file = home / "deals.csv"
    file.write_text("\n".join(["Deal,Stage,Rep", *rows]), encoding="utf-8")
    Workspace(home / "default").import_file(file, Options(as_of=date(2026, 6, 30)))
    said = plain(on("coaching/scorecard.py"))
    assert "Ann has 15 deals." in said
    assert "is not told" in said
    test = on("coaching/segments.py")
    assert "By owner only counts can be told." in plain(test)
    assert not test.get("plotly_chart")
    assert "No deal is known to have been created in the period" in plain(on("pipeline/velocity.py"))
    assert "Which of the 6 open deals are at risk cannot be told." in plain(on("pipeline/health.py"))
    quarter = on("forecast/quarter.py")
    assert "no won deal tells on which day it was won" in plain(quarter)
    assert next(each.value for each in quarter.metric if each.label == "Forecast") == "–"
