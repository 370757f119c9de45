"""What fuzzing has found once (`fuzz.py`), run each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.fuzz import TARGETS

CORPUS = Path(__file__).with_name("corpus")


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_there_is_a_corpus() -> None:
    assert {path.parent.name for path in CORPUS.glob("*/*")} >= {"links", "feed"}
