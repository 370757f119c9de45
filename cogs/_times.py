"""Time zones, times of day and spans of hours, as administrators write them."""

from __future__ import annotations

import re
from datetime import time
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from bot.errors import VigieError

MOST_CHOICES: Final = 25
_TIME: Final = re.compile(r"\s*(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?\s*")
_BETWEEN: Final = re.compile(r"\s*(?:-|–|→|\bà\b|\bto\b)\s*", re.IGNORECASE)
NONE: Final = frozenset({"", "-", "0", "non", "no", "none", "aucune", "off"})
"""What takes a setting back."""


def zones_like(typed: str) -> list[str]:
    """List at most 25 time zones whose name holds what was typed (nothing: Europe's), places that begin with it first."""
    wanted = typed.strip().casefold().replace(" ", "_") or "europe/"
    found = [zone for zone in _zones() if wanted in zone.casefold()]
    return sorted(found, key=lambda zone: (not zone.casefold().rpartition("/")[2].startswith(wanted), zone))[:MOST_CHOICES]


def zone_of(typed: str) -> str:
    """Return the time zone of a name, whatever its case.

    Raises:
        VigieError: there is none.
    """
    known = {zone.casefold(): zone for zone in available_timezones()}
    zone = known.get(typed.strip().casefold().replace(" ", "_"))
    if zone is None:
        raise VigieError("admin.bad_timezone", timezone=typed)
    return zone


def time_of(typed: str) -> time:
    """Read a time of day: "8", "08:00", "18h30".

    Raises:
        VigieError: it is none.
    """
    match = _TIME.fullmatch(typed)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise VigieError("admin.bad_time", time=typed)
    return time(hour, minute)


def hours_of(typed: str) -> tuple[time, time] | None:
    """Read a span of hours: "22:00-07:00", "22h à 7h"; None for a word that takes it back.

    Raises:
        VigieError: it is none.
    """
    if typed.strip().casefold() in NONE:
        return None
    parts = _BETWEEN.split(typed)
    if len(parts) != 2:
        raise VigieError("admin.bad_hours", hours=typed)
    return time_of(parts[0]), time_of(parts[1])


@cache
def _zones() -> tuple[str, ...]:
    """Zones of a place, without the files' aliases such as `posix/` and `Etc/`."""
    return tuple(
        sorted(
            zone for zone in available_timezones() if ("/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))) or zone == "UTC"
        )
    )
