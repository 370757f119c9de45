"""The article that the project starts from, as the first issue words what it must give. Real press: read where it lies, copied nowhere."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.facts.pipeline import Extractor
from bot.facts.reader import OnnxReader
from bot.model import Certainty, Document, Extraction, Fact, Kind, PublishedFrom

SEED = Path(__file__).resolve().parents[1] / "../shared/seeds/000_1c1e1b104e9e9f05.txt"


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    if not SEED.exists():
        pytest.skip("no ../shared/seeds beside the repository")
    text = SEED.read_text(encoding="utf-8")
    return Extractor.load(reader=OnnxReader.load()).extract(Document(text=text, posted=datetime(2026, 11, 24, 8, tzinfo=UTC)))


def found(extraction: Extraction, kind: Kind, subject: str) -> list[Fact]:
    return [fact for fact in extraction.facts if fact.kind is kind and subject in fact.subject]


def test_the_day_is_inferred_from_the_text(extraction: Extraction) -> None:
    assert extraction.published_from is PublishedFrom.INFERRED
    assert date(2024, 11, 14) <= extraction.published <= date(2025, 2, 10)


def test_the_office_in_paris(extraction: Extraction) -> None:
    office = next(fact for fact in found(extraction, Kind.EXPANSION, "OpenAI") if fact.place == "Paris")
    assert office.time is not None
    assert office.time.start == date(2024, 11, 14)
    assert office.source == "Le Monde"


def test_nine_offices_in_2024(extraction: Extraction) -> None:
    nine = next(fact for fact in found(extraction, Kind.EXPANSION, "OpenAI") if fact.amount and fact.amount.value == 9)
    assert nine.time is not None
    assert (nine.time.start, nine.time.end) == (date(2024, 1, 1), date(2024, 12, 31))


def test_sam_altman_speaks(extraction: Extraction) -> None:
    assert any(
        "Altman" in fact.subject and "vive la france" in fact.evidence.text for fact in extraction.facts if fact.kind is Kind.STATEMENT
    )
    assert any(person.name == "Sam Altman" and person.role == "PDG" for fact in extraction.facts for person in fact.people)


def test_marseille_is_not_confirmed(extraction: Extraction) -> None:
    marseille = next(fact for fact in found(extraction, Kind.EXPANSION, "Perplexity") if fact.place == "Marseille")
    assert marseille.certainty is Certainty.RUMOURED
    assert marseille.cue


def test_the_summit_and_the_law(extraction: Extraction) -> None:
    summit = next(fact for fact in extraction.facts if fact.kind is Kind.SCHEDULED_EVENT)
    assert summit.place == "Paris"
    assert summit.time is not None
    assert (summit.time.start, summit.time.end) == (date(2025, 2, 10), date(2025, 2, 11))
    law = next(fact for fact in found(extraction, Kind.REGULATION, "AI Act"))
    assert law.time is not None
    assert (law.time.start, law.time.end) == (date(2024, 8, 1), None)


def test_no_fact_twice(extraction: Extraction) -> None:
    keys = [
        (fact.kind, fact.subject, fact.object, fact.place, fact.time, fact.amount, fact.people)
        for fact in extraction.facts
        if fact.kind is not Kind.STATEMENT
    ]
    assert len(keys) == len(set(keys))
    assert len({(fact.kind, fact.subject, fact.evidence.start) for fact in extraction.facts}) == len(extraction.facts)
