"""The figures that Prometheus collects: of this process, and of the database that it shares with others.

Names and units follow Prometheus' own rules (https://prometheus.io/docs/practices/naming/). No label names a guild, a person or a page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.model import Outcome

REGISTRY: Final = CollectorRegistry()
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)

_STAGES = Counter("vigie_stage", "Stages done, by outcome", ("stage", "outcome"), registry=REGISTRY)
_STAGE_SECONDS = Histogram("vigie_stage_seconds", "How long a stage took", ("stage",), buckets=_SECONDS, registry=REGISTRY)
_ANSWER_SECONDS = Histogram(
    "vigie_answer_seconds", "From the posting of a message to its answer", buckets=(*_SECONDS, 1800, 7200, 86400), registry=REGISTRY
)
_RESCUED = Counter("vigie_rescued", "Work taken over from processes that are gone", registry=REGISTRY)
_GIVEN_UP = Counter("vigie_given_up", "Messages given up", registry=REGISTRY)
_TROUBLE = Counter("vigie_upkeep_failures", "Rounds of upkeep that failed", ("round",), registry=REGISTRY)
WAITING: Final = Gauge("vigie_messages_waiting", "Messages accepted and not answered yet", registry=REGISTRY)
WAITING_SECONDS: Final = Gauge("vigie_messages_waiting_seconds", "How long the oldest of them waits", registry=REGISTRY)
QUEUED: Final = Gauge("vigie_queue_depth", "Work in a queue, not begun", ("queue",), registry=REGISTRY)
QUEUED_SECONDS: Final = Gauge("vigie_queue_age_seconds", "How long the oldest of it waits", ("queue",), registry=REGISTRY)
RUNNING: Final = Gauge("vigie_running", "Work under way in this process", registry=REGISTRY)
DATABASE_BYTES: Final = Gauge("vigie_database_bytes", "Size of the database", registry=REGISTRY)
CHILDREN: Final = Gauge("vigie_pool_children", "Child processes alive", ("pool",), registry=REGISTRY)
GATEWAY_UP: Final = Gauge("vigie_gateway_up", "Whether a shard is connected", ("shard",), registry=REGISTRY)
GATEWAY_SECONDS: Final = Gauge("vigie_gateway_latency_seconds", "Latency of a shard's heartbeat", ("shard",), registry=REGISTRY)


def stage(name: str, outcome: Outcome, seconds: float) -> None:
    """Count a stage (read, extract, reply, digest) that came to an end."""
    _STAGES.labels(name, outcome.value).inc()
    _STAGE_SECONDS.labels(name).observe(seconds)


def answered(posted_at: datetime) -> None:
    """Note how long a message waited for its answer."""
    _ANSWER_SECONDS.observe(max(0.0, (datetime.now(UTC) - posted_at).total_seconds()))


def rescued() -> None:
    """Count a piece of work taken over from a process that is gone."""
    _RESCUED.inc()


def given_up() -> None:
    """Count a message that could not be answered."""
    _GIVEN_UP.inc()


def trouble(round_: str) -> None:
    """Count a round of upkeep that failed."""
    _TROUBLE.labels(round_).inc()


def page() -> bytes:
    """All figures in Prometheus' text format."""
    return generate_latest(REGISTRY)
