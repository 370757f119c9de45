"""Every text that a person sees, from bot/locales: `t(language, key, **data)`.

A leaf of a locale file is a text, or a table of plural forms (`one`, `other`) chosen by `n` as CLDR counts in that language. `{name}` in a
text is filled from the data; numbers are written as the language writes them.
"""

from __future__ import annotations

import os
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import structlog
from babel import Locale
from babel.numbers import format_decimal

from bot.model import Language

FOLDER: Final = Path(__file__).parent / "locales"
PLURAL_FORMS: Final = frozenset({"one", "other"})
DEFAULT: Final = Language.FR
_COMMAND: Final = re.compile(r"`/([a-z]+(?: [a-z]+)*)`")
log = structlog.get_logger(__name__)

Leaf = str | Mapping[str, str]


def t(language: Language, key: str, /, **data: object) -> str:
    """Return the text of `key`, filled with `data`.

    A missing key is logged and returned itself, a missing datum is left out: a wrong text must not cost somebody their answer. The tests
    hold both files to every key that the program uses.
    """
    leaf = texts(language).get(key)
    if leaf is None:
        log.error("text missing", key=key, language=language.value)
        return key
    template = leaf if isinstance(leaf, str) else leaf[_plural_form(language, data.get("n"))]
    return _FORMATTER.vformat(template, (), _Data(language, data))


def language_of(locale: str) -> Language:
    """Return the language for a locale as Discord or POSIX writes it (`fr`, `en-GB`, `en_US.UTF-8`); French readers are few elsewhere,
    so every other locale gets English."""
    return Language.FR if locale.casefold().partition("-")[0].partition("_")[0] == Language.FR.value else Language.EN


def system_language() -> Language:
    """Return the language of the terminal that this process runs in."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return language_of(value)
    return Language.EN


def number(language: Language, value: float) -> str:
    """Write a number with the language's separators, two decimals at most."""
    return str(format_decimal(round(value, 2), locale=language.value))


@cache
def texts(language: Language) -> Mapping[str, Leaf]:
    """Return every text of a language by its dotted key."""
    with (FOLDER / f"{language.value}.toml").open("rb") as file:
        leaves = dict(_leaves("", tomllib.load(file)))
    return {key: _with_commands(leaf, leaves) for key, leaf in leaves.items()}


@cache
def words(language: Language, key: str) -> tuple[str, ...]:
    """Return a list of words of a locale file, such as its ordinals."""
    with (FOLDER / f"{language.value}.toml").open("rb") as file:
        node: Any = tomllib.load(file)
    for part in key.split("."):
        node = node[part]
    return tuple(str(word) for word in node)


def placeholders(leaf: Leaf) -> frozenset[str]:
    """Return the names that a text is filled with."""
    forms = [leaf] if isinstance(leaf, str) else list(leaf.values())
    return frozenset(name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name)


def _leaves(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Leaf]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and set(value) != PLURAL_FORMS:
            yield from _leaves(f"{key}.", value)
        elif isinstance(value, dict):
            yield key, {form: str(text) for form, text in value.items()}
        elif isinstance(value, str):
            yield key, value.strip("\n")


def _with_commands(leaf: Leaf, leaves: Mapping[str, Leaf]) -> Leaf:
    """Call the commands that a text names (`/vigie watch`) as Discord shows them in the language."""

    def named(match: re.Match[str]) -> str:
        words = match[1].split(" ")
        keys = [f"command.{'.'.join(words[: number + 1])}.name" for number in range(len(words))]
        return f"`/{' '.join(str(leaves.get(key, word)) for key, word in zip(keys, words, strict=True))}`"

    if isinstance(leaf, str):
        return _COMMAND.sub(named, leaf)
    return {form: _COMMAND.sub(named, text) for form, text in leaf.items()}


def _plural_form(language: Language, n: object) -> str:
    count = n if isinstance(n, int | float) else 0
    form = str(Locale.parse(language.value).plural_form(abs(count)))
    return form if form in PLURAL_FORMS else "other"


class _Data(dict[str, object]):
    """Data as it is written; a name without a datum is the empty text."""

    def __init__(self, language: Language, data: Mapping[str, object]) -> None:
        super().__init__(data)
        self._language = language

    def __getitem__(self, name: str) -> object:
        value = self.get(name, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(self._language, value)
        return value


class _Plain(string.Formatter):
    """Fills names only: no attribute and no index of a datum can be reached from a text."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:  # noqa: ANN401  the base class's signature
        return kwargs[field_name], field_name


_FORMATTER: Final = _Plain()
