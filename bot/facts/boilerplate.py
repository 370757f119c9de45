"""Tell the lines of a page that are no prose of its article, and what frames a line of prose: datelines, signatures."""

from __future__ import annotations

import re
from functools import cache

from bot.facts.data import table

_LONGEST_FURNITURE = 220  # code points: longer lines are prose whatever they open with
_LONGEST_HEADING = 140
_LONGEST_DATELINE = 110
_ENDS = re.compile(r"[.!?…;:](?:[\s\u00a0\u202f]*[\"”’»)\]])*\s*$")
_FINAL = re.compile(r"[.!?…](?:[\s\u00a0\u202f]*[\"”’»)\]])*\s*$")
_SIGNATURE = re.compile(r"(?<=[.!?…»”\"])[ \u00a0]+\(?[a-zé]{2,4}(?:-[a-z]{2,4})?(?:/[a-z]{2,4}){0,5}\)?[ \u00a0]*$")
_LONE_SIGNATURE = re.compile(r"\(?[a-z]{2,4}(?:-[a-z]{2,4})?(?:/[a-z]{2,5}(?:-[a-z]{2,4})?){1,5}\)?|\([A-Z]{2,4}\)|[a-z]{2,4}/")
_DASH = re.compile(r"[ \u00a0]?[—–][ \u00a0]?|[ \u00a0]--?[ \u00a0]|\)[ \u00a0]?:[ \u00a0]")
_UPPER_HEAD = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.\- ]{2,40}(?=[,(/ ])")
_QUESTION_HEADING = re.compile(r"\?\s*$")


@cache
def _openings(name: str) -> re.Pattern[str]:
    words = sorted(table(None, "segment")["lines"][name], key=len, reverse=True)
    return re.compile(r"[\s>•*▶►→\-–—\[(]*(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


@cache
def _marks() -> tuple[str, ...]:
    return tuple(table(None, "segment")["lines"]["caption_marks"])


@cache
def _agencies() -> re.Pattern[str]:
    words = sorted(table(None, "segment")["lines"]["agencies"], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


def of_line(line: str) -> str | None:
    """Return `see_also`, `caption`, `byline` or `heading` for a line that is no prose, None for prose."""
    bare = line[: before_signature(line)].strip() or line.strip()
    if len(bare) > _LONGEST_FURNITURE:
        return None
    if _openings("see_also").match(bare) and (len(bare) < _LONGEST_HEADING or not _FINAL.search(bare)):
        return "see_also"
    low = bare.casefold()
    if "©" in bare or (_FINAL.search(bare) is None and any(mark in low for mark in _marks())):
        return "caption"
    if _labelled("caption", bare):
        return "caption"
    if _LONE_SIGNATURE.fullmatch(bare) or _byline(bare):
        return "byline"
    return "heading" if _heading(bare) else None


def in_prose(sentence: str) -> bool:
    """Tell whether a sentence inside a paragraph only points to another page: "(Lire aussi : …)"."""
    bare = sentence.strip()
    return len(bare) < _LONGEST_FURNITURE and bare[:1] in "([" and _openings("see_also").match(bare) is not None


def _labelled(name: str, bare: str) -> bool:
    found = _openings(name).match(bare)
    if found is None:
        return False
    rest = bare[found.end() :].lstrip()
    return not rest or rest[0] in ":|-–—/."


def _byline(bare: str) -> bool:
    found = _openings("byline").match(bare)
    if found is None:
        return _agencies().fullmatch(bare.strip("()[] .-–—")) is not None
    rest = bare[found.end() :].lstrip()
    return (
        len(bare) < _LONGEST_HEADING
        and _FINAL.search(bare) is None
        and (not rest or rest[0] in ":" or rest[0].isupper() or rest[0].isdigit())
    )


def _heading(bare: str) -> bool:
    """A short line without final punctuation, or a question that stands alone, is a heading."""
    if len(bare) > _LONGEST_HEADING:
        return False
    if _QUESTION_HEADING.search(bare):
        return len(bare) < _LONGEST_HEADING // 2 and bare[:1] not in '«“"-–—'
    return _ENDS.search(bare) is None and bare[:1] not in "-–—•*·"


def after_dateline(line: str) -> int:
    """Return where prose begins after "PARIS, 12 mars 2015 (AFP) - ", 0 where no dateline opens the line."""
    for dash in _DASH.finditer(line, 0, _LONGEST_DATELINE):
        head = line[: dash.end() if line[dash.start()] == ")" else dash.start()]
        named = _agencies().search(head) is not None
        if named and ("(" in head or "," in head or "/" in head or head.isupper() or _agencies().match(head.strip())) and not _verbal(head):
            return dash.end()
        first = _UPPER_HEAD.match(head + " ")
        if first is not None and first[0].strip().isupper() and len(head) < _LONGEST_DATELINE // 2:
            return dash.end()
        return 0
    return 0


def _verbal(head: str) -> bool:
    return len(re.findall(r"(?<!\w)[^\W\d_A-Z]\w+", head)) > 6


def before_signature(line: str) -> int:
    """Return where the agency's signature ("mlr/jpg/tes") begins, the line's length where there is none."""
    tail = max(0, len(line) - 30)
    found = _SIGNATURE.search(line, tail)
    return found.start() if found else len(line)
