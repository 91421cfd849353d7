"""Backup and restore: what is put back is, byte for byte, what there was up to the backup; nothing is overwritten by
accident."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.storage import backup, manifest
from desk.storage.backup import House
from desk.storage.manifest import BackupRefused
from desk.storage.migrate import migrate
from tests.house.sources import ROOT

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SAID = "naïve 👩‍👧 \u202e 'quoted' \x07 line\nbreak"
AT = "2026-11-25 11:59:59.123456"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with its tables."""
    path = tmp_path_factory.mktemp("migrated") / "desk.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def house(migrated: Path, tmp_path: Path) -> House:
    """A record with two conversations, and a folder with an attachment."""
    path = tmp_path / "var" / "desk.db"
    path.parent.mkdir()
    path.write_bytes(migrated.read_bytes())
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("INSERT INTO customers (id, created_at) VALUES ('k', ?)", (AT,))
        for here, state in (("c_1", "with_bot"), ("c_2", "closed")):
            database.execute(
                "INSERT INTO conversations (id, customer_id, state, created_at, updated_at, last_seq, version,"
                " last_text) VALUES (?, 'k', ?, ?, ?, 0, 0, '')",
                (here, state, AT, AT),
            )
    found = House(f"sqlite+aiosqlite:///{path}", path.parent / "attachments")
    (found.attachments / "ab").mkdir(parents=True)
    (found.attachments / "ab" / "photo").write_bytes(b"\x89PNG\x00")
    say(found, "c_1", 3)
    say(found, "c_2", 2)
    return found


def say(house: House, here: str, times: int) -> None:
    with closing(sqlite3.connect(house.sqlite_file)) as database, database:
        (last,) = database.execute("SELECT last_seq FROM conversations WHERE id = ?", (here,)).fetchone()
        for seq in range(last + 1, last + times + 1):
            database.execute(
                "INSERT INTO entries (conversation_id, seq, kind, at, author_kind, author_name, message_id, text,"
                " quick_replies, data) VALUES (?, ?, 'message', ?, 'customer', 'Ana', ?, ?, '[]', '{}')",
                (here, seq, AT, f"m{seq}", f"{SAID} {seq}"),
            )
        database.execute("UPDATE conversations SET last_seq = ? WHERE id = ?", (last + times, here))


def transcripts(house: House) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(house.sqlite_file)) as database:
        return database.execute("SELECT * FROM entries ORDER BY conversation_id, seq").fetchall()


def test_r31_a_restored_house_is_byte_equal_up_to_the_backup(house: House, tmp_path: Path) -> None:
    """Backed up, written on, wiped and restored: every transcript is what it was at the backup, attachments too."""
    before = transcripts(house)
    told = backup.back_up(house, tmp_path / "kept", NOW)
    assert told.last_seq == {"c_1": 3, "c_2": 2}
    assert (told.entries, told.last_entry_at) == (5, "2026-11-25T11:59:59.123456+00:00")
    say(house, "c_1", 4)
    for file in house.sqlite_file.parent.glob("desk.db*"):
        file.unlink()
    (house.attachments / "ab" / "photo").unlink()
    backup.restore(house, tmp_path / "kept", NOW, replace=False)
    assert transcripts(house) == before
    assert (house.attachments / "ab" / "photo").read_bytes() == b"\x89PNG\x00"


def test_a_backup_is_of_one_moment_while_others_write(house: House, tmp_path: Path) -> None:
    """A writer that goes on meanwhile is neither held up nor half in the copy."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(house.sqlite_file)], stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        told = [backup.back_up(house, tmp_path / f"kept{number}", NOW) for number in range(5)]
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()  # type: ignore[union-attr]
    assert told[-1].entries > told[0].entries
    for number, each in enumerate(told):
        with closing(sqlite3.connect(tmp_path / f"kept{number}" / backup.SQLITE_FILE)) as copy:
            found = copy.execute("SELECT conversation_id, max(seq), count(*) FROM entries GROUP BY 1").fetchall()
        # Each transaction of the writer stores an entry and its number: half of one would show here.
        assert {here: last for here, last, _ in found} == each.last_seq
        assert all(last == count for _, last, count in found)


WRITER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
entry = "INSERT INTO entries (conversation_id, seq, kind, at, author_kind, author_name, quick_replies, data)"
values = "VALUES ('c_1', ?, 'claimed', '2026-11-25 12:00:00', 'agent', 'Maya', '[]', '{}')"
print("go", flush=True)
seq = 3
while True:
    seq += 1
    database.execute("BEGIN IMMEDIATE")
    database.execute(f"{entry} {values}", (seq,))
    database.execute("UPDATE conversations SET last_seq = ? WHERE id = 'c_1'", (seq,))
    database.execute("COMMIT")
"""


def test_a_backup_is_private_and_whole_or_not_there(house: House, tmp_path: Path) -> None:
    """Only its owner reads it; a folder of that name is never a half-made one, and never overwritten."""
    backup.back_up(house, tmp_path / "kept", NOW)
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
    with pytest.raises(BackupRefused, match="exists already"):
        backup.back_up(house, tmp_path / "kept", NOW)
    gone = House(f"sqlite+aiosqlite:///{tmp_path}/nowhere/desk.db", tmp_path / "none")
    with pytest.raises(BackupRefused, match="no record at"):
        backup.back_up(gone, tmp_path / "other", NOW)
    assert not (tmp_path / "other").exists()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "what, words",
    [
        ("flip a byte of the record", "record.db is not what was backed up"),
        ("cut the record short", "record.db is not what was backed up"),
        ("take the attachment away", "attachments/ab/photo is not what was backed up"),
        ("add a file", "extra is not what was backed up"),
        ("change the manifest's hash", "is not what was backed up"),
        ("take the manifest away", "it has no manifest.json"),
        ("spoil the manifest", "cannot be read"),
        ("another format", "cannot be read"),
        ("a path out of the folder", "outside the backup"),
        ("a link out of the folder", "outside the backup"),
        ("a newer schema", "of a newer Warmhand"),
        ("of another database", "is of postgresql"),
    ],
)
def test_a_backup_that_is_not_as_it_was_is_refused(house: House, tmp_path: Path, what: str, words: str) -> None:
    """Damaged, tampered with or of another kind: nothing of the house is touched."""
    kept = tmp_path / "kept"
    backup.back_up(house, kept, NOW)
    spoil(kept, what)
    before = transcripts(house)
    with pytest.raises(BackupRefused, match=words):
        backup.restore(house, kept, NOW, replace=True)
    assert transcripts(house) == before


def spoil(kept: Path, what: str) -> None:
    record, told = kept / backup.SQLITE_FILE, kept / manifest.FILE
    document = json.loads(told.read_text())
    if what == "flip a byte of the record":
        data = bytearray(record.read_bytes())
        data[5000] ^= 1
        record.write_bytes(data)
    elif what == "cut the record short":
        os.truncate(record, record.stat().st_size - 4096)
    elif what == "take the attachment away":
        (kept / "attachments/ab/photo").unlink()
    elif what == "add a file":
        (kept / "extra").touch()
    elif what == "take the manifest away":
        told.unlink()
    elif what == "spoil the manifest":
        told.write_text("{")
    elif what == "a link out of the folder":
        (kept / "attachments/ab/photo").unlink()
        (kept / "attachments/ab/photo").symlink_to("/etc/hostname")
    else:
        changes = {
            "change the manifest's hash": {"files": {**document["files"], "record.db": "0" * 64}},
            "another format": {"format": 2},
            "a path out of the folder": {"files": {**document["files"], "../../outside": "0" * 64}},
            "a newer schema": {"schema_revision": "9999"},
            "of another database": {"database": "postgresql"},
        }
        told.write_text(json.dumps(document | changes[what]))


def test_conversations_are_only_replaced_on_request_and_kept_aside(house: House, tmp_path: Path) -> None:
    """Without --replace a record in use by people is left alone; with it the old one lies beside the new one."""
    backup.back_up(house, tmp_path / "kept", NOW)
    say(house, "c_1", 1)
    after = transcripts(house)
    with pytest.raises(BackupRefused, match="--replace"):
        backup.restore(house, tmp_path / "kept", NOW, replace=False)
    assert transcripts(house) == after
    backup.restore(house, tmp_path / "kept", NOW, replace=True)
    assert len(transcripts(house)) == len(after) - 1
    aside = House(f"sqlite+aiosqlite:///{house.sqlite_file}.before-20261125T120000Z", house.attachments)
    assert transcripts(aside) == after


def test_a_record_somebody_has_open_is_not_replaced(house: House, tmp_path: Path) -> None:
    """An idle connection of a running desk is enough."""
    backup.back_up(house, tmp_path / "kept", NOW)
    with closing(sqlite3.connect(house.sqlite_file)) as desk:
        desk.execute("SELECT count(*) FROM entries").fetchone()
        with pytest.raises(BackupRefused, match="in use"):
            backup.restore(house, tmp_path / "kept", NOW, replace=True)
    backup.restore(house, tmp_path / "kept", NOW, replace=True)


@pytest.mark.timeout(240)
def test_the_commands_say_what_they_did_and_refuse_while_a_desk_answers(house: House, tmp_path: Path) -> None:
    """bin/backup and bin/restore take the house's own settings; a desk that answers is enough to refuse a restore."""
    with socket.create_server(("127.0.0.1", 0)) as desk:
        port = str(desk.getsockname()[1])
        environment = {**os.environ, "WARMHAND_VAR_DIR": str(house.sqlite_file.parent), "WARMHAND_DESK_PORT": port}

        def run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
            command = [str(ROOT / "bin" / program), *words]
            return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

        done = run("backup", "kept")
        assert done.returncode == 0, done.stderr
        assert "2 conversations with 5 entries backed up to" in done.stdout
        assert (tmp_path / "kept" / manifest.FILE).is_file()
        assert "stop the house first" in run("restore", "kept", "--replace").stderr
    restored = run("restore", "kept", "--replace")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "the last entry is of 2026-11-25T11:59:59" in restored.stdout
