from datetime import UTC, datetime

import pytest

from bot.facts.pipeline import Extractor
from bot.model import Document


@pytest.fixture(scope="session")
def rules_only() -> Extractor:
    return Extractor.load()


def document(text: str) -> Document:
    """An article of nothing but a text."""
    return Document(text=text, posted=datetime(2026, 11, 24, 8, tzinfo=UTC))


def canonical(extractor: Extractor, text: str) -> dict[str, str]:
    """The names of a text, each with the one that the article is told under."""
    return {one.text: one.canonical for one in extractor.scene(document(text)).names.all}
