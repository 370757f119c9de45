"""Durable work as values: what the engine enqueues, and what it tells of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto

from bot.settings import Role

EXTRACT, DISCORD = "extract", "discord"
QUEUES = {Role.ALL: (EXTRACT, DISCORD), Role.BOT: (DISCORD,), Role.WORKER: (EXTRACT,)}
POLL_SECONDS = 0.25
AT_ONCE, AT_ONCE_A_GUILD = 8, 4
"""Messages under way for each child that extracts, and of one guild: most of the time is spent waiting for pages."""
REPLIES_AT_ONCE, REPLIES_AT_ONCE_A_GUILD = 16, 4
"""The same for answers: those of a guild whose channel is rate limited wait without keeping others from theirs."""
AGAIN = "~"
"""Between the id of work and the number of the times that it was taken over from processes that had gone: it is under suspicion then."""
EPOCH = datetime.fromtimestamp(0, UTC)


class JobState(Enum):
    """How far work is. INTERRUPTED: processes ended while it was under way, too often for the engine. FAILED: it raised, or was
    cancelled."""

    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()
    INTERRUPTED = auto()


LIVE = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of durable work. Its id is never run twice. All below `guild_id` is told by the engine alone.

    `name` is one of message, reply, delete and digest; `executor` the process that runs it or ran it last; `version` None for work that
    any version may begin; `since` the instant of its last change.
    """

    id: str
    name: str
    arguments: tuple[str, ...]
    guild_id: int
    state: JobState = JobState.WAITING
    executor: str | None = None
    version: str | None = None
    since: datetime = EPOCH

    @property
    def queue(self) -> str:
        """Where it waits: reading is for processes with models, all the rest for those on Discord."""
        return EXTRACT if self.name == "message" else DISCORD

    @property
    def taken_over(self) -> int:
        """How often it was taken over from a process that had gone."""
        return int(self.id.partition(AGAIN)[2] or 0)

    def again(self) -> Job:
        """The same work for another process to begin."""
        return replace(self, id=f"{self.id.partition(AGAIN)[0]}{AGAIN}{self.taken_over + 1}", state=JobState.WAITING)


def limits(queue: str, pool_size: int) -> tuple[int, int]:
    """How much of a queue a process has under way at most: in all, and of one guild."""
    return (AT_ONCE * pool_size, AT_ONCE_A_GUILD * pool_size) if queue == EXTRACT else (REPLIES_AT_ONCE, REPLIES_AT_ONCE_A_GUILD)


def read_job(message_id: int, guild_id: int, revision: int, attempt: int) -> Job:
    """The reading of a message: known by message, revision and attempt, so that an edit or a new attempt is new work."""
    return Job(f"message-{message_id}-{revision}-{attempt}", "message", (str(message_id),), guild_id)


def reply_job(message_id: int, guild_id: int, reading: str) -> Job:
    """The answer to a message after the reading of that id; one for all the times that the reading is taken over."""
    return Job(reading.partition(AGAIN)[0].replace("message-", "reply-", 1), "reply", (str(message_id),), guild_id)


def delete_job(channel_id: int, message_id: int, reply_id: int, guild_id: int) -> Job:
    """The deletion of our answer to a message that was deleted."""
    return Job(f"delete-{message_id}-{reply_id}", "delete", (str(channel_id), str(reply_id), str(message_id)), guild_id)


def digest_job(guild_id: int, day: str) -> Job:
    """A guild's digest of a local day: one, even on the day whose hour comes twice."""
    return Job(f"digest-{guild_id}-{day}", "digest", (str(guild_id), day), guild_id)
