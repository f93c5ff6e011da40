"""What reasons for leaving and kinds of deals say: `words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

REASONS = ("paused", "unavoidable", "avoidable")
SALES = ("renewal", "upsell")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {kind: tuple(row["words"]) for kind, row in tomllib.loads(text).items()}


def kind_of(kinds: tuple[str, ...], *texts: object) -> str | None:
    """The first of the kinds of which the first telling text holds a word; None where none does.

    >>> kind_of(REASONS, None, "Too expensive"), kind_of(REASONS, "unavoidable", "Price")
    ('avoidable', 'unavoidable')
    """
    for text in texts:
        if isinstance(text, str):
            plain = text.casefold()
            for kind in kinds:
                if any(word in plain for word in _words()[kind]):
                    return kind
    return None
