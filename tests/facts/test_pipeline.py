import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.facts.pipeline import LONGEST, Extractor
from bot.facts.printing import extraction_json
from bot.model import Certainty, Document, Extraction, Kind, Language

POSTED = datetime(2026, 11, 24, 8, tzinfo=UTC)
PUBLISHED = date(2024, 3, 15)
FRENCH = (
    "Norvik a inauguré une usine à Brest le 12 mars 2024. La société, qui emploie 300 personnes, va recruter 40 ingénieurs en 2025. "
    "« Nous sommes prêts », a déclaré Jeanne Lefort, directrice générale de Norvik.\n"
    "Harrow aurait racheté Tamarin pour 12 millions d'euros, selon Les Echos."
)


def read(extractor: Extractor, text: str, language: Language | None = Language.FR) -> Extraction:
    return extractor.extract(Document(text, POSTED, published=PUBLISHED, language=language), spans=True)


def test_facts_name_their_sentence_and_rule(rules_only: Extractor) -> None:
    facts = read(rules_only, FRENCH).facts
    assert facts
    for fact in facts:
        assert FRENCH[fact.evidence.start : fact.evidence.end] == fact.evidence.text
        assert fact.rule
        assert 0 <= fact.confidence <= 1
        assert (fact.cue is None) == (fact.certainty is Certainty.CONFIRMED)


def test_an_opening_is_read_with_its_slots(rules_only: Extractor) -> None:
    opening = next(fact for fact in read(rules_only, FRENCH).facts if fact.kind is Kind.EXPANSION)
    assert (opening.subject, opening.object, opening.place) == ("Norvik", "usine", "Brest")
    assert opening.time is not None
    assert opening.time.start == opening.time.end == date(2024, 3, 12)


def test_headings_are_no_evidence(rules_only: Extractor) -> None:
    text = "Norvik ouvre une usine à Brest\n" + FRENCH
    assert all(fact.evidence.start > 0 for fact in read(rules_only, text).facts)


def test_a_paragraph_told_twice_gives_its_facts_once(rules_only: Extractor) -> None:
    once, twice = read(rules_only, FRENCH), read(rules_only, f"{FRENCH}\n{FRENCH}")
    assert [(f.kind, f.subject) for f in once.facts] == [(f.kind, f.subject) for f in twice.facts]


def test_the_same_text_gives_the_same_answer(rules_only: Extractor) -> None:
    assert extraction_json(read(rules_only, FRENCH), spans=True) == extraction_json(read(rules_only, FRENCH), spans=True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(max_size=300), st.sampled_from(Language))
def test_any_text_is_read_and_every_span_is_verbatim(rules_only: Extractor, text: str, language: Language) -> None:
    _verbatim(text, read(rules_only, text, language))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*FRENCH.split(), "\n", "«", "»", "\u202f", "\U0001f680", "e\u0301", "\x00"]), max_size=60))
def test_shuffled_news_is_read_and_every_span_is_verbatim(rules_only: Extractor, words: list[str]) -> None:
    text = " ".join(words)
    _verbatim(text, read(rules_only, text))


def _verbatim(text: str, found: Extraction) -> None:
    below = found.spans
    for one in (*(fact.evidence for fact in found.facts), *below.mentions, *below.times, *below.amounts, *below.quotes):
        assert text[one.start : one.end] == one.text


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["Norvik a ouvert une usine. ", "«", "Aa ", "1 ", "de ", "Norvik, PDG de Norvik, ", "(", "\n"])
def test_hostile_repetition_stays_quick(rules_only: Extractor, piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    started = time.process_time()
    read(rules_only, text)
    assert time.process_time() - started < 60


def test_longer_texts_are_cut(rules_only: Extractor) -> None:
    text = "a " * LONGEST + "Norvik a ouvert une usine à Brest."
    assert not read(rules_only, text).facts
