"""Two Rasa processes on one Redis: with our stores every turn is as it should be; with the stock lock it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from rasa.core.lock import TicketLock
from rasa.core.lock_store import RedisLockStore as StockLockStore

from tests.bot.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[2]


def share(redis_server: RedisServer, tmp_path: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The benchmark's exit code and figures."""
    out = tmp_path / "shared.json"
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.shared_conversations", "--redis", redis_server.url]
    done = subprocess.run(
        [*command, "--json", str(out), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert out.exists(), done.stderr[-2000:]
    return done.returncode, dict(json.loads(out.read_text(encoding="utf-8")))


@pytest.mark.slow
def test_r15_a_thousand_pairs_lose_nothing(redis_server: RedisServer, tmp_path: Path) -> None:
    """1,000 pairs of messages to 50 shared conversations: none refused, lost, doubled, reordered or torn."""
    code, figures = share(redis_server, tmp_path, "--pairs", "1000")
    wrong = {name: figures[name] for name in ("refused", "lost", "doubled", "reordered", "torn", "overlapping")}
    assert (code, figures["pairs"], set(wrong.values())) == (0, 1000, {0})


class Overtaken(StockLockStore):
    """Rasa's own store. Between what it reads and what it writes, another process asks for the same conversation."""

    def __init__(self, other: StockLockStore, **where: Any) -> None:
        super().__init__(**where)
        self.other: StockLockStore | None = other
        self.others_ticket: int | None = None

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        read = super().get_lock(conversation_id)
        if self.other:
            other, self.other = self.other, None
            self.others_ticket = other.issue_ticket(conversation_id)
        return read


def test_the_stock_lock_lets_two_in(redis_server: RedisServer) -> None:
    """Why ours exists: Rasa's reads, adds a ticket and writes, so who asks in between is given the same place.

    How often that happens by itself: `bin/bench shared_conversations --lock stock`.
    """
    url = urlsplit(redis_server.url)
    where = {"host": url.hostname, "port": url.port, "key_prefix": "twoatonce"}
    store = Overtaken(StockLockStore(**where), **where)
    ticket = store.issue_ticket("ana")
    lock = store.get_lock("ana")
    assert lock is not None
    assert (ticket, store.others_ticket, lock.is_locked(ticket)) == (0, 0, False)
