"""Names and phrases made comparable: no case, no accents, nothing but letters and digits."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


@lru_cache(maxsize=20_000)
def normal(text: str | None) -> str:
    """Fold a name or a phrase to lower-case words without accents. Idempotent."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text or "").casefold().translate(_LIGATURES))
    kept = (character if character.isalnum() else " " for character in decomposed if not unicodedata.combining(character))
    return " ".join("".join(kept).split())
