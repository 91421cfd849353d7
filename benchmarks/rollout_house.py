"""A whole house with two models to roll out, and the designer who does it over the studio's own routes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.house import ROOT, House, eventually, open_house

LIVE, CANDIDATE = "bench-live", "bench-candidate"
DESIGNER = "ida@warmhand.example"
COMES_UP_SECONDS = 240.0


class BenchmarkError(Exception):
    """The measurement cannot be made; the message is one sentence that says why."""


@dataclass
class Designer:
    """Somebody signed in as a designer."""

    http: httpx.Client

    @classmethod
    def signs_in(cls, house: House) -> Designer:
        http = httpx.Client(
            base_url=house.url("desk"), headers={"origin": house.url("desk")}, trust_env=False, timeout=30
        )
        body = {"email": DESIGNER, "password": house.agent_password}
        answer = http.post("/api/agent/sign-in", json=body)
        answer.raise_for_status()
        http.headers["x-csrf-token"] = answer.json()["csrf_token"]
        return cls(http)

    def does(self, what: str, **body: Any) -> dict[str, Any]:
        """One step of a roll-out: its path below `/api/studio`; returns how the roll-out stands."""
        answer = self.http.post(f"/api/studio/{what}", json=body)
        if answer.status_code != 200:
            raise BenchmarkError(f"{what} was refused: {answer.text}")
        return dict(answer.json())

    def sees(self) -> dict[str, Any]:
        return dict(self.http.get("/api/studio/rollout").json())

    def until_up(self) -> None:
        """Wait until the other slot's model answers."""
        eventually(lambda: (self.sees()["slot_state"] or {}).get("state") == "up", "the slot is up", COMES_UP_SECONDS)


@contextmanager
def house_of_two_models(folder: Path) -> Iterator[House]:
    """A house that runs `LIVE` and has `CANDIDATE` lying beside it; gone afterwards."""
    models = folder / "models"
    models.mkdir()
    put_models(models)
    house = open_house(folder, WARMHAND_MODELS_DIR=str(models), WARMHAND_LIMIT_FACTOR="10000")
    try:
        yield house
    finally:
        house.stop()


def newest_model() -> Path:
    """The archive trained last. Raises BenchmarkError when there is none."""
    trained = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not trained:
        raise BenchmarkError("There is no trained model yet: run bin/train.")
    return trained[-1]


def put_models(models: Path) -> None:
    """The newest trained model under two names, each with its manifest; `LIVE` is the newer file."""
    trained = newest_model()
    for age, name in enumerate((LIVE, CANDIDATE)):
        archive = models / f"{name}.tar.gz"
        shutil.copyfile(trained, archive)
        os.utime(archive, (time.time() - 60 * age,) * 2)
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        manifest = {"model_id": name, "sha256": digest, "trained_at": "2026-11-27T00:00:00Z", "parent": None}
        (models / f"{name}.json").write_text(json.dumps(manifest))


def bot_of_its_own(folder: Path) -> tuple[Path, Path, str]:
    """Training data of a house's own and a folder with the newest model, vouched for; both, and the model's name."""
    root, models = folder / "bot", folder / "models"
    shutil.copytree(ROOT / "data", root / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, root / name)
    models.mkdir()
    newest = newest_model()
    shutil.copy(newest, models)
    python = str(ROOT / ".venv-rasa/bin/python")
    subprocess.run([python, "-m", "trainer.manifest", str(models / newest.name), str(root)], cwd=ROOT, check=True)
    return root, models, newest.name.removesuffix(".tar.gz")


def kill_slot(house: House, name: str) -> None:
    """SIGKILL the Rasa of a slot, without waiting for anybody to notice."""
    pid = house.pid(name)
    if pid is None:
        raise BenchmarkError(f"{name} does not run")
    os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Reply:
    """One message and what came of it, as the record has it: times in seconds since the epoch."""

    conversation_id: str
    seq: int
    asked: float
    answered: float | None
    model_id: str | None
    model_ms: float | None = None
    """Of that, the model's own process."""

    @property
    def ms(self) -> float:
        assert self.answered is not None, "only answered messages took a time"
        return (self.answered - self.asked) * 1000


def replies(house: House) -> list[Reply]:
    """Every message of a customer and the bot's answer to it, oldest first."""
    query = """
        SELECT j.conversation_id, j.seq, j.state, e.at, json_extract(j.answer, '$.model_id'),
               (SELECT min(b.at) FROM entries b WHERE b.conversation_id = j.conversation_id
                 AND b.message_id LIKE 'bot-' || j.seq || '-%' AND b.message_id NOT LIKE '%-down'),
               (SELECT t.took_ms FROM model_turns t WHERE t.conversation_id = j.conversation_id AND t.seq = j.seq)
        FROM bot_jobs j JOIN entries e ON e.conversation_id = j.conversation_id AND e.seq = j.seq
        WHERE j.kind = 'turn' ORDER BY e.at"""
    with closing(sqlite3.connect(f"file:{house.var / 'desk.db'}?mode=ro", uri=True)) as database:
        rows = database.execute(query).fetchall()
    return [
        Reply(row[0], row[1], _moment(row[3]), _moment(row[5]) if row[5] and row[2] == "done" else None, *row[4::2])
        for row in rows
    ]


def _moment(stored: str) -> float:
    return datetime.fromisoformat(f"{stored}+00:00").timestamp()
