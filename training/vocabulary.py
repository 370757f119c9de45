"""Which of the 250,002 pieces of XLM-R stay: those that French and English text uses.

`training/vocabulary.txt` is the list that the model is built with, one piece's number a line. It was made once by
`python -m training vocabulary`: pieces are counted over the corpus and over wordfreq's large French and English lists (150,000 words
each, lower case, capitalised, upper case, after an elided article), those with weight 20 or more stay, and so do all single
characters of Latin, Greek and Cyrillic and all digits. wordfreq (data CC BY-SA) serves to count only: none of its words is kept here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.facts.tokenizer import MARK, SPECIALS, Tokenizer
from training.corpus import Article
from training.weights import Source

LIST = Path(__file__).with_name("vocabulary.txt")
LEAST_WEIGHT = 20.0
WORDS = 150_000
CORPUS_WEIGHT = 50.0
SHAPES = ((str.lower, 1.0), (str.capitalize, 0.3), (str.upper, 0.02))
VOWELS = "aeéèêiouyhœ"


def read_list(path: Path = LIST) -> list[int]:
    """Numbers of the kept pieces in the original vocabulary, rising; the four special ones come first."""
    return [int(line) for line in path.read_text(encoding="ascii").split()]


def write_tokenizer(source: Source, kept: list[int], path: Path) -> None:
    """Write the tokenizer of the kept pieces for `bot.facts.tokenizer`."""
    data = {
        "pieces": [source.pieces[number] for number in kept],
        "scores": [round(source.scores[number], 5) for number in kept],
        "normaliser": {**source.normaliser, "’": "'", "ʼ": "'"},
    }
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def choose(source: Source, articles: list[Article]) -> list[int]:
    """Count pieces and choose; needs wordfreq."""
    tokenizer = Tokenizer(source.pieces, source.scores, source.normaliser)
    weights: Counter[int] = Counter()
    for article in articles:
        for number in tokenizer.encode(f"{article.title or ''}\n{article.text}").ids:
            weights[number] += CORPUS_WEIGHT
    for word, weight in _words():
        for number in tokenizer.encode(word).ids:
            weights[number] += weight
    kept = {number for number, weight in weights.items() if weight >= LEAST_WEIGHT and _is_latin(source.pieces[number])}
    kept |= {number for number, piece in enumerate(source.pieces) if _is_basic(piece)}
    return sorted(kept | set(range(SPECIALS)))


def _words() -> Iterator[tuple[str, float]]:
    """Words with their weight: occurrences in a hundred million words, by how often the shape is met."""
    from wordfreq import top_n_list, word_frequency

    for language in ("fr", "en"):
        for word in top_n_list(language, WORDS, wordlist="large"):
            frequency = word_frequency(word, language, wordlist="large") * 1e8
            for shape, share in SHAPES:
                yield shape(word), frequency * share
            if language == "fr" and word[0] in VOWELS:
                yield f"l'{word}", frequency * 0.3
                yield f"l’{word}", frequency * 0.3


def _is_latin(piece: str) -> bool:
    return all(ord(character) < 0x250 or 0x2000 <= ord(character) < 0x2C00 for character in piece)


def _is_basic(piece: str) -> bool:
    """A single Latin, Greek or Cyrillic character or symbol, or a short run of digits."""
    bare = piece.replace(MARK, "")
    if len(bare) <= 1:
        return _is_latin(piece) or ord(piece[-1]) < 0x530
    return len(piece) <= 5 and bare.isascii() and bare.isdigit()
