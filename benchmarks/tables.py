"""What the fits of log-linear tables share: which features count, and the file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from bot.facts.loglinear import path, weights


def prior_of(topic: str, *, further: bool) -> dict[str, float]:
    """What a fit starts from: the table that ships, where it is to be fitted `further`, or nothing."""
    return weights(topic) if further else {}


def frequent(found: Iterable[Iterable[str]], least: int, prior: Iterable[str] = ()) -> list[str]:
    """The names of features that at least `least` choices have or a prior table holds, in order."""
    counts = Counter(name for names in found for name in names)
    return sorted({*prior, *(name for name, count in counts.items() if count >= least)})


def keep(topic: str, table: dict[str, float], least: float) -> None:
    """Write a topic's table, without weights nearer to 0 than `least`; what reads it reads the new one from now on."""
    kept = {name: round(value, 3) for name, value in sorted(table.items()) if abs(value) >= least}
    path(topic).write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    weights.cache_clear()
