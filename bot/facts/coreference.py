"""Who "la société", "le groupe", "elle", "the company" or a surname stands for: the most salient name before it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from bot.facts.data import table
from bot.facts.entities import PARTIES, Name
from bot.facts.scene import Scene
from bot.model import EntityKind, Language

RECENT = 3
"""Sentences back that outweigh how often a name is told."""


@dataclass(frozen=True, slots=True)
class Link:
    """A name found for words that stand for one; `how` is kept in the fact's rule and lowers its confidence."""

    name: Name
    how: str


@cache
def _words(language: Language, key: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in table(language, "anaphora")[key])


def is_anaphor(text: str, language: Language) -> EntityKind | None:
    """What kind of thing a phrase such as "la société" or "elle" stands for, None where it isn't one; OTHER for either kind."""
    words = re.findall(r"[\w’'-]+", text.casefold().replace("l'", "l' ").replace("l’", "l’ "))
    if len(words) == 1 and words[0] in _words(language, "either"):
        return EntityKind.OTHER
    if not words or len(words) > 5 or (len(words) > 1 and words[0] not in _words(language, "determiners")):
        return None
    inner = words[1:] if len(words) > 1 else words
    if any(word in _words(language, "company") for word in inner):
        return EntityKind.COMPANY
    if any(word in _words(language, "person") for word in inner):
        return EntityKind.PERSON
    return None


def resolve(scene: Scene, before: int, kind: EntityKind) -> Link | None:
    """The most salient name before an offset: one that opens a recent sentence, else the one told most often so far."""
    wanted = {EntityKind.PERSON} if kind is EntityKind.PERSON else PARTIES - {EntityKind.MEDIA}
    if kind is EntityKind.OTHER:
        wanted = wanted | {EntityKind.PERSON}
    earlier = [one for one in scene.names.all if one.end <= before and one.kind in wanted]
    if not earlier:
        return None
    counts = Counter(one.canonical for one in scene.names.all if one.kind in wanted)
    starts = [s.start for s in scene.sentences if s.start < before][-RECENT:]
    scored = [(_salience(one, starts, counts, before), one.start, one) for one in earlier[-30:]]
    return Link(max(scored, key=lambda item: item[:2])[2], "coref")


def main_party(scene: Scene) -> Name | None:
    """The firm or body that the article is mostly about: told most often, the earliest among equals."""
    parties = [one for one in scene.names.all if one.kind in (EntityKind.COMPANY, EntityKind.OTHER, EntityKind.PUBLIC_BODY)]
    counts: Counter[str] = Counter()
    for one in parties:
        counts[one.canonical] += 2 if one.kind is EntityKind.COMPANY else 1
    return max(parties, key=lambda one: (counts[one.canonical], -one.start), default=None)


def _salience(one: Name, starts: list[int], counts: Counter[str], before: int) -> float:
    score = min(counts[one.canonical], 5) * 0.5
    for distance, start in enumerate(reversed(starts)):
        if one.start >= start:
            return score + (3 - distance) + (1.5 if one.start - start < 25 else 0.0) + (0.5 if one.kind is EntityKind.COMPANY else 0.0)
    return score
