"""Looking through the audit log: page by page, narrowed down, whether its chain holds, and as a table to keep."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk.access.acts import KINDS, NOBODY_OF_THE_TEAM, in_words, name_of
from desk.access.audit import Action, AuditFilter, AuditLine, Checked
from desk.access.csv_lines import BYTE_ORDER_MARK, csv_line
from desk.agents.agent import Agent
from desk.conversations.entry import stamp
from desk.conversations.flows import settled
from desk.ports import DeskPorts, Unit

LINES_CHECKED = 1_000
"""At a stretch: some ten milliseconds, in which nobody else is served."""
STRETCHES = 10
"""In one call; the whole log is checked in as many calls as it takes."""
LINES_EXPORTED = 200
"""Read at a time, at the pace of whoever downloads."""
HEAD = ("number", "at", "by", "did", "kind", "about", "conversation", "detail", "as written")


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: lines that fit, of one conversation by its id if they name one."""

    wanted: AuditFilter
    conversation_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """For the audit log itself: which part of it was taken along."""
        told = {name: value for name, value in vars(self.wanted).items() if value is not None}
        return {name: stamp(value) if isinstance(value, datetime) else value for name, value in told.items()}


def named(asked: Asked, unit: Unit) -> AuditFilter:
    """The filter with the conversation as the log names it."""
    if asked.conversation_id is None:
        return asked.wanted
    return replace(asked.wanted, conversation=unit.audit.subject("conversation", asked.conversation_id))


async def page(asked: Asked, before: int | None, most: int, desk: DeskPorts) -> dict[str, Any]:
    """Lines newest first, each with whether it is as it was written."""
    async with desk.record.look() as unit:
        found = await unit.audit.page(named(asked, unit), before, most + 1)
        shown = found[:most]
        told = await _told(shown, await _names(unit), unit)
    return {"lines": told, "next": shown[-1].seq if len(found) > most else None}


async def choices(desk: DeskPorts) -> dict[str, Any]:
    """What the log may be narrowed down by."""
    async with desk.record.look() as unit:
        names = await _names(unit)
    people = [{"id": person, "name": name} for person, name in (*names.items(), *NOBODY_OF_THE_TEAM.items())]
    return {"people": people, "kinds": [{"id": str(kind), "name": name} for kind, name in KINDS.items()]}


async def check(after: int, desk: DeskPorts) -> Checked:
    """Follow the chain from a line on, as far as one call goes."""
    checked = Checked(after, after + 1)
    for _ in range(STRETCHES):
        async with desk.record.look() as unit:
            checked = await unit.audit.check(checked.upto, LINES_CHECKED)
        if checked.broken_at is not None or checked.whole:
            break
        await asyncio.sleep(0)
    return checked


async def begin_export(asked: Asked, by: Agent, desk: DeskPorts) -> AuditFilter:
    """What is going to be taken along; that it is, is a line of the log itself."""

    async def once() -> AuditFilter:
        async with desk.record.change() as unit:
            wanted = named(asked, unit)
            told = Asked(wanted).to_json()
            await unit.audit.append(by.id, Action.AUDIT_EXPORTED, "audit_log", told, desk.clock())
            return wanted

    return await settled(once)


async def exported(wanted: AuditFilter, before: int | None, desk: DeskPorts) -> tuple[str, int | None]:
    """Some rows of the table, newest first, and before which line the next ones begin; None at the end."""
    async with desk.record.look() as unit:
        lines = await unit.audit.page(wanted, before, LINES_EXPORTED)
        told = await _told(lines, await _names(unit), unit)
    return "".join(map(_row, told)), lines[-1].seq if len(lines) == LINES_EXPORTED else None


def csv_head() -> str:
    """The first row."""
    return BYTE_ORDER_MARK + csv_line(HEAD)


def _row(line: Mapping[str, Any]) -> str:
    return csv_line(
        (
            line["seq"],
            line["at"],
            line["by"]["name"],
            line["did"],
            line["action"],
            line["subject"],
            line["conversation_id"] or "",
            json.dumps(line["detail"], ensure_ascii=False, sort_keys=True),
            "yes" if line["intact"] else "NO",
        )
    )


async def _names(unit: Unit) -> dict[str, str]:
    return {agent.id: agent.name for agent in await unit.agents.all()}


async def _told(lines: list[AuditLine], names: Mapping[str, str], unit: Unit) -> list[dict[str, Any]]:
    intact = await unit.audit.intact(lines)
    kept = await unit.audit.conversations_of({str(line.detail.get("conversation", "")) for line in lines})
    return [
        {
            "seq": line.seq,
            "at": stamp(line.at),
            "by": {"id": line.actor, "name": name_of(line.actor, names)},
            "did": in_words(line, names),
            "action": line.action,
            "subject": line.subject,
            "detail": line.detail,
            "conversation_id": kept.get(str(line.detail.get("conversation", ""))),
            "intact": line.seq in intact,
        }
        for line in lines
    ]
