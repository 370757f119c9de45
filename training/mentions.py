"""Where a text names something: the annotation gives names and values, training needs spans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = "['’ʼ]"
HYPHENS = "[-‐‑–]"
SPACES = r"\s+"


@dataclass(frozen=True, slots=True, order=True)
class Extent:
    """A half-open range of code points."""

    start: int
    end: int

    def overlaps(self, other: Extent) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def common(self, other: Extent) -> int:
        """How many code points the two share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


def find_names(text: str, within: Extent, names: Iterable[str]) -> list[Extent]:
    """Mentions of any of the names within a part of the text, in its order; of two that overlap, that of the name listed first."""
    found: list[Extent] = []
    for name in names:
        for extent in _occurrences(text, within, name):
            if not any(extent.overlaps(other) for other in found):
                found.append(extent)
    return sorted(found)


def _occurrences(text: str, within: Extent, name: str) -> list[Extent]:
    """Mentions in the same case; where there are none, in any case."""
    for ignore in (False, True):
        extents = [Extent(match.start(), match.end()) for match in _pattern(name, ignore).finditer(text, within.start, within.end)]
        if extents:
            return extents
    return []


@lru_cache(maxsize=4096)
def _pattern(name: str, ignore_case: bool) -> re.Pattern[str]:
    parts = [re.escape(part) for part in name.split()]
    pattern = SPACES.join(parts)
    pattern = re.sub("['’ʼ]", lambda _: APOSTROPHES, pattern)
    pattern = pattern.replace(r"\-", HYPHENS)
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE if ignore_case else 0)
