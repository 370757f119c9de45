"""What people see: posts, buttons, menus, answers. Read from the world each time, so they are never stale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simcord.backend.errors import BackendError
from simcord.backend.models import Interaction, Message

from bot.sandbox.core import Json, World

BUTTON, SELECTS, LINK = 2, (3, 5, 6, 7, 8), 5
LOADING = 1 << 7


@dataclass(frozen=True, slots=True)
class Channel:
    """A text channel."""

    id: int
    name: str
    guild_id: int


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a guild."""

    id: int
    name: str
    guild_id: int
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button as shown; `url` for link buttons, `custom_id` for the others."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """A select menu and the values it offers."""

    custom_id: str
    placeholder: str
    values: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a post."""

    name: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it was when this was read."""

    id: int
    channel_id: int
    author_id: int
    author: str
    content: str
    created_at: datetime
    edited: bool
    ephemeral: bool
    loading: bool
    reply_to: int | None
    embeds: tuple[Mapping[str, Any], ...]
    components: tuple[Mapping[str, Any], ...]
    files: tuple[File, ...]

    @property
    def text(self) -> str:
        """Everything there is to read, in reading order, a line for each piece."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [str(embed.get(key) or "") for key in ("title", "description")]
            parts += [f"{item['name']}\n{item['value']}" for item in embed.get("fields") or ()]
            parts.append(str((embed.get("footer") or {}).get("text") or ""))
        parts += [str(item["content"]) for item in walk(self.components) if item.get("type") == 10]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons, in order."""
        return tuple(
            Button(str(item.get("label") or ""), item.get("custom_id"), item.get("url"), bool(item.get("disabled")))
            for item in walk(self.components)
            if item.get("type") == BUTTON
        )

    @property
    def menus(self) -> tuple[Menu, ...]:
        """The select menus, in order."""
        return tuple(_menu(item) for item in walk(self.components) if item.get("type") in SELECTS)


@dataclass(frozen=True, slots=True)
class Choice:
    """An autocomplete suggestion."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Modal:
    """A dialog that the bot opened: its title and the custom ids of its inputs, in order."""

    title: str
    custom_id: str
    inputs: tuple[str, ...]


class Answer:
    """What an interaction led to so far; properties read the present state."""

    def __init__(self, world: World, record: Interaction) -> None:
        self.record = record
        self._world = world

    @property
    def acknowledged(self) -> bool:
        """Whether the bot answered (or deferred) in time."""
        return self.record.responded

    @property
    def complete(self) -> bool:
        """Whether the bot answered and is not "thinking" any more."""
        return self.record.responded and not self.record.loading

    @property
    def ephemeral(self) -> bool:
        """Whether only the person who asked sees the answer."""
        return self.record.ephemeral

    @property
    def message(self) -> Post | None:
        """The answer, or the message that was updated."""
        return self._post(self.record.message_id)

    @property
    def followups(self) -> list[Post]:
        """Further answers, oldest first."""
        return [post for post in map(self._post, self.record.followup_ids) if post is not None]

    @property
    def text(self) -> str:
        """Everything the bot said, followups included."""
        posts = [self.message, *self.followups]
        return "\n".join(post.text for post in posts if post is not None)

    @property
    def modal(self) -> Modal | None:
        """The dialog the bot opened."""
        raw = self.record.modal
        if raw is None:
            return None
        inputs = tuple(str(item["custom_id"]) for item in walk(raw["components"]) if item.get("custom_id"))
        return Modal(str(raw["title"]), str(raw["custom_id"]), inputs)

    @property
    def choices(self) -> list[Choice]:
        """The suggestions for an autocompleted option."""
        return [Choice(str(item["name"]), item["value"]) for item in self.record.autocomplete_choices or ()]

    def _post(self, message_id: int | None) -> Post | None:
        if message_id is None:
            return None
        try:
            return post_of(self._world, self._world.store.get_message(self.record.channel_id, message_id))
        except BackendError:
            return None


def walk(components: Json) -> Iterator[Mapping[str, Any]]:
    """Go through components in reading order, nested ones and accessories included."""
    for component in components or ():
        yield component
        yield from walk(component.get("components"))
        yield from walk([component[part] for part in ("component", "accessory") if component.get(part)])


def post_of(world: World, message: Message) -> Post:
    """Freeze a message."""
    reference = message.reference or {}
    return Post(
        id=message.id,
        channel_id=message.channel_id,
        author_id=message.author_id,
        author=world.store.users[message.author_id].name,
        content=message.content,
        created_at=datetime.fromisoformat(message.timestamp),
        edited=message.edited_timestamp is not None,
        ephemeral=message.is_ephemeral,
        loading=bool(message.flags & LOADING),
        reply_to=int(reference["message_id"]) if reference.get("message_id") else None,
        embeds=tuple(message.embeds),
        components=tuple(message.components),
        files=tuple(File(item["filename"], item["url"], item["size"]) for item in message.attachments),
    )


def _menu(item: Mapping[str, Any]) -> Menu:
    options = item.get("options") or ()
    values, labels = tuple(str(option["value"]) for option in options), tuple(str(option["label"]) for option in options)
    return Menu(str(item["custom_id"]), str(item.get("placeholder") or ""), values, labels)
