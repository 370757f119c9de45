"""Logs: structured, on the console and in the data folder; no message text and no token at INFO or above."""

from __future__ import annotations

import logging
import logging.handlers
import re
import secrets
import sys
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any

import structlog

SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
FILE_BYTES = 5_000_000
QUIET = ("discord", "dbos", "alembic", "sqlalchemy", "trafilatura", "htmldate", "asyncio")

HIDDEN = "[hidden]"
_TOKENS = re.compile(
    r"(?P<before>/(?:webhooks|interactions)/\d+/)[\w-]{20,}"  # tokens in the paths of Discord's API, which its library logs
    r"|[\w-]{20,}\.[\w-]{5,}\.[\w-]{25,}"  # a bot's token
    r"|(?P<address>://[^\s:/@]*:)[^\s@/]+(?=@)"  # a password in an address
)


def incident() -> str:
    """Make the short id under which a user's message and the log's trace find each other."""
    return secrets.token_hex(4)


def configure(level: str, data_dir: Path | None = None, *, hide: Iterable[str] = ()) -> None:
    """Send every log line to standard error, and as JSON to `data_dir/vigie.log` (5 MB, three older ones kept).

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        data_dir: where the file goes; None for none.
        hide: what no line may show, wherever it comes from: tokens and passwords.
    """
    hiding = _Hiding(hide)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    console = logging.StreamHandler(sys.stderr)
    console.setFormatter(_formatter(_console(), hiding))
    handlers: list[logging.Handler] = [console]
    if data_dir is not None:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(data_dir / "vigie.log", maxBytes=FILE_BYTES, backupCount=3, encoding="utf-8")
        file.setFormatter(_formatter(structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False), hiding))
        handlers.append(file)
    logging.raiseExceptions = False  # a line that can't be written (a full disk) is lost, and not shown raw with all it was made from
    logging.basicConfig(level=level, handlers=handlers, force=True)
    _join("dbos")
    logging.getLogger("dbos").addFilter(_unsettled)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def _join(library: str) -> None:
    """Let a library's lines go where ours go, whatever handlers it gave itself; one that has a handler adds none of its own."""
    logger = logging.getLogger(library)
    logger.handlers[:] = [logging.NullHandler()]
    logger.propagate = True


def _unsettled(record: logging.LogRecord) -> bool:
    """Leave out what is no error here: work that a stop or a death cuts off is taken over by the next start, and `bot.upkeep` says so."""
    error = record.exc_info[1] if record.exc_info else None
    cut_off = isinstance(error, RuntimeError) and "after shutdown" in str(error)
    return not cut_off and "exceeded its maximum" not in record.getMessage()


def _console() -> structlog.dev.ConsoleRenderer:
    """Without rich's tracebacks: they show local variables, and with them what people wrote."""
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)


class _Hiding:
    """The last processor: takes tokens and passwords out of the finished line."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = sorted({one for one in known if one}, key=len, reverse=True)

    def __call__(self, _logger: object, _method: str, line: MutableMapping[str, Any] | str) -> str:
        told = str(line)
        for secret in self._known:
            told = told.replace(secret, HIDDEN)
        return _TOKENS.sub(lambda found: f"{found['before'] or found['address'] or ''}{HIDDEN}", told)


def _formatter(*renderers: structlog.typing.Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers]
    )
