"""Measure dates and amounts on the suites of ../shared/suites, calling the functions themselves.

usage: python -m benchmarks.suites [--errors] [--folder ../shared/suites]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, TypeVar

from bot.facts.amounts import find_amounts
from bot.facts.dates import find_times
from bot.model import Language, Quantity, Time

FOLDER = Path(__file__).resolve().parents[1] / "../shared/suites"
Found = TypeVar("Found", Time, Quantity)
SUBSETS = (None, "absolute_news", "relative_news", "negative")


def scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("suite_score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def longest(found: list[Found], row: dict[str, Any]) -> Found | None:
    """The answer that the suites' own runner would take: the longest that touches what the suite asks for."""
    want = (row.get("entities") or [None])[0]
    near = [one for one in found if want and one.start < want["end"] and want["start"] < one.end] or found
    return max(near, key=lambda one: one.end - one.start, default=None)


def time_line(row: dict[str, Any], found: Time | None) -> dict[str, Any]:
    first = found.first.isoformat() if found and found.first else None
    last = found.last.isoformat() if found and found.last else None
    return {"id": row["id"], "start": first, "end": last, "open": found is not None and last is None}


def amount_line(row: dict[str, Any], found: Quantity | None) -> dict[str, Any]:
    ranged = found is not None and found.maximum is not None
    value = found.value if found else None
    return {
        "id": row["id"],
        "value": None if ranged else value,
        "min": value if ranged else None,
        "max": found.maximum if found else None,
        "currency": found.unit if found else None,
    }


def answer(path: Path, row: dict[str, Any]) -> dict[str, Any]:
    language = Language(row["lang"])
    if path.name.startswith("time"):
        anchor = date.fromisoformat((row.get("reference_time") or "2024-11-15")[:10])
        return time_line(row, longest(find_times(row["text"], language, anchor), row))
    return amount_line(row, longest(find_amounts(row["text"], language), row))


def measure(path: Path, score: ModuleType, *, errors: bool) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if row.get("subset") in SUBSETS]
    answers = [answer(path, row) for row in rows]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in answers)
        file.flush()
        arguments = SimpleNamespace(gold=str(path), pred=file.name, subset=None, skip_future_policy=True)
        table = score.time(arguments) if path.name.startswith("time") else score.money(arguments)
    for name, figures in table.items():
        print(
            f"{path.stem:24} {name:18} {figures['n']:5} {figures.get('acc', figures.get('amount_acc')):7} {figures.get('both_acc', ''):7}"
        )
    if errors:
        for row, one in zip(rows, answers, strict=True):
            print(
                "  ",
                row["text"],
                "|",
                json.dumps(row.get("expected") or row.get("entities") or row.get("start"), ensure_ascii=False)[:160],
                "|",
                one,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="print every line with what was found")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args()
    if not given.folder.exists():
        parser.exit(0, f"no suites at {given.folder}\n")
    score = scorer(given.folder)
    print(f"{'suite':24} {'subset':18} {'n':>5} {'right':>7} {'+unit':>7}")
    for path in sorted(given.folder.glob("*.jsonl")):
        if path.name.startswith(("time", "amounts")):
            measure(path, score, errors=given.errors)


if __name__ == "__main__":
    main()
