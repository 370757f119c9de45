"""`python -m bot move`: from the SQLite file to PostgreSQL, with every row checked on both sides."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from bot.errors import StoreError
from bot.i18n import system_language, t
from bot.settings import Settings, load
from bot.store.database import Database
from bot.store.moving import move


def main(source: Path | None) -> None:
    """Copy the SQLite database to the PostgreSQL of DATABASE_URL; run it again to go on after a cut.

    Raises:
        StoreError: what stands in the way.
    """
    settings = load()
    file = (source or settings.data_dir / "vigie.sqlite").resolve()
    if not settings.url.startswith("postgresql"):
        raise StoreError("move.no_target")
    if not file.is_file():
        raise StoreError("move.no_source", path=file)
    asyncio.run(_move(settings, file))


async def _move(settings: Settings, file: Path) -> None:
    language = system_language()
    source = await Database.open(f"sqlite+aiosqlite:///{file}", data_dir=file.parent)
    try:
        target = await Database.open(settings.url, data_dir=settings.data_dir)
        try:
            async for table in move(source, target):
                typer.echo(t(language, "move.table", table=table.table, rows=table.rows))
        finally:
            await target.close()
    finally:
        await source.close()
    typer.echo(t(language, "move.done"))
