"""The facts are as good as docs/quality.md says: on the articles set aside always, on real press where it lies beside the repository."""

import pytest

from benchmarks.quality import fallen, load, measure, sets


@pytest.mark.slow
def test_precision_and_recall_hold() -> None:
    extractor = load()
    assert extractor.reader is not None
    lines = [measure(name, extractor, articles) for name, articles in sets([])]
    assert all(line.score.invented == 0 for line in lines)
    assert fallen(lines) == []
