"""The REST half of Discord's API over simcord's router: parsing, authorisation, faults, nonces and the rules of `rules`."""

from __future__ import annotations

import asyncio
import io
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord
from aiohttp import web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import router

from bot.sandbox import commands, rules
from bot.sandbox.core import Json, WorldBackend
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.gateway import Gateway

APPLICATION = "/oauth2/applications/@me"
PREFIX = re.compile(r"/api(?:/v10)?")
SEND = re.compile(r"/channels/(\d+)/messages")
MESSAGE = re.compile(r"/channels/(\d+)/messages/(\d+)")
CALLBACK = re.compile(r"/interactions/\d+/[^/]+/callback")
WEBHOOK = re.compile(r"/webhooks/\d+/[^/]+(?:/messages/[^/]+)?")
NONCE_S = 300.0
VIA = {"Via": "1.1 sandbox"}  # discord.py takes a 429 without it for a ban
SUPPRESS_EMBEDS, CHOICES = 4, 8
ANSWERS_WITH_MESSAGE = (4, 7)


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the bot, as received: for tests, and for checks against the OpenAPI description."""

    method: str
    path: str
    json: Any
    query: Mapping[str, str]
    time: float
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A call that this Discord does not implement: tests look that there is none."""

    method: str
    path: str
    message: str


class Rest:
    """Answers `/api/v10/*`."""

    def __init__(self, backend: WorldBackend, faults: Faults, gateway: Gateway, token: str, shards: int) -> None:
        self.requests: list[Request] = []
        self.unimplemented: list[Problem] = []
        self._backend = backend
        self._faults = faults
        self._gateway = gateway
        self._token = token
        self._shards = shards
        self._nonces: dict[tuple[int, str], tuple[float, int]] = {}

    async def handle(self, request: web.Request) -> web.Response:
        """Serve one request: record it, apply its fault if one is ordered, work, answer."""
        path = PREFIX.sub("", request.path, count=1)
        body, files = await _read(request)
        names = tuple(str(file.filename) for file in files)
        self.requests.append(Request(request.method, path, body, dict(request.query), time.time(), names))
        fault = self._faults.take(request.method, path)
        if fault is not None and not fault.after:
            await asyncio.sleep(fault.delay)
            if fault.status is not None:
                return _faulty(fault)
        if not self._authorised(request, path):
            return _answer(401, {"message": "401: Unauthorized", "code": 0})
        status, answer = self._work(request, path, body, files)
        self._backend.changes.notify()
        if fault is not None and fault.after:
            await asyncio.sleep(fault.delay)
            if fault.status is not None:
                return _faulty(fault)
        return _answer(status, answer)

    def _authorised(self, request: web.Request, path: str) -> bool:
        if CALLBACK.fullmatch(path) or WEBHOOK.fullmatch(path):
            return True  # the token is in the path
        return request.headers.get("Authorization") == f"Bot {self._token}"

    def _work(self, request: web.Request, path: str, body: Json, files: list[discord.File]) -> tuple[int, Json]:
        try:
            answer = self._dispatch(request, path, body, files)
        except (router.RouteNotImplemented, router.UnsupportedField) as error:
            self.unimplemented.append(Problem(request.method, path, error.message))
            return 501, {"code": 0, "message": error.message}
        except BackendError as error:
            return error.status, error.to_json()
        except (KeyError, TypeError, ValueError) as error:
            return 400, {"code": 50035, "message": f"Invalid Form Body: {error!r}"}
        return (204, None) if answer is None else (200, answer)

    def _dispatch(self, request: web.Request, path: str, body: Json, files: list[discord.File]) -> Json:
        method = request.method
        if method == "GET" and path in ("/gateway", "/gateway/bot"):
            return self._gateway_info()
        served, answer = commands.handle(self._backend, method, path, body)
        if served:
            return answer
        if (match := MESSAGE.fullmatch(path)) and method == "PATCH" and self._suppresses(match, body):
            return self._suppress_embeds(int(match[1]), int(match[2]), int(body["flags"]))
        match = SEND.fullmatch(path) if method == "POST" else None
        if match is not None:
            return self._send(request, path, int(match[1]), body, files)
        self._check(method, path, body)
        answer = self._route(request, path, body, files)
        return {**answer, "flags": self._gateway.flags} if path == APPLICATION else answer

    def _route(self, request: web.Request, path: str, body: Json, files: list[discord.File]) -> Json:
        reason = request.headers.get("X-Audit-Log-Reason")
        params = dict(request.query)
        if request.method == "GET" and "after" in params and (match := SEND.fullmatch(path)):
            params |= self._next_after(int(match[1]), int(params["after"]), int(params.get("limit", 50)))
        return router.dispatch(self._backend, request.method, path, json=body, params=params, files=files, reason=reason)

    def _next_after(self, channel_id: int, after: int, limit: int) -> dict[str, str]:
        """Discord answers `after` with the messages that come next; simcord, left alone, with the newest of all."""
        later = sorted(number for number in self._backend.messages.get(channel_id, {}) if number > after)
        return {"before": str(later[limit])} if len(later) > limit else {}

    def _check(self, method: str, path: str, body: Json) -> None:
        if not isinstance(body, dict):
            return
        if method == "POST" and CALLBACK.fullmatch(path):
            data = body.get("data") or {}
            if body.get("type") == CHOICES:
                rules.check_choices(data.get("choices") or [])
            if body.get("type") in ANSWERS_WITH_MESSAGE:
                rules.check_message(data)
        elif WEBHOOK.fullmatch(path) or MESSAGE.fullmatch(path):
            rules.check_message(body)

    def _send(self, request: web.Request, path: str, channel_id: int, body: Json, files: list[discord.File]) -> Json:
        rules.check_message(body)
        rules.check_send(self._backend, channel_id, body, files=bool(files))
        nonce = str(body["nonce"]) if body.get("nonce") is not None else None
        if nonce is not None and body.get("enforce_nonce"):
            first = self._sent_already(channel_id, nonce)
            if first is not None:
                return first
        if not self._known_reference(channel_id, body):
            body = {key: value for key, value in body.items() if key != "message_reference"}
        answer = self._route(request, path, body, files)
        if nonce is not None:
            self._nonces[channel_id, nonce] = (time.monotonic(), int(answer["id"]))
            answer = {**answer, "nonce": nonce}
        return answer

    def _sent_already(self, channel_id: int, nonce: str) -> dict[str, Any] | None:
        """Discord's `enforce_nonce`: within a few minutes, the same nonce of the same author gives the first message back."""
        sent_at, message_id = self._nonces.get((channel_id, nonce), (float("-inf"), 0))
        message = self._backend.messages.get(channel_id, {}).get(message_id)
        if message is None or time.monotonic() - sent_at > NONCE_S:
            return None
        return {**serializers.message_payload(self._backend, message), "nonce": nonce}

    def _known_reference(self, channel_id: int, body: Mapping[str, Any]) -> bool:
        reference = body.get("message_reference")
        if not reference or int(reference.get("type", 0)) != 0:
            return True
        return int(reference["message_id"]) in self._backend.messages.get(channel_id, {})

    def _suppresses(self, match: re.Match[str], body: Json) -> bool:
        message = self._backend.messages.get(int(match[1]), {}).get(int(match[2]))
        others = message is not None and message.author_id != self._backend.bot_user.id
        return others and isinstance(body, dict) and set(body) == {"flags"}

    def _suppress_embeds(self, channel_id: int, message_id: int, flags: int) -> Json:
        channel = self._backend.get_channel(channel_id)
        self._backend.require_permissions(channel.guild_id, self._backend.bot_user.id, channel_id, "manage_messages")
        message = self._backend.get_message(channel_id, message_id)
        message.flags = (message.flags & ~SUPPRESS_EMBEDS) | (flags & SUPPRESS_EMBEDS)
        payload = dict(serializers.message_payload(self._backend, message))
        self._backend.emit("MESSAGE_UPDATE", payload)
        return payload

    def _gateway_info(self) -> dict[str, Any]:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 16}
        return {"url": self._gateway.url, "shards": self._shards, "session_start_limit": limit}


async def _read(request: web.Request) -> tuple[Any, list[discord.File]]:
    """Read a JSON or multipart body; files carry the descriptions that `attachments` gives them."""
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    payload: Any = None
    files: list[discord.File] = []
    form = await request.post()
    for name, value in form.items():
        if name == "payload_json":
            payload = json.loads(value if isinstance(value, str) else "null")
        elif isinstance(value, web.FileField):
            files.append(discord.File(io.BytesIO(value.file.read()), filename=value.filename))
    attachments = payload.get("attachments") or [] if isinstance(payload, dict) else []
    for attachment in attachments:
        if attachment.get("description") and int(attachment.get("id", -1)) < len(files):
            files[int(attachment["id"])].description = attachment["description"]
    return payload, files


def _answer(status: int, data: Json) -> web.Response:
    if status == 204:
        return web.Response(status=204, headers=VIA)
    return web.Response(status=status, body=json.dumps(data).encode(), content_type="application/json", headers=VIA)


def _faulty(fault: Fault) -> web.Response:
    status = fault.status or 500
    if status != 429:
        return _answer(status, {"message": f"{status}: ordered fault", "code": 0})
    body = {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": False}
    response = _answer(429, body)
    response.headers["Retry-After"] = str(fault.retry_after)
    return response
