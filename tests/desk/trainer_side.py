"""The real trainer as a process of this test session, in the environment it lives in."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.desk.bot_side import SECRET

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_trainer(port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A trainer that answers on this port until the block ends."""
    environment = {**os.environ, "WARMHAND_TRAINER_PORT": str(port), "WARMHAND_BOT_SECRET": SECRET}
    with log.open("wb") as out:
        command = [str(ROOT / ".venv-rasa/bin/python"), "-m", "trainer"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        _until_there(port, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _until_there(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            asked = httpx.get(
                f"http://127.0.0.1:{port}/health", headers={"Authorization": f"Bearer {SECRET}"}, trust_env=False
            )
        except httpx.HTTPError:
            time.sleep(0.1)
            continue
        assert asked.status_code == 200, asked.text
        return
    raise AssertionError(f"the trainer never came: {log.read_text()}")
