"""What was given in a conversation, as the console shows it: each step, who took it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desk.access.audit import AuditLine
from desk.authority.approvals import Pending
from desk.authority.grant import Grant
from desk.authority.matrix import Matrix, to_document
from desk.authority.replay import Changed
from desk.conversations.entry import stamp
from desk.handoff.steps import existing
from desk.handoff.wrap_up import WrapUp
from desk.ports import DeskPorts
from desk.ratings.rating import Rating

MOST_SHOWN = 50


async def ledger_of(conversation_id: str, desk: DeskPorts) -> dict[str, Any]:
    """Every grant of a conversation, newest first, with its steps in the ledger, and its outcome."""
    async with desk.record.look() as unit:
        conversation = await existing(unit, conversation_id)
        grants = await unit.authority.of_conversation(conversation.id)
        lines = await unit.authority.lines_of([grant.id for grant in grants])
        names = {agent.id: agent.name for agent in await unit.agents.all()}
        ratings = await unit.ratings.of(conversation.id) if grants else []
        wrap_ups = await unit.wrap_ups.of(conversation.id) if grants else []
    now = desk.clock()
    told = []
    for grant in grants:
        steps = [_step(line, names) for line in lines if line.subject == grant.id]
        told.append(grant.to_json(now) | {"steps": steps, "outcome": outcome(grant, ratings, wrap_ups)})
    return {"grants": told}


def outcome(grant: Grant, ratings: Sequence[Rating], wrap_ups: Sequence[WrapUp]) -> dict[str, Any]:
    """What came of it: the first rating and the first end of the handling after it was given."""
    rated = next((rating for rating in ratings if rating.at >= grant.created_at), None)
    ended = next((wrap_up for wrap_up in wrap_ups if wrap_up.at >= grant.created_at), None)
    return {"rating": rated.score if rated else None, "solved": ended.solved if ended else None}


def pending_json(pending: Pending, desk: DeskPorts) -> dict[str, Any]:
    """One line of the list of approvals."""
    return {
        "grant": pending.grant.to_json(desk.clock()),
        "says": pending.grant.says,
        "stage": str(pending.asked.stage),
        "until": stamp(pending.asked.until) if pending.asked.until else None,
        "verdict": pending.verdict.to_json(),
    }


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """A version with its moment."""
    return to_document(matrix) | {"at": stamp(matrix.at)}


def changed_json(changed: Sequence[Changed], asked: int) -> dict[str, Any]:
    """What would have been answered otherwise."""
    shown = [
        {
            "grant_id": each.grant.id,
            "conversation_id": each.grant.conversation_id,
            "says": each.grant.says,
            "by": each.grant.asked_by_name,
            "at": stamp(each.grant.created_at),
            "before": str(each.before),
            "after": str(each.after),
            "why": each.why,
        }
        for each in changed[:MOST_SHOWN]
    ]
    return {"asked": asked, "changed": len(changed), "gifts": shown}


def _step(line: AuditLine, names: dict[str, str]) -> dict[str, Any]:
    return {
        "seq": line.seq,
        "step": line.action,
        "at": stamp(line.at),
        "by": names.get(line.actor) or ("The assistant" if line.actor == "bot" else None),
        "matrix_version": line.detail.get("matrix_version"),
        "reasons": line.detail.get("reasons", []),
        "why": line.detail.get("why"),
    }
