"""The Gateway: sessions with numbered, buffered events, and the WebSocket that carries them.

Source: https://discord.com/developers/docs/events/gateway (opcodes, close codes, RESUME, sharding formula).
"""

from __future__ import annotations

import asyncio
import copy
import json
import time
import zlib
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import discord
from aiohttp import WSMsgType, web
from simcord import intents as rules
from simcord.backend import serializers

from bot.sandbox.core import WorldBackend
from bot.sandbox.faults import Faults

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
UNKNOWN_OPCODE, NOT_AUTHENTICATED, AUTHENTICATION_FAILED, INVALID_SHARD, DISALLOWED_INTENTS = 4001, 4003, 4004, 4010, 4014
HEARTBEAT_MS = 41_250
ACK_S = 0.25
"""How long a heartbeat's answer takes: one that came at once would find discord.py still noting when it sent the heartbeat."""
BUFFERED = 5_000
RESUMABLE_S = 300.0
CHUNK = 1000
NORMAL_CLOSURES = (1000, 1001)
PRIVILEGED = {"members": 1 << 14, "presences": 1 << 12, "message_content": 1 << 18}  # with the flag of an application that has it


class Wire:
    """One WebSocket: frames go out in order, through one zlib stream when the client asked for it."""

    def __init__(self, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self.socket = socket
        self.closed_by_us = False
        self._deflate = zlib.compressobj() if compress else None
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, payload: Mapping[str, Any]) -> None:
        """Queue one payload."""
        self._queue.put_nowait(json.dumps(payload))

    async def _write(self) -> None:
        while (text := await self._queue.get()) is not None:
            with suppress(ConnectionError):
                if self._deflate is None:
                    await self.socket.send_str(text)
                else:
                    data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(data)

    async def close(self, code: int) -> None:
        """Send what is queued, then close with `code`."""
        self.closed_by_us = True
        self._queue.put_nowait(None)
        await self._writer
        await self.socket.close(code=code)

    def drop(self) -> None:
        """Stop writing: the other side has gone."""
        self._writer.cancel()


@dataclass(slots=True, eq=False)
class Session:
    """What the server remembers of one IDENTIFY, over reconnections."""

    id: str
    shard: int
    shards: int
    intents: discord.Intents
    seq: int = 0
    sent: deque[tuple[int, str, dict[str, Any]]] = field(default_factory=lambda: deque(maxlen=BUFFERED))
    wire: Wire | None = None
    left_at: float = 0.0

    def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Number an event, keep it for a RESUME, and send it if the session is connected."""
        self.seq += 1
        self.sent.append((self.seq, event, data))
        if self.wire is not None:
            self.wire.send({"op": DISPATCH, "t": event, "s": self.seq, "d": data})

    def can_replay(self, seq: int) -> bool:
        """Tell whether every event after `seq` is still kept."""
        oldest = self.sent[0][0] if self.sent else self.seq + 1
        return oldest - 1 <= seq <= self.seq

    def replay(self, seq: int) -> None:
        """Send again what came after `seq`, then RESUMED."""
        for number, event, data in [item for item in self.sent if item[0] > seq]:
            if self.wire is not None:
                self.wire.send({"op": DISPATCH, "t": event, "s": number, "d": data})
        self.dispatch("RESUMED", {})


class Gateway:
    """Accepts bots, keeps their sessions and passes the world's events on to those that may see them."""

    def __init__(self, backend: WorldBackend, faults: Faults, token: str, *, shards: int, privileged: frozenset[str]) -> None:
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.resumed = 0
        self.identified = 0
        self._backend = backend
        self._faults = faults
        self._token = token
        self._shards = shards
        self._privileged = privileged
        backend.subscribers.append(self.publish)

    @property
    def connected(self) -> list[Session]:
        """The sessions with a live socket."""
        return [session for session in self.sessions.values() if session.wire is not None]

    @property
    def flags(self) -> int:
        """The application's flags: which privileged intents it has been granted (Discord's application resource)."""
        return sum(PRIVILEGED[name] for name in self._privileged)

    @property
    def ready(self) -> bool:
        """Whether every shard has a connected session."""
        return {session.shard for session in self.connected} >= set(range(self._shards))

    def publish(self, event: str, payload: Mapping[str, Any]) -> None:
        """Give an event to each session that is to see it."""
        for session in self.sessions.values():
            if _shard_of(event, payload, session.shards) == session.shard:
                self._deliver(session, event, payload)

    async def close_sockets(self, code: int = 4000) -> None:
        """Close every socket with `code`; the sessions can be resumed."""
        await asyncio.gather(*(session.wire.close(code) for session in self.connected if session.wire is not None))

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one WebSocket until it closes."""
        compress = request.query.get("compress")
        if compress not in (None, "zlib-stream") or request.query.get("encoding", "json") != "json":
            raise web.HTTPBadRequest(text="this gateway speaks JSON, plain or zlib-stream")
        socket = web.WebSocketResponse(max_msg_size=1 << 20, compress=False)
        await socket.prepare(request)
        wire = Wire(socket, compress=compress is not None)
        wire.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    session = await self._receive(wire, session, json.loads(message.data))
        finally:
            self._leave(wire, session, socket.close_code)
        return socket

    async def _receive(self, wire: Wire, session: Session | None, frame: Mapping[str, Any]) -> Session | None:
        op, data = frame.get("op"), frame.get("d")
        if op == HEARTBEAT:
            asyncio.get_running_loop().call_later(ACK_S, wire.send, {"op": ACK})
        elif op == IDENTIFY and isinstance(data, dict):
            return await self._identify(wire, data)
        elif op == RESUME and isinstance(data, dict):
            return self._resume(wire, data)
        elif session is None:
            await wire.close(NOT_AUTHENTICATED)
        elif op == MEMBERS and isinstance(data, dict):
            self._send_members(session, data)
        return session

    async def _identify(self, wire: Wire, data: Mapping[str, Any]) -> Session | None:
        if data.get("token") != self._token:
            await wire.close(AUTHENTICATION_FAILED)
            return None
        intents = discord.Intents._from_value(int(data["intents"]))
        if any(getattr(intents, name) and name not in self._privileged for name in PRIVILEGED):
            await wire.close(DISALLOWED_INTENTS)
            return None
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            await wire.close(INVALID_SHARD)
            return None
        self._forget_old()
        session = Session(uuid4().hex, shard, shards, intents, wire=wire)
        self.sessions[session.id] = session
        self.identified += 1
        self._welcome(session)
        self._backend.changes.notify()
        return session

    def _welcome(self, session: Session) -> None:
        guilds = [guild for guild in self._backend.guilds.values() if (guild.id >> 22) % session.shards == session.shard]
        ready = {
            "v": 10,
            "user": {**serializers.user_payload(self._backend.bot_user), "verified": True, "mfa_enabled": False, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self._backend.application_id), "flags": 0},
        }
        session.dispatch("READY", ready)
        for guild in guilds:
            self._deliver(session, "GUILD_CREATE", serializers.guild_create_payload(self._backend, guild))

    def _resume(self, wire: Wire, data: Mapping[str, Any]) -> Session | None:
        self._forget_old()
        session = self.sessions.get(str(data.get("session_id")))
        seq = int(data.get("seq") or 0)
        refused = self._faults.take_resume() or data.get("token") != self._token
        if refused or session is None or not session.can_replay(seq):
            if session is not None:
                del self.sessions[session.id]
            wire.send({"op": INVALID, "d": False})
            return None
        session.wire = wire
        session.replay(seq)
        self.resumed += 1
        self._backend.changes.notify()
        return session

    def _leave(self, wire: Wire, session: Session | None, code: int | None) -> None:
        wire.drop()
        if session is None or session.wire is not wire:
            return
        session.wire, session.left_at = None, time.monotonic()
        if code in NORMAL_CLOSURES and not wire.closed_by_us:  # the bot said goodbye: Discord ends the session
            self.sessions.pop(session.id, None)
        self._backend.changes.notify()

    def _forget_old(self) -> None:
        now = time.monotonic()
        for session in list(self.sessions.values()):
            if session.wire is None and now - session.left_at > RESUMABLE_S:
                del self.sessions[session.id]

    def _deliver(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        gate = rules.required_intent(event, payload)
        if gate is not None and not getattr(session.intents, gate):
            return
        data: dict[str, Any] = copy.deepcopy(dict(payload))
        if event == "GUILD_CREATE":
            rules.prune_guild_create(data, session.intents, self._backend.bot_user.id)
        if not session.intents.message_content:
            self._censor(event, data)
        session.dispatch(event, data)

    def _censor(self, event: str, data: dict[str, Any]) -> None:
        bot_id, backend = self._backend.bot_user.id, self._backend
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            rules.censor_message(data, bot_id, backend=backend)
        elif event == "INTERACTION_CREATE":  # the message acted upon is shown whole, what it refers to is not
            if isinstance(data.get("message"), dict):
                rules.censor_message(data["message"], bot_id, backend=backend, exempt_root=True)
            resolved = (data.get("data") or {}).get("resolved") or {}
            for message in (resolved.get("messages") or {}).values():
                rules.censor_message(message, bot_id, backend=backend, exempt_root=True)

    def _send_members(self, session: Session, data: Mapping[str, Any]) -> None:
        guild = self._backend.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = {int(user) for user in data.get("user_ids") or ()}
        prefix = str(data.get("query") or "").lower()
        members = [
            member
            for member in guild.members.values()
            if (not wanted or member.user_id in wanted) and self._backend.users[member.user_id].name.lower().startswith(prefix)
        ]
        members = members[: int(data.get("limit") or 0) or None]
        chunks = [members[start : start + CHUNK] for start in range(0, len(members), CHUNK)] or [[]]
        for index, chunk in enumerate(chunks):
            answer: dict[str, Any] = {
                "guild_id": str(guild.id),
                "members": [dict(serializers.member_payload(self._backend, guild, member)) for member in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks),
                "not_found": [str(user) for user in sorted(wanted - set(guild.members))],
            }
            if data.get("nonce"):
                answer["nonce"] = data["nonce"]
            session.dispatch("GUILD_MEMBERS_CHUNK", answer)


def _shard_of(event: str, payload: Mapping[str, Any], shards: int) -> int:
    """Discord's sharding formula; what belongs to no guild goes to shard 0."""
    guild_id = payload.get("guild_id") or (payload.get("id") if event.startswith("GUILD_") else None)
    return (int(guild_id) >> 22) % shards if guild_id is not None else 0
