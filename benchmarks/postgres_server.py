"""A PostgreSQL of our own for a measurement or a test session: on loopback, on a free port, gone afterwards."""

from __future__ import annotations

import functools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

START_SECONDS, STOP_SECONDS, FETCH_SECONDS = 60.0, 20.0, 600


@dataclass(frozen=True)
class Found:
    """The folder of PostgreSQL's programs, or None with the reason why there is none."""

    folder: Path | None
    reason: str


@functools.cache
def find_postgres() -> Found:
    """The machine's own programs, or else (as root, with apt-get) Debian's."""
    for folder in _folders():
        return Found(folder, "the machine's own")
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return Found(None, "no PostgreSQL server programs on this machine: install Debian's package postgresql")
    print("No PostgreSQL found; installing one with apt-get (about 50 MB) ...", file=sys.__stderr__, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends", "postgresql")):
        try:
            done = subprocess.run(command, env=environment, capture_output=True, timeout=FETCH_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return Found(None, f"{' '.join(command[:2])} took too long")
        if done.returncode != 0:
            print(f"{' '.join(command[:2])}: exit code {done.returncode}", file=sys.__stderr__, flush=True)
    for folder in _folders():
        return Found(folder, "apt-get's")
    return Found(None, "no PostgreSQL server programs on this machine, and apt-get brought none")


class PostgresServer:
    """A context manager: a fresh cluster serves inside it. PostgreSQL refuses root, who starts it as somebody else."""

    def __init__(self, programs: Path, *, durable: bool = True) -> None:
        self._programs = programs
        self._durable = durable
        self._port = _free_port()
        self._password = secrets.token_hex(12)
        self._folder = Path(tempfile.mkdtemp(prefix="warmhand-postgres-"))
        self._user = _user()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def database(self, name: str) -> str:
        """Make a database; returns its URL for the desk."""
        self._psql(f"CREATE DATABASE {name}")
        return f"postgresql+asyncpg://desk:{self._password}@127.0.0.1:{self._port}/{name}"

    def copy(self, source: str, name: str) -> str:
        """Make a database that begins as a copy of another one nobody is connected to; returns its URL."""
        self._psql(f"CREATE DATABASE {name} TEMPLATE {source}")
        return f"postgresql+asyncpg://desk:{self._password}@127.0.0.1:{self._port}/{name}"

    def drop(self, name: str) -> None:
        """Forget a database, whoever is connected to it."""
        self._psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statements: str, database: str) -> None:
        """Run statements in one of its databases. Raises CalledProcessError when one fails."""
        self._psql(statements, database)

    def stop(self) -> None:
        """End the server without waiting for clients, and remove its files."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        words = self._folder / "password"
        words.write_text(self._password)
        if self._user is not None:
            account = pwd.getpwnam(self._user)
            for path in (self._folder, words):
                os.chown(path, account.pw_uid, account.pw_gid)
        data = self._folder / "data"
        making = ("--username=desk", f"--pwfile={words}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C")
        self._run((str(self._programs / "initdb"), "-D", str(data), *making))
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]
        options += [] if self._durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
        command = (str(self._programs / "postgres"), "-D", str(data), "-p", str(self._port), "-k", "", *options)
        with (self._folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, cwd=self._folder, user=self._user, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()[-500:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            self._psql("SELECT 1")
        except subprocess.CalledProcessError:
            return False
        return True

    def _psql(self, statement: str, database: str = "postgres") -> None:
        address = ("-h", "127.0.0.1", "-p", str(self._port), "-U", "desk", "-d", database)
        self._run((str(self._programs / "psql"), "-qX", *address, "-v", "ON_ERROR_STOP=1", "-c", statement))

    def _run(self, command: tuple[str, ...]) -> None:
        environment = {**os.environ, "PGPASSWORD": self._password}
        subprocess.run(command, cwd=self._folder, user=self._user, env=environment, check=True, capture_output=True)


def _folders() -> Iterator[Path]:
    beside = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    for folder in (*beside, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)):
        if all((folder / program).exists() for program in ("postgres", "initdb", "psql")):
            yield folder


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
