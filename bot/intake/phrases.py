"""The tables of `data/phrases.toml`, and the folded form in which texts are compared with them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Phrases:
    """One section of the table; patterns are compiled, for folded text."""

    phrases: tuple[str, ...]
    names: frozenset[str]
    patterns: dict[str, re.Pattern[str]]

    def count(self, folded: str, enough: int = 10) -> int:
        """Count the different phrases in a folded text, up to `enough`."""
        found = 0
        for phrase in self.phrases:
            found += phrase in folded
            if found >= enough:
                break
        return found

    def matches(self, name: str, folded: str) -> bool:
        """Tell whether the pattern list `name` occurs in a folded text."""
        return self.patterns[name].search(folded) is not None


def fold(text: str) -> str:
    """Return the text in lower case with straight apostrophes and single spaces."""
    return " ".join(text.replace("’", "'").replace("‘", "'").lower().split())


def count_words(text: str) -> int:
    """Count a text's words; three letters are taken for one where a script sets no spaces (Thai, Chinese, Japanese)."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 3


def letters(text: str) -> str:
    """Return the letters and digits of a text alone, folded."""
    return re.sub(r"\W+", "", fold(text))


@cache
def section(name: str) -> Phrases:
    """Return one section of the table."""
    raw = _table()[name]
    return Phrases(
        phrases=tuple(raw.get("phrases", ())),
        names=frozenset(item for key in ("hosts", "platforms", "not_names") for item in raw.get(key, ())),
        patterns={
            key.removesuffix("_patterns"): re.compile("|".join(f"(?:{pattern})" for pattern in value))
            for key, value in raw.items()
            if key.endswith("_patterns")
        },
    )


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("data").joinpath("phrases.toml").read_text(encoding="utf-8"))
