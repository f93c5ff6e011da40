"""Which encoding a text is in that says it by no mark and is not UTF-8.

They are told by their words: read in the right encoding, nearly every word has letters that one language has together,
and capitals where capitals stand (`alphabets`).  Those of East Asia, where a letter takes two bytes, are told by
charset-normalizer.  Where headings that some CRM writes come out in one encoding only, that one it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from analytics.intake.reader.alphabets import (
    ARABIC,
    BALTIC,
    CENTRAL,
    CYRILLIC,
    GREEK,
    HEBREW,
    THAI,
    TURKISH,
    WESTERN,
    shares,
)

# of equally good ones the first
ENCODINGS = {
    "cp1252": WESTERN,
    "iso8859_15": WESTERN,
    "cp1250": CENTRAL,
    "iso8859_2": CENTRAL,
    "cp1254": TURKISH,
    "cp1257": BALTIC,
    "cp1251": CYRILLIC,
    "cp1253": GREEK,
    "cp1255": HEBREW,
    "cp1256": ARABIC,
    "cp874": THAI,
    "koi8_r": CYRILLIC,
    "mac_roman": WESTERN,
    "cp850": WESTERN,
    "cp437": WESTERN,
    "cp852": CENTRAL,
    "mac_latin2": CENTRAL,
    "cp866": CYRILLIC,
    "mac_cyrillic": CYRILLIC,
}
EAST_ASIAN = ["cp932", "gb18030", "big5", "euc_jp", "cp949"]
PROVABLE = ["cp1252", "iso8859_15"]

SAMPLE = 65_536
MOST = 8  # choices that are offered


def guess(data: bytes, known: Callable[[str], bool]) -> tuple[list[str], bool]:
    """The encodings that a text may be in, the most likely first, and whether that one is proven.

    Proven are Western ones only, where the words come out as Western ones and no other encoding gives as many words, and
    as many of one language.  No encoding fits: an empty list.
    """
    sample = _telling(data)
    found = {name: shares for name in ENCODINGS if any(shares := _shares(sample, name))}
    ranked = sorted(found, key=lambda name: found[name], reverse=True)  # stable: of equally good ones the first
    plausible = [name for name in ranked if found[name][0] >= 0.5]
    is_clear = bool(plausible) and found[plausible[0]][0] >= (0.9 if _in_runs(sample) else 0.7)
    east_asian = _east_asian(sample) if _in_runs(sample) or not is_clear else []
    order = [*plausible, *east_asian] if is_clear else [*east_asian, *plausible]
    choices = [name for name in dict.fromkeys([*order, "cp1252", *ranked[:1]]) if _decodes(data, name)]
    choices = _different(sample, _by_headings(data, choices, known))[:MOST]
    if not choices or choices[0] not in PROVABLE or _in_runs(sample):
        return choices, False
    best = found.get(choices[0], (0.0, 0.0))
    return choices, best[0] >= 0.9 and all(found.get(name, (0.0, 0.0)) < best for name in choices[1:])


def _east_asian(sample: bytes) -> list[str]:
    """The encodings of East Asian texts, the likeliest first; none where none is likely."""
    from charset_normalizer import from_bytes  # slow to load, and hardly a file needs it

    likely = [match.encoding for match in from_bytes(sample, cp_isolation=EAST_ASIAN) if match.encoding in EAST_ASIAN]
    return [*likely, *EAST_ASIAN] if likely else []


UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}")  # a letter that is not ASCII


def holds_utf8(line: bytes) -> bool:
    """Whether a line holds a letter in UTF-8, whatever else is in it."""
    return UTF8.search(line) is not None


def mixed_text(data: bytes, other: str) -> str:
    """Text in UTF-8 with pieces in another encoding, whole lines where a letter takes several bytes in that.

    What neither knows is read as Latin-1.
    """
    if other in EAST_ASIAN:
        lines = (
            next(name for name in ("utf-8", other, "latin-1") if _decodes(line, name)) for line in data.splitlines(True)
        )
        return "".join(line.decode(name) for line, name in zip(data.splitlines(True), lines, strict=True))
    name = f"instead-{other}"

    def instead(trouble: UnicodeDecodeError) -> tuple[str, int]:
        piece = trouble.object[trouble.start : trouble.end]
        return piece.decode(other if _decodes(piece, other) else "latin-1"), trouble.end

    "".encode(other)  # LookupError for what is no encoding
    codecs.register_error(name, instead)
    return data.decode("utf-8", name)


def reads_as_mixed(data: bytes, other: str) -> bool:
    """Whether a text gives more words of Western and Central languages as UTF-8 with Windows-1252 than in `other`."""
    sample = _telling(data)
    share, _ = shares(mixed_text(sample, "cp1252"), [*WESTERN, *CENTRAL])
    return share >= 0.9 and share > _shares(sample, other)[0]


def _telling(data: bytes) -> bytes:
    """The first lines that hold more than ASCII, up to the size of a sample."""
    telling, size = [], 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            telling.append(line[:SAMPLE])
            size += len(line)
        if size > SAMPLE:
            break
    return b"".join(telling)


def _in_runs(sample: bytes) -> bool:
    """Whether high bytes stand side by side as they do where the alphabet is not Latin; accents stand alone."""
    high = len(re.findall(rb"[\x80-\xff]", sample))
    return sum(map(len, re.findall(rb"[\x80-\xff]{3,}", sample))) > 0.3 * high


def _shares(sample: bytes, encoding: str) -> tuple[float, float]:
    """The shares of words in this encoding (`alphabets.shares`); 0 if it cannot be read."""
    try:
        return shares(sample.decode(encoding), ENCODINGS.get(encoding, [*WESTERN, *CENTRAL]))
    except UnicodeDecodeError:
        return 0.0, 0.0


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _by_headings(data: bytes, choices: list[str], known: Callable[[str], bool]) -> list[str]:
    """The same choices, that one first in which most known headings come out, if that is two and more."""
    start = data[:SAMPLE].rpartition(b"\n")[0] or data[:SAMPLE]

    def count(encoding: str) -> int:
        lines = start.decode(encoding, "ignore").splitlines()[:50]
        counts = (sum(known(cell.strip()) for cell in set(re.split(r"[,;\t|\"]", line[:20_000]))) for line in lines)
        return max(counts, default=0)

    counts = {name: count(name) for name in choices}
    most = max(counts.values(), default=0)
    return sorted(choices, key=lambda name: counts[name] < most) if most >= 2 else choices


def _different(sample: bytes, choices: list[str]) -> list[str]:
    """Without those that read the same as one before them."""
    found: dict[str, str] = {}
    for name in choices:
        found.setdefault(sample.decode(name, "ignore"), name)
    return list(found.values())
