"""What a team asks of every deal (economic buyer, current vendor, reasons): kept unasked, for how complete deals are."""

import pytest

from analytics.intake import Options, take
from analytics.metrics.health.health import health
from analytics.workspace import Scope, Workspace
from tests.app import drop, on, press_import
from tests.exports import store_of_files

HEAD = "Deal ID,Deal Name,Stage,Amount,Created Date,Economic Buyer,Current Vendor,Colour\n"


def deals(number):
    """Of so many open deals every one has a buyer of its own but the first, and one of two vendors."""
    return HEAD + "".join(
        f"{at},deal {at},Demo,5,2026-01-02,{f'Person {at}' if at else ''},{'Acme' if at % 2 else 'None yet'},red\n"
        for at in range(number)
    )


def test_health_tells_how_complete_they_are_without_being_asked():
    fields = health(store_of_files(("deals.csv", deals(4))), Scope()).fields.set_index("field")
    assert fields.loc["Economic Buyer", ["deals", "filled"]].tolist() == [4, 3]
    assert len(fields.loc["Economic Buyer", "missing"]) == 1
    assert fields.loc["Current Vendor", "filled_rate"] == 1
    assert "Colour" not in fields.index


@pytest.mark.parametrize(
    "heading",
    ["economic_buyer", "Current Provider", "Main Competitor(s)", "Reasons for", "Reason 1 against", "Champion"],
)
def test_they_are_known_by_their_headings(heading):
    receipt = take(
        HEAD.replace("Economic Buyer", heading).encode() + b"1,a,Demo,5,2026-01-02,x,y,z\n", "d.csv", Options()
    ).receipt
    assert f"Kept, to tell how complete deals are: {heading}, Current Vendor." in receipt.notes
    assert receipt.unmapped == ["Colour"]


def test_a_column_of_a_value_for_every_deal_is_no_filter(home):
    test = on("data/import.py")
    drop(test, ("deals.csv", deals(40).encode()))
    press_import(test)
    kept = Workspace(home / "default").engine.table("deal_dimensions")["name"].value_counts().to_dict()
    assert kept == {"Economic Buyer": 39, "Current Vendor": 40}
    test.switch_page("pipeline/health.py").run()
    assert test.multiselect(key="where").options == ["Current Vendor=Acme", "Current Vendor=None yet"]
