"""The spaCy models, with our own sentence boundaries set before their parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import pairwise
from typing import Protocol

import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from bot.errors import ModelError
from bot.facts.models import MODELS
from bot.model import Language

LONGEST_RUN = 120
_RUN = re.compile(rf"\S{{{LONGEST_RUN},}}")


class Stretch(Protocol):
    """A half-open range of code points."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class Parser:
    """The models of all languages, loaded once in a process."""

    def __init__(self, pipelines: dict[Language, Pipeline]) -> None:
        self._pipelines = pipelines

    @classmethod
    def load(cls) -> Parser:
        """Load every model.

        Raises:
            ModelError: as `load_model`.
        """
        return cls({language: load_model(name) for language, name in MODELS.items()})

    def parse(self, text: str, sentences: Sequence[Stretch], language: Language) -> Doc:
        """Tag, parse and find names; sentences begin where `sentences` do and nowhere else inside them."""
        pipeline = self._pipelines[language]
        doc = _tokenise(pipeline, text)
        _bound(doc, sentences)
        for _, component in pipeline.pipeline:
            doc = component(doc)
        return doc


def load_model(name: str) -> Pipeline:
    """Load one of `MODELS`.

    Raises:
        ModelError: `model.missing` or `model.broken`, with the model's `name`.
    """
    try:
        pipeline = spacy.load(name)
    except Exception as error:  # a file cut short fails wherever its reader stumbles
        raise ModelError("model.missing" if find_spec(name) is None else "model.broken", name=name) from error
    for component in ("senter", "sentencizer"):
        if component in pipeline.pipe_names:
            pipeline.remove_pipe(component)
    return pipeline


def _tokenise(pipeline: Pipeline, text: str) -> Doc:
    """spaCy's tokenizer takes time by the square of a run without spaces: one that no article has is cut into pieces first."""
    edges = [0, *(run.start() + step for run in _RUN.finditer(text) for step in range(0, run.end() - run.start(), LONGEST_RUN)), len(text)]
    if len(edges) == 2:
        return pipeline.make_doc(text)
    pieces = [pipeline.make_doc(text[a:b]) for a, b in pairwise(sorted(set(edges)))]
    return Doc.from_docs(pieces, ensure_whitespace=False) or pipeline.make_doc("")


def _bound(doc: Doc, sentences: Sequence[Stretch]) -> None:
    """Whatever lies between two sentences is a sentence of its own: a heading must not hang on its neighbour."""
    edges = sorted({one.start for one in sentences} | {one.end for one in sentences})
    at = 0
    for token in doc:
        new = token.i == 0
        while at < len(edges) and edges[at] <= token.idx:
            new = True
            at += 1
        token.is_sent_start = new
