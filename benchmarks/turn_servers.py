"""Starts what `bin/bench turn` measures: our bot with its action server and shop, and a stock Rasa, on one Redis."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, Self

import psutil

from benchmarks.stock_project import StockProject
from supervisor.programs import BOT_ENVIRONMENT, ONE_THREAD, RASA_ENVIRONMENT, rasa_arguments, redis_server

# Loading TensorFlow beside other heavy work has taken four minutes.
START_SECONDS, STOP_SECONDS = 600.0, 10.0


class BenchmarkError(Exception):
    """The measurement cannot be made; the message is one sentence that says why."""


@dataclass(frozen=True)
class Ports:
    """Where everything listens, on 127.0.0.1."""

    redis: int
    shop: int
    actions: int
    ours: int
    stock: int


class Servers:
    """A context manager: all servers are up inside it and gone after it. Logs are kept in `folder`."""

    def __init__(
        self, root: Path, folder: Path, model: Path, stock: StockProject, *, stock_on_one_thread: bool
    ) -> None:
        self._root, self._folder, self._model, self._stock = root, folder, model, stock
        # Ours asks for one thread by itself (supervisor/programs.py); stock Rasa takes what TensorFlow takes.
        self._stock_environment = RASA_ENVIRONMENT if stock_on_one_thread else _without_limits(RASA_ENVIRONMENT)
        self.ports = Ports(*(_free_port() for _ in range(5)))
        self.secret = secrets.token_hex(24)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start_all()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End every process started here, the last one first."""
        for process in reversed(self._running.values()):
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for log in self._logs:
            log.close()

    def rss_mb(self, name: str) -> float:
        """Resident memory of a server and its children now."""
        whole = psutil.Process(self._running[name].pid)
        return sum(part.memory_info().rss for part in (whole, *whole.children(recursive=True))) / 1e6

    def cpu_seconds(self, name: str) -> float:
        """Processor time a server has used so far."""
        times = psutil.Process(self._running[name].pid).cpu_times()
        return times.user + times.system

    def _start_all(self) -> None:
        ports, python = self.ports, str(self._root / ".venv/bin/python")
        rasa = (str(self._root / ".venv-rasa/bin/python"), "-W", "ignore", "-m", "rasa", "run")
        environment = self._environment()
        self._start("redis", self._redis(), environment, _answers(ports.redis))
        self._start("shop", (python, "-m", "shop"), environment, _answers(ports.shop, "/health"))
        self._start("actions", (python, "-m", "actions"), environment, _answers(ports.actions, "/health"))
        ours = (*rasa, *rasa_arguments(ports.ours), "--model", str(self._model))
        bearer = {"Authorization": f"Bearer {self.secret}"}
        is_up = _answers(ports.ours, "/webhooks/desk/health", headers=bearer, says=b'"ready":true')
        self._start("ours", ours, {**environment, **BOT_ENVIRONMENT}, is_up)
        folder = self._stock.folder
        files = ("--endpoints", str(folder / "endpoints.yml"), "--credentials", str(folder / "credentials.yml"))
        stock = (*rasa, "--interface", "127.0.0.1", "--port", str(ports.stock), *files, "--model")
        is_up = _answers(ports.stock, "/webhooks/rest/")
        stock_environment = {**_without_limits(environment), **self._stock_environment}
        self._start("stock", (*stock, str(self._stock.model)), stock_environment, is_up)

    def _redis(self) -> tuple[str, ...]:
        """As the supervisor runs it, except that nothing is left over from the last measurement."""
        folder = self._folder / "redis"
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*"):
            old.unlink()
        options = ("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec")
        return (str(redis_server(self._root)), "--bind", "127.0.0.1", "--port", str(self.ports.redis), *options)

    def _environment(self) -> dict[str, str]:
        ports, local = self.ports, "http://127.0.0.1:"
        return {
            **os.environ,
            "REDIS_URL": f"redis://127.0.0.1:{ports.redis}/2",
            "STOCK_REDIS_PORT": str(ports.redis),
            "WARMHAND_BOT_SECRET": self.secret,
            "WARMHAND_SHOP_API_KEY": secrets.token_hex(24),
            "WARMHAND_SHOP_JWT_SECRET": secrets.token_hex(32),
            "WARMHAND_SHOP_DATABASE": str(self._folder / "shop.db"),
            "WARMHAND_SHOP_PORT": str(ports.shop),
            "WARMHAND_SHOP_URL": f"{local}{ports.shop}",
            "WARMHAND_ACTIONS_PORT": str(ports.actions),
            "WARMHAND_ACTIONS_URL": f"{local}{ports.actions}",
            "WARMHAND_RASA_URL": f"{local}{ports.ours}",
        }

    def _start(
        self, name: str, command: tuple[str, ...], environment: Mapping[str, str], is_up: Callable[[], bool]
    ) -> None:
        log = (self._folder / f"{name}.log").open("wb")
        self._logs.append(log)
        process = subprocess.Popen(command, cwd=self._root, env=dict(environment), stdout=log, stderr=log)
        self._running[name] = process
        deadline = time.monotonic() + START_SECONDS
        while not is_up():
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchmarkError(f"{name} did not start: see {log.name}.")
            time.sleep(0.1)


def train_stock(root: Path, project: StockProject) -> None:
    """Train the stock project, unless its model is kept from an earlier run. Raises BenchmarkError."""
    if project.model.exists():
        return
    files = ("--config", "config.yml", "--domain", "domain.yml", "--data", "data")
    command = (str(root / ".venv-rasa/bin/python"), "-W", "ignore", "-m", "rasa", "train", *files, "--out", ".")
    environment = {**os.environ, **RASA_ENVIRONMENT}
    with (project.folder / "train.log").open("wb") as log:
        done = subprocess.run(
            (*command, "--fixed-model-name", "model"),
            cwd=project.folder,
            env=environment,
            stdout=log,
            stderr=log,
            check=False,
        )
    if done.returncode != 0 or not project.model.exists():
        raise BenchmarkError(f"The stock model could not be trained: see {project.folder / 'train.log'}.")


def _without_limits(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in ONE_THREAD}


def _answers(
    port: int, path: str | None = None, *, headers: Mapping[str, str] | None = None, says: bytes = b""
) -> Callable[[], bool]:
    """A probe: something listens, and with a path it answers 200 and says so."""

    def is_up() -> bool:
        try:
            if path is None:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return True
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", path, headers=dict(headers or {}))
                response = connection.getresponse()
                return response.status == 200 and says in response.read()
            finally:
                connection.close()
        except (OSError, HTTPException):
            return False

    return is_up


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
