"""How sure the article is of a fact, and the words that say so; the scope is the clause of the trigger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.facts.data import table
from bot.model import Certainty, Language

_ORDER = (Certainty.DENIED, Certainty.RUMOURED, Certainty.PLANNED, Certainty.REPORTED)
_TENSES = {"fut": Certainty.PLANNED, "cond": Certainty.RUMOURED}
_BREAK = re.compile(r"[;:]|,? (?:mais|tandis que|alors que|bien que|but|while|although|though|whereas) |, (?:et|and) ")
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Sure:
    """A certainty with its cue, None where the article speaks in its own voice."""

    certainty: Certainty
    cue: str | None


@cache
def _cues(language: Language) -> dict[Certainty, dict[str, list[re.Pattern[str]]]]:
    data = table(language, "certainty")
    return {kind: {place: [re.compile(p, re.IGNORECASE) for p in cues] for place, cues in data[kind.value].items()} for kind in _ORDER}


def judge(sentence: str, start: int, end: int, tense: str, language: Language) -> Sure:
    """The certainty of what `sentence[start:end]` tells, `tense` being its verb's form (see forms.TENSES)."""
    first, last = clause(sentence, start, end)
    left = sentence[max(first, start - _LONGEST) : start]
    if tense in _TENSES:
        denied = _match(_cues(language)[Certainty.DENIED].get("near", []), left)
        return Sure(Certainty.DENIED, denied) if denied else Sure(_TENSES[tense], sentence[start:end])
    for kind in _ORDER:
        places = _cues(language)[kind]
        cue = (
            _match(places.get("near", []), left)
            or _match(places.get("clause", []), sentence[first:last])
            or _match(places.get("sentence", []), sentence)
        )
        if cue:
            return Sure(kind, cue)
    return Sure(Certainty.CONFIRMED, None)


def cue_of(sentence: str, at: int, certainty: Certainty, language: Language) -> str | None:
    """The words that stand for a given certainty nearest to an offset of the sentence; for a certainty that the reader gave."""
    best: tuple[int, str] | None = None
    for patterns in _cues(language).get(certainty, {}).values():
        for pattern in patterns:
            found = pattern.search(sentence[:at]) or pattern.search(sentence)
            if found and (best is None or abs(found.start() - at) < best[0]):
                best = abs(found.start() - at), found[0]
    return _words(best[1]) if best else None


def clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The part of a sentence that a trigger governs."""
    first, last = 0, len(sentence)
    for edge in _BREAK.finditer(sentence):
        if edge.end() <= start:
            first = edge.end()
        elif edge.start() >= end:
            return first, edge.start()
    return first, last


def _match(patterns: list[re.Pattern[str]], text: str) -> str | None:
    for pattern in patterns:
        found = pattern.search(text)
        if found:
            return _words(found[0])
    return None


def _words(text: str) -> str | None:
    """The cue itself, without what the pattern bridges up to the trigger."""
    return " ".join(text.split()[:6]).strip(" ,") or None
