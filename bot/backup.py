"""`python -m bot backup`: a consistent copy of the database while the bot runs."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.i18n import system_language, t
from bot.settings import load


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
    with closing(sqlite3.connect(url.database or "")) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    sys.stdout.write(t(language, "backup.done", path=copy) + "\n")
    return 0
