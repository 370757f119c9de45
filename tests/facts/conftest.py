import pytest

from bot.facts.pipeline import Extractor


@pytest.fixture(scope="session")
def rules_only() -> Extractor:
    return Extractor.load()
