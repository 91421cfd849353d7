"""Backup and restore of a record in PostgreSQL, with its own programs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.postgres_server import PostgresServer, find_postgres
from desk.storage import backup
from desk.storage.backup import House
from desk.storage.manifest import BackupRefused
from desk.storage.migrate import migrate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A PostgreSQL of this module, with its tables."""
    found = find_postgres()
    if found.folder is None:
        pytest.skip(f"NOT RUN: {found.reason}")
    with PostgresServer(found.folder) as server:
        address = server.database("kept")
        migrate(address)
        yield address


def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements in one transaction; the rows of the last."""

    async def run() -> list[tuple[object, ...]]:
        engine = create_async_engine(url)
        try:
            async with engine.begin() as connection:
                for statement in statements:
                    result = await connection.execute(text(statement))
                return [tuple(row) for row in result] if result.returns_rows else []
        finally:
            await engine.dispose()

    return asyncio.run(run())


def entry(seq: int) -> str:
    columns = "conversation_id, seq, kind, at, author_kind, author_name, message_id, text, quick_replies, data"
    who = "'message', '2026-11-25 11:59:59', 'customer', 'Ana'"
    words = f"naïve 👩‍👧 ''quoted'' {seq}"
    return f"INSERT INTO entries ({columns}) VALUES ('c_1', {seq}, {who}, 'm{seq}', '{words}', '[]', '{{}}')"


TRANSCRIPT = "SELECT conversation_id, seq, kind, at, author_kind, message_id, text FROM entries ORDER BY seq"


def test_r31_a_record_in_postgresql_comes_back_as_it_was(url: str, tmp_path: Path) -> None:
    """Backed up, written on and wiped: restored to the backup, only on request, and the manifest says up to where."""
    house = House(url, tmp_path / "attachments")
    ask(
        url,
        "INSERT INTO customers (id, created_at) VALUES ('k', '2026-11-25 11:00:00')",
        "INSERT INTO conversations (id, customer_id, state, created_at, updated_at, last_seq, version, last_text)"
        " VALUES ('c_1', 'k', 'with_bot', '2026-11-25 11:00:00', '2026-11-25 11:00:00', 2, 0, '')",
        entry(1),
        entry(2),
    )
    before = ask(url, TRANSCRIPT)
    told = backup.back_up(house, tmp_path / "kept", NOW)
    assert (told.database, told.last_seq, told.entries) == ("postgresql", {"c_1": 2}, 2)
    ask(url, entry(3), "UPDATE conversations SET last_seq = 3")
    with pytest.raises(BackupRefused, match="--replace"):
        backup.restore(house, tmp_path / "kept", NOW, replace=False)
    ask(url, "DELETE FROM entries WHERE seq < 3")
    backup.restore(house, tmp_path / "kept", NOW, replace=True)
    assert ask(url, TRANSCRIPT) == before


def test_a_failing_dump_tells_no_password(url: str, tmp_path: Path) -> None:
    """A failing pg_dump is told without the address it was given."""
    wrong = url.rsplit("/", 1)[0] + "/nowhere"
    with pytest.raises(BackupRefused) as refused:
        backup.back_up(House(wrong, tmp_path / "none"), tmp_path / "kept", NOW)
    password = url.split(":")[2].split("@", maxsplit=1)[0]
    assert "pg_dump failed" in str(refused.value)
    assert password not in str(refused.value)
