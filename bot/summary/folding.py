"""Folded names and phrases, remembered: the same few are compared again and again."""

from __future__ import annotations

from functools import lru_cache

from bot.folding import fold


@lru_cache(maxsize=20_000)
def normal(text: str | None) -> str:
    """Fold a name or a phrase to lower-case words without accents. Idempotent."""
    return fold(text or "")
