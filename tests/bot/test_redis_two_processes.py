"""Two Rasa processes on one Redis: with our stores every turn is as it should be; with the stock lock it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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
def test_a_thousand_pairs_lose_nothing(redis_server: RedisServer, tmp_path: Path) -> None:
    """1,000 pairs of messages to 50 shared conversations: none refused, lost, doubled, reordered or torn."""
    code, figures = share(redis_server, tmp_path, "--pairs", "1000")
    wrong = {name: figures[name] for name in ("refused", "lost", "doubled", "reordered", "torn", "overlapping")}
    assert (code, figures["pairs"], set(wrong.values())) == (0, 1000, {0})


@pytest.mark.slow
def test_the_stock_lock_lets_two_in(redis_server: RedisServer, tmp_path: Path) -> None:
    """The same with Rasa's own lock store: turns meet, and our tracker store has to refuse some of them."""
    code, figures = share(redis_server, tmp_path, "--pairs", "400", "--lock", "stock")
    assert code == 3
    assert figures["refused"] > 0
    assert (figures["torn"], figures["reordered"], figures["doubled"]) == (0, 0, 0)
