"""Consistent copies of the database, while it is used: whole, or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from bot.errors import StoreError


def copy_database(url: URL, target: Path) -> None:
    """Write a copy to `target`, which must not exist: an SQLite file, or PostgreSQL's own format, for `pg_restore`.

    Raises:
        StoreError: store.backup_postgresql without `pg_dump`, store.backup_failed with the reason for whatever else goes wrong.
    """
    try:
        if url.get_backend_name() == "sqlite":
            copy_sqlite(Path(str(url.database)), target)
        else:
            copy_postgresql(url, target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError("store.backup_failed", path=target, reason=error) from error


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite file, in use or not."""
    part = _part(target)
    try:
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def copy_postgresql(url: URL, target: Path) -> None:
    """Copy a PostgreSQL database by `pg_dump`, which must be as new as the server; the password is on no command line."""
    program = shutil.which("pg_dump")
    if program is None:
        raise StoreError("store.backup_postgresql")
    part = _part(target)
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password is not None else {})
    command = [program, "--format=custom", "--no-owner", "--no-password", f"--file={part}", f"--dbname={address}"]
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise StoreError("store.backup_failed", path=target, reason=done.stderr.strip())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _part(target: Path) -> Path:
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    return part
