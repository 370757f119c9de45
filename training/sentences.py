"""Cuts articles into the sentences that the reader will meet."""

from __future__ import annotations

import re

from training.corpus import Article
from training.mentions import Extent

BOUNDARY = re.compile(r"(?<=[.!?…»\"”])\s+(?=[A-ZÀ-Ý«“\"—–-])|\s*\n+\s*")


def sentences(article: Article) -> list[Extent]:
    """Sentences in order, without blanks at their ends."""
    found: list[Extent] = []
    begin = 0
    for match in (*BOUNDARY.finditer(article.text), None):
        end = match.start() if match else len(article.text)
        if article.text[begin:end].strip():
            found.append(Extent(begin, end))
        begin = match.end() if match else end
    return found
