"""A copy of the record and the attachments, made while the desk runs, and put back while it does not.

The copy is of one moment: SQLite's own online backup, or `pg_dump`. The bot's memory in Redis is not part of it: it is
live state, and a conversation is held by the record.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from desk.storage import manifest
from desk.storage.manifest import BackupRefused, Manifest
from desk.storage.migrate import MIGRATIONS
from desk.storage.schema import conversations, entries

Answer = TypeVar("Answer")

SQLITE_FILE, POSTGRES_FILE, ATTACHMENTS = "record.db", "record.dump", "attachments"


@dataclass(frozen=True)
class House:
    """Where the data lies: the record's URL and the folder of attachments."""

    database_url: str
    attachments: Path

    @property
    def url(self) -> URL:
        return make_url(self.database_url)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def sqlite_file(self) -> Path:
        return Path(self.url.database or "")


def back_up(house: House, target: Path, now: datetime) -> Manifest:
    """Copy everything to the new folder `target`, readable by its owner only; raises BackupRefused."""
    if target.exists():
        raise BackupRefused(f"{target} exists already: name a folder that does not.")
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    try:
        _copy_record(house, partial)
        if house.attachments.is_dir():
            # After the record: a file may be newer than the copy, but none that the copy names is missing.
            shutil.copytree(house.attachments, partial / ATTACHMENTS)
        told = _describe(house, partial, now)
        told.write(partial)
        # Whole or not at all: a folder of that name is a backup that was finished.
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return told


def restore(house: House, source: Path, now: datetime, *, replace: bool) -> Manifest:
    """Put a backup in the place of what is there, which is kept beside it; raises BackupRefused.

    The caller has made sure that no desk runs. Without `replace` nothing that holds conversations is touched.
    """
    told = manifest.read(source)
    if told.database != ("sqlite" if house.is_sqlite else "postgresql"):
        raise BackupRefused(f"This backup is of {told.database}, and DATABASE_URL is not: set it to one that is.")
    _check_known(told.schema_revision)
    if not replace and _holds_conversations(house):
        raise BackupRefused("There are conversations in the record: to put the backup in its place, add --replace.")
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    if house.is_sqlite:
        _restore_sqlite(house.sqlite_file, source / SQLITE_FILE, stamp)
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _postgres(house.url, "pg_restore", *options, str(source / POSTGRES_FILE))
    _restore_attachments(house.attachments, source / ATTACHMENTS, stamp)
    return told


def _copy_record(house: House, target: Path) -> None:
    if not house.is_sqlite:
        _postgres(house.url, "pg_dump", "--format=custom", f"--file={target / POSTGRES_FILE}")
        return
    if not house.sqlite_file.is_file():
        raise BackupRefused(f"There is no record at {house.sqlite_file}: check DATABASE_URL.")
    copy = target / SQLITE_FILE
    with closing(sqlite3.connect(house.sqlite_file)) as live, closing(sqlite3.connect(copy)) as into:
        live.backup(into)
        # One file that needs no other beside it.
        into.execute("PRAGMA journal_mode=DELETE")
        state = into.execute("PRAGMA integrity_check").fetchone()[0]
    if state != "ok":
        raise BackupRefused(f"The record at {house.sqlite_file} is damaged ({state}): restore an earlier backup.")
    copy.chmod(0o600)


def _describe(house: House, folder: Path, now: datetime) -> Manifest:
    """Read from the copy itself where there is a file to read; from the record, no older than the copy, otherwise."""

    def ask(connection: Connection) -> Manifest:
        seqs = connection.execute(select(conversations.c.id, conversations.c.last_seq)).all()
        last_at = connection.execute(select(func.max(entries.c.at))).scalar_one()
        return Manifest(
            format=manifest.FORMAT,
            made_at=now.isoformat(),
            database="sqlite" if house.is_sqlite else "postgresql",
            schema_revision=connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
            entries=connection.execute(select(func.count()).select_from(entries)).scalar_one(),
            last_entry_at=last_at.isoformat() if last_at else None,
            last_seq={row.id: row.last_seq for row in seqs},
            files=manifest.hashes(folder),
        )

    return _ask(f"sqlite+aiosqlite:///{folder / SQLITE_FILE}" if house.is_sqlite else house.database_url, ask)


def _check_known(revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError as unknown:
        raise BackupRefused(
            f"This backup is of a newer Warmhand (schema {revision}): restore it with the version that made it."
        ) from unknown


def _holds_conversations(house: House) -> bool:
    if house.is_sqlite and not house.sqlite_file.exists():
        return False
    try:
        return _ask(house.database_url, lambda c: c.execute(select(conversations.c.id).limit(1)).first() is not None)
    except SQLAlchemyError:
        # No such table yet: a database that was never migrated holds nothing.
        return False


def _restore_sqlite(place: Path, source: Path, stamp: str) -> None:
    if place.exists():
        _check_nobody_has_it_open(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.restored")
    shutil.copyfile(source, fresh)
    fresh.chmod(0o600)
    for old in (place, Path(f"{place}-wal"), Path(f"{place}-shm")):
        if old.exists():
            old.rename(old.with_name(f"{old.name}.before-{stamp}"))
    fresh.rename(place)


def _check_nobody_has_it_open(place: Path) -> None:
    """In WAL mode every open connection holds a lock that an exclusive one does not get."""
    with closing(sqlite3.connect(place, timeout=0.5, isolation_level=None)) as database:
        try:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
            database.execute("ROLLBACK")
        except sqlite3.OperationalError as busy:
            raise BackupRefused(f"{place} is in use: stop the house first.") from busy
        except sqlite3.DatabaseError:
            # Damaged beyond opening is a good reason to restore.
            return


def _restore_attachments(place: Path, source: Path, stamp: str) -> None:
    if place.exists():
        place.rename(place.with_name(f"{place.name}.before-{stamp}"))
    if source.is_dir():
        shutil.copytree(source, place)


def _postgres(url: URL, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password goes by a file, so that no list of processes shows it."""
    with tempfile.NamedTemporaryFile("w", prefix="warmhand-pgpass-") as passwords:
        passwords.write(f"*:*:*:*:{_escaped(url.password or '')}\n")
        passwords.flush()
        place = URL.create(
            "postgresql", url.username, None, url.host, url.port, url.database, {"passfile": passwords.name}
        )
        command = [program, "--no-password", f"--dbname={place.render_as_string(hide_password=False)}", *arguments]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError as missing:
            raise BackupRefused(f"There is no {program} here: install PostgreSQL's client programs.") from missing
    if done.returncode != 0:
        raise BackupRefused(f"{program} failed: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")


def _ask(url: str, question: Callable[[Connection], Answer]) -> Answer:
    async def run() -> Answer:
        engine = create_async_engine(url, hide_parameters=True)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(question)
        finally:
            await engine.dispose()

    return asyncio.run(run())
