"""Where a name begins and ends: what belongs to it though the models leave it out, and capitalised words that are none."""

from __future__ import annotations

import re

from spacy.tokens import Doc

_SMALL = "et|de|du|des|à|a|est|en|pour|sur|dont|qui|and|of|in|to|is|was|for|on|at|with|by"
_NUMBERED = re.compile(rf"\+(?![\w+])|[ \u00a0]\d{{1,2}}(?=[.,;:)»”]+(?:\s|$)|\s(?:{_SMALL})\b|$)")
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,3}(?:st|nd|rd|th)[ \u00a0]$")
_REACH = 8
_LEGAL = re.compile(r"(?:[.,]{0,2}[ \u00a0](?:Pvt|Pte|Pty|Ltd|Inc|LLC|LLP|PLC|GmbH)\b)+")
_APOSTROPHES = ("'s", "’s")
_OWN = r"['’]s(?=[.,;:)]|[ \u00a0](?:is|was|has|had|will|would|said|says|and|or|in|on|at|to|for|from|also|which)\b)"
_ASIDE = frozenset({"ADV", "ADP", "SCONJ", "CCONJ", "PRON", "DET", "AUX"})


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """A name's span with what belongs to it: "21st" Century Fox, Fitt Technology "Pvt. Ltd", Ligue "1", Canal"+", Harrow"'s"."""
    ordinal = _ORDINAL.search(text, max(0, start - _REACH), start)
    more = _LEGAL.match(text, end) or _NUMBERED.match(text, end)
    last = more.end() if more is not None else end + 2 * _ends_so(text, start, end)
    return ordinal.start() if ordinal is not None else start, last


def _ends_so(text: str, start: int, end: int) -> bool:
    """Whether "'s" is a part of a name: an article tells "Harrow's was" and never "Harrow" alone."""
    if not text.startswith(_APOSTROPHES, end):
        return False
    name = rf"(?<!\w){re.escape(text[start:end])}"
    return re.search(name + _OWN, text) is not None and re.search(rf"{name}(?!\w|['’]s)", text) is None


def is_aside(doc: Doc, start: int, end: int) -> bool:
    """Whether a span is one word that the tagger takes for no noun: "Neatly", which opens a sentence, is not the name of anything."""
    span = doc.char_span(start, end)
    return span is not None and len(span) == 1 and span[0].is_sent_start is not False and span[0].pos_ in _ASIDE
