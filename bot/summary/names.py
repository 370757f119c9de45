"""Whether two names are one organisation, person, law or product: by their spellings, never by guessing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cleanco import basename

from bot.model import Language
from bot.store.records import Named
from bot.summary import lexicon
from bot.summary.folding import normal
from bot.summary.likeness import Likeness

_ARTICLES: Final = ("the ", "le ", "la ", "les ", "l ")


@dataclass(frozen=True, slots=True)
class Name:
    """A name to compare: its key, all keys its entity is known under here, and the entity's id where there is one."""

    key: str
    keys: frozenset[str]
    entity_id: int | None
    language: Language | None = None


@lru_cache(maxsize=20_000)
def key_of(name: str) -> str:
    """Fold a name, without article, legal form and "groupe"; a body, law or agency of two names gets the key of both."""
    bare = normal(name)
    for article in _ARTICLES:
        bare = bare.removeprefix(article)
    known = _known(bare)
    if known is not None:
        return known
    kept = [word for word in (normal(basename(name)) or bare).split() if word not in lexicon.organisation_words()]
    stripped = " ".join(kept) or bare
    for article in _ARTICLES:
        stripped = stripped.removeprefix(article)
    return _known(stripped) or stripped or bare


def is_known(name: str) -> bool:
    """Whether our tables know the name: a body, law or agency, which may hold no capital after its first word."""
    return ":" in key_of(name)


def _known(folded: str) -> str | None:
    for file, table in (("names", "bodies"), ("names", "laws"), ("words", "agencies")):
        key = lexicon.spellings(file, table).get(folded)
        if key is not None:
            return f"{table}:{key}"
    return None


def name(written: str, known: Named | None, language: Language | None = None) -> Name:
    """Make a name comparable. Spellings without a capital ("la société") name nobody and are left out."""
    key = key_of(written)
    if known is None:
        return Name(key, frozenset({key}), None, language)
    proper = [one for one in (known.shown, *known.spellings) if one and any(letter.isupper() or letter.isdigit() for letter in one)]
    return Name(key, frozenset({key, *map(key_of, proper)}), known.entity_id, language)


def compare(one: Name, other: Name) -> Likeness:
    """Compare organisations, laws, products and events. A name within a longer one is UNKNOWN; two numbers part ("GPT-4", "GPT-5")."""
    if one.key == other.key or one.key in other.keys or other.key in one.keys:
        return Likeness.SAME
    if one.entity_id is not None and one.entity_id == other.entity_id:
        return Likeness.SAME
    words, others = set(one.key.split()), set(other.key.split())
    if _numbers(words) != _numbers(others):
        return Likeness.DIFFERENT
    return Likeness.UNKNOWN if words <= others or others <= words else Likeness.DIFFERENT


def compare_persons(one: Name, other: Name) -> Likeness:
    """Compare people: first and last name agree, middle names may lack; a surname alone says too little."""
    first, second = one.key.split(), other.key.split()
    if first == second and len(first) > 1:
        return Likeness.SAME
    if one.entity_id is not None and one.entity_id == other.entity_id:
        return Likeness.SAME
    if not first or not second or first[-1] != second[-1]:
        return (
            Likeness.SAME if len(first) > 1 and len(second) > 1 and (one.key in other.keys or other.key in one.keys) else Likeness.DIFFERENT
        )
    if len(first) == 1 or len(second) == 1:
        return Likeness.UNKNOWN
    given, also = first[0], second[0]
    if given == also:
        return Likeness.SAME
    if min(len(given), len(also)) == 1 and given[0] == also[0]:
        return Likeness.SAME
    return Likeness.DIFFERENT


def compare_roles(one: str | None, other: str | None, *, one_language: bool) -> Likeness:
    """Compare roles by our table; roles of two languages that it doesn't know can't be told apart."""
    if not one or not other:
        return Likeness.UNKNOWN
    if _marks(one) != _marks(other):
        return Likeness.DIFFERENT
    first, second = role_of(one), role_of(other)
    if first is not None and second is not None:
        return Likeness.SAME if first == second else Likeness.DIFFERENT
    mine, theirs = _content(one), _content(other)
    if mine and theirs and (mine <= theirs or theirs <= mine):
        return Likeness.SAME
    return Likeness.DIFFERENT if one_language and not mine & theirs else Likeness.UNKNOWN


@lru_cache(maxsize=5_000)
def role_of(role: str) -> str | None:
    """Return the key of a role, None where the table knows it not. The longest title in the words counts."""
    found = lexicon.find(normal(role).split(), "concepts", "roles")
    return max(found, key=lambda one: (one.length, -one.at)).key if found else None


@lru_cache(maxsize=5_000)
def _marks(role: str) -> frozenset[str]:
    """What makes a role another one: acting, honorary, former."""
    return frozenset(found.key for found in lexicon.find(normal(role).split(), "concepts", "markers"))


def _content(phrase: str) -> frozenset[str]:
    return frozenset(normal(phrase).split()) - lexicon.empty_words()


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if any(character.isdigit() for character in word)}
