"""What people can do on Discord, as methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from simcord.actors import MemberActor
from simcord.backend.errors import BackendError, SetupError
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bot.sandbox.core import Json
from bot.sandbox.guilds import Guilds, Where, Who
from bot.sandbox.views import Answer, Choice, Post, post_of

ACKNOWLEDGE_S = 3.5  # Discord gives a bot three seconds
COMPLETE_S = 15 * 60  # and, once it has answered "thinking…", a quarter of an hour
LONGEST_POST = 2000
Files = Sequence[tuple[str, bytes]]


class SandboxError(Exception):
    """A person cannot do this here: no such button, command not visible, message not theirs."""


class NotAnsweredError(SandboxError):
    """The bot did not answer in time: "the application did not respond"."""


class People(Guilds):
    """Posts, commands, buttons, menus and dialogs, in the name of a member."""

    async def post(self, where: Where, who: Who, text: str = "", *, files: Files = (), reply_to: Post | None = None) -> Post:
        """Say something. A text over 2000 characters goes as `message.txt`, as Discord's own client sends it."""
        channel, member = self.channel(where), self.member(who)
        if len(text) > LONGEST_POST:
            text, files = "", [*files, ("message.txt", text.encode())]
        store = self.world.store
        reference = {"message_id": str(reply_to.id), "channel_id": str(channel.id)} if reply_to is not None else None
        try:
            store.require_permissions(channel.guild_id, member.id, channel.id, "send_messages")
            attachments = store.store_attachments(channel.id, files)
            message = store.create_message(channel.id, member.id, text, attachments=attachments, reference=reference)
        except BackendError as error:
            raise SandboxError(str(error)) from error
        return post_of(self.world, message)

    async def edit(self, post: Post, text: str) -> Post:
        """Edit a post, as its author."""
        return post_of(self.world, self.world.store.edit_message(post.channel_id, post.id, {"content": text}))

    async def delete(self, post: Post) -> None:
        """Delete a post."""
        self.world.store.delete_message(post.channel_id, post.id)

    async def slash(self, who: Who, where: Where, command: str, /, *, locale: str | None = None, **options: Json) -> Answer:
        """Run a command ("facts", "vigie watch") and wait for its whole answer.

        Options are named as in English; channels and members may be given as `Channel` and `Member`.

        Raises:
            SandboxError: the person cannot see or run it. NotAnsweredError: nothing within Discord's three seconds.
        """
        values = {name: self._handle(value) for name, value in options.items()}
        return await self._interact(who, where, locale, lambda actor, channel: actor.slash(channel, command, **values))

    async def autocomplete(
        self, who: Who, where: Where, command: str, option: str, typed: str, /, *, locale: str | None = None, **filled: Json
    ) -> list[Choice]:
        """Type into an option; return what the bot suggests."""
        sent: list[InteractionResult] = []

        async def typing(actor: MemberActor, channel: ChannelHandle) -> InteractionResult:
            await actor.autocomplete(channel, command, option, typed, **filled)
            return sent[0]

        stop = self.world._register_dispatch_observer(lambda record: sent.append(InteractionResult(self.world, record)))
        try:
            return (await self._interact(who, where, locale, typing)).choices
        finally:
            stop()

    async def message_command(self, who: Who, post: Post, command: str, /, *, locale: str | None = None) -> Answer:
        """Run a message command (Apps menu) on a post."""
        channel = self._channel_of(post)
        return await self._interact(who, channel, locale, lambda actor, handle: actor.context_menu(handle, command, self._shown(post)))

    async def click(
        self, who: Who, post: Post, label: str | None = None, *, custom_id: str | None = None, locale: str | None = None
    ) -> Answer:
        """Press a button, by its label or its custom id."""
        shown = self._shown(post)
        return await self._interact(
            who, self._channel_of(post), locale, lambda actor, _: actor.click(shown, label=label, custom_id=custom_id)
        )

    async def select(
        self, who: Who, post: Post, values: Sequence[Any], *, custom_id: str | None = None, locale: str | None = None
    ) -> Answer:
        """Choose values in a select menu."""
        shown, chosen = self._shown(post), [self._handle(value) for value in values]
        return await self._interact(who, self._channel_of(post), locale, lambda actor, _: actor.select(shown, chosen, custom_id=custom_id))

    async def submit_modal(self, who: Who, answer: Answer, values: dict[str, Any], *, locale: str | None = None) -> Answer:
        """Fill in the dialog that an answer opened."""
        channel = self._channel_by_id(answer.record.channel_id)
        result = InteractionResult(self.world, answer.record)
        return await self._interact(who, channel, locale, lambda actor, _: actor.submit_modal(result, values))

    async def _interact(self, who: Who, where: Where, locale: str | None, act: Callable[[MemberActor, ChannelHandle], Any]) -> Answer:
        channel = self.channel(where)
        guild = next(guild for guild in self.guilds if guild.id == channel.guild_id)
        member = self.member(who, guild)
        if locale is not None:
            self.world.store.locales[member.id] = locale
        try:
            result: InteractionResult = await act(self._actor(member), self._handle(channel))
        except (BackendError, SetupError) as error:
            raise SandboxError(str(error)) from error
        finally:
            if locale is not None:
                del self.world.store.locales[member.id]
        answer = Answer(self.world, result._interaction)
        await self._answered(lambda: answer.acknowledged, ACKNOWLEDGE_S)
        await self._answered(lambda: answer.complete, COMPLETE_S)
        return answer

    async def _answered(self, holds: Callable[[], bool], timeout: float) -> None:  # noqa: ASYNC109
        try:
            await self.wait_for(holds, timeout)
        except TimeoutError:
            raise NotAnsweredError("the application did not respond") from None
