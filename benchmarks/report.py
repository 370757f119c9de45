"""`make bench`: runs the benchmarks of the whole and writes their tables to docs/performance.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import overhead, processes, whole
from benchmarks.table import markdown

TARGET = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
HEAD = """# Performance

Written by `make bench` ({articles} articles) on {day}: {cores} cores, {machine}, Python {python}, load {load:.1f} at the start{warning}.
Each limit comes from the same run, on the same texts. Figures of a machine that does something else at the same time say nothing.

"""


async def tables(articles: int, rate: float, children: int) -> str:
    """All tables, one benchmark after the other, so that none disturbs another."""
    parts = [await whole.measure(articles, rate, children)]
    parts.append(markdown("Engine alone, SQLite", await overhead.measure(articles)))
    parts.append(markdown("Processes", await processes.measure()))
    return "\n".join(parts)


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rate", type=float, default=3.0)
    parser.add_argument("--children", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    given = parser.parse_args()
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    warning = ", **which was busy: measure again**" if load > cores / 2 else ""
    head = HEAD.format(
        articles=given.articles, day=f"{datetime.now(UTC):%Y-%m-%d}", cores=cores, machine=platform.machine(),
        python=platform.python_version(), load=load, warning=warning,
    )  # fmt: skip
    told = head + asyncio.run(tables(given.articles, given.rate, given.children))
    print(told)
    if given.write:
        TARGET.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
