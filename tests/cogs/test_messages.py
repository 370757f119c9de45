"""What is taken from Discord's messages: forwarded ones, files, replies to the bot."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import discord

from cogs._messages import calls, posted_by

LINK = "https://www.le-journal.fr/eco/article"
BOT = Mock(spec=discord.ClientUser, id=7)


def message(content: str = "", *, forwarded: str = "", mentions: tuple[Any, ...] = (), answered: Any = None) -> Any:
    snapshots = [SimpleNamespace(content=forwarded, attachments=[])] if forwarded else []
    reference = SimpleNamespace(resolved=answered) if answered is not None else None
    return SimpleNamespace(content=content, attachments=[], message_snapshots=snapshots, mentions=mentions, reference=reference)


def test_links_of_forwarded_messages_are_found() -> None:
    assert [one.url for one in posted_by(message(forwarded=f"lisez <{LINK}>"), 1, allow=())] == [LINK]
    assert [one.url for one in posted_by(message(f"{LINK}/2", forwarded=LINK), 1, allow=())] == [f"{LINK}/2", LINK]


def test_who_is_called() -> None:
    ours, theirs = (Mock(spec=discord.Message, author=SimpleNamespace(id=number)) for number in (7, 8))
    assert calls(message(mentions=(BOT,)), BOT)
    assert calls(message(answered=ours), BOT)
    assert not calls(message(answered=theirs), BOT)
    assert not calls(message(), BOT)
    assert not calls(message(mentions=(BOT,)), None)
