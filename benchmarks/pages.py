"""Quality and speed of page reading: ours beside the libraries that are installed, on our own pages or on those of a folder.

usage: python -m benchmarks.pages [FOLDER] [--limit N] [--errors]

Without a folder: the pages of `benchmarks/newsstand`, written for this project; good figures on them are no proof for real ones.
FOLDER holds `*.html` (or `*.html.gz`) pages. With a `gold.jsonl` beside them (`{"file", "url", "text", "title", "date", "authors",
"verdict"}`, each but `file` optional) the table has precision, recall and F1 of 4-word shingles, means over the pages that have a text, and
the shares of right titles, days and authors among the pages that state one; without, speed and words. Then, for ours, how often a day of
each confidence is right, and each verdict's precision and recall. All are given the same decoded source, in this process, one after the
other; the speed is that of the second run, by the processor's time.
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
from trafilatura.external import jt_stoplist_init
from trafilatura.meta import reset_caches

from benchmarks.newsstand import made_pages
from bot.errors import IntakeError
from bot.intake.article import examine
from bot.intake.decode import decode
from bot.intake.phrases import fold
from bot.model import Article

Reader = Callable[[str, str], Article]
SHINGLE = 4


Gold = dict[str, object]
Pages = list[tuple[str, str, Gold]]


@dataclass
class Score:
    seconds: float = 0.0
    pages: int = 0
    failed: int = 0
    words: int = 0
    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
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

    page = library.Article(url or "https://example.com/")
    page.download(input_html=html)
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


def overlap(gold: str, found: str) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    one, other = shingles(gold), shingles(found)
    both = (one & other).total()
    if not both:
        return 0.0, 0.0, 0.0
    return both / other.total(), both / one.total(), 2 * both / (one.total() + other.total())


def letters(text: str | None) -> str:
    return re.sub(r"\W+", " ", fold(text or "")).strip()


def right_day(article: Article, gold: Gold) -> bool:
    return article.published is not None and article.published.date().isoformat() == str(gold["date"])[:10]


def measure(reader: Reader, pages: Pages) -> Score:
    score = Score()
    for html, url, gold in pages:
        started = time.process_time()
        try:
            article = reader(html, url)
        except Exception as error:  # noqa: BLE001 - a library's failure is a result here
            score.failed += not isinstance(error, IntakeError)
            article = Article(text="")
        score.seconds += time.process_time() - started
        score.pages += 1
        score.words += len(article.text.split())
        if gold.get("text"):
            precision, recall, f1 = overlap(str(gold["text"]), article.text)
            score.precision.append(precision)
            score.recall.append(recall)
            score.f1.append(f1)
        if gold.get("title"):
            score.title.append(letters(str(gold["title"])) == letters(article.title))
        if gold.get("date"):
            score.day.append(right_day(article, gold))
        if isinstance(names := gold.get("authors"), list) and names:
            found = letters(" ".join(article.authors))
            score.author.append(any(letters(str(name)) in found for name in names))
    return score


def own() -> Pages:
    """Return our own pages; none is asked to find what its page doesn't state."""
    return [
        (decode(page.body), page.url, {"file": page.name, "text": page.text, "title": page.title, "date": page.day, "verdict": page.verdict}
         | ({"authors": list(page.authors)} if page.authors else {}))
        for page in made_pages(heavy=True)
    ]  # fmt: skip


def judge(pages: Pages, *, errors: bool) -> None:
    """Print the confidence of days and the verdicts of ours."""
    days: dict[str, list[bool]] = {}
    verdicts: Counter[tuple[str, str]] = Counter()
    for html, url, gold in pages:
        try:
            article, outcome = examine(html, url=url)
        except IntakeError as error:
            article, outcome = Article(text=""), error.outcome
        if gold.get("date") and article.published_confidence:
            days.setdefault(article.published_confidence, []).append(right_day(article, gold))
        wanted, found = str(gold.get("verdict") or ""), str(outcome or "article")
        if wanted:
            verdicts[wanted, found] += 1
        if errors and (wanted not in ("", found) or (gold.get("text") and overlap(str(gold["text"]), article.text)[2] < 0.9)):
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
    arguments = parser.parse_args()
    pages = load(arguments.folder, arguments.limit) if arguments.folder else own()
    if not pages:
        parser.error(f"no pages in {arguments.folder}")
    where = arguments.folder or "our own, written for this project: no sample of the web"
    print(f"{len(pages)} pages ({where})")
    print(f"{'':18s}{'P':>7s}{'R':>7s}{'F1':>7s}{'title':>7s}{'day':>7s}{'author':>7s}{'pages/s':>9s}{'words':>8s}{'failed':>7s}")
    for name, (module, reader) in READERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name:18s}not installed")
            continue
        measure(reader, pages)  # libraries load tables when a page first needs them: not counted
        reset_caches()  # what one run has learnt of these pages must not speed up the next
        jt_stoplist_init()  # which loads the largest table again
        score = measure(reader, pages)
        shares = "".join(map(share, (score.precision, score.recall, score.f1, score.title, score.day, score.author)))
        print(f"{name:18s}{shares}{score.pages / score.seconds:9.1f}{score.words:8d}{score.failed:7d}")
    judge(pages, errors=arguments.errors)


if __name__ == "__main__":
    main()
