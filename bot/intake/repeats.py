"""Paragraphs that a text says twice (a copy pasted over itself, a page printed twice): kept once."""

from __future__ import annotations

import re

from bot.fingerprint import plain

MIN_LENGTH = 20  # characters once folded: shorter lines ("Lire aussi", a name) may well come back


def drop_repeats(text: str) -> str:
    """Return the text with each line of MIN_LENGTH and more once, the first; the others untouched."""
    seen: set[str] = set()
    kept = []
    for line in text.split("\n"):
        folded = plain(line)
        if len(folded) >= MIN_LENGTH:
            if folded in seen:
                continue
            seen.add(folded)
        kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept))
