"""`python -m bot backup`: a consistent copy of the database while the bot runs."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.i18n import system_language, t
from bot.settings import load
from bot.store.database import copy_sqlite


def main(target: str) -> int:
    """Write a copy of the SQLite database to `target`, which must not exist yet. Returns the exit status."""
    language, settings = system_language(), load()
    url, copy = make_url(settings.url), Path(target)
    if url.get_backend_name() != "sqlite":
        sys.stderr.write(t(language, "backup.postgresql") + "\n")
        return 1
    if copy.exists():
        sys.stderr.write(t(language, "backup.exists", path=copy) + "\n")
        return 1
    if not Path(url.database or "").is_file():
        sys.stderr.write(t(language, "backup.nothing", path=url.database) + "\n")
        return 1
    copy_sqlite(Path(url.database or ""), copy)
    sys.stdout.write(t(language, "backup.done", path=copy) + "\n")
    return 0
