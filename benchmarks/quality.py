"""Facts against gold: precision, recall, slots, certainty, calibration, by kind and language.

    python -m benchmarks.quality [--rules] [--by kind|language|article] [--errors] [GOLD.jsonl …]

Without files: the dev gold beside the repository and the fifth of the training articles set aside, of which totals only are shown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.scoring import SHARED, corpus, gold
from bot.errors import ModelError
from bot.facts.pipeline import Extractor
from bot.facts.printing import extraction_json
from bot.model import Document, Language

POSTED = datetime(2026, 11, 24, 8, tzinfo=UTC)


def main() -> None:
    command = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    command.add_argument("files", nargs="*", type=Path)
    command.add_argument("--rules", action="store_true", help="without the learned reader")
    command.add_argument("--by", choices=["kind", "language", "article"])
    command.add_argument("--errors", action="store_true")
    options = command.parse_args()
    extractor = load(reader=not options.rules)
    for path in options.files or sorted((SHARED / "dev").glob("*.jsonl")):
        _report(path.name, extractor, gold(path), options.by, errors=options.errors)
    if not options.files:
        _report("set aside", extractor, corpus(aside=True), None, errors=False)


def load(*, reader: bool = True) -> Extractor:
    """The extractor with its reader, or with the rules alone where it is not wanted or can't be loaded."""
    if reader:
        try:
            from bot.facts.reader import OnnxReader

            return Extractor.load(reader=OnnxReader.load())
        except ModelError as error:
            print(f"no reader ({error}): the rules alone", file=sys.stderr)
    return Extractor.load()


def as_document(article: dict[str, Any]) -> Document:
    """A gold line as the command reads it."""
    published = article.get("published")
    posted = article.get("posted")
    return Document(
        text=article["text"],
        posted=datetime.fromisoformat(posted) if posted else POSTED,
        title=article.get("title"),
        published=date.fromisoformat(published[:10]) if published else None,
        language=Language(article["language"]) if article.get("language") else None,
    )


def _report(name: str, extractor: Extractor, articles: Iterable[dict[str, Any]], by: str | None, *, errors: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        golden, out = Path(folder) / "gold.jsonl", Path(folder) / "out.jsonl"
        words = 0
        spent = 0.0
        with golden.open("w", encoding="utf-8") as wanted, out.open("w", encoding="utf-8") as found:
            for article in articles:
                started = time.process_time()
                answer = extraction_json(extractor.extract(as_document(article)))
                spent += time.process_time() - started
                words += len(article["text"].split())
                wanted.write(json.dumps(article, ensure_ascii=False) + "\n")
                found.write(json.dumps({"id": article["id"], **answer}, ensure_ascii=False) + "\n")
        print(f"== {name}: {spent / max(1, words) * 350_000:.0f} ms CPU per 350 words", flush=True)
        extra = [*(["--by", by] if by else []), *(["--errors"] if errors else [])]
        subprocess.run([sys.executable, str(SHARED / "score.py"), str(golden), str(out), *extra], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
