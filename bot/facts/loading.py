"""The extractor as this machine can have it: without the learned reader the rules alone answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import ModelError
from bot.facts.pipeline import Extractor
from bot.facts.reader import OnnxReader


@dataclass(frozen=True, slots=True)
class Loaded:
    """`without_reader` says why the rules work alone; None where the learned reader works with them."""

    extractor: Extractor
    without_reader: ModelError | None


def load() -> Loaded:
    """Load the language models and the learned reader.

    Raises:
        ModelError: a language model can't be loaded; nothing works without.
    """
    try:
        reader, reason = OnnxReader.load(), None
    except ModelError as error:
        reader, reason = None, error
    return Loaded(Extractor.load(reader=reader), reason)
