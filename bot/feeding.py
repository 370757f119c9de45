"""Feeds followed into a channel: which of their entries are new. What is done with these is up to the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import IntakeError, VigieError
from bot.intake.decode import decode
from bot.intake.discovery import feeds_of_page
from bot.intake.fetch import FEED_TYPES, Fetcher, NotModified
from bot.intake.reader import PageReader
from bot.model import Outcome
from bot.reading import Clock
from bot.store import feeds
from bot.store.database import Database
from bot.store.feeds import FollowedFeed

if TYPE_CHECKING:  # feedparser is loaded in the children alone
    from bot.intake.feeds import Entry, Feed

MOST_NEW: Final = 5
"""Entries that one check brings at most: what a feed has more of is seen, and passed over."""

OLD: Final = timedelta(days=3)
"""Entries dated longer ago than this are no news, even where a feed shows them for the first time."""

MOST_FEEDS: Final = 25
"""Feeds that one guild follows at most."""

EVERY_MINUTES: Final = 15
SOONEST: Final = timedelta(minutes=5)
LATEST: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check ended: READ, or why not; `entries` are the new ones, the oldest first, `passed_over` how many more there were."""

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    passed_over: int = 0


class Feeding:
    """Checks feeds. Needs a started fetcher and page reader."""

    def __init__(self, db: Database, fetcher: Fetcher, reader: PageReader, clock: Clock, *, allow: tuple[str, ...] = ()) -> None:
        """Make it; `allow` is FETCH_ALLOW."""
        self._db = db
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._allow = allow

    async def find(self, url: str) -> tuple[str, Feed]:
        """Return the feed at an address, or the first one that the page there names, with its own address.

        Raises:
            IntakeError: why there is none that can be read; NOT_HTML where the page names none.
        """
        page = await self._fetcher.fetch(url, types=FEED_TYPES)
        if isinstance(page, NotModified):
            raise IntakeError(Outcome.EMPTY, url=url)
        try:
            return page.url, await self._reader.read_feed(page.body, page.url, allow=self._allow)
        except IntakeError as error:
            if error.outcome is not Outcome.NOT_HTML:
                raise
            named = feeds_of_page(decode(page.body, page.charset), page.url, allow=self._allow)
            if not named:
                raise
        found = await self._fetcher.fetch(named[0], types=FEED_TYPES)
        if isinstance(found, NotModified):
            raise IntakeError(Outcome.EMPTY, url=named[0])
        return found.url, await self._reader.read_feed(found.body, found.url, allow=self._allow)

    async def follow(
        self, guild_id: int, channel_id: int, url: str, found: Feed, *, title: str, by: int, every: int = EVERY_MINUTES
    ) -> FollowedFeed | None:
        """Follow a feed that `find` found: what it holds now is seen, what it gets from now on is new. None: it is followed there already.

        Raises:
            VigieError: feed.too_many where the guild follows `MOST_FEEDS`.
        """
        now = self._clock()
        async with self._db.write() as conn:
            mine = await feeds.feeds_of(conn, guild_id)
            if any((one.channel_id, one.url) == (channel_id, url) for one in mine):
                return None
            if len(mine) >= MOST_FEEDS:
                raise VigieError("feed.too_many", n=MOST_FEEDS)
            made = await feeds.add_feed(conn, guild_id, channel_id, url, title=title, every_minutes=every, by=by, at=now)
            if made is not None:
                await feeds.note_seen(conn, made.id, [entry.key for entry in found.entries], now)
                await feeds.note_check(conn, made.id, outcome=Outcome.READ, failures=0, next_at=now + self._pause(made), read_at=now)
        return made

    async def claim(self, feed: FollowedFeed) -> bool:
        """Take a feed that is due; False where somebody else has it. If nothing comes of it, it is due again before long."""
        async with self._db.write() as conn:
            return await feeds.postpone(conn, feed, self._clock() + SOONEST)

    async def done(self, feed: FollowedFeed) -> None:
        """Keep that all that a check brought was dealt with, or that it was in vain: the next one is an ordinary one."""
        async with self._db.write() as conn:
            await feeds.set_next(conn, feed.id, self._clock() + self._pause(feed))

    async def refused(self, feed: FollowedFeed) -> None:
        """Keep that the channel did not take an entry: it is new until it does."""
        async with self._db.write() as conn:
            at = self._clock() + self._pause(feed)
            await feeds.note_check(conn, feed.id, outcome=Outcome.CANNOT_REPLY, failures=feed.failures + 1, next_at=at)

    async def check(self, feed: FollowedFeed) -> Checked:
        """Read a feed and say what is new in it; the first time nothing is, however much it holds.

        What it returns is new until `posted` says otherwise, so that a caller that is cut off loses nothing; as long as `done` isn't
        told, the next check is soon.
        """
        try:
            page = await self._fetcher.fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified, types=FEED_TYPES)
            if isinstance(page, NotModified):
                return await self._unchanged(feed)
            found = await self._reader.read_feed(page.body, page.url, allow=self._allow)
        except IntakeError as error:
            return await self._failed(feed, error)
        now = self._clock()
        async with self._db.write() as conn:
            if await feeds.get_feed(conn, feed.id) is None:
                return Checked(Outcome.ERASED)
            new = set(await feeds.unseen(conn, feed.id, [entry.key for entry in found.entries])) if feed.read_at else set()
            fresh = [entry for entry in found.entries if entry.key in new and (entry.published is None or now - entry.published <= OLD)]
            chosen = latest(fresh)
            held = {entry.key for entry in chosen}
            await feeds.note_seen(conn, feed.id, [entry.key for entry in found.entries if entry.key not in held], now)
            await feeds.note_check(
                conn, feed.id, outcome=Outcome.READ, failures=0, next_at=now + (SOONEST if held else self._pause(feed)), read_at=now,
                title=found.title,
                # without validators the next check sees the whole feed again: the new entries may not have been posted by then
                etag=None if held else page.etag, last_modified=None if held else page.last_modified,
            )  # fmt: skip
        return Checked(Outcome.READ, tuple(reversed(chosen)), len(fresh) - len(chosen))

    async def posted(self, feed_id: int, key: str) -> None:
        """Keep that an entry was posted: it is no longer new."""
        async with self._db.write() as conn:
            if await feeds.get_feed(conn, feed_id) is not None:
                await feeds.note_seen(conn, feed_id, [key], self._clock())

    async def _unchanged(self, feed: FollowedFeed) -> Checked:
        now = self._clock()
        async with self._db.write() as conn:
            await feeds.note_check(
                conn, feed.id, outcome=Outcome.READ, failures=0, next_at=now + self._pause(feed), read_at=now, etag=feed.etag,
                last_modified=feed.last_modified,
            )  # fmt: skip
        return Checked(Outcome.READ)

    async def _failed(self, feed: FollowedFeed, error: IntakeError) -> Checked:
        """Wait twice as long after each failure, and at least as long as the site asks."""
        failures = feed.failures + 1
        pause = min(self._pause(feed) * 2 ** min(failures - 1, 10), LATEST)
        seconds = error.data.get("retry_after")
        if isinstance(seconds, float):
            pause = max(pause, min(timedelta(seconds=seconds), LATEST))
        async with self._db.write() as conn:
            await feeds.note_check(conn, feed.id, outcome=error.outcome, failures=failures, next_at=self._clock() + pause)
        return Checked(error.outcome)

    @staticmethod
    def _pause(feed: FollowedFeed) -> timedelta:
        return min(max(timedelta(minutes=feed.every_minutes), SOONEST), LATEST)


def latest(entries: Sequence[Entry]) -> list[Entry]:
    """Return the newest entries, `MOST_NEW` at most, the newest first: by their days where all have one, else in the feed's own order."""
    dated = [(entry.published, entry) for entry in entries if entry.published is not None]
    if len(dated) == len(entries):
        return [entry for _, entry in sorted(dated, key=lambda pair: pair[0], reverse=True)][:MOST_NEW]
    return list(entries[:MOST_NEW])
