"""The one answer to "is this the same text?": pasted messages, pages and files are told apart by it."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def plain(text: str) -> str:
    """Return the text without typography, letter case and punctuation, to compare by."""
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def hashed(words: str, size: int) -> int:
    """Return a number of `size` bytes that stands for some words, the same in every process."""
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=size).digest(), "big")


def text_hash(text: str) -> str:
    """Return the same value for texts that differ in spaces, letter case, typography and marks only (64 hexadecimal digits)."""
    return hashlib.blake2b(plain(text).encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()
