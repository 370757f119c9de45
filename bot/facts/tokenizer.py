"""The unigram tokenizer of multilingual-e5-small, cut to French and English pieces.

The algorithm is SentencePiece's unigram model (Kudo 2018): the text is normalised one code point at a time, cut at spaces, each word
gets the mark U+2581 in front, and the cut into pieces with the highest sum of log-probabilities wins. No piece holds a mark inside,
so the best cut of a text is the best cut of each of its words: words are cut once and kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

MARK = "\u2581"
FIRST, PAD, LAST, UNKNOWN = 0, 1, 2, 3
SPECIALS = 4
# Below the least likely piece, so that an unknown character never wins over known pieces.
UNKNOWN_PENALTY = 10.0
# Longer words (addresses, hashes) are cut again each time: keeping them would only fill the memory.
LONGEST_KEPT_WORD = 40
MOST_KEPT_WORDS = 60_000

Cut = tuple[tuple[int, int], ...]
"""Pieces of one word: identifier and length in normalised characters, the mark included."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Piece identifiers with the half-open range of code points that each covers in the text given."""

    ids: list[int]
    starts: list[int]
    ends: list[int]


class Tokenizer:
    """Cuts text into pieces. Any string is accepted; linear in its length."""

    def __init__(self, pieces: list[str], scores: list[float], normaliser: dict[str, str]) -> None:
        """`pieces` in the order of the embedding's rows, the special ones first; `normaliser` maps one character to what replaces it."""
        self._ids = {piece: number for number, piece in enumerate(pieces) if number >= SPECIALS}
        self._scores = scores
        self._normaliser = normaliser
        self._longest = max(map(len, self._ids), default=1)
        self._unknown = min(scores) - UNKNOWN_PENALTY
        self._kept: dict[str, Cut] = {}

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Read a file written by `training.vocabulary`."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["pieces"], data["scores"], data["normaliser"])

    def encode(self, text: str) -> Tokens:
        """Pieces of `text`, without the special ones around it."""
        tokens = Tokens([], [], [])
        word: list[str] = []
        origin: list[int] = []
        replacement = self._normaliser.get
        for position, character in enumerate(text):
            for normal in replacement(character, character):
                if normal != " ":
                    word.append(normal)
                    origin.append(position)
                elif word:
                    self._add(word, origin, tokens)
                    word, origin = [], []
        if word:
            self._add(word, origin, tokens)
        return tokens

    def _add(self, word: list[str], origin: list[int], tokens: Tokens) -> None:
        """Append the pieces of one word; character `n` of the marked word is `origin[n - 1]` of the text."""
        begin = 0
        for number, length in self._cut("".join(word)):
            end = begin + length
            first = origin[max(begin, 1) - 1]
            tokens.ids.append(number)
            tokens.starts.append(first)
            tokens.ends.append(origin[end - 2] + 1 if end >= 2 else first)
            begin = end

    def _cut(self, word: str) -> Cut:
        kept = self._kept.get(word)
        if kept is not None:
            return kept
        cut = self._best_cut(MARK + word)
        if len(word) <= LONGEST_KEPT_WORD and len(self._kept) < MOST_KEPT_WORDS:
            self._kept[word] = cut
        return cut

    def _best_cut(self, word: str) -> Cut:
        """Viterbi over the ends of pieces; an unknown character is a piece of its own."""
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        piece = [(UNKNOWN, 1)] * (size + 1)
        for begin in range(size):
            score = best[begin]
            if score + self._unknown > best[begin + 1]:
                best[begin + 1] = score + self._unknown
                piece[begin + 1] = (UNKNOWN, 1)
            for end in range(begin + 1, min(size, begin + self._longest) + 1):
                number = self._ids.get(word[begin:end])
                if number is not None and score + self._scores[number] > best[end]:
                    best[end] = score + self._scores[number]
                    piece[end] = (number, end - begin)
        cut: list[tuple[int, int]] = []
        end = size
        while end > 0:
            cut.append(piece[end])
            end -= piece[end][1]
        return tuple(reversed(cut))
