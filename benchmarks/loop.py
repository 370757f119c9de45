"""The largest gap in the event loop while articles are extracted: `python -m benchmarks.loop [ARTICLES]`."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime

from benchmarks.table import percentile
from bot.facts.pool import FactsPool
from bot.model import Document

TICK, LIMIT_MS = 0.010, 100.0
ARTICLE = (
    "La société fictive Ancolie a ouvert le 3 mars 2025 un centre de recherche à Nantes, a annoncé sa présidente, Lise Morvan. "
    "Elle y investira 12 millions d'euros d'ici 2027 et recrutera 80 ingénieurs. « Nantes s'imposait », a déclaré Lise Morvan. "
    "Selon Les Echos, le groupe serait en discussion avec le fabricant allemand Rotwerk pour racheter son usine de Brême. "
    "Le chiffre d'affaires d'Ancolie a progressé de 14 % en 2024, à 310 millions d'euros. Le syndicat dénonce une décision hâtive.\n"
)


async def measure(count: int) -> None:
    """Extract `count` articles while a heartbeat ticks each 10 ms; print what it saw."""
    pool = FactsPool(1)
    await pool.start()
    gaps: list[float] = []
    beating = asyncio.create_task(_beat(gaps))
    started = time.perf_counter()
    document = Document(text=ARTICLE * 3, posted=datetime(2025, 3, 4, tzinfo=UTC))
    await asyncio.gather(*(pool.extract(document) for _ in range(count)))
    seconds = time.perf_counter() - started
    beating.cancel()
    await pool.close()
    p50, p99, largest = percentile(gaps, 0.50), percentile(gaps, 0.99), max(gaps)
    print(f"articles {count}   {count / seconds:.1f} a second")
    print(f"gaps between ticks, ms: p50 {p50:.1f}, p99 {p99:.1f}, largest {largest:.1f}")
    print(f"limit {LIMIT_MS:.0f} ms: {'kept' if largest <= LIMIT_MS else 'BROKEN'}")


async def _beat(gaps: list[float]) -> None:
    last = time.perf_counter()
    while True:
        await asyncio.sleep(TICK)
        now = time.perf_counter()
        gaps.append((now - last) * 1000)
        last = now


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
