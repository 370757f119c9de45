"""Whether two objects are one: a named thing by its name, "une usine de batteries" and "a battery plant" by what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.model import Language
from bot.store.records import Named
from bot.summary import lexicon, names
from bot.summary.folding import normal
from bot.summary.likeness import Likeness

_PROPER: Final = re.compile(r"[\w'’.&+-]*[A-ZÀ-ÖØ-Þ0-9][\w'’.&+-]*")
_CUT: Final = re.compile(r"\s*[,;(]")
_WORD: Final = re.compile(r"[\w'’.&+-]+")
_TABLES: Final = ("metrics", "things", "incidents")
_SHORT: Final = 3
_ELISION: Final = re.compile(r"^[dl]['’]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: its name where it bears one, the concepts it falls under, and the other words that describe it."""

    proper: names.Name | None
    concepts: frozenset[str]
    words: frozenset[str]
    language: Language | None

    @property
    def named(self) -> bool:
        """Whether it bears a name: a common noun is shared by too many things to join two facts."""
        return self.proper is not None


def thing(written: str, known: Named | None, language: Language | None) -> Thing | None:
    """Read an object as a fact gives it; None where nothing is left."""
    concepts, rest = _concepts(normal(written))
    core = written if names.is_known(written) else proper_part(written)
    proper = names.name(core, known, language) if core else None
    if proper is None and not concepts and not rest:
        return None
    return Thing(proper, concepts, rest, language)


def compare(one: Thing, other: Thing) -> Likeness:
    """Compare two objects: two concepts that differ part, names decide, words of one language that have nothing in common part."""
    if one.proper is not None and other.proper is not None:
        found = names.compare(one.proper, other.proper)
        return Likeness.DIFFERENT if found is Likeness.SAME and _apart(one, other) else found
    if _apart(one, other):
        return Likeness.DIFFERENT
    if one.named != other.named:
        return Likeness.UNKNOWN
    return _describe(one, other)


def _describe(one: Thing, other: Thing) -> Likeness:
    if one.concepts & other.concepts:
        joined = one.words <= other.words or other.words <= one.words or not _one_language(one, other)
        return Likeness.SAME if joined else Likeness.UNKNOWN if one.words & other.words else Likeness.DIFFERENT
    if one.words == other.words and one.words:
        return Likeness.SAME
    if not _one_language(one, other):
        return Likeness.UNKNOWN
    return Likeness.UNKNOWN if one.words & other.words or not (one.words and other.words) else Likeness.DIFFERENT


def _apart(one: Thing, other: Thing) -> bool:
    return bool(one.concepts and other.concepts and not one.concepts & other.concepts)


def _one_language(one: Thing, other: Thing) -> bool:
    return one.language is None or other.language is None or one.language is other.language


@lru_cache(maxsize=20_000)
def _concepts(folded: str) -> tuple[frozenset[str], frozenset[str]]:
    words, keys = folded.split(), set()
    for table in _TABLES:
        for found in lexicon.find(words, "concepts", table):
            keys.add(found.key)
            words[found.at : found.at + found.length] = [""] * found.length
    return frozenset(keys), frozenset(_singular(word) for word in words if word and word not in lexicon.empty_words())


def _singular(word: str) -> str:
    """A word without the plural's letter, in either language; good enough to compare, not to show."""
    return word[:-1] if len(word) > _SHORT and word[-1] in "sx" else word


@lru_cache(maxsize=20_000)
def concepts_in(sentence: str, table: str) -> frozenset[str]:
    """Return the concepts of one table that a sentence speaks of, the longest phrases first."""
    return frozenset(found.key for found in lexicon.find(normal(sentence).split(), "concepts", table))


def proper_part(written: str) -> str:
    """Return the part of an object that is a name: from its first word with a capital to the end of the phrase.

    What follows the capital belongs to the name ("Autorité de la concurrence"); what stands before it describes it.
    """
    phrase = _CUT.split(written, maxsplit=1)[0]
    first = next((match for match in _WORD.finditer(phrase) if _is_proper(match.group(), opens=match.start() == 0)), None)
    return _ELISION.sub("", phrase[first.start() :]) if first else ""


def _is_proper(word: str, *, opens: bool) -> bool:
    bare = _ELISION.sub("", word)
    if not _PROPER.fullmatch(bare) or not any(letter.isalpha() for letter in bare):
        return False
    common = normal(bare) in lexicon.empty_words() or bool(_concepts(normal(bare))[0])
    return not (common and (opens or bare.isupper()))


def has_concept(written: str) -> bool:
    """Whether a phrase holds a common noun that our tables know."""
    return bool(_concepts(normal(written))[0])


def same_concept(one: Thing | None, other: Thing | None) -> bool:
    """Whether both fall under one concept."""
    return one is not None and other is not None and bool(one.concepts & other.concepts)
