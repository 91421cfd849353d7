"""From labels to a judged candidate: a run is begun, followed, and held against the model that is live."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from desk import errors
from desk.agents.agent import Agent
from desk.ports import DeskPorts
from desk.studio.changing import refused, write_labels
from desk.studio.gate import Read, Verdict, doubts, judge
from desk.studio.label import StudioMessage
from desk.studio.ports import OPEN_RUNS, DataRefused, RunState, StudioFilter, TrainerAway, TrainingRun

log = structlog.get_logger(__name__)

REPLAYED = 300
"""Past messages, dearest first, that both models read."""
SILENCE = timedelta(seconds=20)
"""A trainer that says nothing for so long is gone."""


async def begin_run(says: str, live: str | None, designer: Agent, desk: DeskPorts) -> TrainingRun:
    """Write what is pending, and have a candidate trained. Raises `run_open`, `trainer_away` and what files refuse."""
    async with desk.record.look() as unit:
        if await unit.training.open_runs():
            raise errors.run_open()
    change = await write_labels(says, designer, desk)
    exam = await exam_rows(desk)
    async with desk.record.look() as unit:
        costly, _ = await unit.studio.page(StudioFilter(state="open"), None, REPLAYED)
    run = TrainingRun(
        desk.new_id("t"),
        RunState.QUEUED,
        designer.id,
        designer.name,
        (says or (change.says if change else "Trained again"))[:500],
        desk.clock(),
        live,
    )
    async with desk.record.change() as unit:
        await unit.training.add_run(run)
    job = {"run_id": run.id, "base_model": live, "exam": exam, "replay": [_replayed(message) for message in costly]}
    try:
        await desk.studio.line.enqueue(job)
    except TrainerAway as away:
        async with desk.record.change() as unit:
            await unit.training.save_run(_failed(run, "trainer_away", "The trainer cannot be reached.", desk))
        raise errors.trainer_away() from away
    return run


async def exam_rows(desk: DeskPorts) -> list[dict[str, Any]]:
    """What models are judged by: the exam's file, and what designers kept from training."""
    try:
        rows = await asyncio.to_thread(desk.studio.data.exam)
    except DataRefused as wrong:
        raise refused(wrong) from wrong
    async with desk.record.look() as unit:
        kept = await unit.studio.exam()
    told = [{"id": f"exam-{number}", "text": text, "intent": intent} for number, (text, intent) in enumerate(rows, 1)]
    return told + [{"id": label.id, "text": label.line, "intent": label.intent} for label in kept]


async def follow_runs(desk: DeskPorts) -> int:
    """Look how far open runs are; returns how many are still open."""
    async with desk.record.look() as unit:
        runs = await unit.training.open_runs()
    still_open = 0
    for run in runs:
        now = await _followed(run, desk)
        if now != run:
            async with desk.record.change() as unit:
                await unit.training.save_run(now)
        still_open += now.state in OPEN_RUNS
    return still_open


async def cancel_run(run_id: str, desk: DeskPorts) -> TrainingRun:
    """Ask the trainer to stop. Raises `not_found`, `run_over`, `trainer_away`."""
    async with desk.record.look() as unit:
        run = await unit.training.run(run_id)
    if run is None:
        raise errors.not_found("There is no such training.")
    if run.state not in OPEN_RUNS:
        raise errors.run_over()
    try:
        await desk.studio.line.cancel(run_id)
    except TrainerAway as away:
        raise errors.trainer_away() from away
    return run


async def _followed(run: TrainingRun, desk: DeskPorts) -> TrainingRun:
    try:
        state = await desk.studio.line.state(run.id)
        if state.get("state") == RunState.DONE:
            report = await desk.studio.line.report(run.id)
            if report is None:
                return _failed(run, "report_lost", "The trainer's report is gone: please train again.", desk)
            return await _judged(run, report, desk)
    except TrainerAway:
        return run
    now = desk.clock()
    heard = float(state.get("beat") or 0)
    if not state or (state.get("state") == RunState.RUNNING and now.timestamp() - heard > SILENCE.total_seconds()):
        if now - run.started_at < SILENCE:
            return run
        return _failed(run, "trainer_gone", "The trainer stopped half-way. The live model is untouched.", desk)
    if state["state"] == RunState.FAILED:
        line = state.get("line") or ""
        failed = _failed(run, state.get("code") or "failed", state.get("message") or "The training failed.", desk)
        return replace(failed, file=state.get("file") or None, line=int(line) if line.isdigit() else None)
    if state["state"] == RunState.CANCELLED:
        return replace(run, state=RunState.CANCELLED, ended_at=now)
    return _on_its_way(run, state)


def _on_its_way(run: TrainingRun, state: Mapping[str, str]) -> TrainingRun:
    done, total = float(state.get("done") or 0), float(state.get("total") or 0)
    left = state.get("seconds_left")
    return replace(
        run,
        state=RunState(state["state"]),
        step=(state.get("step") or "")[:20],
        share=round(min(done / total, 1.0), 3) if total > 0 else 0.0,
        seconds_left=float(left) if left else None,
    )


def _failed(run: TrainingRun, code: str, message: str, desk: DeskPorts) -> TrainingRun:
    return replace(run, state=RunState.FAILED, code=code[:60], message=message, ended_at=desk.clock())


async def _judged(run: TrainingRun, report: dict[str, Any], desk: DeskPorts) -> TrainingRun:
    verdict = verdict_on(report, desk)
    shown = {name: value for name, value in report.items() if name not in ("exam", "replay")}
    log.info("candidate_judged", run=run.id, model=report["model_id"], passed=verdict.passed)
    return replace(
        run,
        state=RunState.DONE,
        step="",
        share=1.0,
        seconds_left=None,
        ended_at=desk.clock(),
        model_id=report["model_id"],
        passed=verdict.passed,
        report=shown,
        verdict=verdict.to_json(),
    )


def verdict_on(report: Mapping[str, Any], desk: DeskPorts) -> Verdict:
    """The gate's verdict on what the trainer reports."""
    added = report.get("added") or []
    return judge(
        reads(report["exam"], "exam"), reads(report["replay"], "replay"), doubts(added), len(added), desk.studio.rules
    )


def reads(rows: Sequence[Mapping[str, Any]], source: str) -> list[Read]:
    """The report's rows as the gate takes them."""
    return [
        Read(
            row["id"],
            row["text"],
            row["expected"],
            row["live"]["intent"] if row["live"] else None,
            row["candidate"]["intent"],
            source,
        )
        for row in rows
    ]


def _replayed(message: StudioMessage) -> dict[str, Any]:
    # What an agent said it means is the best there is to hold a reading against.
    return {"id": str(message.id), "text": message.text, "intent": message.suggested_intent}
