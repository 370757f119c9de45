"""One library's reading of pages, in a process and, for peers, an environment of its own: the bot needs none of them.

usage: PYTHON -m benchmarks.extractors NAME < pages.jsonl > readings.jsonl

A line `{"html", "url"}` a page, answered by one `{"text", "title", "day", "authors", "seconds", "failed"}`; ours has `verdict` and
`confidence` too. Everything is read twice, the seconds are the processor's of the second time; nothing is fetched. The status is 3 where
the library isn't installed.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import socket
import sys
import time
import warnings
from collections.abc import Callable

Reading = dict[str, object]
NOTHING: Reading = {"text": "", "title": None, "day": None, "authors": [], "failed": False}
NOT_INSTALLED = 3


def ours(html: str, url: str) -> Reading:
    from bot.errors import IntakeError
    from bot.intake.article import examine

    try:
        article, outcome = examine(html, url=url)
    except IntakeError as error:
        return {"verdict": error.outcome}
    return {
        "text": article.text,
        "title": article.title,
        "day": article.published and article.published.date().isoformat(),
        "authors": article.authors,
        "verdict": outcome or "article",
        "confidence": article.published_confidence,
    }


def trafilatura(html: str, url: str) -> Reading:
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=url or None, include_comments=False, with_metadata=True)
    if found is None:
        return {}
    return {"text": found.text or "", "title": found.title, "day": found.date, "authors": found.author and found.author.split("; ")}


def newspaper(html: str, url: str) -> Reading:
    import newspaper as library

    page = library.Article(url or "https://example.com/", fetch_images=False, follow_meta_refresh=False)
    page.download(input_html=html)
    page.parse()
    day = page.publish_date and page.publish_date.date().isoformat()
    return {"text": page.text, "title": page.title, "day": day, "authors": page.authors}


def readability(html: str, url: str) -> Reading:
    from lxml.html import fromstring
    from readability import Document

    page = Document(html, url=url or None)
    return {"text": fromstring(page.summary()).text_content(), "title": page.short_title(), "authors": list(filter(None, [page.author()]))}


def resiliparse(html: str, url: str) -> Reading:
    from resiliparse.extract.html2text import extract_plain_text

    return {"text": extract_plain_text(html, main_content=True, alt_texts=False)}


EXTRACTORS: dict[str, tuple[str, Callable[[str, str], Reading]]] = {
    "ours": ("bot", ours),
    "trafilatura": ("trafilatura", trafilatura),
    "newspaper4k": ("newspaper", newspaper),
    "readability-lxml": ("readability", readability),
    "resiliparse": ("resiliparse", resiliparse),
}
"""By the name that the table prints: the module it needs, and how it reads."""


def read_all(extract: Callable[[str, str], Reading], pages: list[dict[str, str]]) -> list[Reading]:
    readings = []
    for page in pages:
        started = time.process_time()
        try:
            reading = NOTHING | extract(page["html"], page["url"])
        except Exception:  # noqa: BLE001 - a library's failure is a result here
            reading = NOTHING | {"failed": True}
        readings.append(reading | {"seconds": time.process_time() - started})
    return readings


def forget() -> None:
    """Drop what trafilatura has learnt of the pages in the first reading, which must not speed up the second; keep its loaded tables."""
    from trafilatura.external import jt_stoplist_init
    from trafilatura.meta import reset_caches

    reset_caches()
    jt_stoplist_init()


def refuse(*_: object) -> None:
    raise OSError("nothing is fetched here")


def main() -> None:
    module, extract = EXTRACTORS[sys.argv[1]]
    if importlib.util.find_spec(module) is None:
        sys.exit(NOT_INSTALLED)
    logging.disable()
    warnings.simplefilter("ignore")
    socket.socket.connect = refuse  # type: ignore[method-assign,assignment]
    pages = [json.loads(line) for line in sys.stdin]
    read_all(extract, pages)  # libraries load tables when a page first needs them: not counted
    if module in ("bot", "trafilatura"):
        forget()
    for reading in read_all(extract, pages):
        print(json.dumps(reading))


if __name__ == "__main__":
    main()
