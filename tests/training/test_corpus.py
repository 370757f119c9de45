from __future__ import annotations

import json

from training import corpus


def test_the_split_keeps_every_article_once() -> None:
    split = corpus.load()
    identifiers = [article.id for part in (split.train, split.validation, split.aside) for article in part]
    assert len(identifiers) == len(set(identifiers)) >= 354
    assert all(corpus.is_aside(article.id) for article in split.aside)
    assert not any(corpus.is_aside(article.id) for article in split.train + split.validation)


def test_every_evidence_is_verbatim() -> None:
    split = corpus.load()
    for article in split.train + split.validation + split.aside:
        assert all(fact.sentence in article.text for fact in article.facts), article.id


def test_lines_are_kept_as_they_are() -> None:
    article = corpus.load().train[0]
    assert json.loads(article.line)["id"] == article.id
