"""What the name of a stage, or a word in a status column, says: by the lists of `words.toml`, word by word."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# lost before won, won before open; a customer who left is neither a lost deal nor a won one
_ORDER = ("churned", "lost", "won", "agreed", "post_sale", "paused", "open")
# what a deal is, of which the word is said
_OUTCOME = {"open": "open", "paused": "open", "won": "won", "post_sale": "won", "churned": "won", "lost": "lost"}
_CHINESE = "\u2e80-\u9fff"
# a pipeline behind the stage: "Closed won (Sales Pipeline)"; "Closed (Won)" is none
_PIPELINE = re.compile(r"\s*\([^()]*(?:pipeline|funnel|funil|embudo|trichter|process)[^()]*\)$")
_NUMBER = re.compile(
    rf"""\s*[(\[#]?(?:(?:stage|step|phase|stufe|schritt|etape|etapa|fase|stadium)\s*)?\#?
    (?P<letter>(?<![^\W\d_])[a-z])?(?P<digits>\d\d?\d?(?:\.\d+)*)(?:\s*%)?(?:\s*[)\]\-–—.:、_|/]+\s*|\s+|(?=[{_CHINESE}])|$)""",
    re.VERBOSE,
)
# what joins two things: "Won and paid"
_AND = re.compile(r"\b(?:and|und|en|og|och|et|y|e|i)\b")


def plain(name: str) -> str:
    """A name as it is compared: words in one case, without accents, punctuation, leading number and trailing pipeline.

    >>> plain("10 - Closed/Won"), plain("Négociation/Révision"), plain("Closed won (Sales Pipeline)")
    ('closed won', 'negociation revision', 'closed won')
    """
    text = _PIPELINE.sub("", _folded(name)) or _folded(name)
    rest = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    return _words(rest) or _words(text)


def number(name: str) -> tuple[int, ...] | None:
    """The number with which a name begins, in its parts, else a percentage in it; None where it has neither.

    A letter before it counts by its place in the alphabet: S2 stands before S10, and A2 before B1.

    >>> number("04 - Proposal"), number("1.10 Review"), number("Proposal (75 %)"), number("2nd meeting")
    ((4,), (1, 10), (75,), None)
    >>> number("S10: Booked")
    (19, 10)
    """
    text = _folded(name)
    found = _NUMBER.match(text)
    if found:
        letter = [ord(found["letter"]) - ord("a") + 1] if found["letter"] else []
        return (*letter, *(int(part) for part in found["digits"].split(".")))
    percent = re.search(r"(\d{1,3})\s*%", text)
    return (int(percent[1]),) if percent else None


def meaning(text: str) -> str | None:
    """`won`, `lost`, `churned`, `post_sale`, `paused` or `open` where a text says so; else None.

    >>> meaning("Closed Lost to Competition"), meaning("Gewonnen"), meaning("On hold"), meaning("Wonderland")
    ('lost', 'won', 'paused', None)
    """
    lists = _lists()
    said = lists["silent"].anywhere.sub(" ", plain(text)).strip()
    for each in _ORDER:
        if lists[each].anywhere.search(said) or said in lists[each].whole:
            return "won" if each == "agreed" else each
    return None


def outcome(text: str) -> str | None:
    """What a word in a status column says of a deal: `won`, `lost` or `open`; None where it says none of these.

    A customer who left, and one who is being served, was won.
    """
    return _OUTCOME.get(meaning(text))


def kind_by_name(stage: str) -> str:
    """The kind of stage that a name speaks of by itself; `open` where it says nothing else (see `kinds_by_name`)."""
    said = meaning(stage)
    return said if said in ("won", "lost", "post_sale", "churned") and not is_agreed_word(stage) else "open"


def is_agreed_word(stage: str) -> bool:
    """Whether the name says that the buyer has agreed: won, unless another stage of the pipeline is called that."""
    return plain(stage) in _lists()["agreed"].whole


def is_closed_word(stage: str) -> bool:
    """Whether the name says that a deal is closed, and not how."""
    return plain(stage) in _lists()["closed"].whole


def begins_closed(stage: str) -> bool:
    """Whether a name begins with a word for closed and goes on with what is known for nothing: "Closed - rerouted"."""
    return meaning(stage) is None and any(plain(stage).startswith(f"{word} ") for word in _lists()["closed"].whole)


def names_winning(stage: str) -> bool:
    """Whether a name has a word for winning in it: "Closed Won", not "Signed"."""
    return _lists()["won"].anywhere.search(_lists()["silent"].anywhere.sub(" ", plain(stage))) is not None


def is_outcome_alone(stage: str) -> bool:
    """Whether a name is won or lost and says nothing else: "Closed Won", not "Won trust of board"."""
    lists = _lists()
    said = lists["silent"].anywhere.sub(" ", plain(stage)).strip()
    return any(lists[each].anywhere.fullmatch(said) or said in lists[each].whole for each in ("won", "lost"))


def wins_in_a_sentence(stage: str) -> bool:
    """Whether a word for won stands among others that go on with it: "Won trust of board", not "Won (paid)", "Won and paid"."""
    parts = re.split(r"[^\w\s'’]+", _NUMBER.sub("", _folded(stage), count=1))
    part = next((words for words in map(_words, parts) if _lists()["won"].anywhere.search(words)), "")
    rest = _lists()["won"].anywhere.sub(" , ", part)
    return len(re.findall(r"\w+", rest)) > 1 and not _AND.search(rest)


def usual_place(stage: str) -> int | None:
    """Where open stages of such a name usually stand: 0, 1, 2 ...; the longest known name in it decides."""
    text = plain(stage)
    found = [(len(match[0]), place) for place, words in enumerate(_places()) for match in words.anywhere.finditer(text)]
    return max(found)[1] if found else None


def is_usual_name(stage: str) -> bool:
    """Whether the whole of a name is one of an open stage, or of an outcome: "Demo", "2. Offer", "Closed Won"."""
    text = plain(stage)
    return (
        any(words.anywhere.fullmatch(text) for words in _places()) or is_outcome_alone(stage) or is_agreed_word(stage)
    )


@dataclass(frozen=True)
class _Words:
    """Names of one meaning: `anywhere` finds them in a plain name, `whole` are those that must be all of it."""

    anywhere: re.Pattern[str]
    whole: frozenset[str]


@cache
def _file() -> dict:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@cache
def _lists() -> dict[str, _Words]:
    return {name: _compiled(lists) for name, lists in _file().items() if name != "places"}


@cache
def _places() -> tuple[_Words, ...]:
    return tuple(_compiled(lists) for lists in _file()["places"])


def _compiled(lists: dict) -> _Words:
    whole = frozenset(_words(_folded(name)) for name in lists.get("whole", ()))
    names = {name for key, names in lists.items() if key not in ("whole", "name") for name in names}
    return _Words(re.compile(_searched(names)), whole)


def _searched(names: set[str]) -> str:
    """One pattern that finds any of the names in a plain one, the longest first: between blanks; Chinese has none."""
    between, inside = [], []
    for name in names:
        text = _words(_folded(name.removesuffix("*")))
        if re.search(rf"[{_CHINESE}]", text):
            inside.append(re.escape(text))
        else:
            between.append(re.escape(text) + (r"\w*" if name.endswith("*") else ""))
    # the edges stand once: to compile them for each of a thousand names takes two seconds
    edged = rf"(?<![^\W{_CHINESE}])(?:{_any(between)})(?![^\W{_CHINESE}])"
    return f"{_any(inside)}|{edged}"


def _any(patterns: list[str]) -> str:
    return "|".join(sorted(patterns, key=lambda pattern: (-len(pattern), pattern))) or r"(?!)"


def _folded(text: str) -> str:
    """One case, no accents; `ø` and `ö` are the same to a keyboard that has neither."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ø", "o").replace("œ", "oe")
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(each for each in apart if not unicodedata.combining(each)))


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", " ", re.sub(r"['’‘`´]", "", text)).strip()
