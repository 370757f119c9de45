"""When a page is asked for again: after a failure later and later, and after a reading only once it may have changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model import Outcome

PASSING = frozenset({Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.SERVER_ERROR, Outcome.RATE_LIMITED})
"""Failures that another try in a moment may not meet."""

FRESH = timedelta(hours=1)
"""How long a reading is taken for what the page still says."""

SOON = (timedelta(seconds=1), timedelta(seconds=6))
"""Pauses after the first failures of the passing kind: tries within one message's work."""

LATER = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""Pauses after the failures that follow, and after the others from the first on; the last one stays."""

_LONGEST = timedelta(days=1)


def retry_at(outcome: Outcome, failures: int, now: datetime, retry_after: float | None = None) -> datetime:
    """Return before when a page isn't asked for again.

    Args:
        outcome: how the try ended.
        failures: how many have failed in a row, this one included.
        now: when it did.
        retry_after: seconds that the site itself asked for.
    """
    pauses = (*SOON, *LATER) if outcome in PASSING else LATER
    pause = pauses[min(failures, len(pauses)) - 1]
    if retry_after is not None:
        pause = max(pause, min(timedelta(seconds=retry_after), _LONGEST))
    return now + pause


def may_have_changed(checked_at: datetime | None, now: datetime) -> bool:
    """Tell whether a page read or found unchanged at `checked_at` is worth a question to its site."""
    return checked_at is None or now - checked_at >= FRESH
