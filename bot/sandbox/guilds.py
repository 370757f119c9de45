"""The guilds of the sandbox: channels and people by name, what is posted, and waiting for it to change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.enums import OverwriteType
from simcord.results import ResponseMessage

from bot.sandbox.core import Json, World
from bot.sandbox.views import Channel, Member, Post, post_of

TIMEOUT_S = 30.0
Who = str | Member
Where = str | Channel


class Guild:
    """A server with its channels and members, by name."""

    def __init__(self, handle: GuildHandle) -> None:
        self.handle = handle
        self.id: int = handle.id
        self.name: str = handle.name
        self.channels: dict[str, Channel] = {}
        self.members: dict[str, Member] = {}


class Guilds:
    """Two guilds that do not know each other. Names of channels and people mean those of the first."""

    def __init__(self, *, shards: int) -> None:
        self.world = World()
        self.guilds: list[Guild] = []
        self._shards = shards
        self.guild = self._add_guild("Café des nouvelles", 0, ("general", "news", "veille"), ("alice", "bob"), "admin")
        self.other = self._add_guild("Elsewhere", shards - 1, ("general", "news"), ("alice", "carol"), "dora")

    @property
    def bot_id(self) -> int:
        """The bot's user id."""
        return self.world.store.bot_user.id

    def channel(self, where: Where, guild: Guild | None = None) -> Channel:
        """A channel by name."""
        return where if isinstance(where, Channel) else (guild or self.guild).channels[where.removeprefix("#")]

    def member(self, who: Who, guild: Guild | None = None) -> Member:
        """A person by name."""
        return who if isinstance(who, Member) else (guild or self.guild).members[who]

    def add_channel(self, name: str, guild: Guild | None = None) -> Channel:
        """Make another text channel."""
        guild = guild or self.guild
        handle = guild.handle.create_text_channel(name)
        guild.channels[name] = Channel(handle.id, name, guild.id)
        return guild.channels[name]

    def forbid(self, where: Where, *permissions: str) -> None:
        """Take permissions (`send_messages`, `view_channel`, …) from the bot in a channel; none gives all back."""
        channel = self.channel(where)
        model = self.world.store.get_channel(channel.id)
        denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
        model.overwrites = [item for item in model.overwrites if item.target_id != self.bot_id]
        if denied:
            model.overwrites.append(Overwrite(target_id=self.bot_id, type=OverwriteType.MEMBER, allow=0, deny=denied))
        payload = _channel_payload(self.world, channel.id)
        self.world.store.emit("CHANNEL_UPDATE", payload)

    def history(self, where: Where, viewer: Who | None = None) -> list[Post]:
        """The posts of a channel, oldest first; with a viewer, also the answers that only they see."""
        channel = self.channel(where)
        viewer_id = self.member(viewer).id if viewer is not None else None
        messages = sorted(self.world.store.messages.get(channel.id, {}).values(), key=lambda message: message.id)
        return [post_of(self.world, message) for message in messages if message.visible_to(viewer_id)]

    def read(self, post: Post) -> Post | None:
        """The post as it is now, or None once deleted."""
        message = self.world.store.messages.get(post.channel_id, {}).get(post.id)
        return post_of(self.world, message) if message is not None else None

    def replies(self, post: Post) -> list[Post]:
        """The bot's replies to a post."""
        channel = Channel(post.channel_id, "", 0)
        return [item for item in self.history(channel) if item.reply_to == post.id and item.author_id == self.bot_id]

    def command_names(self) -> list[str]:
        """The names of all commands the bot has registered."""
        return sorted(name for scope in self.world.store.commands.values() for name, _kind in scope)

    async def wait_for(self, holds: Callable[[], bool], timeout: float = TIMEOUT_S) -> None:  # noqa: ASYNC109
        """Wait until something holds; looked at again after every change here. Raises TimeoutError."""
        await self.world.changes.until(holds, timeout)

    def _add_guild(self, name: str, shard: int, channels: Iterable[str], people: Iterable[str], administrator: str) -> Guild:
        store = self.world.store
        owner = self._user(f"{name.split()[0].lower()}-owner")
        model = store.create_guild(name, owner_id=owner, shard_id=shard, shard_count=self._shards, preferred_locale="fr")
        guild = Guild(GuildHandle(self.world, model))
        self.guilds.append(guild)
        for channel in channels:
            self.add_channel(channel, guild)
        role = store.create_role(guild.id, "Administration", permissions=discord.Permissions(administrator=True).value)
        for person in (*people, administrator):
            user = self._user(person)
            admin = person == administrator
            store.add_member(guild.id, user, roles=[role.id] if admin else [], nick=None, avatar=None, announce=False)
            guild.members[person] = Member(user, person, guild.id, admin)
        return guild

    def _user(self, name: str) -> int:
        known = next((user.id for user in self.world.store.users.values() if user.name == name), None)
        return known or self.world.store.make_user(name, global_name=name.capitalize()).id

    def _actor(self, member: Member) -> MemberActor:
        guild = next(guild for guild in self.guilds if guild.id == member.guild_id)
        return MemberActor(self.world, guild.handle, UserHandle(self.world, self.world.store.get_user(member.id)))

    def _handle(self, value: Json) -> Json:
        if isinstance(value, Channel):
            guild = next(guild for guild in self.guilds if guild.id == value.guild_id)
            return ChannelHandle(self.world, guild.handle, self.world.store.get_channel(value.id))
        return self._actor(value) if isinstance(value, Member) else value

    def _shown(self, post: Post) -> ResponseMessage:
        return ResponseMessage(self.world, self.world.store.get_message(post.channel_id, post.id))

    def _channel_of(self, post: Post) -> Channel:
        return self._channel_by_id(post.channel_id)

    def _channel_by_id(self, channel_id: int) -> Channel:
        return next(channel for guild in self.guilds for channel in guild.channels.values() if channel.id == channel_id)


def _channel_payload(world: World, channel_id: int) -> dict[str, Any]:
    return dict(serializers.channel_payload(world.store, world.store.get_channel(channel_id)))
