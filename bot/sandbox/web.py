"""The page: its files, what it shows (JSON), news of changes (server-sent events), and what a person does on it.

The server's guard refuses other hosts and origins; changes need a header besides, which another site's page cannot send.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from typing import Any

from aiohttp import web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.results import InteractionResult

from bot.sandbox.core import Json
from bot.sandbox.people import NotAnsweredError, SandboxError
from bot.sandbox.views import Answer, Channel, Member, Post, post_of
from bot.sandbox.world import Sandbox

FILES = {"css": "text/css", "js": "text/javascript", "html": "text/html", "svg": "image/svg+xml"}
POLICY = "; ".join(
    ["default-src 'none'"]
    + [f"{kind}-src 'self'" for kind in ("script", "style", "connect")]
    + ["img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
MARK = "X-Sandbox"
MENTION, CHANNEL, USER, INTEGER, NUMBER, BOOLEAN = 9, 7, 6, 4, 10, 5
MESSAGES_SHOWN = 200
KEEP_ALIVE_S = 20.0


class Page:
    """Adds the page to a sandbox's server; call before it starts."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        server = sandbox.server
        server.home = self._home
        router = server.app.router
        router.add_get("/page/{name}", self._asset)
        router.add_get("/ui/state", self._state)
        router.add_get("/ui/events", self._events)
        router.add_post("/ui/post", self._post)
        router.add_post("/ui/act", self._act)
        self._acts = {
            "edit": self._edit,
            "delete": self._delete,
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "click": self._click,
            "select": self._select,
            "modal": self._modal,
            "menu": self._menu,
        }

    async def _home(self, _: web.Request) -> web.StreamResponse:
        return _asset("index.html")

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return _asset(request.match_info["name"])

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionError):  # the page was closed
            while True:
                seen = self._sandbox.world.changes.version
                await response.write(f"data: {seen}\n\n".encode())
                await self._changed(seen)
        return response

    async def _changed(self, seen: int) -> None:
        """Wait for news, or for a while: a line now and then tells a closed page from a quiet one."""
        changes = self._sandbox.world.changes
        with suppress(TimeoutError):
            await changes.until(lambda: changes.version != seen, KEEP_ALIVE_S)

    async def _state(self, request: web.Request) -> web.Response:
        member = self._sandbox.member(request.query.get("who", "alice"))
        channel = self._channel(request.query.get("channel"))
        return _json(self._snapshot(member, channel))

    def _snapshot(self, member: Member, channel: Channel) -> dict[str, Any]:
        world, guild = self._sandbox.world, self._sandbox.guild
        store = world.store
        stored = sorted(store.messages.get(channel.id, {}).values(), key=lambda message: message.id)
        shown = [message for message in stored if message.visible_to(member.id)][-MESSAGES_SHOWN:]
        return {
            "guild": guild.name,
            "bot": {"id": str(self._sandbox.bot_id), "name": store.bot_user.name, "online": self._sandbox.server.gateway.ready},
            "me": str(member.id),
            "channel": str(channel.id),
            "people": [{"id": str(each.id), "name": each.name, "administrator": each.administrator} for each in guild.members.values()],
            "channels": [
                {"id": str(each.id), "name": each.name, "last": str(max(store.messages.get(each.id, {}), default=0))}
                for each in guild.channels.values()
            ],
            "messages": [dict(serializers.message_payload(store, message)) for message in shown],
            "commands": store.visible_commands(user_id=member.id, channel_id=channel.id),
            "menus": store.visible_commands(user_id=member.id, channel_id=channel.id, type=3),
        }

    async def _post(self, request: web.Request) -> web.Response:
        _require_mark(request)
        form = await request.post()
        uploads = [(value.filename, value.file.read()) for value in form.values() if isinstance(value, web.FileField)]
        fields = {key: value for key, value in form.items() if isinstance(value, str)}
        channel = self._channel(fields.get("channel"))
        reply_to = self._message(fields) if fields.get("message") else None
        try:
            await self._sandbox.post(channel, fields["who"], fields.get("text", ""), files=uploads, reply_to=reply_to)
        except SandboxError as error:
            return _json({"error": str(error)})
        return _json({})

    async def _act(self, request: web.Request) -> web.Response:
        _require_mark(request)
        data = await request.json()
        try:
            answer = await self._acts[data["act"]](data)
        except NotAnsweredError:
            return _json({"error": "silent"})
        except (SandboxError, BackendError) as error:
            return _json({"error": str(error)})
        if not isinstance(answer, Answer):
            return _json(answer or {})
        return _json({"interaction": str(answer.record.id), "modal": answer.record.modal})

    async def _edit(self, data: Mapping[str, Json]) -> None:
        await self._sandbox.edit(self._own(data), str(data["text"]))

    async def _delete(self, data: Mapping[str, Json]) -> None:
        await self._sandbox.delete(self._own(data))

    async def _slash(self, data: Mapping[str, Json]) -> Answer:
        options = {option["name"]: self._value(option) for option in data.get("options") or ()}
        return await self._sandbox.slash(data["who"], self._channel(data["channel"]), data["command"], locale=data.get("locale"), **options)

    async def _autocomplete(self, data: Mapping[str, Json]) -> dict[str, Json]:
        filled = {option["name"]: self._value(option) for option in data.get("options") or ()}
        channel, where = self._channel(data["channel"]), (data["command"], data["option"], str(data["typed"]))
        choices = await self._sandbox.autocomplete(data["who"], channel, *where, locale=data.get("locale"), **filled)
        return {"choices": [{"name": choice.name, "value": choice.value} for choice in choices]}

    async def _click(self, data: Mapping[str, Json]) -> Answer:
        return await self._sandbox.click(data["who"], self._message(data), custom_id=data["custom_id"], locale=data.get("locale"))

    async def _select(self, data: Mapping[str, Json]) -> Answer:
        values = [self._value({"type": data.get("type"), "value": value}) for value in data["values"]]
        message = self._message(data)
        return await self._sandbox.select(data["who"], message, values, custom_id=data["custom_id"], locale=data.get("locale"))

    async def _menu(self, data: Mapping[str, Json]) -> Answer:
        return await self._sandbox.message_command(data["who"], self._message(data), data["command"], locale=data.get("locale"))

    async def _modal(self, data: Mapping[str, Json]) -> Answer:
        world = self._sandbox.world
        record = world.store.interactions.get(int(data["interaction"]))
        if record is None:
            raise SandboxError("that dialog is gone")
        shown = Answer(world, InteractionResult(world, record)._interaction)
        return await self._sandbox.submit_modal(data["who"], shown, dict(data["values"]), locale=data.get("locale"))

    def _value(self, option: Mapping[str, Json]) -> Json:
        """Turn what the page sends for an option or a menu into what the sandbox takes, by Discord's type number."""
        kind, value = option.get("type"), option["value"]
        guild = self._sandbox.guild
        if kind in (CHANNEL, 8) and str(value).isdigit():
            return next((each for each in guild.channels.values() if str(each.id) == value), value)
        if kind in (USER, MENTION):
            return next((each for each in guild.members.values() if str(each.id) == value), value)
        try:
            return int(value) if kind == INTEGER else float(value) if kind == NUMBER else value
        except ValueError:
            raise SandboxError(f"{value} is not a number") from None

    def _channel(self, channel_id: Json) -> Channel:
        channels = list(self._sandbox.guild.channels.values())
        return next((each for each in channels if str(each.id) == channel_id), channels[0])

    def _message(self, data: Mapping[str, Json]) -> Post:
        store = self._sandbox.world.store
        return post_of(self._sandbox.world, store.get_message(self._channel(data["channel"]).id, int(data["message"])))

    def _own(self, data: Mapping[str, Json]) -> Post:
        post, member = self._message(data), self._sandbox.member(data["who"])
        if post.author_id != member.id and not (data["act"] == "delete" and member.administrator):
            raise SandboxError("that message is somebody else's")
        return post


def _asset(name: str) -> web.Response:
    known = {item.name: item for item in (files("bot.sandbox") / "page").iterdir()}
    kind = FILES.get(name.rpartition(".")[2])
    if name not in known or kind is None:
        raise web.HTTPNotFound
    return web.Response(text=known[name].read_text(encoding="utf-8"), content_type=kind, charset="utf-8", headers=HEADERS)


def _json(data: Json) -> web.Response:
    return web.Response(text=json.dumps(data), content_type="application/json", headers=HEADERS)


def _require_mark(request: web.Request) -> None:
    """Another site's form cannot send this header, and its script would be asked for a permission that we never give."""
    if MARK not in request.headers:
        raise web.HTTPForbidden(text=f"send {MARK}")
