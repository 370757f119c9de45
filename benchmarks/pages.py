"""Quality and speed of page reading on a folder of pages: ours beside the libraries that are installed.

usage: python -m benchmarks.pages FOLDER [--limit N]

FOLDER holds `*.html` (or `*.html.gz`) pages. With a `gold.jsonl` beside them (`{"file", "url", "text", "title", "date", "authors"}`,
each but `file` optional) the table has F1 of 4-word shingles, and the shares of right titles, days and authors; without, speed and words.
Only the text is compared for the others: each is given the same decoded source, in this process, one after the other.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import trafilatura
from trafilatura.meta import reset_caches

from bot.errors import IntakeError
from bot.intake.article import examine
from bot.intake.decode import decode
from bot.intake.phrases import fold
from bot.model import Article

Reader = Callable[[str, str], Article]
SHINGLE = 4


@dataclass
class Score:
    seconds: float = 0.0
    pages: int = 0
    failed: int = 0
    words: int = 0
    f1: list[float] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    day: list[bool] = field(default_factory=list)
    author: list[bool] = field(default_factory=list)


def ours(html: str, url: str) -> Article:
    return examine(html, url=url)[0]


def plain_trafilatura(html: str, url: str) -> Article:
    found = trafilatura.bare_extraction(html, url=url or None, include_comments=False, with_metadata=True)
    if found is None:
        return Article(text="")
    from bot.intake.published import parse_instant

    authors = tuple((found.author or "").split("; ")) if found.author else ()
    return Article(text=found.text or "", title=found.title, published=parse_instant(found.date or ""), authors=authors)


def newspaper(html: str, url: str) -> Article:
    import newspaper as library

    page = library.Article(url or "https://example.com/", input_html=html)
    page.parse()
    return Article(text=page.text, title=page.title, published=page.publish_date, authors=tuple(page.authors))


def readability(html: str, url: str) -> Article:
    from lxml.html import fromstring
    from readability import Document

    page = Document(html)
    return Article(text=fromstring(page.summary()).text_content(), title=page.short_title())


def resiliparse(html: str, url: str) -> Article:
    from resiliparse.extract.html2text import extract_plain_text

    return Article(text=extract_plain_text(html, main_content=True, alt_texts=False))


READERS: dict[str, tuple[str, Reader]] = {
    "ours": ("trafilatura", ours),
    "trafilatura": ("trafilatura", plain_trafilatura),
    "newspaper4k": ("newspaper", newspaper),
    "readability-lxml": ("readability", readability),
    "resiliparse": ("resiliparse", resiliparse),
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))) if words else Counter()


def f1(gold: str, found: str) -> float:
    one, other = shingles(gold), shingles(found)
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0


def letters(text: str | None) -> str:
    return re.sub(r"\W+", " ", fold(text or "")).strip()


def measure(reader: Reader, pages: list[tuple[str, str, dict[str, object]]]) -> Score:
    score = Score()
    for html, url, gold in pages:
        started = time.perf_counter()
        try:
            article = reader(html, url)
        except Exception as error:  # noqa: BLE001 - a library's failure is a result here
            score.failed += not isinstance(error, IntakeError)
            article = Article(text="")
        score.seconds += time.perf_counter() - started
        score.pages += 1
        score.words += len(article.text.split())
        if gold.get("text"):
            score.f1.append(f1(str(gold["text"]), article.text))
        if gold.get("title"):
            score.title.append(letters(str(gold["title"])) == letters(article.title))
        if gold.get("date"):
            score.day.append(article.published is not None and article.published.date().isoformat() == str(gold["date"])[:10])
        if isinstance(names := gold.get("authors"), list) and names:
            found = letters(" ".join(article.authors))
            score.author.append(any(letters(str(name)) in found for name in names))
    return score


def load(folder: Path, limit: int) -> list[tuple[str, str, dict[str, object]]]:
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
    return f"{sum(values) / len(values):8.3f}" if values else "       –"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=10_000)
    arguments = parser.parse_args()
    pages = load(arguments.folder, arguments.limit)
    if not pages:
        parser.error(f"no pages in {arguments.folder}")
    print(f"{len(pages)} pages\n{'':18s}{'F1':>8s}{'title':>8s}{'day':>8s}{'author':>8s}{'pages/s':>9s}{'words':>9s}{'failed':>8s}")
    for name, (module, reader) in READERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name:18s}not installed")
            continue
        measure(reader, pages)  # libraries load tables when a page first needs them: not counted
        reset_caches()  # what one run has learnt of these pages must not speed up the next
        score = measure(reader, pages)
        speed = score.pages / score.seconds
        print(
            f"{name:18s}{share(score.f1)}{share(score.title)}{share(score.day)}{share(score.author)}{speed:9.1f}{score.words:9d}{score.failed:8d}"
        )


if __name__ == "__main__":
    main()
