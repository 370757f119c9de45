"""Full-text search over folded texts, on both engines.

A row of the index is one fact in one guild, and holds the guild as a word of its own: what others posted costs a search nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import BigInteger, column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.folding import fold
from bot.model import Kind
from bot.store import schema
from bot.store.records import StoredFact

MOST_TERMS: Final = 16
LONGEST_TERM: Final = 100
"""Characters of a word that count: PostgreSQL refuses words of more than 2,046 bytes."""
LONGEST_TEXT: Final = 20_000
RANKED: Final = 500
"""The matches of a search that are put in the order of their days: those shown to the guild last."""


def _word(guild_id: int) -> str:
    return f"g{guild_id}"


async def put_texts(conn: AsyncConnection, rows: Iterable[tuple[int, int, str]]) -> None:
    """Index rows of `guild_texts`: their id, guild and folded text."""
    values = [{"id": text_id, "folded": folded[:LONGEST_TEXT], "guild": _word(guild_id)} for text_id, guild_id, folded in rows]
    if not values:
        return
    if conn.dialect.name == "sqlite":
        statement = "INSERT INTO fact_texts (rowid, folded, guild) VALUES (:id, :folded, :guild)"
    else:  # an @ is in no folded text
        statement = (
            "INSERT INTO fact_texts (rowid, tsv) VALUES (:id, to_tsvector('simple', :folded) || array_to_tsvector(ARRAY['@' || :guild]))"
        )
    await conn.execute(text(statement), values)


async def drop_texts(conn: AsyncConnection, text_ids: Sequence[int]) -> None:
    """Take rows of `guild_texts` out of the index."""
    if text_ids:
        await conn.execute(text("DELETE FROM fact_texts WHERE rowid = :id"), [{"id": one} for one in text_ids])


async def matching(conn: AsyncConnection, guild_id: int, words: str, *, kind: Kind | None = None, since: date | None = None) -> list[int]:
    """Ids of the guild's facts that hold all the words by their beginnings, newest first.

    At most `RANKED`, of those shown to the guild last, before kind and first day narrow them; none for no words.
    """
    terms = [term[:LONGEST_TERM] for term in fold(words).split()[:MOST_TERMS]]
    if not terms:
        return []
    if conn.dialect.name == "sqlite":
        wanted = " ".join(f'"{term}"*' for term in terms)
        match, query = "fact_texts MATCH :query", f'(guild : "{_word(guild_id)}") AND (folded : ({wanted}))'
    else:
        match = f"tsv @@ (to_tsquery('simple', :query) && '''@{_word(guild_id)}'''::tsquery)"
        query = " & ".join(f"'{term}':*" for term in terms)
    latest = text(f"SELECT rowid FROM fact_texts WHERE {match} ORDER BY rowid DESC LIMIT {RANKED}").bindparams(query=query)  # noqa: S608
    texts = schema.guild_texts
    found = select(texts.c.fact_id).where(texts.c.id.in_(latest.columns(column("rowid", BigInteger))))
    if kind is not None:
        found = found.where(texts.c.kind == kind)
    if since is not None:
        found = found.where(texts.c.day >= since)
    return list(await conn.scalars(found.order_by(texts.c.day.desc(), texts.c.fact_id.desc())))


async def search(conn: AsyncConnection, guild_id: int, words: str, limit: int, offset: int) -> list[StoredFact]:
    """The guild's facts that hold all the words (by prefix), newest first; empty for no words."""
    from bot.store.facts import load

    return await load(conn, guild_id, (await matching(conn, guild_id, words))[offset : offset + limit])
