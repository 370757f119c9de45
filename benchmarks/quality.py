"""Facts against gold: precision, recall, slots, certainty, calibration, by kind.

    python -m benchmarks.quality [--rules] [--kinds] [--errors] [--check | --write] [GOLD.jsonl …]

Without files: the development gold beside the repository, where there is one, and the fifth of the training articles set aside, of which
totals only are shown. `--write` keeps the totals in docs/quality.md; `--check` fails where precision or
recall fell by more than 0.02 from them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.contract import Score, matches
from bot.errors import ModelError
from bot.facts.pipeline import Extractor
from bot.facts.reader import OnnxReader
from bot.model import Document, Extraction, Language
from training import corpus
from training.corpus import Article

POSTED = datetime(2026, 11, 24, 8, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[2] / "shared" / "facts"
KEPT = Path(__file__).resolve().parents[1] / "docs" / "quality.md"
SLACK = 0.02
ASIDE = "set aside"
_ROW = re.compile(r"^\| (?P<name>[\w ]+?) +\| \d+ +\| (?P<precision>[\d.]+) \| (?P<recall>[\d.]+) \|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """The totals of one set of articles."""

    name: str
    articles: int
    score: Score
    milliseconds: float

    def __str__(self) -> str:
        precision, recall, f = self.rates()
        return (
            f"| {self.name} | {self.articles} | {precision:.3f} | {recall:.3f} | {f:.3f} | {self.score.slot_f():.3f} "
            f"| {self.score.certainty():.3f} | {self.score.calibration():.3f} | {self.score.invented} |"
        )

    def rates(self) -> tuple[float, float, float]:
        """Precision, recall and F of facts."""
        return self.score.facts.scores()


HEAD = """| articles | number | precision | recall | F | slots F | certainty | calibration error | invented |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def main() -> None:
    command = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    command.add_argument("files", nargs="*", type=Path)
    command.add_argument("--rules", action="store_true", help="without the learned reader")
    command.add_argument("--kinds", action="store_true")
    command.add_argument("--errors", action="store_true")
    command.add_argument("--check", action="store_true")
    command.add_argument("--write", action="store_true")
    options = command.parse_args()
    extractor = load(reader=not options.rules)
    lines = []
    for name, articles in sets(options.files):
        lines.append(measure(name, extractor, articles, errors=options.errors and name != ASIDE))
        print(HEAD if len(lines) == 1 else "", lines[-1], f"{lines[-1].milliseconds:.0f} ms CPU per 350 words", sep="\n", flush=True)
        if options.kinds and name != ASIDE:
            _kinds(lines[-1].score)
    if options.write:
        write(lines)
    if options.check:
        sys.exit("\n".join(fallen(lines)) or None)


def sets(files: list[Path]) -> Iterator[tuple[str, list[Article]]]:
    """The files given, or those at hand and the articles set aside."""
    for path in files or sorted((SHARED / "dev").glob("*.jsonl")):
        yield f"dev {path.stem}" if not files else path.stem, corpus.read(path)
    if not files:
        yield ASIDE, corpus.load().aside


def load(*, reader: bool = True) -> Extractor:
    """The extractor with its reader, or with the rules alone where it is not wanted or can't be loaded."""
    if reader:
        try:
            return Extractor.load(reader=OnnxReader.load())
        except ModelError as error:
            print(f"no reader ({error}): the rules alone", file=sys.stderr)
    return Extractor.load()


def as_document(article: Article) -> Document:
    """An annotated article as the command reads it: with the day it was published or posted, whichever its line tells."""
    line: dict[str, Any] = json.loads(article.line)
    published, posted = line.get("published"), line.get("posted")
    return Document(
        text=article.text,
        posted=datetime.fromisoformat(posted) if posted else POSTED,
        title=article.title,
        published=date.fromisoformat(published[:10]) if published else None,
        language=Language(article.language) if article.language else None,
    )


def measure(name: str, extractor: Extractor, articles: Iterable[Article], *, errors: bool = False) -> Line:
    """Read articles and count."""
    score, words, spent, number = Score(), 0, 0.0, 0
    for article in articles:
        started = time.process_time()
        extraction = extractor.extract(as_document(article))
        spent += time.process_time() - started
        words += len(article.text.split())
        number += 1
        score.add(article, extraction.facts)
        if errors:
            _errors(article, extraction)
    return Line(name, number, score, spent / max(1, words) * 350_000)


def _errors(article: Article, extraction: Extraction) -> None:
    found = matches(article, extraction.facts)
    for number, fact in enumerate(extraction.facts):
        if number not in found:
            print(f"+ {article.id} {fact.kind} | {fact.subject} | {fact.rule} | {fact.evidence.text[:110]}")
    for number, gold in enumerate(article.facts):
        if gold.key and number not in found.values():
            print(f"- {article.id} {'/'.join(gold.kinds)} | {gold.subject[0]} | {gold.sentence[:110]}")


def _kinds(score: Score) -> None:
    for kind, count in sorted(score.kinds.items(), key=lambda item: -item[1].wanted):
        precision, recall, f = count.scores()
        print(f"{kind:16} P {precision:.2f} R {recall:.2f} F {f:.2f}  right {count.right:.0f} key {count.wanted:.0f}")


def write(lines: list[Line]) -> None:
    """Keep the totals: the table of docs/quality.md, whose words stay."""
    words = KEPT.read_text(encoding="utf-8").split(HEAD.splitlines()[0])[0]
    KEPT.write_text(words + HEAD + "\n" + "\n".join(map(str, lines)) + "\n", encoding="utf-8")


def fallen(lines: list[Line]) -> list[str]:
    """What is worse than what docs/quality.md keeps, in words."""
    kept = {match["name"]: match for match in _ROW.finditer(KEPT.read_text(encoding="utf-8"))}
    found = []
    for line in lines:
        for rate, value in zip(("precision", "recall"), line.rates()[:2], strict=True):
            known = float(kept[line.name][rate]) if line.name in kept else 0.0
            if value < known - SLACK:
                found.append(f"{line.name}: {rate} fell from {known:.3f} to {value:.3f}")
    return found


if __name__ == "__main__":
    main()
