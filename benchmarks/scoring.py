"""The scorer of the fact contract, where the checkout has it beside the repository."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from training.corpus import FOLDER, is_aside

SHARED = Path(__file__).resolve().parents[2] / "shared" / "facts"


def scorer(path: Path = SHARED / "score.py") -> ModuleType | None:
    """`score.py` as a module, None where it is absent."""
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("fact_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a gold file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def corpus(*, aside: bool) -> Iterator[dict[str, Any]]:
    """The training articles, or those of them set aside."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        for article in gold(path):
            if is_aside(article["id"]) == aside:
                yield article
