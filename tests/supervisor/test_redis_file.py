"""R4: what Redis wrote to disk is damaged. A torn end is cut and said; damage in the middle stops the start with words
that say what to do. The record is not in Redis, so nothing acknowledged depends on either."""

import asyncio
import io
import os
import socket
from datetime import UTC, datetime

import pytest

from supervisor import programs
from supervisor.house import House
from supervisor.output import Console
from supervisor.problem import Problem
from supervisor.settings import read_settings
from tests.house.sources import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path):
    """Of a house with a Redis of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "redis").mkdir()
    environ = {**os.environ, "WARMHAND_VAR_DIR": str(tmp_path), "WARMHAND_REDIS_PORT": str(port), "REDIS_URL": ""}
    return read_settings(environ, ROOT)


async def opened(settings, tmp_path, printed):
    console = Console(None, lambda: datetime.now(UTC), printed)
    redis = programs.redis(settings)
    house = House([redis], console, root=ROOT, var=tmp_path, environment=os.environ, urls={})
    await house.start()
    return house


async def say(settings, *words):
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.ports["redis"])
    try:
        writer.write(f"*{len(words)}\r\n".encode() + b"".join(f"${len(w)}\r\n{w}\r\n".encode() for w in words))
        await writer.drain()
        return (await reader.readline()).strip()
    finally:
        writer.close()
        await writer.wait_closed()


async def written(settings, tmp_path):
    """An append-only file with a hundred numbers in it."""
    house = await opened(settings, tmp_path, io.StringIO())
    for _ in range(100):
        await say(settings, "INCR", "count")
    await house.stop()
    (found,) = (tmp_path / "redis").glob("*.aof")
    return found


async def test_r4_a_torn_end_is_cut_and_said(settings, tmp_path):
    """As after a power cut: it starts, has all but the last write, and its log says that the file was truncated."""
    file = await written(settings, tmp_path)
    os.truncate(file, file.stat().st_size - 5)
    printed = io.StringIO()
    house = await opened(settings, tmp_path, printed)
    try:
        assert await say(settings, "INCR", "count") == b":100"
    finally:
        await house.stop()
    assert "truncat" in printed.getvalue()


async def test_r4_damage_in_the_middle_stops_the_start_with_an_instruction(settings, tmp_path):
    """It does not guess: one sentence names the file's state and the remedy, which then works."""
    file = await written(settings, tmp_path)
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20] = b"#" * 20
    file.write_bytes(data)
    with pytest.raises(Problem, match=r"^redis .* before it was there: .*append only file.*moved away") as told:
        await opened(settings, tmp_path, io.StringIO())
    assert str(file) in str(told.value)
    file.rename(file.with_suffix(".damaged"))
    house = await opened(settings, tmp_path, io.StringIO())
    await house.stop()
