"""What the bot may do in a channel, worked out from Discord's own values as its permission reference says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]

ADMINISTRATOR = 1 << 3
NEEDED: Mapping[str, int] = {
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "embed_links": 1 << 14,
    "read_message_history": 1 << 16,
}
"""The permissions without which a channel can't be read and answered in, with their bits (Discord's permission reference)."""


def missing(guild: Json, member: Json, channel: Json) -> list[str]:
    """List the permissions of `NEEDED` that a member lacks in a channel; the arguments are as Discord's API gives them."""
    granted = _granted(guild, member, channel)
    return [name for name, bit in NEEDED.items() if not granted & bit]


def _granted(guild: Json, member: Json, channel: Json) -> int:
    everyone, roles, own = str(guild["id"]), set(member["roles"]), str(member["user"]["id"])
    granted = 0
    for role in guild["roles"]:
        if role["id"] == everyone or role["id"] in roles:
            granted |= int(role["permissions"])
    if granted & ADMINISTRATOR or str(guild.get("owner_id")) == own:
        return ~0
    overwrites = channel.get("permission_overwrites") or []
    for group in ({everyone}, roles, {own}):  # each level wins over the one before; within a level, what is allowed wins
        denied, allowed = _level(overwrites, group)
        granted = granted & ~denied | allowed
    return granted


def _level(overwrites: Iterable[Json], targets: set[str]) -> tuple[int, int]:
    denied = allowed = 0
    for one in overwrites:
        if one["id"] in targets:
            denied |= int(one["deny"])
            allowed |= int(one["allow"])
    return denied, allowed
