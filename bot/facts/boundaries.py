"""Where one sentence of a line ends and the next begins: punctuation, abbreviations, quotes and brackets."""

from __future__ import annotations

import re
from functools import cache

from bot.facts.data import table

_STOP = re.compile(r"[.!?…]+")
_CLOSERS = "\"'”’»)]›"
_OPENERS = '"“‘«‹([–—-'
_BRACKETS = {"(": ")", "[": "]"}
_WORD_BEFORE = re.compile(r"[\w’'&/°-]+(?:\.[\w’'-]+)*$")
_LONGEST_WORD = 40
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]$")
_FIRST_WORD = re.compile(r"[\w]+")


@cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = table(None, "segment")
    return frozenset(data["never_last"]), frozenset(data["may_be_last"]), frozenset(data["openers"])


def cut(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `line[start:end]`, spaces at their edges included."""
    spans = []
    first = start
    depth = _Quotes()
    scanned = start
    for stop in _STOP.finditer(line, start, end):
        if stop.end() < scanned:
            continue
        depth.read(line, scanned, stop.start())
        after = _after_closers(line, stop.end(), end)
        depth.read(line, stop.end(), after)
        scanned = after
        if depth.closed and _ends(line, stop.start(), stop.end(), after, end):
            spans.append((first, after))
            first = after
    spans.append((first, end))
    return spans


class _Quotes:
    """Keeps count of open brackets: what stands in them is no sentence of its own."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def read(self, line: str, start: int, end: int) -> None:
        for char in line[start:end]:
            if char in "([":
                self._open.append(_BRACKETS[char])
            elif self._open and char == self._open[-1]:
                self._open.pop()

    @property
    def closed(self) -> bool:
        return not self._open


def _after_closers(line: str, at: int, end: int) -> int:
    """Step over closing quotes and brackets, a narrow space before a guillemet included."""
    while at < end:
        if line[at] in _CLOSERS:
            if line[at] in "\"'" and at + 1 < end and line[at + 1].isalnum():
                return at
            at += 1
        elif line[at] in "    " and at + 1 < end and line[at + 1] in "»›":
            at += 2
        else:
            return at
    return at


def _ends(line: str, stop: int, after_stop: int, after: int, end: int) -> bool:
    if after >= end:
        return False
    mark = line[stop:after_stop]
    gap = after
    while gap < end and line[gap].isspace():
        gap += 1
    if gap >= end:
        return False
    if gap == after:
        return _glued(line, stop, after, end)
    head = gap
    while head < end and (line[head] in _OPENERS or line[head].isspace()):
        head += 1
    if head >= end or not _starts(line, gap, head, mark, closed=after > after_stop):
        return False
    return mark != "." or after > after_stop or not _abbreviated(line, stop, head)


def _starts(line: str, gap: int, head: int, mark: str, *, closed: bool) -> bool:
    """Tell whether what follows may open a sentence: a capital, a digit, or a quote."""
    char = line[head]
    if char.isupper() or (char.isdigit() and mark != "…"):
        return True
    opened = any(c in '«“"' for c in line[gap:head])
    if char.islower():
        brand = head + 1 < len(line) and line[head + 1].isupper()
        return (opened or brand) and not closed
    return not char.isalpha() and char not in ",;:.!?…%)" and not char.isspace()


def _glued(line: str, stop: int, after: int, end: int) -> bool:
    """Tell whether a full stop without a space after it still ends a sentence: "l'an dernier.Le groupe"."""
    if line[stop] != "." or after + 1 >= end or stop < 3:
        return False
    if line[after] in '"«“' and line[after - 1] == ".":
        return line[after + 1].isupper() and line[stop - 1].isalnum()
    before = line[stop - 3 : stop].lstrip('0123456789%»”"') or "aaa"
    return before.isalpha() and before.islower() and line[after].isupper() and line[after + 1].islower() and line[after - 1] in ".»”"


def _abbreviated(line: str, stop: int, head: int) -> bool:
    found = _WORD_BEFORE.search(line, max(0, stop - _LONGEST_WORD), stop)
    if found is None:
        return False
    word = found[0].casefold()
    word = re.split(r"[’']", word)[-1] or word
    if word.isdigit() and len(word) <= 2 and not line[: found.start()].strip():
        return True  # the number of an item: "2. A public meeting"
    never_last, may_be_last, openers = _known()
    if word in never_last:
        return True
    follower = _FIRST_WORD.match(line, head)
    opens = follower is not None and follower[0].casefold() in openers
    if word in may_be_last:
        return not opens
    if _INITIALS.match(word) and not word.isdigit():
        single_small = len(word) == 1 and line[stop - 1].islower()
        return not single_small and not opens
    return False
