"""What fuzzing starts from and what it has found once (`fuzz.py`), run each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.fuzz import TARGETS

HERE = Path(__file__).parent
FOUND = sorted(HERE.glob("corpus/*/*"))
SEEDS = sorted(HERE.glob("seeds/*/*"))


@pytest.mark.parametrize("path", FOUND + SEEDS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_there_is_a_corpus() -> None:
    assert {path.parent.name for path in FOUND} >= {"links", "feed"}
    assert {path.parent.name for path in SEEDS} == set(TARGETS)
