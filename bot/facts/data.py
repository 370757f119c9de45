"""The language tables under bot/facts/lexicon: code is mechanism, what it knows of a language is data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import ModelError
from bot.model import Language

ROOT = Path(__file__).parent / "lexicon"


@cache
def table(language: Language | None, topic: str) -> dict[str, Any]:
    """Return the table `topic` of a language, or of both where `language` is None.

    Raises:
        ModelError: `lexicon.missing` or `lexicon.broken`, with the file's name.
    """
    path = ROOT / f"{topic}.toml" if language is None else ROOT / language.value / f"{topic}.toml"
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ModelError("lexicon.broken", file=path.name) from error


@cache
def word_list(topic: str) -> frozenset[str]:
    """Return the words or names of a list, one a line.

    Raises:
        ModelError: `lexicon.missing`, with the file's name.
    """
    return frozenset(_text(ROOT / f"{topic}.txt").splitlines())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ModelError("lexicon.missing", file=path.name) from error
