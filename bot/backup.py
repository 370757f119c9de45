"""`python -m bot backup`: a consistent copy of the database while the bot runs."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.errors import StoreError
from bot.i18n import system_language, t
from bot.settings import load
from bot.store.copies import copy_database


def main(target: str) -> int:
    """Write a copy of the database to `target`, which must not exist yet. Returns the exit status."""
    language, settings = system_language(), load()
    url, copy = make_url(settings.url), Path(target)
    if copy.exists():
        sys.stderr.write(t(language, "backup.exists", path=copy) + "\n")
        return 1
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        sys.stderr.write(t(language, "backup.nothing", path=url.database) + "\n")
        return 1
    try:
        copy_database(url, copy)
    except StoreError as error:
        sys.stderr.write(t(language, error.key, **error.data) + "\n")
        return 1
    sys.stdout.write(t(language, "backup.done", path=copy) + "\n")
    return 0
