from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Language
from bot.store.records import EmptyDigest, GuildSettings, Weekdays
from bot.summary.schedule import local_date, next_digest_at, scheduled

ZONES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "UTC"]


def guild(at: time, zone: str = "Europe/Paris", channel: int | None = 1) -> GuildSettings:
    return GuildSettings(1, Language.FR, zone, channel, at, EmptyDigest.SILENT, None)


def on(days: Weekdays) -> GuildSettings:
    return replace(guild(time(8)), digest_days=days)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "after", "due"),
    [
        (time(8), "2026-11-24T06:59", "2026-11-24T07:00"),
        (time(8), "2026-11-24T07:00", "2026-11-25T07:00"),
        (time(8), "2026-07-24T07:00", "2026-07-25T06:00"),
        (time(2, 30), "2026-03-29T00:00", "2026-03-29T01:30"),  # 02:30 does not exist that night: 03:30 summer time
        (time(2, 30), "2026-03-29T01:30", "2026-03-30T00:30"),
        (time(2, 30), "2026-10-24T23:00", "2026-10-25T00:30"),  # the first 02:30 of two
        (time(2, 30), "2026-10-25T00:30", "2026-10-26T01:30"),  # the second one is passed over
        (time(0), "2026-12-31T23:00", "2027-01-01T23:00"),
    ],
)
def test_the_hour_is_the_guilds(at: time, after: str, due: str) -> None:
    assert next_digest_at(guild(at), utc(after)) == utc(due)


@pytest.mark.parametrize(
    ("days", "after", "due"),
    [
        (Weekdays.WORKDAYS, "2026-11-20T07:00", "2026-11-23T07:00"),  # Friday's is sent: Monday's is next
        (Weekdays.MONDAY | Weekdays.THURSDAY, "2026-11-24T06:00", "2026-11-26T07:00"),
        (Weekdays.SUNDAY, "2026-11-22T07:00", "2026-11-29T07:00"),
        (Weekdays.EVERY_DAY, "2026-11-20T07:00", "2026-11-21T07:00"),
    ],
)
def test_the_days_are_those_of_the_week_that_were_chosen(days: Weekdays, after: str, due: str) -> None:
    assert scheduled(on(days), utc(after)).next_digest_at == utc(due)


def test_no_day_no_digest() -> None:
    assert scheduled(on(Weekdays(0)), utc("2026-11-24T06:00")).next_digest_at is None


def test_the_day_is_the_guilds() -> None:
    assert local_date(guild(time(8), "Asia/Kathmandu"), utc("2026-11-24T20:00")) == date(2026, 11, 25)


def test_no_channel_no_digest() -> None:
    assert scheduled(guild(time(8), channel=None), utc("2026-11-24T06:00")).next_digest_at is None
    assert scheduled(guild(time(8)), utc("2026-11-24T06:00")).next_digest_at == utc("2026-11-24T07:00")


@given(
    st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  hypothesis adds the zone
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_each_local_day_has_one_digest(after: datetime, at: time, zone: str) -> None:
    settings = guild(at, zone)
    due = next_digest_at(settings, after)
    following = next_digest_at(settings, due)
    assert after < due <= after + timedelta(days=2, hours=2)
    assert local_date(settings, following) > local_date(settings, due)
    local = due.astimezone(ZoneInfo(zone))
    shown = local.replace(tzinfo=None)
    asked = datetime.combine(local.date(), at)
    assert timedelta(0) <= shown - asked <= timedelta(hours=24)
