"""Cut a text into sentences, line by line, and tell which of them may be evidence.

A line is a paragraph of the page, so no sentence crosses one. What is no prose of the article (headings, captions, bylines,
"Lire aussi", agency signatures) and what repeats an earlier sentence is kept, under its role: only `BODY` may be evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.facts import boilerplate
from bot.facts.boundaries import cut


class Role(StrEnum):
    """What a sentence is to its article."""

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    BYLINE = "byline"
    SEE_ALSO = "see_also"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text == whole[start:end]`, offsets in code points of the text given to `sentences`."""

    start: int
    end: int
    text: str
    role: Role


_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"\w+")
_SHORTEST_REPEAT = 3  # words: "Non." may well be said twice


def sentences(text: str) -> list[Sentence]:
    """Return every sentence of `text` in order; spans are trimmed, never overlap and hold no line break."""
    found: list[Sentence] = []
    seen: set[str] = set()
    for line in _LINE.finditer(text):
        found.extend(_of_line(text, line.start(), line.end(), seen))
    if any(one.role is Role.BODY for one in found):
        return found
    # a text of nothing but short lines (a flash, a headline pasted alone) has no other prose
    return [replace(one, role=Role.BODY) if one.role in (Role.HEADING, Role.BYLINE) else one for one in found]


def _of_line(text: str, start: int, end: int, seen: set[str]) -> list[Sentence]:
    line = text[start:end]
    kind = boilerplate.of_line(line)
    if kind is not None:
        first, last = _trim(line, 0, len(line))
        if first == last:
            return []
        return [Sentence(start + first, start + last, line[first:last], Role(kind))]
    found = []
    body = boilerplate.after_dateline(line)
    if body:
        first, last = _trim(line, 0, body)
        found.append(Sentence(start + first, start + last, line[first:last], Role.BYLINE))
    tail = boilerplate.before_signature(line)
    for a, b in cut(line, body, tail):
        first, last = _trim(line, a, b)
        if first < last:
            found.append(_sentence(line[first:last], start + first, seen))
    first, last = _trim(line, tail, len(line))
    if first < last:
        found.append(Sentence(start + first, start + last, line[first:last], Role.BYLINE))
    return found


def _sentence(text: str, start: int, seen: set[str]) -> Sentence:
    words = _WORD.findall(text.casefold())
    key = " ".join(words)
    role = Role.BODY
    if boilerplate.in_prose(text):
        role = Role.SEE_ALSO
    elif not words:
        role = Role.BYLINE
    elif len(words) >= _SHORTEST_REPEAT and key in seen:
        role = Role.REPEATED
    seen.add(key)
    return Sentence(start, start + len(text), text, role)


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return start, end
