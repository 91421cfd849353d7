"""The shop as a program: it starts, seeds itself, stops, and says what is wrong."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def surroundings(path: Path, port: int, **changed: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WARMHAND_")}
    return {
        **kept,
        "WARMHAND_SHOP_PORT": str(port),
        "WARMHAND_SHOP_DATABASE": str(path),
        "WARMHAND_SHOP_API_KEY": "a-key-for-tests",
        "WARMHAND_SHOP_JWT_SECRET": "a-secret-for-tests-that-is-long-enough",
        **changed,
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "shop", *words]


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), env=env, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


@contextmanager
def started(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(command(), env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield program
    finally:
        if program.poll() is None:
            program.kill()
        program.communicate(timeout=10)


def wait_until_healthy(url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health").json() == {"ok": True}:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail("the shop did not become healthy within 20 seconds")


def test_the_shop_seeds_itself_serves_and_stops_cleanly(tmp_path: Path) -> None:
    """From an empty folder to forty orders; asked to stop it ends with status 0 and leaves the file whole."""
    path, port = tmp_path / "deep" / "shop.db", free_port()
    url = f"http://127.0.0.1:{port}"
    with started(surroundings(path, port)) as program:
        wait_until_healthy(url)
        headers = {"authorization": "Bearer a-key-for-tests"}
        orders = httpx.get(f"{url}/api/orders?customer_id=C1003", headers=headers).json()["orders"]
        assert "20417" in [order["number"] for order in orders]
        program.send_signal(signal.SIGTERM)
        out, err = program.communicate(timeout=15)
        assert (program.returncode, out, err) == (0, f"The shop is open at {url}\n", "")
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM orders").fetchone() == (40,)


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    """A cancel that was acknowledged is there after kill -9, and its key still gives the same answer."""
    path, port = tmp_path / "shop.db", free_port()
    call = {
        "url": f"http://127.0.0.1:{port}/api/orders/20435/cancel",
        "headers": {"authorization": "Bearer a-key-for-tests"},
        "json": {"customer_id": "C1003", "idempotency_key": "key-0001"},
    }
    answers = []
    for _ in range(2):
        with started(surroundings(path, port)) as program:
            wait_until_healthy(f"http://127.0.0.1:{port}")
            answers.append(httpx.post(**call).content)
            program.kill()
    assert answers[0] == answers[1]
    assert b'"state": "cancelled"' in answers[0]


def test_the_demo_can_be_seeded_for_a_day(tmp_path: Path) -> None:
    """`seed --today` needs no secrets and may be repeated."""
    path = tmp_path / "shop.db"
    env = {name: value for name, value in surroundings(path, 1).items() if "SECRET" not in name and "KEY" not in name}
    for _ in range(2):
        done = run(env, "seed", "--today", "2027-03-01")
        assert (done.returncode, done.stdout) == (0, f"{path}: 40 demo orders are in place.\n")
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT promised_on FROM orders WHERE number = '20417'").fetchone() == ("2027-03-06",)
    wrong = run(env, "seed", "--today", "tomorrow")
    assert wrong.returncode == 2
    assert "invalid fromisoformat value" in wrong.stderr


def test_a_mistake_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    """A missing secret, a taken port and a strange file are each told in a line that says what to do."""
    strange = tmp_path / "strange.db"
    strange.write_bytes(b"this is not a database, it is a letter to a friend" * 50)
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE something (else_ TEXT)")
    path = tmp_path / "shop.db"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        cases = [
            (surroundings(path, 8010, WARMHAND_SHOP_API_KEY=""), "WARMHAND_SHOP_API_KEY"),
            (surroundings(path, port), f"Port {port} is not free"),
            (surroundings(strange, free_port()), "WARMHAND_SHOP_DATABASE"),
            (surroundings(foreign, free_port()), "move it away"),
            (surroundings(tmp_path, free_port()), "WARMHAND_SHOP_DATABASE"),
        ]
        for env, told in cases:
            done = run(env)
            assert (done.returncode, done.stdout) == (2, "")
            assert told in done.stderr
            assert done.stderr.count("\n") == 1
