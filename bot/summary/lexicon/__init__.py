"""What is known of words in both languages when facts are compared: tables in the TOML files beside this, loaded once.

Each function maps folded spellings (`bot.summary.folding.normal`) to the key of the line that they stand on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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


@cache
def phrases(file: str, table: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """List the spellings of a table as words with their key, longest first: what to look for in running text."""
    found = [(tuple(spelling.split()), key) for spelling, key in spellings(file, table).items() if spelling]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


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
