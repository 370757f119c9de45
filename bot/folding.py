"""Names and texts made comparable: no case, no accents, nothing but letters and digits."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ß": "ss"})


def fold(raw: str) -> str:
    """Casefold, expand ligatures, drop marks, turn all else to single spaces. Idempotent."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", raw).casefold().translate(_LETTERS)).casefold().translate(_LETTERS)
    kept = (c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
