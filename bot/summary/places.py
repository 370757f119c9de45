"""Whether two places are one: countries by Babel, big cities and regions by our own table, all others by their name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.model import Language
from bot.summary import lexicon
from bot.summary.folding import normal
from bot.summary.likeness import Likeness

_PARTS: Final = re.compile(r"\s*[(),/]\s*|\s+-\s+|\s+–\s+")
_LEADING: Final = re.compile(r"^(?:(?:à|a|au|aux|en|dans|in|at|near|près de|le|la|les|the)\s+|l['’]\s*)", re.IGNORECASE)
_SAME_AS_COUNTRY: Final = {"britain": "GB", "america": "US", "netherlands": "NL", "czechia": "CZ", "korea": "KR", "emirates": "AE"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place: what names it, the country it lies in, what it is said to lie in, and whether it is a country or another wide area."""

    key: str
    country: str | None
    within: frozenset[str]
    is_country: bool
    wide: bool


@lru_cache(maxsize=5_000)
def place(name: str, language: Language | None = None) -> Place | None:
    """Read a place as an article writes it: "à Lens (Pas-de-Calais)", "London, UK". None where there is no name."""
    parts = [_bare(part) for part in _PARTS.split(name.strip()) if normal(part)]
    if not parts:
        return None
    head, *rest = (_one(part, language) for part in parts)
    within = frozenset(part.key for part in rest)
    country = next((part.country for part in (*rest, head) if part.country), None)
    return Place(head.key, country, within, head.is_country, head.wide)


def is_known(name: str, language: Language | None = None) -> bool:
    """Whether a name is that of a country, region or city that our tables know."""
    folded = normal(name)
    tables = (lexicon.spellings("names", "places"), lexicon.territories(language), lexicon.located("cities"), lexicon.located("regions"))
    return any(folded in table for table in tables)


def compare(one: Place, other: Place) -> Likeness:
    """Compare two places; a city and the country it lies in, or may lie in, are neither the same nor different."""
    known = bool(one.country and other.country and one.country != other.country)
    if one.key == other.key:
        return Likeness.DIFFERENT if known else Likeness.SAME
    if one.wide or other.wide:
        return Likeness.UNKNOWN
    if one.is_country != other.is_country:
        return Likeness.DIFFERENT if known else Likeness.UNKNOWN
    if one.key in other.within or other.key in one.within:
        return Likeness.UNKNOWN
    shared = set(one.key.split()) & set(other.key.split()) - lexicon.empty_words()
    return Likeness.UNKNOWN if shared and not one.is_country else Likeness.DIFFERENT


def _one(name: str, language: Language | None) -> Place:
    folded = normal(name)
    region = lexicon.spellings("names", "places").get(folded)
    if region is not None:
        country = _SAME_AS_COUNTRY.get(region)
        return Place(country or region, country, frozenset(), country is not None, country is None)
    code = lexicon.territories(language).get(folded)
    if code is not None:
        return Place(code, code, frozenset(), True, False)
    for table in ("cities", "regions"):
        found = lexicon.located(table).get(folded)
        if found is not None:
            return Place(found[0], found[1], frozenset(), False, table == "regions")
    return Place(folded, None, frozenset(), False, False)


def _bare(name: str) -> str:
    bare = name.strip()
    known = normal(bare)
    if known in lexicon.located("cities") or known in lexicon.spellings("names", "places"):
        return bare  # "La Haye", "Le Caire": the article is part of the name
    return _LEADING.sub("", bare)
