"""When a guild's daily digest is due: wall-clock time in its own zone, whatever the clocks do there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.store.records import GuildSettings, Weekdays


def local_date(settings: GuildSettings, at: datetime) -> date:
    """Return the day that an instant falls on in the guild: the name of that day's digest."""
    return at.astimezone(ZoneInfo(settings.timezone)).date()


def next_digest_at(settings: GuildSettings, after: datetime) -> datetime:
    """Return the first instant (UTC) after `after` at which the guild's digest is due; it must have a day of the week.

    A time that a spring night skips comes as much later as the clocks were put forward; of a time that an autumn night has twice the first
    counts, so that each local day has one digest (PEP 495, `fold=0`).
    """
    zone = ZoneInfo(settings.timezone)
    day = after.astimezone(zone).date()
    while (due := _instant(day, settings.digest_time, zone)) <= after or not settings.digest_days & (1 << day.weekday()):
        day += timedelta(days=1)
    return due


def scheduled(settings: GuildSettings, after: datetime) -> GuildSettings:
    """Return the settings with the instant of the next digest, None where there is no channel or no day for it."""
    wanted = settings.digest_channel_id is not None and bool(settings.digest_days & Weekdays.EVERY_DAY)
    due = next_digest_at(settings, after) if wanted else None
    return replace(settings, next_digest_at=due)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=zone).astimezone(UTC)
