from __future__ import annotations

import shutil
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ModelError
from bot.facts.encoder import MODEL, check
from bot.facts.reader import OnnxReader
from bot.facts.reading import Candidate, Span
from bot.facts.schema import SLOTS
from bot.model import Certainty, Kind


@dataclass(frozen=True)
class Extent:
    start: int
    end: int


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader.load()


def lines(text: str) -> list[Extent]:
    found, begin = [], 0
    for line in text.splitlines(keepends=True):
        found.append(Extent(begin, begin + len(line.rstrip())))
        begin += len(line)
    return [extent for extent in found if extent.end > extent.start]


def spans(candidate: Candidate) -> list[Span]:
    return [span for slot in SLOTS for span in getattr(candidate, slot)]


def words(text: str, found: tuple[Span, ...]) -> str | None:
    return text[found[0].start : found[0].end] if found else None


@pytest.mark.parametrize(
    ("text", "kind", "subject", "slot", "expected"),
    [
        (
            "Le groupe Ferrondel a racheté son concurrent Mirabol pour 120 millions d’euros.",
            Kind.ACQUISITION,
            "Ferrondel",
            "object",
            "Mirabol",
        ),
        (
            "Le groupe Tessaro a nommé Jeanne Lormeau au poste de directrice financière.",
            Kind.APPOINTMENT,
            "Tessaro",
            "people",
            "Jeanne Lormeau",
        ),
        ("Brightmoor will cut 450 jobs in Leeds, the company said on Monday.", Kind.LAYOFFS, "Brightmoor", "place", "Leeds"),
    ],
)
def test_plain_sentences(reader: OnnxReader, text: str, kind: Kind, subject: str, slot: str, expected: str) -> None:
    best = max((c for c in reader.read(text, [Extent(0, len(text))], None) if c.kind is kind), key=lambda c: c.score)
    assert best.score > 0.5
    assert subject in (words(text, best.subject) or "")
    assert expected in (words(text, getattr(best, slot)) or "")


def test_certainties_are_shares_surest_first(reader: OnnxReader) -> None:
    text = "Le groupe Ferrondel a racheté son concurrent Mirabol."
    best = max(reader.read(text, [Extent(0, len(text))], None), key=lambda c: c.score)
    shares = [share for _, share in best.certainty]
    assert best.certainty[0][0] is Certainty.CONFIRMED
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-3)


@given(st.text(max_size=300))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_within_its_bounds(reader: OnnxReader, text: str) -> None:
    sentences = lines(text)
    for candidate in reader.read(text, sentences, text[:50]):
        assert 0 <= candidate.sentence < len(sentences)
        assert 0 <= candidate.score <= 1
        assert all(0 <= span.start < span.end <= len(text) and 0 <= span.score <= 1 for span in spans(candidate))


def test_reading_twice_gives_the_same(reader: OnnxReader) -> None:
    text = "Ferrondel ferme son usine de Vierzon.\nLa décision touche 120 salariés, a dit Paul Ardant, son directeur."
    assert reader.read(text, lines(text), None) == OnnxReader.load().read(text, lines(text), None)


def test_a_sentence_of_any_length_is_read(reader: OnnxReader) -> None:
    text = "Ferrondel ouvre une usine à Lyon, " * 600
    assert all(isinstance(c, Candidate) for c in reader.read(text, [Extent(0, len(text))], None))


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    with (folder / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(ModelError) as caught:
        check(folder)
    assert caught.value.key == "reader.changed"
    assert caught.value.data == {"name": "tokenizer.json"}


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        check(tmp_path)
    assert caught.value.key == "reader.missing"


def test_the_model_stays_small() -> None:
    sizes = [path.stat().st_size for path in MODEL.iterdir()]
    assert sum(sizes) <= 40_000_000
    assert max(sizes) <= 35_000_000


def test_candidates_name_every_slot() -> None:
    names = {field.name for field in fields(Candidate)}
    assert set(SLOTS) <= names
