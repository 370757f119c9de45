"""Application commands one at a time: the routes that simcord lacks (it has the bulk ones)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simcord.backend import Backend
from simcord.backend.errors import BackendError
from simcord.backend.ops.commands import COMMAND_FIELDS

from bot.sandbox import rules
from bot.sandbox.core import Json

PATH = re.compile(r"/applications/(\d+)(?:/guilds/(\d+))?/commands(?:/(\d+))?")
Commands = dict[tuple[str, int], dict[str, Any]]


def handle(backend: Backend, method: str, path: str, body: Json) -> tuple[bool, Any]:
    """Serve one-command routes, and check the bulk one. Returns (served, answer); unserved ones are simcord's."""
    match = PATH.fullmatch(path)
    if match is None:
        return False, None
    scope = int(match[2]) if match[2] else None
    if match[3] is None:
        if method == "PUT":
            rules.check_commands(body)
        return (True, _upsert(backend, scope, body)) if method == "POST" else (False, None)
    command = _find(backend.commands.get(scope, {}), match[3])
    if method == "PATCH":
        return True, _edit(backend, scope, command, body)
    if method == "DELETE":
        del backend.commands[scope][command["name"], command["type"]]
        return True, None
    return method == "GET", command


def _upsert(backend: Backend, scope: int | None, body: Mapping[str, Any]) -> dict[str, Any]:
    new = _fields(body)
    rules.check_command(new)
    key = (new["name"], int(new.get("type", 1)))
    kept = [_fields(old) for other, old in backend.commands.get(scope, {}).items() if other != key]
    backend.register_commands(scope, [*kept, new])
    return backend.commands[scope][key]


def _edit(backend: Backend, scope: int | None, command: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    changed = {**command, **_fields(body)}
    rules.check_command(changed)
    del backend.commands[scope][command["name"], command["type"]]
    backend.commands[scope][changed["name"], changed["type"]] = changed
    return changed


def _fields(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: body[key] for key in COMMAND_FIELDS if key in body}


def _find(commands: Commands, command_id: str) -> dict[str, Any]:
    for command in commands.values():
        if command["id"] == command_id:
            return command
    raise BackendError(404, 10063, "Unknown application command")
