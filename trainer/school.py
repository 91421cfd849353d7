"""The trainer's worker: takes jobs from Redis one by one, each done by a child, and says how far it is.

`python -m trainer.school` runs beside the door, which starts it and starts it again. Nothing but this loop runs in this
process, so that a child can be forked from it at any time, with the encoder loaded and all vectors at hand. A child
that breaks, is killed or grows too large ends alone.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import select
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from bot.nlu.encoder_model import EncoderModel, encoder_hash
from trainer.archive import ModelMissing
from trainer.lesson import STEPS, Job
from trainer.reader import Reader, load_reader
from trainer.remembered import Remembered
from trainer.schoolchild import work
from trainer.settings import SettingsRefused, TrainerSettings, read_settings
from trainer.training_data import DataWrong, read_lessons

logger = logging.getLogger(__name__)

JOBS, RUN, REPORT = "warmhand:training:jobs", "warmhand:training:run:", "warmhand:training:report:"
RUN_SECONDS, REPORT_SECONDS = 7 * 24 * 3600, 24 * 3600
REMEMBERED_VECTORS = 60_000
LOOK_EVERY = 0.2
BEAT_EVERY = 1.0
GENTLE = 5
"""Added to the door's niceness: whoever asks something now is answered before a training goes on."""
SHARES = {"reading": 0.05, "encoding": 0.2, "learning": 0.55, "judging": 0.12, "packing": 0.08}
"""Which part of the whole each step usually takes."""


@dataclass
class Running:
    """A child at work, and what is known of it."""

    process: Any
    pipe: Connection
    began: float = field(default_factory=time.monotonic)
    step: str = STEPS[0]
    share: float = 0.0
    outcome: dict[str, Any] | None = None
    wrong: str | None = None


class School:
    """Does jobs until its starter is gone."""

    def __init__(self, settings: TrainerSettings, redis: Redis) -> None:
        self._settings, self._redis = settings, redis
        self._encoder = EncoderModel(settings.encoder_dir, REMEMBERED_VECTORS)
        self._base: tuple[str, Reader] | None = None
        self._unread: list[str] | None = None
        self._is_kept = False
        self._remembered = Remembered(settings.var_dir / "trainer", encoder_hash(settings.encoder_dir))

    def run(self) -> None:
        """Return when standard input is closed: whoever started this is gone."""
        os.nice(GENTLE)
        self._fail_left_over()
        away = False
        while not _is_closed(0.0):
            try:
                taken = self._next()
            except (RedisError, OSError) as failure:
                if not away:
                    logger.warning("school: Redis is away (%s)", type(failure).__name__)
                away = True
                if _is_closed(1.0):
                    return
                continue
            away = False
            if taken is None:
                self._get_ahead()
                continue
            self._take(taken)

    def _next(self) -> bytes | None:
        """A job, waited for as long as there is nothing to get ahead with."""
        if self._unread is None or self._unread or not self._is_kept:
            return self._redis.lpop(JOBS)
        waited = self._redis.blpop([JOBS], timeout=1)
        return waited[1] if waited else None

    def _get_ahead(self) -> None:
        """While nobody asks: have the vectors at hand that the next training needs."""
        if self._unread is None:
            self._unread = self._remembered.recall(self._texts(), self._encoder)
            self._is_kept = not self._unread
        until = time.monotonic() + 1.0
        while self._unread and time.monotonic() < until:
            self._encoder.encode(self._unread.pop())
        if not self._unread and not self._is_kept:
            self._remember()

    def _remember(self) -> None:
        self._is_kept = True
        try:
            self._remembered.keep(self._texts(), self._encoder)
        except OSError as failure:
            logger.warning("school: vectors could not be kept (%s)", type(failure).__name__)

    def _texts(self) -> list[str]:
        try:
            return [line.text for line in read_lessons(self._settings.data_root).lines]
        except DataWrong:
            return []

    def _take(self, taken: bytes) -> None:
        try:
            told = json.loads(taken)
            job = Job(str(told["run_id"]), told.get("base_model"), told.get("exam") or (), told.get("replay") or ())
        except (ValueError, KeyError, TypeError, AttributeError):
            logger.warning("school: a job that is none was put aside")
            return
        key, running = RUN + job.run_id, None
        try:
            if self._redis.hget(key, "cancel"):
                self._say(key, {"state": "cancelled"})
                return
            self._say(key, {"state": "running", "beat": time.time(), "step": STEPS[0], "done": 0, "total": 1000})
            running = self._start(job)
            self._watch(running, key)
            self._conclude(running, key, job)
        except (RedisError, OSError) as failure:
            logger.warning("school: a run could not be told of (%s)", type(failure).__name__)
        finally:
            if running is not None:
                # Redis may have gone in the middle: the child must not work on beside the next one.
                _end_all(running.process.pid)
                running.process.join()

    def _start(self, job: Job) -> Running:
        base = self._reader_of(job.base_model)
        ours, theirs = multiprocessing.Pipe(duplex=False)
        arguments = (job, self._settings, self._encoder, base, theirs)
        process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
        process.start()
        theirs.close()
        return Running(process, ours)

    def _reader_of(self, model_id: str | None) -> Reader | None:
        if model_id is None:
            return None
        if self._base is None or self._base[0] != model_id:
            try:
                self._base = (model_id, load_reader(self._settings.models_dir, model_id))
            except (ModelMissing, OSError, ValueError, KeyError) as missing:
                logger.warning("school: the base model cannot be read: %s", missing)
                return None
        return self._base[1]

    def _watch(self, running: Running, key: str) -> None:
        """Until the child is done, or is ended because somebody wishes it or it is too large."""
        told = 0.0
        while running.outcome is None and running.wrong is None:
            alive = running.process.is_alive()
            if running.pipe.poll(LOOK_EVERY):
                self._hear(running)
            elif not alive:
                # Nothing was left in the pipe after it had ended.
                running.wrong = "killed"
            if running.outcome is not None:
                break
            if self._redis.hget(key, "cancel"):
                running.wrong = "cancelled"
            elif sum(map(_megabytes, _family(running.process.pid))) > self._settings.memory_mb:
                running.wrong = "too_large"
            if time.monotonic() - told >= BEAT_EVERY / 2:
                told = time.monotonic()
                self._say(key, _progress(running))

    def _hear(self, running: Running) -> None:
        try:
            kind, content = running.pipe.recv()
        except (EOFError, OSError):
            running.wrong = "killed"
            return
        if kind == "step":
            running.step, running.share = content
        elif kind == "vectors":
            self._encoder.remember(content)
        else:
            running.outcome = {"kind": kind, **content}

    def _conclude(self, running: Running, key: str, job: Job) -> None:
        outcome = running.outcome
        if running.wrong == "cancelled":
            self._say(key, {"state": "cancelled"})
        elif running.wrong is not None:
            self._say(key, {"state": "failed", "code": running.wrong, "message": WRONGS[running.wrong]})
        elif outcome is not None and outcome["kind"] == "done":
            self._redis.set(REPORT + job.run_id, json.dumps(outcome["report"]), ex=REPORT_SECONDS)
            self._say(key, {"state": "done", "model_id": outcome["report"]["model_id"], "done": 1000})
            self._is_kept = False
        elif outcome is not None:
            told = {name: outcome[name] or "" for name in ("code", "message", "file", "line")}
            self._say(key, {"state": "failed"} | told)
        if running.wrong is not None:
            for left in self._settings.models_dir.glob(".*.new"):
                left.unlink(missing_ok=True)

    def _say(self, key: str, values: Mapping[str, Any]) -> None:
        self._redis.hset(key, mapping={**values, "beat": time.time()})
        self._redis.expire(key, RUN_SECONDS)

    def _fail_left_over(self) -> None:
        """What was under way when an earlier trainer ended will not go on."""
        with contextlib.suppress(RedisError, OSError):
            for key in self._redis.scan_iter(match=f"{RUN}*", count=1000):
                if self._redis.hget(key, "state") == b"running":
                    gone = {"state": "failed", "code": "trainer_gone", "message": WRONGS["trainer_gone"]}
                    self._say(key.decode(), gone)


WRONGS = {
    "killed": "The training was ended from outside. The live model is untouched.",
    "too_large": "The training needed more memory than it may have. The live model is untouched.",
    "trainer_gone": "The trainer stopped half-way. The live model is untouched.",
}


def _progress(running: Running) -> dict[str, Any]:
    before = sum(SHARES[step] for step in STEPS[: STEPS.index(running.step)])
    share = before + SHARES[running.step] * running.share
    took = time.monotonic() - running.began
    left = {"seconds_left": round(took / share * (1 - share), 1)} if share > 0.1 else {}
    return {"step": running.step, "done": int(share * 1000), "total": 1000} | left


def _family(pid: int) -> list[int]:
    """A process and all that came from it."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return [pid]
    return [pid, *(each for text in lists for child in text.split() for each in _family(int(child)))]


def _megabytes(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _end_all(pid: int) -> None:
    """The child and what it started: they are a process group of their own."""
    for end in (lambda: os.killpg(pid, signal.SIGKILL), lambda: os.kill(pid, signal.SIGKILL)):
        with contextlib.suppress(ProcessLookupError):
            end()


def _is_closed(wait: float) -> bool:
    """Whether whoever started this has closed our standard input, say by ending."""
    readable, _, _ = select.select([sys.stdin], [], [], wait)
    return bool(readable) and not os.read(sys.stdin.fileno(), 1)


def main() -> int:
    """0 once the starter is gone, 1 with one sentence when it cannot begin."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    try:
        settings = read_settings()
    except SettingsRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    School(settings, Redis.from_url(settings.redis_url, socket_timeout=5)).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
