"""Where a text has names and figures, and between which words: two texts that put others into the same places are no copies.

A template (results of a quarter, weather, a stock market's close) says the same words of another firm or with other figures. A copy that
was cut, retitled or set in other type has none of its names and figures replaced: what it left out or added stands in no common place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.fingerprint import hashed
from bot.folding import fold

MOST = 512
"""Slots kept of a text, those of the smallest contexts, so that two texts keep the same."""
_AROUND = 2
"""Words on each side that make a place: one would be shared by chance ("de … et")."""
_MUCH = 0.25
"""Share of the common places."""
_TOKEN = re.compile(r"\d+(?:[ .,\u00a0\u202f]?\d+)*|[^\W\d_]+|[.!?:;«»“”\"\n]")
_NAME, _FIGURE = "\0", "\1"
_BYTES, _LOW = 4, 0xFFFFFFFF


def slots(text: str) -> frozenset[int]:
    """Return a text's names and figures, each 32 bits of the words around it, then 32 bits of itself."""
    parts: list[tuple[str, list[str]]] = []
    for name, figure, word in _words(text):
        if name and parts and parts[-1][0] == _NAME:
            parts[-1][1].append(word)
        else:
            parts.append((_NAME, [word]) if name else (_FIGURE, [word]) if figure else (word, []))
    words = [word for word, _ in parts]
    made = {
        hashed(" ".join(words[max(0, at - _AROUND) : at + 1 + _AROUND]), _BYTES) << 32 | hashed(value, _BYTES)
        for at, (_, values) in enumerate(parts)
        for value in values
    }
    return frozenset(sorted(made)[:MOST])


def replaced(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether a name or figure stands in one text where the other has another one."""
    return bool(_replaced(one, other)[0])


def another_subject(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether two texts of the same words tell of different things: much is replaced, or one name or figure throughout."""
    values, common = _replaced(one, other)
    elsewhere = {slot & _LOW for slot in other}
    throughout = any(times > 1 and value not in elsewhere for value, times in Counter(values).items())
    return throughout or len(values) > max(1, common * _MUCH)


def _replaced(one: frozenset[int], other: frozenset[int]) -> tuple[list[int], int]:
    """What `one` has where `other` has nothing of it but something else, and in how many places both have anything."""
    mine, theirs = _places(one), _places(other)
    common = mine.keys() & theirs.keys()
    return [value for place in common if mine[place].isdisjoint(theirs[place]) for value in mine[place]], len(common)


def _places(found: frozenset[int]) -> dict[int, set[int]]:
    places: dict[int, set[int]] = {}
    for slot in found:
        places.setdefault(slot >> 32, set()).add(slot & _LOW)
    return places


def _words(text: str) -> Iterator[tuple[bool, bool, str]]:
    """Yield each word, folded: is it part of a name, is it a figure, and itself."""
    tokens = _TOKEN.findall(text)
    capitals = [(token, at > 0 and tokens[at - 1][0].isalnum()) for at, token in enumerate(tokens) if token[0].isupper()]
    times = Counter(token for token, _ in capitals)
    small = {token for token in tokens if token.islower()}
    names = {token for token, inside in capitals if inside or (times[token] > 1 and token.lower() not in small)}
    for token in tokens:
        if token[0].isdigit():
            yield False, True, re.sub(r"\D", "", token)
        elif token[0].isalpha():
            yield token in names, False, fold(token)
