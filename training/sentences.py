"""Cuts articles into the sentences that the reader will meet: the product's own, those that may be evidence."""

from __future__ import annotations

from bot.facts.segment import Role
from bot.facts.segment import sentences as segment
from training.corpus import Article
from training.mentions import Extent


def sentences(article: Article) -> list[Extent]:
    """Sentences of prose in order, without blanks at their ends."""
    return [Extent(one.start, one.end) for one in segment(article.text) if one.role is Role.BODY]
