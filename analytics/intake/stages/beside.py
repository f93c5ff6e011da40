"""What the names of the stages of one pipeline say beside each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from analytics.intake.stages.words import (
    is_agreed_word,
    is_closed_word,
    kind_by_name,
    meaning,
    names_winning,
    number,
    usual_place,
    wins_in_a_sentence,
)

# at the beginning or at the end of a name: "60% - Offer", "Offer (60 %)"
_SHARE = re.compile(r"\W*(\d{1,3})\s*%|.*?\b(\d{1,3})\s*%\W*$")
_ENOUGH_SHARES = 3


def shares_of(stages: Iterable[str]) -> dict[str, float]:
    """Stage -> the probability in its name, 0..1; of none, unless half of the stages and at least three have one."""
    names = list(dict.fromkeys(stages))
    found = {name: _SHARE.match(unicodedata.normalize("NFKC", name)) for name in names}
    shares = {name: int(match[1] or match[2]) / 100 for name, match in found.items() if match}
    is_habit = len(shares) >= _ENOUGH_SHARES and 2 * len(shares) >= len(names)
    return {name: share for name, share in shares.items() if share <= 1} if is_habit else {}


def kinds_by_name(stages: Iterable[str]) -> dict[str, str]:
    """Stage -> the kind that its name speaks of, beside the other stages; `open` where it says nothing else.

    - Where names carry percentages, 100 % is won and 0 % lost, unless a stage without that percentage is called so, or
      the name is one of an open stage ("0 % - New").
    - A numbered stage whose name goes on after a word for won, and which open stages follow, is open.
    - What a buyer agrees to (`Contract signed`) is won where no stage is called won (`Closed Won`): before that one it is
      a step.
    - What is merely closed is won where no stage is called won; beside one that is, nobody knows (`deals/closed.py`).
    """
    names = list(dict.fromkeys(stages))
    kinds = {name: kind_by_name(name) for name in names}
    for name in _won_on_the_way(names, kinds):
        kinds[name] = "open"
    shares = shares_of(names)
    for kind, share in (("won", 1.0), ("lost", 0.0)):
        if any(kinds[name] == kind and shares.get(name) != share for name in names):
            continue
        for name in names:
            says_open = meaning(name) in ("open", "paused") or (kind == "lost" and usual_place(name) is not None)
            if kinds[name] == "open" and shares.get(name) == share and not says_open:
                kinds[name] = kind
    if not any(kinds[name] == "won" and (names_winning(name) or shares.get(name) == 1) for name in names):
        kinds |= {name: "won" for name in names if is_agreed_word(name) and name not in shares}
    if not any(kinds[name] == "won" and not is_agreed_word(name) for name in names):
        kinds |= {name: "won" for name in names if is_closed_word(name)}
    return kinds


def _won_on_the_way(names: list[str], kinds: dict[str, str]) -> list[str]:
    """The stages called won in a sentence that numbered open stages follow."""
    numbers = {name: found for name in names if (found := number(name)) is not None}
    if 2 * len(numbers) < len(names):
        return []
    last = max((found for name, found in numbers.items() if kinds[name] == "open"), default=())
    return [
        name
        for name, found in numbers.items()
        if kinds[name] == "won" and found < last and len(found) == len(last) and wins_in_a_sentence(name)
    ]
