"""Who is said to have reported a fact: "selon Les Echos", "d'après deux sources proches du dossier", "according to Reuters"."""

from __future__ import annotations

import re
from functools import cache

from bot.facts.data import table
from bot.facts.entities import Name
from bot.facts.nlp import Stretch
from bot.facts.scene import Scene
from bot.facts.slots import thing
from bot.model import EntityKind, Language

_SOURCES = frozenset({EntityKind.MEDIA, EntityKind.COMPANY, EntityKind.PUBLIC_BODY, EntityKind.PERSON, EntityKind.OTHER})
_MOST_WORDS = 7


@cache
def _patterns(language: Language) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    data = table(language, "attribution")
    return [re.compile(p) for p in data["before"]], [re.compile(p) for p in data["after"]]


@cache
def _phrases(language: Language) -> dict[str, re.Pattern[str]]:
    """How a source in words opens and ends, what is no source at all, and what stays in words though a name stands in it."""
    return {part: re.compile(pattern) for part, pattern in table(language, "attribution")["phrase"].items()}


def find_source(scene: Scene, sentence: Stretch, subject: str) -> Name | None:
    """The first name in a sentence that is said to have reported it and isn't the fact's own subject."""
    before, after = _patterns(scene.language)
    for one in scene.names.within(sentence.start, sentence.end):
        if one.kind not in _SOURCES or one.canonical == subject:
            continue
        left, right = scene.text[max(sentence.start, one.start - 70) : one.start], scene.text[one.end : min(sentence.end, one.end + 40)]
        if any(p.search(left) for p in before) or any(p.search(right) for p in after):
            return one
    return None


def attributed(scene: Scene, sentence: Stretch) -> str | None:
    """Whom a sentence gives as the source of what it tells, by name or in words: "plusieurs sources", "people familiar with the matter"."""
    phrase = _phrases(scene.language)
    for match in phrase["opening"].finditer(scene.text, sentence.start, sentence.end):
        start = match.end()
        stop = phrase["ending"].search(scene.text, start, sentence.end)
        end = stop.start() if stop else sentence.end
        words = scene.text[start:end].split()
        if not words or len(words) > _MOST_WORDS or phrase["nobody"].match(scene.text, start):
            continue
        names = [one for one in scene.names.within(start, end) if one.kind in _SOURCES]
        named = names and not phrase["unnamed"].match(scene.text, start)
        return names[0].canonical if named else thing(scene, start, end)
    return None
