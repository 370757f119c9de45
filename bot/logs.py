"""Logs: structured, on the console and in the data folder; no message text and no token at INFO or above."""

from __future__ import annotations

import logging
import logging.handlers
import secrets
import sys
from pathlib import Path

import structlog

SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
FILE_BYTES = 5_000_000
QUIET = ("discord", "dbos", "alembic", "sqlalchemy", "trafilatura", "htmldate", "asyncio")


def incident() -> str:
    """Make the short id under which a user's message and the log's trace find each other."""
    return secrets.token_hex(4)


def configure(level: str, data_dir: Path | None = None) -> None:
    """Send every log line to standard error, and as JSON to `data_dir/vigie.log` (5 MB, three older ones kept)."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    console = logging.StreamHandler(sys.stderr)
    console.setFormatter(_formatter(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())))
    handlers: list[logging.Handler] = [console]
    if data_dir is not None:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(data_dir / "vigie.log", maxBytes=FILE_BYTES, backupCount=3, encoding="utf-8")
        file.setFormatter(_formatter(structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)))
        handlers.append(file)
    logging.basicConfig(level=level, handlers=handlers, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def _formatter(*renderers: structlog.typing.Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers]
    )
