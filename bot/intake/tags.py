"""The attributes of a tag, read out of a page's source where no parser has been yet: by whoever fetched it."""

from __future__ import annotations

import re
from html import unescape

# possessive, and never begun within a name: a long run of letters or spaces is gone through once
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]{1,30}+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))")


def attributes(tag: str) -> dict[str, str]:
    """Return a tag's attributes by name in lower case: the first of each name, as HTML has it; one without a value is left out."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found
