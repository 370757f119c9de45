"""Whether a clause speaks of what is past or of what is to come, from its surface: verb endings and closed lists of cues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.facts.data import table
from bot.model import Language

_REACH = 160  # code points looked at on either side
_FAR = 1000
_AFTER = 60  # added to the distance of a cue that follows


class Direction(StrEnum):
    """Where a clause looks."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Cues:
    future: re.Pattern[str]
    past: re.Pattern[str]
    weak: re.Pattern[str]
    breaks: re.Pattern[str]


@cache
def _cues(language: Language) -> _Cues:
    data = table(language, "direction")
    return _Cues(
        *(re.compile("|".join(f"(?:{one})" for one in data[name]), re.IGNORECASE) for name in ("future", "past", "weak", "breaks"))
    )


def clause_direction(sentence_text: str, offset: int, language: Language) -> Direction:
    """Return where the clause around `offset` looks; the cue nearest to it decides, UNKNOWN where there is none."""
    cues = _cues(language)
    start = max(0, offset - _REACH)
    for edge in cues.breaks.finditer(sentence_text, start, min(offset, len(sentence_text))):
        start = edge.end()
    after = cues.breaks.search(sentence_text, min(offset, len(sentence_text)), min(len(sentence_text), offset + _REACH))
    end = after.start() if after else min(len(sentence_text), offset + _REACH)

    def distance(pattern: re.Pattern[str]) -> int:
        return _nearest(pattern, sentence_text, start, end, offset)

    future, past, weak = distance(cues.future), distance(cues.past), distance(cues.weak)
    if min(future, past) < _FAR and not (weak < _AFTER <= min(future, past)):
        return Direction.FUTURE if future <= past else Direction.PAST
    # a participle without its auxiliary says past only where nothing nearer speaks: "a deal signed in May will …"
    return Direction.PAST if weak < _FAR else Direction.UNKNOWN


def _nearest(pattern: re.Pattern[str], text: str, start: int, end: int, offset: int) -> int:
    """Distance of the nearest cue; one that follows counts as farther, as verbs mostly precede their dates."""
    best = _FAR
    for found in pattern.finditer(text, start, end):
        best = min(best, offset - found.end() if found.end() <= offset else _AFTER + found.start() - offset)
    return best
