"""Who "la société", "le groupe", "elle", "the company" or a surname stands for: the most salient name before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from bot.facts.data import table
from bot.facts.entities import PARTIES, Name
from bot.facts.scene import Scene
from bot.model import EntityKind, Language

# Weights fitted on the training articles: how often the most salient name is the gold subject of a sentence that doesn't tell it.
OFTEN, MOST_TOLD, IN_TITLE, FIRM = 1.0, 6, 3.0, 1.5
RECENT, FADING, OPENS, OPENING = 3.0, 0.75, 0.5, 25
FIRMS = PARTIES - {EntityKind.MEDIA}


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


def head_kind(text: str, language: Language) -> EntityKind | None:
    """What kind of thing a noun phrase tells by its first noun: "compagnie ferroviaire", "le constructeur aux anneaux"."""
    words = re.findall(r"[\w-]+", text.casefold())
    inner = [word for word in words if word not in _words(language, "determiners") and word != "l"]
    for kind, key in ((EntityKind.COMPANY, "company"), (EntityKind.PERSON, "person")):
        # the head opens a French phrase and closes an English one
        if inner and inner[0 if language is Language.FR else -1] in _words(language, key):
            return kind
    return None


def resolve(scene: Scene, before: int, kind: EntityKind) -> Link | None:
    """The most salient name before an offset; at the start of an article, the most salient of all of it."""
    wanted = {EntityKind.PERSON} if kind is EntityKind.PERSON else FIRMS
    if kind is EntityKind.OTHER:
        wanted = wanted | {EntityKind.PERSON}
    known = [one for one in scene.names.all if one.kind in wanted]
    earlier = [one for one in known if one.end <= before]
    if not known:
        return None
    counts = Counter(one.canonical for one in known)
    near = bisect_left(scene.sentences, before, key=attrgetter("start"))
    scored = [(_salience(scene, one, counts, near if earlier else 0), -one.start, one) for one in earlier or known]
    return Link(max(scored, key=lambda item: item[:2])[2], "coref")


def last_person(scene: Scene, before: int, back: int) -> Name | None:
    """The person told last before an offset, in its sentence or the `back` before it: who "il" or "a-t-elle ajouté" stands for."""
    first = scene.sentences[max(0, scene.sentence_at(before) - back)].start if scene.sentences else 0
    people = [one for one in scene.names.within(first, before) if one.kind is EntityKind.PERSON]
    return people[-1] if people else None


def main_party(scene: Scene) -> Name | None:
    """The firm or body that the article is mostly about."""
    parties = [one for one in scene.names.all if one.kind in FIRMS]
    counts = Counter(one.canonical for one in parties)
    return max(parties, key=lambda one: (_weight(scene, one, counts), -one.start), default=None)


def _weight(scene: Scene, one: Name, counts: Counter[str]) -> float:
    """How much the whole article is about a name: how often it is told, whether the title tells it, whether it is a firm."""
    told = OFTEN * min(counts[one.canonical], MOST_TOLD)
    return (
        told
        + (IN_TITLE if scene.title and one.text in scene.title else 0.0)
        + (FIRM if one.kind in (EntityKind.COMPANY, EntityKind.PERSON) else 0.0)
    )


def _salience(scene: Scene, one: Name, counts: Counter[str], near: int) -> float:
    at = scene.sentence_at(one.start)
    opens = at >= 0 and one.start - scene.sentences[at].start < OPENING
    recent = RECENT * FADING ** max(0, near - 1 - at) * (1 + (OPENS if opens else 0.0))
    return recent + _weight(scene, one, counts)
