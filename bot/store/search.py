"""Folding of names and texts, and full-text search on both engines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.records import StoredFact

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ß": "ss"})


def fold(raw: str) -> str:
    """Casefold, expand ligatures, drop marks, turn all else to single spaces. Idempotent."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", raw).casefold().translate(_LETTERS)).casefold().translate(_LETTERS)
    kept = (c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


async def put_text(conn: AsyncConnection, fact_id: int, folded: str) -> None:
    """Index one fact's folded text."""
    value = "to_tsvector('simple', :folded)" if conn.dialect.name != "sqlite" else ":folded"
    column = "tsv" if conn.dialect.name != "sqlite" else "folded"
    await conn.execute(text(f"INSERT INTO fact_texts (rowid, {column}) VALUES (:id, {value})"), {"id": fact_id, "folded": folded})  # noqa: S608


async def drop_texts(conn: AsyncConnection, fact_ids: Sequence[int]) -> None:
    """Take facts out of the index."""
    if fact_ids:
        await conn.execute(text("DELETE FROM fact_texts WHERE rowid = :id"), [{"id": one} for one in fact_ids])


async def search(conn: AsyncConnection, guild_id: int, words: str, limit: int, offset: int) -> list[StoredFact]:
    """The guild's facts that hold all the words (by prefix), newest first; empty for no words."""
    from bot.store.facts import load

    terms = fold(words).split()[:16]
    if not terms:
        return []
    if conn.dialect.name == "sqlite":
        match, query = "fact_texts MATCH :query", " ".join(f'"{term}"*' for term in terms)
    else:
        match, query = "tsv @@ to_tsquery('simple', :query)", " & ".join(f"'{term}':*" for term in terms)
    statement = text(
        f"SELECT g.fact_id FROM fact_texts t JOIN guild_facts g ON g.fact_id = t.rowid WHERE {match} AND g.guild_id = :guild"  # noqa: S608
        " GROUP BY g.fact_id ORDER BY max(g.day) DESC, g.fact_id DESC LIMIT :limit OFFSET :offset"
    )
    rows = await conn.execute(statement, {"query": query, "guild": guild_id, "limit": limit, "offset": offset})
    return await load(conn, guild_id, [row[0] for row in rows])
