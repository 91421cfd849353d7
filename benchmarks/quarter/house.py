"""The house of one run: a Redis, a desk process, the shop and the bot's stand-in, all on loopback and on one clock."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.live_house import free_port, server
from benchmarks.quarter.bot_side import BotSide
from benchmarks.quarter.clock import SharedClock
from benchmarks.quarter.people import HERE, People, begins
from benchmarks.quarter.shop_side import ShopSide, open_shop
from desk.bot.domain_file import read_intents
from desk.warning.contact import NO_REASONS
from supervisor.programs import redis_server

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "warm-lamp-oak-quarter"
START_SECONDS = 60.0


def reasons() -> tuple[str, ...]:
    """What people may come for: the bot's intents without small talk."""
    return tuple(each for each in read_intents(ROOT / "domain.yml") if each not in NO_REASONS)


@dataclass
class House:
    """Everything that runs, and how to reach it."""

    folder: Path
    clock: SharedClock
    shop: ShopSide
    bot: BotSide
    environment: dict[str, str]
    desk_url: str
    kills: int = 0
    _desk: subprocess.Popen[bytes] | None = None
    _door: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    _log: Any = field(default=None, repr=False)

    async def open_desk(self) -> None:
        """Start the desk, and wait until it serves."""
        command = (sys.executable, "-m", "benchmarks.quarter.desk_process", str(self._clock_file), str(self._door_file))
        await asyncio.to_thread(self._door_file.unlink, missing_ok=True)
        self._log = self._log or (self.folder / "desk.log").open("ab")
        self._desk = await asyncio.to_thread(
            subprocess.Popen, command, cwd=ROOT, env=self.environment, stdout=self._log, stderr=self._log
        )
        deadline = time.monotonic() + START_SECONDS
        async with httpx.AsyncClient(trust_env=False) as http:
            while not (self._door_file.exists() and await _answers(http, f"{self.desk_url}/health")):
                if self._desk.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The desk did not start: see {self.folder / 'desk.log'}.")
                await asyncio.sleep(0.05)
        self._door = await asyncio.open_unix_connection(self._door_file)

    async def kill_desk(self) -> None:
        """kill -9, and start it again."""
        assert self._desk is not None
        self._desk.send_signal(signal.SIGKILL)
        await asyncio.to_thread(self._desk.wait)
        self.kills += 1
        self._leave_door()
        await self.open_desk()

    async def close_desk(self) -> None:
        if self._desk is None:
            return
        self._leave_door()
        self._desk.terminate()
        try:
            await asyncio.to_thread(self._desk.wait, 15)
        except subprocess.TimeoutExpired:
            self._desk.kill()
            await asyncio.to_thread(self._desk.wait)
        self._log.close()

    async def pass_time(self) -> None:
        """The desk does what is due at this moment."""
        assert self._door is not None
        reader, writer = self._door
        writer.write(b"pass\n")
        await writer.drain()
        if await reader.readline() != b"done\n":
            raise RuntimeError(f"The desk broke off: see {self.folder / 'desk.log'}.")
        self.shop.letters.collect()

    def _leave_door(self) -> None:
        if self._door is not None:
            self._door[1].close()
            self._door = None

    @property
    def _clock_file(self) -> Path:
        return self.folder / "clock"

    @property
    def _door_file(self) -> Path:
        return self.folder / "door"


@asynccontextmanager
async def open_house(folder: Path, people: People) -> AsyncIterator[House]:
    """A house on the eve of the quarter; it is gone afterwards, its files stay."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    clock = SharedClock(folder / "clock")
    clock.set(begins(people))
    redis_port, desk_port, bot_port = free_port(), free_port(), free_port()
    desk_url = f"http://127.0.0.1:{desk_port}"
    options = ("--bind", "127.0.0.1", "--port", str(redis_port), "--dir", str(folder), "--save", "")
    async with AsyncExitStack() as stack:
        stack.enter_context(
            server((str(redis_server(ROOT)), *options), redis_port, dict(os.environ), folder / "redis.log")
        )
        shop = await stack.enter_async_context(open_shop(folder, clock, desk_url))
        secret = secrets.token_hex(24)
        bot = BotSide(people, reasons())
        await stack.enter_async_context(_serving(bot.app(secret), bot_port))
        ports = {"desk": desk_port, "bot": bot_port, "redis": redis_port, "none": free_port()}
        environment = _environment(folder, ports, secret, shop)
        await asyncio.to_thread(_prepare, environment)
        house = House(folder, clock, shop, bot, environment, desk_url)
        stack.push_async_callback(house.close_desk)
        await house.open_desk()
        yield house


def _environment(folder: Path, ports: dict[str, int], secret: str, shop: ShopSide) -> dict[str, str]:
    mail = shop.settings.mail_server
    assert mail is not None
    told = {
        "DESK_PORT": ports["desk"], "RASA_PORT": ports["bot"], "RASA_B_PORT": ports["none"],
        "TRAINER_PORT": ports["none"],
        "SHOP_URL": shop.settings.url, "SHOP_API_KEY": shop.settings.api_key,
        "SHOP_JWT_SECRET": shop.settings.jwt_secret,
        "BOT_SECRET": secret, "AGENT_PASSWORD": PASSWORD, "VAR_DIR": folder, "LIMIT_FACTOR": 10_000,
        "SERVICE_FILE": HERE / "service.yml", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WARMHAND_")}
    return kept | {f"WARMHAND_{name}": str(value) for name, value in told.items()} | {
        "REDIS_URL": f"redis://127.0.0.1:{ports['redis']}/0",
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'desk.db'}",
        "SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
    }  # fmt: skip


def _prepare(environment: dict[str, str]) -> None:
    for step in ("migrate", "seed"):
        command = (sys.executable, "-m", "desk", step)
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"desk {step} failed: {done.stderr[-500:]}")


@asynccontextmanager
async def _serving(app: Any, port: int) -> AsyncIterator[None]:
    listener = socket.create_server(("127.0.0.1", port))
    serving = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await serving.startup()
    await serving.before_start()
    await serving.start_serving()
    try:
        yield
    finally:
        await serving.before_stop()
        serving.close()
        await serving.wait_closed()
        for connection in serving.connections:
            connection.close_if_idle()
        await serving.after_stop()


async def _answers(http: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await http.get(address, timeout=1.0)).is_success
    except httpx.HTTPError:
        return False
