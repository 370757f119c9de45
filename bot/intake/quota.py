"""How many pages may be asked for on somebody's behalf, or of somebody: token buckets."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_REMEMBERED = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Quota:
    """`burst` requests at once for each name, and one more every `seconds`; a `clock` of seconds that is set back gives nothing."""

    def __init__(self, clock: Callable[[], float], *, burst: int, seconds: float) -> None:
        self._clock = clock
        self._burst = burst
        self._seconds = seconds
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def take(self, name: Hashable) -> float:
        """Take one request for `name`: 0 where it may be sent, else in how many seconds the next one may."""
        now = self._clock()
        bucket = self._buckets.setdefault(name, _Bucket(float(self._burst), now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.tokens = min(float(self._burst), bucket.tokens + max(0.0, now - bucket.at) / self._seconds)
        bucket.at = now
        if bucket.tokens < 1:
            return (1 - bucket.tokens) * self._seconds
        bucket.tokens -= 1
        return 0.0
