"""Reads the training articles once for everything that is fitted on them, each by a model that did not learn from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality import as_document, load
from bot.facts.combine import Weighed, combine
from bot.facts.pipeline import Extractor
from bot.facts.proposal import Proposal
from bot.facts.reader import OnnxReader
from bot.facts.scene import Scene
from bot.facts.subjects import settle
from training import corpus
from training.corpus import Article, fold, is_validation


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with what its witnesses propose; `read` is None where no reader reads it that has not learned from it."""

    article: Article
    scene: Scene
    read: list[Proposal] | None
    ruled: list[Proposal]

    def weighed(self) -> Iterator[list[Weighed]]:
        """The proposals of the rules alone and, where there is an honest reader, of both witnesses."""
        yield combine([], self.ruled, with_reader=False)
        if self.read is not None:
            yield combine(self.read, self.ruled, with_reader=True)

    def settled(self) -> Iterator[list[Weighed]]:
        """`weighed`, each proposal under its likeliest subject."""
        for one in self.weighed():
            yield settle(self.scene, one)


def readings(folders: list[str], new: Sequence[str] = ()) -> Iterator[Reading]:
    """The training articles, never those set aside.

    `folders`: the model of fold 0, then that of fold 1; one that is missing leaves the other fold's articles to the rules alone. Without
    any, the model that ships reads the articles that chose its checkpoint. With `new`, the first model reads the articles of these batches
    and those that chose its checkpoint, and no others are read.
    """
    if new:
        yield from _by_stranger(_with_reader(folders[0]) if folders else load(), new)
        return
    extractors = [_with_reader(folder) for folder in folders] or [load()]
    split = corpus.load()
    for article in sorted(split.train + split.validation, key=lambda one: one.id):
        stranger = 1 - fold(article.id) if folders else 0
        extractor = extractors[min(stranger, len(extractors) - 1)]
        honest = stranger < len(extractors) if folders else extractor.reader is not None and is_validation(article.id)
        scene = extractor.scene(as_document(article))
        if honest:
            yield Reading(article, scene, *extractor.proposals(scene))
        else:
            yield Reading(article, scene, None, extractor.ruled(scene))


def _by_stranger(extractor: Extractor, batches: Sequence[str]) -> Iterator[Reading]:
    for article in sorted(corpus.load().validation + _of(batches), key=lambda one: one.id):
        scene = extractor.scene(as_document(article))
        yield Reading(article, scene, *extractor.proposals(scene))


def _of(batches: Sequence[str]) -> list[Article]:
    """The articles of batches that may be learned from and that no checkpoint is chosen with."""
    articles = (article for batch in batches for article in corpus.read(corpus.FOLDER / f"{batch}.jsonl"))
    return [article for article in articles if not corpus.is_aside(article.id) and not is_validation(article.id)]


def _with_reader(folder: str) -> Extractor:
    return Extractor.load(reader=OnnxReader.load(Path(folder)))
