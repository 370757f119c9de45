"""The encoder's input: one sentence at a time, as it was trained.

Reading a sentence alone measured better than reading it inside its article (docs/decisions/0007-reader.md): with a few hundred articles to
learn from, the wider view teaches which names an article holds rather than what a sentence says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.facts.tokenizer import FIRST, LAST, Tokenizer

LONGEST_SENTENCE = 256
"""Pieces after which a sentence is cut off: about 190 words, more than prose has."""

OUTSIDE = -1
"""Offset of the pieces that are no part of the text."""


class Stretch(Protocol):
    """A sentence by its half-open range of code points."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Window:
    """The pieces of sentence number `sentence`, a special one at each end; offsets are code points of the article's text."""

    sentence: int
    ids: list[int]
    starts: list[int]
    ends: list[int]


def cut(tokenizer: Tokenizer, text: str, sentences: Sequence[Stretch]) -> list[Window]:
    """A window for every sentence with at least one piece, in order."""
    windows: list[Window] = []
    for number, sentence in enumerate(sentences):
        tokens = tokenizer.encode(text[sentence.start : sentence.end])
        if tokens.ids:
            windows.append(
                Window(
                    number,
                    [FIRST, *tokens.ids[:LONGEST_SENTENCE], LAST],
                    [OUTSIDE, *(sentence.start + offset for offset in tokens.starts[:LONGEST_SENTENCE]), OUTSIDE],
                    [OUTSIDE, *(sentence.start + offset for offset in tokens.ends[:LONGEST_SENTENCE]), OUTSIDE],
                )
            )
    return windows
