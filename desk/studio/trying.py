"""Talking to a model as a customer would, in a conversation that is nobody's, with everything it thought."""

from __future__ import annotations

import re
from typing import Any

from desk import errors
from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind, JobState
from desk.conversations.ports import BotFailed, BotUnavailable
from desk.ports import DeskPorts

SESSION = re.compile(r"c_try_[A-Za-z0-9_-]{16,60}")
NOBODY: dict[str, Any] = {"verified": False, "customer_id": None, "name": None, "email": None, "address": "studio"}
LONGEST = 4_000


async def try_it(text: str, session: str | None, which: str, desk: DeskPorts) -> dict[str, Any]:
    """One turn (docs/wire.md §6); `available` False where that model does not run. Raises `invalid_field`.

    The bot forgets the conversation as it forgets every other one; no customer, no record, no figure knows of it.
    """
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise errors.invalid_field("text", f"Say something, in at most {LONGEST:,} characters.")
    if session is not None and not SESSION.fullmatch(session):
        raise errors.invalid_field("session", "There is no such conversation.")
    session = session or f"c_try_{desk.new_id('x')[2:]}"
    slot = await _slot(which, desk)
    turn_id = desk.new_id("t")
    job = BotJob(session, 1, JobKind.TURN, JobState.PENDING, desk.clock(), words, turn_id)
    nothing = {"session": session, "available": False, **_told(None, [])}
    if slot is None:
        return nothing
    try:
        answer, reasons = await desk.models.running.try_turn(slot, job, NOBODY)
    except (BotUnavailable, BotFailed):
        return nothing
    return {"session": session, "available": True, **_told(answer, reasons)}


async def _slot(which: str, desk: DeskPorts) -> str | None:
    async with desk.record.look() as unit:
        deployment = await unit.deployment.get()
    if which == "live":
        return deployment.live.slot if deployment is not None else "a"
    return deployment.other.slot if deployment is not None and deployment.other is not None else None


def _told(answer: BotAnswer | None, reasons: list[dict[str, Any]]) -> dict[str, Any]:
    if answer is None:
        nothing: dict[str, Any] = {"replies": [], "understanding": None, "handoff": None, "model_id": None}
        return nothing | {"actions": [], "decision": {"reasons": []}}
    read, wish = answer.understanding, answer.handoff
    return {
        "replies": [{"text": reply.text} for reply in answer.replies],
        "understanding": {
            "intent": {"name": read.intent, "confidence": read.confidence},
            "ranking": [{"name": name, "confidence": sure} for name, sure in read.ranking],
            "entities": list(read.entities),
            "slots": read.slots,
            "missed": read.missed,
            "frustration": {"score": read.frustration, "reasons": list(read.frustration_reasons)},
        },
        "handoff": {"reason": wish.reason, "evidence": list(wish.evidence)} if wish else None,
        "model_id": answer.model_id,
        "actions": list(read.actions),
        "decision": {"reasons": reasons},
    }
