"""Measures the model that ships, as it ships: `python -m training evaluate` prints one line a set of articles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from bot.facts.reader import OnnxReader
from training import corpus
from training.corpus import Article
from training.measure import Measure
from training.sentences import sentences
from training.values import ParsedValues

THRESHOLDS = (0.3, 0.4, 0.5, 0.6)


def evaluate(model: Path, gold: Sequence[Path], thresholds: Sequence[float] = THRESHOLDS) -> None:
    """Read the articles set aside and those of the gold files, and print how well that went at each threshold."""
    reader = OnnxReader.load(model)
    aside = corpus.load().aside
    sets: list[tuple[str, list[Article]]] = [
        ("aside fr", [article for article in aside if article.language == "fr"]),
        ("aside en", [article for article in aside if article.language == "en"]),
        *((path.stem, corpus.read(path)) for path in gold),
    ]
    for name, articles in sets:
        _evaluate(reader, name, articles, thresholds)


def _evaluate(reader: OnnxReader, name: str, articles: list[Article], thresholds: Sequence[float]) -> None:
    measures = [Measure(ParsedValues(), threshold) for threshold in thresholds]
    spent = 0.0
    for article in articles:
        cut = sentences(article)
        begun = time.process_time()
        candidates = reader.read(article.text, cut, article.title)
        spent += time.process_time() - begun
        for measure in measures:
            measure.add(article, cut, candidates)
    words = sum(len(article.text.split()) for article in articles)
    print(f"{name}: {len(articles)} articles, {spent / len(articles) * 1e3:.0f} core ms an article of {words / len(articles):.0f} words")
    for threshold, measure in zip(thresholds, measures, strict=True):
        print(f"  {threshold:.1f} {measure.report}")
