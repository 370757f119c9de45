"""`Sandbox`: an embedded Discord with two guilds, the people in them, and everything those people can do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from bot.sandbox.faults import Faults
from bot.sandbox.guilds import TIMEOUT_S, Where
from bot.sandbox.people import People
from bot.sandbox.rest import Problem, Request
from bot.sandbox.server import Server
from bot.sandbox.views import Post


class Sandbox(People):
    """Start with `async with Sandbox() as sandbox`. Names of channels and people mean those of the first guild.

    Args:
        port: where to listen on 127.0.0.1; 0 takes a free one.
        shards: how many shards the bot is told to start; the second guild lives on the last of them.
        privileged: the privileged intents that the bot has been granted.
    """

    def __init__(self, port: int = 0, *, shards: int = 1, privileged: Iterable[str] = ("message_content",)) -> None:
        super().__init__(shards=shards)
        self.server = Server(self.world, shards=shards, privileged=privileged)
        self._port = port

    async def __aenter__(self) -> Self:
        await self.server.start(self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.server.url

    @property
    def api_base(self) -> str:
        """For `DISCORD_API_BASE`."""
        return f"{self.server.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """For `DISCORD_GATEWAY_URL`."""
        return self.server.gateway.url

    @property
    def token(self) -> str:
        """For `DISCORD_TOKEN`."""
        return self.server.token

    @property
    def faults(self) -> Faults:
        """Order faults here."""
        return self.server.faults

    @property
    def requests(self) -> list[Request]:
        """Every REST call so far."""
        return self.server.rest.requests

    @property
    def unimplemented(self) -> list[Problem]:
        """Calls this Discord does not know; should stay empty."""
        return self.server.rest.unimplemented

    def settings_env(self) -> dict[str, str]:
        """The environment variables with which a bot finds this Discord."""
        return {
            "DISCORD_TOKEN": self.token,
            "DISCORD_API_BASE": self.api_base,
            "DISCORD_GATEWAY_URL": self.gateway_url,
            "FETCH_ALLOW": f"127.0.0.1:{self.server.port}",
        }

    def article(self, name: str, content: str | bytes | None = None) -> str:
        """The address of a sample article, or of a page with this content."""
        return f"{self.url}/articles/{name}" if content is None else self.server.add_article(name, content)

    async def wait_until_ready(self, timeout: float = TIMEOUT_S) -> None:  # noqa: ASYNC109
        """Wait until every shard of the bot is connected."""
        await self.wait_for(lambda: self.server.gateway.ready, timeout)

    async def wait_until_gone(self, timeout: float = TIMEOUT_S) -> None:  # noqa: ASYNC109
        """Wait until no socket of a bot is open."""
        await self.wait_for(lambda: not self.server.gateway.connected, timeout)

    async def wait_for_command(self, name: str, timeout: float = TIMEOUT_S) -> None:  # noqa: ASYNC109
        """Wait until the bot has registered a command."""
        await self.wait_for(lambda: name in self.command_names(), timeout)

    async def wait_for_messages(
        self,
        where: Where,
        count: int = 1,
        *,
        after: Post | None = None,
        timeout: float = TIMEOUT_S,  # noqa: ASYNC109
    ) -> list[Post]:
        """Wait until the bot has posted `count` messages in a channel (since `after`); return all of them."""

        def found() -> list[Post]:
            return [post for post in self.history(where) if post.author_id == self.bot_id and (after is None or post.id > after.id)]

        await self.wait_for(lambda: len(found()) >= count, timeout)
        return found()

    async def wait_for_reply(self, post: Post, timeout: float = TIMEOUT_S) -> Post:  # noqa: ASYNC109
        """Wait for the bot's reply to a post."""
        await self.wait_for(lambda: bool(self.replies(post)), timeout)
        return self.replies(post)[0]

    async def drop_connections(self, code: int = 4000) -> None:
        """Close the bot's sockets; it may resume."""
        await self.server.gateway.close_sockets(code)
