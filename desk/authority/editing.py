"""Writing a version of the matrix: by whom, why, and never over somebody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent, Role
from desk.authority import matrix as rules
from desk.authority import refusals
from desk.authority.approval import may_ever_approve
from desk.authority.ledger import MATRIX, matrix_digest
from desk.authority.matrix import Matrix, Standing
from desk.authority.replay import Changed, replay
from desk.conversations.flows import settled
from desk.ports import DeskPorts, Unit

LOOK_BACK = timedelta(days=30)
OWN_STANDINGS = frozenset({Standing.SUPERVISOR, Standing.ADMIN})


async def write_matrix(draft: Matrix, based_on: int, agent: Agent, desk: DeskPorts) -> Matrix:
    """Put a new version in force. Raises `matrix_moved`, `invalid_field`, `forbidden`."""

    async def once() -> Matrix:
        async with desk.record.change() as unit:
            at = await unit.authority.begin(desk.clock())
            before = await unit.authority.matrix()
            if before.version != based_on:
                raise refusals.matrix_moved()
            after = replace(rules.checked(draft), version=before.version + 1, at=at, by=agent.name)
            _require_may_change(before, after, agent)
            await _require_approvers(unit, after)
            await write_version(unit, after, agent.id, at)
            detail = {"version": after.version}
            await unit.audit.append(agent.id, Action.MATRIX_CHANGED, f"matrix_{after.version}", detail, at)
            return after

    return await settled(once)


async def write_version(unit: Unit, matrix: Matrix, actor: str, at: datetime) -> None:
    """The version and its digest in the ledger, so that it stays what it was when decisions were made under it."""
    await unit.authority.put_matrix(matrix)
    detail = {"digest": matrix_digest(matrix), "why": matrix.why}
    await unit.authority.write(actor, MATRIX, f"matrix_{matrix.version}", detail, at)


async def would_change(draft: Matrix, desk: DeskPorts) -> tuple[list[Changed], int]:
    """Every gift of the last 30 days that would have been answered otherwise, and how many were asked for."""
    rules.checked(draft)
    async with desk.record.look() as unit:
        before = await unit.authority.matrix()
        asked = await unit.authority.since(desk.clock() - LOOK_BACK)
    return replay(before, replace(draft, version=before.version + 1), asked), len(asked)


def _require_may_change(before: Matrix, after: Matrix, agent: Agent) -> None:
    """Nobody widens what they may do themselves: rows of supervisors and admins are written by admins."""
    if agent.role is Role.ADMIN:
        return
    kept = [sorted(map(repr, _own(matrix))) for matrix in (before, after)]
    if kept[0] != kept[1] or any(before.caps_of(each) != after.caps_of(each) for each in OWN_STANDINGS):
        raise errors.forbidden("Only admins change what supervisors and admins may give.")


def _own(matrix: Matrix) -> list[rules.Rule]:
    return [rule for rule in matrix.rules if rule.standing in OWN_STANDINGS]


async def _require_approvers(unit: Unit, matrix: Matrix) -> None:
    for agent_id in (matrix.approvers.first, matrix.approvers.deputy):
        found = await unit.agents.get(agent_id) if agent_id else None
        if agent_id and (found is None or not may_ever_approve(found)):
            raise errors.invalid_field("approvers", "An approver must be a supervisor or admin who works here.")
