"""Discord's rules that simcord does not know, each with the answer Discord gives.

Sources: https://discord.com/developers/docs/interactions/application-commands (names, counts, options),
.../resources/message (references, embeds), .../interactions/receiving-and-responding (choices).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from simcord.backend import Backend
from simcord.backend.errors import BackendError

CHAT_NAME = re.compile(r"[-_'\w]{1,32}")
COMMAND_LIMITS = {1: 100, 2: 15, 3: 15}
SUBCOMMANDS = (1, 2)
MAX_OPTIONS = MAX_CHOICES = 25
MAX_COMMAND_TEXT = 8000
MAX_COMPONENTS = 40
MAX_CONTENT = 2000


def form_error(where: str, message: str) -> BackendError:
    """Discord's 400 for a body it does not accept, with the path of the field."""
    errors: dict[str, Any] = {"_errors": [{"code": "BASE_TYPE_BAD", "message": message}]}
    for part in reversed(where.split(".")):
        errors = {part: errors}
    return BackendError(400, 50035, "Invalid Form Body", errors=errors)


def check_commands(commands: object) -> None:
    """Check a bulk PUT: counts for each type, no name twice, and each command."""
    if not isinstance(commands, list):
        raise form_error("body", "must be a list")
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        key = (int(command.get("type", 1)), str(command.get("name")))
        if key in seen:
            raise form_error(f"{index}.name", "Application command names must be unique")
        seen.add(key)
        check_command(command, str(index))
    for kind, limit in COMMAND_LIMITS.items():
        if sum(key[0] == kind for key in seen) > limit:
            raise BackendError(400, 30032, f"Maximum number of application commands reached ({limit}).")


def check_command(command: Mapping[str, Any], where: str = "0") -> None:
    """Check one command: its names and descriptions in every language, its options, its total length."""
    chat = int(command.get("type", 1)) == 1
    for place, name in _texts(command, "name"):
        if not 1 <= len(name) <= 32 or (chat and (not CHAT_NAME.fullmatch(name) or name != name.lower())):
            raise form_error(f"{where}.{place}", f"{name!r} is not a valid command name")
    for place, text in _texts(command, "description"):
        if chat and not 1 <= len(text) <= 100:
            raise form_error(f"{where}.{place}", "Must be between 1 and 100 in length.")
        if not chat and text:
            raise form_error(f"{where}.{place}", "Context menus have no description.")
    _check_options(command.get("options") or [], f"{where}.options", depth=0)
    if _length(command) > MAX_COMMAND_TEXT:
        raise form_error(where, f"Command exceeds maximum size ({MAX_COMMAND_TEXT})")


def _check_options(options: list[dict[str, Any]], where: str, depth: int) -> None:
    if len(options) > MAX_OPTIONS:
        raise form_error(where, f"Must be {MAX_OPTIONS} or fewer in length.")
    if len({option["name"] for option in options}) != len(options):
        raise form_error(where, "Option names must be unique")
    nested = [int(option["type"]) in SUBCOMMANDS for option in options]
    if any(nested) and not all(nested):
        raise form_error(where, "Sub-commands and options cannot be mixed")
    optional = False
    for index, option in enumerate(options):
        spot = f"{where}.{index}"
        check_command({**option, "type": 1, "options": []}, spot)
        if option.get("required") and optional:
            raise form_error(spot, "Required options must be placed before non-required options")
        optional = optional or not option.get("required")
        check_choices(option.get("choices") or [], f"{spot}.choices")
        if option.get("choices") and option.get("autocomplete"):
            raise form_error(spot, "Choices and autocomplete exclude each other")
        if int(option["type"]) in SUBCOMMANDS:
            if depth + int(option["type"]) > 2 and int(option["type"]) == 2:
                raise form_error(spot, "Groups cannot be nested")
            _check_options(option.get("options") or [], f"{spot}.options", depth + 1)


def check_choices(choices: Iterable[Mapping[str, Any]], where: str = "data.choices") -> None:
    """Check the choices of an option or of an autocomplete answer: at most 25, names and values of 1 to 100."""
    listed = list(choices)
    if len(listed) > MAX_CHOICES:
        raise form_error(where, f"Must be {MAX_CHOICES} or fewer in length.")
    for index, choice in enumerate(listed):
        for place, name in _texts(choice, "name"):
            if not 1 <= len(name) <= 100:
                raise form_error(f"{where}.{index}.{place}", "Must be between 1 and 100 in length.")
        value = choice.get("value")
        if isinstance(value, str) and len(value) > 100:
            raise form_error(f"{where}.{index}.value", "Must be 100 or fewer in length.")


def check_message(body: Mapping[str, Any]) -> None:
    """Check content length, number of components and the embeds of a message."""
    if len(body.get("content") or "") > MAX_CONTENT:
        raise form_error("content", f"Must be {MAX_CONTENT} or fewer in length.")
    if count_components(body.get("components") or []) > MAX_COMPONENTS:
        raise form_error("components", f"The maximum number of components is {MAX_COMPONENTS}")
    for index, embed in enumerate(body.get("embeds") or []):
        _check_embed(embed, f"embeds.{index}")


def _check_embed(embed: Mapping[str, Any], where: str) -> None:
    colour = embed.get("color")
    if colour is not None and not 0 <= int(colour) <= 0xFFFFFF:
        raise form_error(f"{where}.color", "int value should be between 0 and 16777215.")
    for index, field in enumerate(embed.get("fields") or []):
        if not str(field.get("name") or "").strip() or not str(field.get("value") or "").strip():
            raise form_error(f"{where}.fields.{index}", "This field is required")
    urls = [("url", embed.get("url"))]
    urls += [(f"{part}.url", (embed.get(part) or {}).get("url")) for part in ("image", "thumbnail")]
    for place, url in urls:
        if url and urlsplit(url).scheme not in ("http", "https", "attachment"):
            raise form_error(f"{where}.{place}", "Scheme must be one of ('http', 'https').")


def check_send(backend: Backend, channel_id: int, body: Mapping[str, Any], *, files: bool) -> None:
    """Check what a message of the bot needs beside Send Messages: the replied-to message, and permissions."""
    channel = backend.get_channel(channel_id)
    reference = body.get("message_reference")
    if reference and int(reference.get("type", 0)) == 0:
        backend.require_permissions(channel.guild_id, backend.bot_user.id, channel_id)
        known = int(reference["message_id"]) in backend.messages.get(channel_id, {})
        if not known and reference.get("fail_if_not_exists", True):
            raise form_error("message_reference", "Unknown message")
        if not _may(backend, channel_id, "read_message_history"):
            raise BackendError(400, 160002, "Cannot reply without permission to read message history")
    needed = [name for name, used in (("embed_links", body.get("embeds")), ("attach_files", files)) if used]
    if needed:
        backend.require_permissions(channel.guild_id, backend.bot_user.id, channel_id, *needed)


def _may(backend: Backend, channel_id: int, name: str) -> bool:
    guild_id = backend.get_channel(channel_id).guild_id
    try:
        backend.require_permissions(guild_id, backend.bot_user.id, channel_id, name)
    except BackendError:
        return False
    return True


def count_components(components: Iterable[Mapping[str, Any]]) -> int:
    """Count components the way Discord's limit of 40 does: nested ones and accessories included."""
    total = 0
    for component in components:
        total += 1 + count_components(component.get("components") or [])
        total += sum(1 for part in ("accessory", "component") if component.get(part))
    return total


def _texts(item: Mapping[str, Any], key: str) -> list[tuple[str, str]]:
    localised: Mapping[str, str] = item.get(f"{key}_localizations") or {}
    own = [(key, str(item[key]))] if key in item else []
    return own + [(f"{key}_localizations.{locale}", text) for locale, text in localised.items()]


def _length(command: Mapping[str, Any]) -> int:
    own = len(str(command.get("name") or "")) + len(str(command.get("description") or ""))
    own += sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in command.get("choices") or [])
    return own + sum(_length(option) for option in command.get("options") or [])
