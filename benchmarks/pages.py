"""Quality and speed of page reading: ours beside other libraries, on our own pages or on those of a folder.

usage: python -m benchmarks.pages [FOLDER] [--limit N] [--errors] [--peers PYTHON]

Without a folder: the pages of `benchmarks/newsstand`, written for this project; good figures on them are no proof for real ones.
FOLDER holds `*.html` (or `*.html.gz`) pages. With a `gold.jsonl` beside them (`{"file", "url", "text", "title", "date", "authors",
"verdict"}`, each but `file` optional) the table has precision, recall and F1 of 4-word shingles, means over the pages that have a text, and
the shares of right titles, days and authors among the pages that state one; without, speed and words. Then, for ours, how often a day of
each confidence is right, and each verdict's precision and recall. All are given the same decoded source, one after the other, each in a
process of its own (`benchmarks/extractors.py`); the speed is that of the second reading, by the processor's time. `make peers` installs
the libraries that the bot doesn't use; one that isn't there is named and left out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.extractors import EXTRACTORS, NOT_INSTALLED, Reading
from benchmarks.newsstand import made_pages
from bot.intake.decode import decode
from bot.intake.phrases import fold

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".peers-venv/bin/python"
WITH_THE_BOT = ("ours", "trafilatura")
SHINGLE = 4


Gold = dict[str, object]
Pages = list[tuple[str, str, Gold]]


@dataclass
class Score:
    seconds: float = 0.0
    failed: int = 0
    words: int = 0
    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    day: list[bool] = field(default_factory=list)
    author: list[bool] = field(default_factory=list)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))) if words else Counter()


def overlap(gold: str, found: str) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    one, other = shingles(gold), shingles(found)
    both = (one & other).total()
    if not both:
        return 0.0, 0.0, 0.0
    return both / other.total(), both / one.total(), 2 * both / (one.total() + other.total())


def letters(text: str | None) -> str:
    return re.sub(r"\W+", " ", fold(text or "")).strip()


def right_day(reading: Reading, gold: Gold) -> bool:
    return str(reading["day"])[:10] == str(gold["date"])[:10]


def read(name: str, pages: Pages, peers: Path) -> list[Reading] | None:
    """Return what a library reads in the pages, None where it isn't installed; its warnings are its own."""
    python = Path(sys.executable) if name in WITH_THE_BOT or not peers.exists() else peers
    lines = "".join(json.dumps({"html": html, "url": url}) + "\n" for html, url, _ in pages)
    command = [python, "-m", "benchmarks.extractors", name]
    child = subprocess.run(command, input=lines, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)  # noqa: S603
    if child.returncode == NOT_INSTALLED:
        return None
    child.check_returncode()
    return [json.loads(line) for line in child.stdout.splitlines()]


def measure(readings: list[Reading], pages: Pages) -> Score:
    score = Score()
    stated = {key for reading in readings for key in ("title", "day", "authors") if reading[key]}  # some libraries give texts alone
    for reading, (_, _, gold) in zip(readings, pages, strict=True):
        text = str(reading["text"])
        score.seconds += float(str(reading["seconds"]))
        score.failed += bool(reading["failed"])
        score.words += len(text.split())
        if gold.get("text"):
            precision, recall, f1 = overlap(str(gold["text"]), text)
            score.precision.append(precision)
            score.recall.append(recall)
            score.f1.append(f1)
        if gold.get("title") and "title" in stated:
            score.title.append(letters(str(gold["title"])) == letters(str(reading["title"])))
        if gold.get("date") and "day" in stated:
            score.day.append(right_day(reading, gold))
        if isinstance(names := gold.get("authors"), list) and names and "authors" in stated:
            found = letters(json.dumps(reading["authors"], ensure_ascii=False))
            score.author.append(any(letters(str(name)) in found for name in names))
    return score


def own() -> Pages:
    """Return our own pages; none is asked to find what its page doesn't state."""
    return [
        (decode(page.body), page.url, {"file": page.name, "text": page.text, "title": page.title, "date": page.day, "verdict": page.verdict}
         | ({"authors": list(page.authors)} if page.authors else {}))
        for page in made_pages(heavy=True)
    ]  # fmt: skip


def judge(readings: list[Reading], pages: Pages, *, errors: bool) -> None:
    """Print the confidence of days and the verdicts of ours."""
    days: dict[str, list[bool]] = {}
    verdicts: Counter[tuple[str, str]] = Counter()
    for reading, (_, _, gold) in zip(readings, pages, strict=True):
        if gold.get("date") and reading.get("confidence"):
            days.setdefault(str(reading["confidence"]), []).append(right_day(reading, gold))
        wanted, found = str(gold.get("verdict") or ""), str(reading["verdict"])
        if wanted:
            verdicts[wanted, found] += 1
        if errors and (wanted not in ("", found) or (gold.get("text") and overlap(str(gold["text"]), str(reading["text"]))[2] < 0.9)):
            print(f"  {gold.get('file')}: {found}" + (f", not {wanted}" if wanted not in ("", found) else ""))
    for confidence in ("high", "medium", "low"):
        if values := days.get(confidence):
            print(f"days of {confidence} confidence: {sum(values)} of {len(values)} right")
    for name in sorted({wanted for wanted, _ in verdicts}):
        right = verdicts[name, name]
        said = sum(count for (_, found), count in verdicts.items() if found == name)
        there = sum(count for (wanted, _), count in verdicts.items() if wanted == name)
        print(f"{name:18s}{there:4d} pages, precision {right / said if said else 0:.2f}, recall {right / there:.2f}")


def load(folder: Path, limit: int) -> Pages:
    gold_file = folder / "gold.jsonl"
    rows = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines()] if gold_file.exists() else []
    gold = {row["file"]: row for row in rows}
    files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".htm", ".html.gz")))[:limit]
    pages = []
    for path in files:
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        row = gold.get(path.name) or gold.get(str(path.relative_to(folder))) or {}
        pages.append((decode(body), str(row.get("url") or ""), row))
    return pages


def share(values: list[float] | list[bool]) -> str:
    return f"{sum(values) / len(values):7.3f}" if values else "      –"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--errors", action="store_true", help="name the pages read wrong")
    parser.add_argument("--peers", type=Path, default=PEERS, help="the Python whose environment has the other libraries")
    arguments = parser.parse_args()
    pages = load(arguments.folder, arguments.limit) if arguments.folder else own()
    if not pages:
        parser.error(f"no pages in {arguments.folder}")
    where = arguments.folder or "our own, written for this project: no sample of the web"
    print(f"{len(pages)} pages ({where})")
    print(f"{'':18s}{'P':>7s}{'R':>7s}{'F1':>7s}{'title':>7s}{'day':>7s}{'author':>7s}{'pages/s':>9s}{'words':>8s}{'failed':>7s}")
    kept: list[Reading] = []
    for name in EXTRACTORS:
        readings = read(name, pages, arguments.peers)
        if readings is None:
            print(f"{name:18s}not installed")
            continue
        kept = kept or readings
        score = measure(readings, pages)
        shares = "".join(map(share, (score.precision, score.recall, score.f1, score.title, score.day, score.author)))
        print(f"{name:18s}{shares}{len(pages) / score.seconds:9.1f}{score.words:8d}{score.failed:7d}", flush=True)
    judge(kept, pages, errors=arguments.errors)


if __name__ == "__main__":
    main()
