"""Two CRMs in one workspace: what is the same deal, the same pipeline, the same stage, and what is not."""

import pytest

from analytics.errors import Refused
from analytics.workspace import settings as settings_file
from analytics.workspace.settings import DifferentDeals, SameDeal, Settings, StageMap


def test_decisions_survive_the_file(tmp_path):
    decided = Settings(
        same_deals=(SameDeal("hubspot", "17", "salesforce", "006A000001AbCdE"),),
        different_deals=(DifferentDeals("hubspot", "18", "salesforce", "006A000001AbCdF"),),
        stage_maps=(
            StageMap("pipedrive", "Sales", "Common"),
            StageMap("pipedrive", "Sales", "Common", stage="Demo Scheduled", to_stage="Presentation"),
        ),
    )
    path = tmp_path / "settings.toml"
    path.write_text(settings_file.dump(decided), encoding="utf-8")
    assert settings_file.load(path) == decided


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (Settings(same_deals=(SameDeal("a", "1", "a", "1"),)), "compared with itself"),
        (
            Settings(same_deals=(SameDeal("a", "1", "b", "2"),), different_deals=(DifferentDeals("b", "2", "a", "1"),)),
            "a 1 and b 2 are set as the same deal and as different ones",
        ),
        (Settings(stage_maps=(StageMap("a", "P", "Q"), StageMap("a", "P", "R"))), "mapped twice"),
        (Settings(stage_maps=(StageMap("a", "P", "Q", to_stage="S"),)), "name each stage"),
    ],
)
def test_decisions_that_contradict_are_one_sentence(tmp_path, decided, said):
    path = tmp_path / "settings.toml"
    path.write_text(settings_file.dump(decided), encoding="utf-8")
    with pytest.raises(Refused, match=said):
        settings_file.load(path)
