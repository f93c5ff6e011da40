"""Which encoding a text is in that says it by no mark and is not UTF-8.

Latin ones are told by their words: read in the right encoding, nearly every word with an accent has letters that one
language has together, and capitals where capitals stand.  The others are told by charset-normalizer.  Where headings
that some CRM writes come out in one encoding only, that one it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

WESTERN = [
    "äöüß",  # German
    "àâæçéèêëîïôœùûüÿ",  # French
    "áéíñóúüºª",  # Spanish
    "àáâãçéêíóôõúüºª",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "åäöæøéüšž",  # Danish, Finnish, Norwegian, Swedish
    "áéíóúýþæðö",  # Icelandic
    "áéëèïíóöüúê",  # Dutch
    "àçèéíïòóúü·",  # Catalan
]
CENTRAL = [
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "ąćęłńóśźż",  # Polish
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Croatian, Slovene
    "ăâîşţșț",  # Romanian
    "äöüß",
]
TURKISH = ["âçğıîöşüûi̇", "äöüß"]

# of equally good ones the first
LATIN = {
    "cp1252": WESTERN,
    "cp1250": CENTRAL,
    "cp1254": TURKISH,
    "mac_roman": WESTERN,
    "cp850": WESTERN,
    "cp437": WESTERN,
    "cp852": CENTRAL,
    "mac_latin2": CENTRAL,
}
OTHERS = ["cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp866", "cp932", "euc_jp", "gb18030", "big5", "cp949"]
EAST_ASIAN = ["cp932", "gb18030", "big5", "euc_jp", "cp949"]

WORD = re.compile(r"[^\x00-@\[-`{-\x9f]+")  # letters, and whatever is not ASCII
AROUND = "“”„‘’‚‹›«»…–—•€£¥¤©®™°²³ªº¿¡\xa0"  # signs that stand before and after words, not inside
SAMPLE = 65_536


def guess(data: bytes, known: Callable[[str], bool]) -> tuple[list[str], bool]:
    """The encodings that a text may be in, the most likely first, and whether that one is proven.

    Proven is Windows-1252 only, where the words come out as Western ones.  No encoding fits: an empty list.
    """
    sample = _telling(data)
    shares = {name: _share_of_words(sample, name, alphabets) for name, alphabets in LATIN.items()}
    best = max(shares, key=shares.__getitem__)
    from charset_normalizer import from_bytes  # slow to load, and hardly a file needs it

    other = [match.encoding for match in from_bytes(sample, cp_isolation=OTHERS) if match.encoding in OTHERS]
    if _in_runs(sample) or shares[best] < 0.7:
        order = [*other, *(EAST_ASIAN if other and other[0] in EAST_ASIAN else []), best, "cp1252"]
    else:
        order = [best, "cp1252", *(name for name in LATIN if shares[name] >= 0.5), *other]
    choices = [name for name in dict.fromkeys(order) if _decodes(data, name)]
    choices = _by_headings(data, choices, known)
    if choices and choices[0] == "cp1252" and b"\xa4" in sample and _decodes(data, "iso8859_15"):
        return ["iso8859_15"], True  # the sign ¤ is written by nobody; there it is €
    return _different(sample, choices), choices[:1] == ["cp1252"] and shares["cp1252"] >= 0.9 and not _in_runs(sample)


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
    alphabets = [*WESTERN, *CENTRAL]
    share = _share(mixed_text(sample, "cp1252"), alphabets)
    return share >= 0.9 and share > _share_of_words(sample, other, LATIN.get(other, alphabets))


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


def _share_of_words(sample: bytes, encoding: str, alphabets: list[str]) -> float:
    """The share in this encoding (`_share`); 0 if it cannot be read."""
    try:
        return _share(sample.decode(encoding), alphabets)
    except UnicodeDecodeError:
        return 0.0


def _share(text: str, alphabets: list[str]) -> float:
    """How many of the different words with accents could be words of one of these languages."""
    words = {word for word in WORD.findall(text) if not word.isascii()}
    fitting = sum(_fits(word.strip(AROUND), alphabets) for word in words)
    return fitting / len(words) if words else 1.0


def _fits(word: str, alphabets: list[str]) -> bool:
    if word.isascii():
        return True
    if word.lower().endswith("iæ"):  # a name in -ić
        return False
    parts = re.split(r"[’‘–—&]", word)  # d’été, Köln–Bonn
    return all(map(_is_cased, parts)) and any(
        all(letter.isascii() or letter in alphabet for letter in "".join(parts).lower()) for alphabet in alphabets
    )


def _is_cased(word: str) -> bool:
    """Whether every accented capital begins the word, or stands among capitals."""
    for place, letter in enumerate(word):
        if letter.isupper() and not letter.isascii() and place > 0:
            following = word[place + 1 : place + 2]
            if word[place - 1].islower() or following.islower():
                return False
    return True


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
