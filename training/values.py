"""Where a sentence writes an annotated value: numbers and days have no words in the annotation.

The product's own finders tell: only words that they can read are of use to it.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.facts.amounts import find_amounts
from bot.facts.dates import find_times
from bot.model import Language
from training.corpus import Article
from training.mentions import Extent

Days = tuple[date | None, date | None]


class ValueSpans(Protocol):
    """Finds the words of annotated values. None: the sentence does not hold them."""

    def amounts(self, article: Article, sentence: Extent, value: float) -> list[Extent] | None:
        """Spans in the sentence whose number is `value`."""

    def times(self, article: Article, sentence: Extent, days: Days) -> list[Extent] | None:
        """Spans in the sentence that mean these days."""


class ParsedValues:
    """Values as the product reads them."""

    def amounts(self, article: Article, sentence: Extent, value: float) -> list[Extent] | None:
        """See `ValueSpans`."""
        text, offset = article.text[sentence.start : sentence.end], sentence.start
        found = find_amounts(text, Language(article.language))
        return [
            Extent(offset + one.start, offset + one.end) for one in found if abs(one.value - value) <= 1e-6 * max(1.0, abs(value))
        ] or None

    def times(self, article: Article, sentence: Extent, days: Days) -> list[Extent] | None:
        """See `ValueSpans`."""
        text, offset = article.text[sentence.start : sentence.end], sentence.start
        found = find_times(text, Language(article.language), article.published)
        return [Extent(offset + one.start, offset + one.end) for one in found if (one.first, one.last) == days] or None
