"""Our own book beside the vendor's: what was asked under which key, what was given, guests' codes, deliveries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shop.errors import SetupError
from shop.schema import GUEST_PROOFS
from shop.wording import instant, moment
from storefront.offers import Remedy

VERSION = 1
WISHES_KEPT = timedelta(days=7)
DELIVERIES_KEPT = timedelta(days=7)
BUSY_SECONDS = 5.0
TABLES = f"""
{GUEST_PROOFS};
CREATE TABLE proof_failures (number TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX proof_failures_by_number ON proof_failures (number);
CREATE TABLE deeds (
    key TEXT PRIMARY KEY, wish TEXT NOT NULL, number TEXT NOT NULL, act TEXT,
    lasting INTEGER NOT NULL, asked_at TEXT NOT NULL,
    status INTEGER, body TEXT
) STRICT;
CREATE INDEX deeds_open ON deeds (asked_at) WHERE status IS NULL;
CREATE TABLE remedies (
    id TEXT PRIMARY KEY, number TEXT NOT NULL, customer_id TEXT NOT NULL, kind TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, sku TEXT, at TEXT NOT NULL,
    mark TEXT NOT NULL UNIQUE, detail TEXT, ref TEXT NOT NULL, taken_back_at TEXT
) STRICT;
CREATE INDEX remedies_by_number ON remedies (number);
CREATE TABLE deliveries (id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT
"""


@dataclass(frozen=True)
class Deed:
    """Something asked for under a key. `wish` is a digest of all that makes two requests different; `act` says how to
    take it up again, and is gone once there is an answer. `lasting` keys are remembered for ever."""

    key: str
    wish: str
    number: str
    act: str | None
    lasting: bool
    asked_at: datetime
    status: int | None = None
    body: str | None = None


def open_book(path: Path) -> Book:
    """Open the file, making it where missing. Raises SetupError when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            db.execute(f"PRAGMA {pragma}")
        book = Book(db)
        with book.transaction():
            version = db.execute("PRAGMA user_version").fetchone()[0]
            tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if version > VERSION or (version == 0 and tables):
                raise SetupError(f"{path} is not a book of the storefront: set WARMHAND_STOREFRONT_DATABASE.")
            if version == 0:
                for statement in filter(str.strip, TABLES.split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")
    except (OSError, sqlite3.Error) as error:
        raise SetupError(f"The storefront cannot use {path} ({error}): set WARMHAND_STOREFRONT_DATABASE.") from error
    return book


class Book:
    """Reads and writes; several writes that belong together go inside `transaction`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def close(self) -> None:
        """Give the file back."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; holds the write lock from the start."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def deed(self, key: str) -> Deed | None:
        """What is known under this key."""
        row = self.db.execute("SELECT * FROM deeds WHERE key = ?", (key,)).fetchone()
        return _deed(row) if row else None

    def open_deeds(self, asked_before: datetime) -> list[Deed]:
        """Those that were asked so long ago and have no answer, oldest first."""
        rows = self.db.execute(
            "SELECT * FROM deeds WHERE status IS NULL AND asked_at <= ? ORDER BY asked_at", (instant(asked_before),)
        )
        return [_deed(row) for row in rows]

    def has_open_deed(self, number: str, but: str) -> bool:
        """Whether anything was asked for this order, under another key than `but`, that has no answer."""
        found = self.db.execute(
            "SELECT 1 FROM deeds WHERE number = ? AND key <> ? AND status IS NULL LIMIT 1", (number, but)
        )
        return found.fetchone() is not None

    def begin(self, deed: Deed) -> None:
        """Note, before anything is asked of the vendor, that it is going to be; again with a later time."""
        self.db.execute(
            "DELETE FROM deeds WHERE lasting = 0 AND status IS NOT NULL AND asked_at < ?",
            (instant(deed.asked_at - WISHES_KEPT),),
        )
        self.db.execute(
            "INSERT OR REPLACE INTO deeds VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
            (deed.key, deed.wish, deed.number, deed.act, int(deed.lasting), instant(deed.asked_at)),
        )

    def drop(self, key: str) -> None:
        """The vendor has certainly not done it: as if it had never been asked."""
        self.db.execute("DELETE FROM deeds WHERE key = ? AND status IS NULL", (key,))

    def finish(self, deed: Deed, status: int, body: str, remedy: Remedy | None) -> None:
        """Keep the answer, and what was given, in one transaction."""
        with self.transaction():
            self.db.execute(
                "INSERT OR REPLACE INTO deeds VALUES (?, ?, ?, NULL, ?, ?, ?, ?)",
                (deed.key, deed.wish, deed.number, int(deed.lasting), instant(deed.asked_at), status, body),
            )
            if remedy is not None:
                self.put_remedy(remedy)

    def put_remedy(self, remedy: Remedy) -> None:
        """Store what was given, or that it was taken back."""
        taken = instant(remedy.taken_back_at) if remedy.taken_back_at else None
        self.db.execute(
            "INSERT OR REPLACE INTO remedies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(remedy.id, remedy.number, remedy.customer_id, remedy.kind, remedy.amount, remedy.currency),
                *(remedy.sku, instant(remedy.at), remedy.mark, remedy.detail, remedy.ref, taken),
            ),
        )

    def remedy(self, remedy_id: str) -> Remedy | None:
        """The one with this id."""
        row = self.db.execute("SELECT * FROM remedies WHERE id = ?", (remedy_id,)).fetchone()
        return _remedy(row) if row else None

    def given_for(self, number: str) -> list[Remedy]:
        """What an order was given, newest first."""
        rows = self.db.execute("SELECT * FROM remedies WHERE number = ? ORDER BY at DESC, rowid DESC", (number,))
        return [_remedy(row) for row in rows]

    def failed_proofs(self, number: str) -> list[datetime]:
        """When somebody named a wrong address for this number."""
        rows = self.db.execute("SELECT at FROM proof_failures WHERE number = ?", (number,))
        return [moment(row["at"]) for row in rows]

    def note_failed_proof(self, number: str, now: datetime, window: timedelta) -> None:
        """Remember one failure and forget those that no longer matter."""
        self.db.execute("DELETE FROM proof_failures WHERE at <= ?", (instant(now - window),))
        self.db.execute("INSERT INTO proof_failures VALUES (?, ?)", (number, instant(now)))

    def is_new_delivery(self, delivery: str, now: datetime) -> bool:
        """True the first time that this delivery is seen; it is seen from then on."""
        with self.transaction():
            self.db.execute("DELETE FROM deliveries WHERE at < ?", (instant(now - DELIVERIES_KEPT),))
            put = self.db.execute("INSERT OR IGNORE INTO deliveries VALUES (?, ?)", (delivery, instant(now)))
            return put.rowcount == 1


def _deed(row: sqlite3.Row) -> Deed:
    asked = moment(row["asked_at"])
    return Deed(
        row["key"], row["wish"], row["number"], row["act"], bool(row["lasting"]), asked, row["status"], row["body"]
    )


def _remedy(row: sqlite3.Row) -> Remedy:
    return Remedy(
        id=row["id"],
        number=row["number"],
        customer_id=row["customer_id"],
        kind=row["kind"],
        amount=row["amount"],
        currency=row["currency"],
        sku=row["sku"],
        at=moment(row["at"]),
        mark=row["mark"],
        detail=row["detail"],
        ref=row["ref"],
        taken_back_at=moment(row["taken_back_at"]) if row["taken_back_at"] else None,
    )
