"""The learned reader: sentences in, candidate facts out (see model/README.md for what it was made from and how good it is)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.errors import ModelError
from bot.facts.encoder import MODEL, Encoder, check
from bot.facts.heads import Heads
from bot.facts.reading import Candidate
from bot.facts.tokenizer import Tokenizer
from bot.facts.windows import Stretch, cut


class OnnxReader:
    """Reads with the files of `model/`. Deterministic; any Unicode text; linear in its length; needs no network."""

    def __init__(self, tokenizer: Tokenizer, encoder: Encoder, heads: Heads, version: str) -> None:
        self.version = version
        self._tokenizer = tokenizer
        self._encoder = encoder
        self._heads = heads

    @classmethod
    def load(cls, folder: Path = MODEL) -> OnnxReader:
        """Check the files against the manifest and load them.

        Raises:
            ModelError: `reader.missing` or `reader.changed` with the file's `name`; `reader.unusable` where a library can't load them.
        """
        version = check(folder)
        try:
            with np.load(folder / "heads.npz") as parameters:
                heads = Heads(dict(parameters))
            return cls(Tokenizer.load(folder / "tokenizer.json"), Encoder(folder / "encoder.onnx"), heads, version)
        except Exception as error:  # onnxruntime has classes of its own, and its import may fail in any way
            raise ModelError("reader.unusable") from error

    def read(self, text: str, sentences: Sequence[Stretch], title: str | None) -> list[Candidate]:
        """Candidates in the order of their sentences; spans are code points of `text`, whatever the title holds."""
        candidates: list[Candidate] = []
        for window in cut(self._tokenizer, text, sentences):
            candidates += self._heads.candidates(text, window, self._encoder.states(window))
        return candidates
