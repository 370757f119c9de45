"""Discord's messages as the values that the engine accepts."""

from __future__ import annotations

import discord

from bot.posting import Attachment, articles_of
from bot.store.records import NewArticle, NewMessage


def posted_by(message: discord.Message, guild_id: int, *, allow: tuple[str, ...], asked: bool = False) -> list[NewArticle]:
    """List the articles of a message, those that it forwards included."""
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    files = [Attachment(file.id, file.filename, file.url, file.size) for part in parts for file in part.attachments]
    return articles_of("\n".join(part.content for part in parts if part.content), files, guild_id=guild_id, allow=allow, asked=asked)


def calls(message: discord.Message, user: discord.ClientUser | None) -> bool:
    """Tell whether a message is for the bot: it names the bot, or answers one of its messages, with the mention switched off too."""
    if user is None:
        return False
    answered = message.reference.resolved if message.reference is not None else None
    return user in message.mentions or (isinstance(answered, discord.Message) and answered.author.id == user.id)


def new_message(message: discord.Message, guild_id: int, *, private: bool = False) -> NewMessage:
    """Make the row of a message; a private one is read but not answered in its channel."""
    return NewMessage(
        message_id=message.id,
        guild_id=guild_id,
        channel_id=message.channel.id,
        author_id=message.author.id,
        posted_at=message.created_at,
        edited_at=message.edited_at,
        private=private,
    )
