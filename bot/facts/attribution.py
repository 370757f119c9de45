"""Who is said to have reported a fact: "selon Les Echos", "comme l'a rapporté Le Monde", "according to Reuters"."""

from __future__ import annotations

import re
from functools import cache

from bot.facts.data import table
from bot.facts.entities import Name
from bot.facts.nlp import Stretch
from bot.facts.scene import Scene
from bot.model import EntityKind, Language

_SOURCES = frozenset({EntityKind.MEDIA, EntityKind.COMPANY, EntityKind.PUBLIC_BODY, EntityKind.PERSON, EntityKind.OTHER})


@cache
def _patterns(language: Language) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    data = table(language, "attribution")
    return [re.compile(p) for p in data["before"]], [re.compile(p) for p in data["after"]]


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
