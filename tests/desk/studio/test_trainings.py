"""A training as the desk sees it: begun, followed, judged, and failing in every way.

Redis is real; what the trainer writes there is written by the test.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from redis import Redis

from desk import errors
from desk.studio import labelling, training
from desk.studio.label import LabelKind
from desk.studio.labelling import Decision
from desk.studio.ports import RunState, TrainingRun
from tests.desk.studio.conftest import Room

ON_BOTH_DATABASES = True


def report(live: str = "track_order", candidate: str = "track_order") -> dict[str, Any]:
    row = {"id": "exam-1", "text": "where is my parcel", "expected": "track_order"}
    both = {"live": {"intent": live, "confidence": 0.9}, "candidate": {"intent": candidate, "confidence": 0.9}}
    return {"model_id": "m2", "base_model": "m1", "exam": [row | both], "replay": [], "added": None, "crossed": {}}


async def begun(room: Room, redis_port: int) -> tuple[TrainingRun, dict[str, Any]]:
    """A run, and the job as the trainer takes it."""
    run = await training.begin_run("", "m1", room.ida, room.quiet.ports)
    with Redis(port=redis_port) as redis:
        job = json.loads(redis.lpop("warmhand:training:jobs"))  # type: ignore[arg-type]
    return run, job


def says(redis_port: int, run: TrainingRun, told: dict[str, Any], found: dict[str, Any] | None = None) -> None:
    """What the trainer writes about a run."""
    with Redis(port=redis_port) as redis:
        redis.hset(f"warmhand:training:run:{run.id}", mapping=told)
        if found is not None:
            redis.set(f"warmhand:training:report:{run.id}", json.dumps(found))


async def run_now(room: Room, run: TrainingRun) -> TrainingRun:
    await training.follow_runs(room.quiet.ports)
    found: TrainingRun = await room.quiet.row("training", "run", run.id)
    return found


async def test_a_training_is_followed_and_judged(room: Room, redis_port: int) -> None:
    """Pending labels are written first; the job holds exam and dearest messages; the report is kept with a verdict."""
    costly, taught = await room.heard("costly words", "hwere iz my moneys", missed=True)
    decision = Decision(LabelKind.INTENT, "refund_status")
    await labelling.decide([(taught.id, taught.version)], decision, room.ida, room.quiet.ports)
    run, job = await begun(room, redis_port)
    assert "moneys" in (room.data / "data/nlu/returns_and_money.yml").read_text("utf-8")
    assert (job["base_model"], [row["text"] for row in job["replay"]]) == ("m1", [costly.text])
    assert job["exam"] == [{"id": "exam-1", "text": "where is my parcel", "intent": "track_order"}]
    with pytest.raises(errors.DeskError, match="under way"):
        await training.begin_run("", "m1", room.ida, room.quiet.ports)
    beat = room.quiet.clock().timestamp()
    on_its_way = {"state": "running", "step": "learning", "done": 3, "total": 4, "seconds_left": 2.5, "beat": beat}
    says(redis_port, run, on_its_way)
    now = await run_now(room, run)
    assert (now.state, now.step, now.share, now.seconds_left) == (RunState.RUNNING, "learning", 0.75, 2.5)
    says(redis_port, run, {"state": "done", "model_id": "m2"}, report())
    done = await run_now(room, run)
    assert (done.state, done.model_id, done.verdict and done.verdict["passed"]) == (RunState.DONE, "m2", True)
    assert done.report is not None
    assert "exam" not in done.report
    found = await room.quiet.row("training", "run_of_model", "m2")
    assert found.id == run.id
    # A list is light: what was found is left out, but for whether it passed.
    (listed,) = await room.quiet.row("training", "runs", 5)
    assert (listed.id, listed.passed, listed.report, listed.verdict) == (run.id, True, None, None)


@pytest.mark.parametrize(
    "told, later, code",
    [
        ({"state": "failed", "code": "yaml_wrong", "message": "no", "file": "data/x.yml", "line": 7}, 0, "yaml_wrong"),
        ({"state": "running", "beat": 0}, 60, "trainer_gone"),
        ({"state": "done", "model_id": "m2"}, 0, "report_lost"),
    ],
)
async def test_a_training_that_fails_says_why(
    room: Room, redis_port: int, told: dict[str, Any], later: int, code: str
) -> None:
    """With file and line where the trainer knows them; the next one may begin."""
    run, _ = await begun(room, redis_port)
    says(redis_port, run, told)
    room.quiet.clock.forward(seconds=later)
    now = await run_now(room, run)
    assert (now.state, now.code, now.line) == (RunState.FAILED, code, told.get("line"))
    await begun(room, redis_port)


async def test_a_training_can_be_cancelled(room: Room, redis_port: int) -> None:
    """Once; what is over cannot be."""
    run, _ = await begun(room, redis_port)
    await training.cancel_run(run.id, room.quiet.ports)
    with Redis(port=redis_port) as redis:
        assert redis.hget(f"warmhand:training:run:{run.id}", "cancel") == b"1"
    says(redis_port, run, {"state": "cancelled"})
    assert (await run_now(room, run)).state is RunState.CANCELLED
    with pytest.raises(errors.DeskError, match="over already"):
        await training.cancel_run(run.id, room.quiet.ports)
