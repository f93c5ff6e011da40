"""What the parts of a workbook that are XML have in common: they are read in pieces, and elements have attributes."""

from __future__ import annotations

import html
import re

PIECE = 2**20
# what stands in an element: in quotes also the sign that ends one
WITHIN = rb"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+"
_ATTRIBUTE = re.compile(rb"(?:^|[\s:])([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def attributes(text: bytes) -> dict[str, str]:
    """The attributes of an element, without the names of their spaces."""
    return {
        name.decode("ascii", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(text)
    }
