"""What is known of words in both languages when facts are compared: tables in the TOML files beside this, loaded once.

Each function maps folded spellings (`bot.summary.folding.normal`) to the key of the line that they stand on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale

from bot.model import Language
from bot.summary.folding import normal

FOLDER: Final = Path(__file__).parent


@cache
def _file(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def spellings(file: str, table: str) -> Mapping[str, str]:
    """Map every spelling in a table of a file to its key."""
    return {normal(spelling): key for key, line in _file(file)[table].items() for spelling in line}


@dataclass(frozen=True, slots=True)
class Found:
    """A spelling of a table in running words: where it begins, how many words it has, and its key."""

    at: int
    length: int
    key: str


@cache
def _beginning(file: str, table: str) -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The spellings of a table by their first word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for spelling, key in spellings(file, table).items():
        if spelling:
            found.setdefault(spelling.split()[0], []).append((tuple(spelling.split()), key))
    return {first: tuple(sorted(same, key=lambda pair: (-len(pair[0]), pair))) for first, same in found.items()}


def find(words: Sequence[str], file: str, table: str) -> list[Found]:
    """Find a table's spellings among folded words, from left to right, the longest at each place, none within another."""
    beginning, found, at = _beginning(file, table), [], 0
    while at < len(words):
        for phrase, key in beginning.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                found.append(Found(at, len(phrase), key))
                at += len(phrase) - 1
                break
        at += 1
    return found


@cache
def empty_words() -> frozenset[str]:
    """Return the words that carry nothing: articles, prepositions."""
    return frozenset(_file("words")["empty"])


@cache
def organisation_words() -> frozenset[str]:
    """Return the words that may stand around an organisation's name without making it another one."""
    return frozenset(_file("words")["organisation"])


@cache
def label_words() -> frozenset[str]:
    """Return the words before a letter that names one of several: "série B"."""
    return frozenset(normal(word) for word in _file("concepts")["labels"]["words"])


@cache
def revision_cues() -> tuple[str, ...]:
    """Return the folded words by which an article says that it changes what was told before."""
    return tuple(normal(cue) for cue in _file("concepts")["revision"]["cues"])


@cache
def located(table: str) -> Mapping[str, tuple[str, str]]:
    """Map every spelling of a city or region (`cities`, `regions` of names.toml) to its key and country."""
    return {
        normal(spelling): (key, country)
        for country, lines in _file("names")[table].items()
        for key, line in lines.items()
        for spelling in line
    }


@cache
def territories(language: Language | None) -> Mapping[str, str]:
    """Map the names of countries to their ISO 3166 codes, in one language or (None) in all: "Mexico" is a country in English only."""
    languages = list(Language) if language is None else [language]
    return {
        normal(name): code
        for one in languages
        for code, name in Locale.parse(one.value).territories.items()
        if len(code) == 2 and code.isalpha()
    }
