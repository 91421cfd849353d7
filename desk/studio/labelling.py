"""Deciding about messages, one or many at once, without overwriting a colleague's decision."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from desk import errors
from desk.agents.agent import Agent
from desk.ports import DeskPorts
from desk.studio.example import as_line, checked_line
from desk.studio.label import MOST_AT_ONCE, Label, LabelKind, LabelState, StudioMessage, checked_intent


@dataclass(frozen=True)
class Decision:
    """What is to be said about messages; `text` is the example of a single one, as somebody marked it."""

    kind: LabelKind
    intent: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Decided:
    """What became of it: messages that carry the decision, and those somebody else decided about meanwhile."""

    messages: tuple[StudioMessage, ...]
    refused: tuple[tuple[int, StudioMessage | None], ...]


async def decide(wanted: Sequence[tuple[int, int]], decision: Decision, designer: Agent, desk: DeskPorts) -> Decided:
    """Label messages, each by id and the version it was seen in. Raises `invalid_field`."""
    if not 1 <= len(wanted) <= MOST_AT_ONCE or len({message_id for message_id, _ in wanted}) != len(wanted):
        raise errors.invalid_field("messages", f"Name 1 to {MOST_AT_ONCE} different messages.")
    if decision.text is not None and len(wanted) > 1:
        raise errors.invalid_field("text", "Words of its own are for a single message.")
    data = desk.studio.data
    known, entities = await asyncio.to_thread(data.intents), await asyncio.to_thread(data.entities)
    intent = checked_intent(decision.kind, decision.intent, frozenset(known))
    line = checked_line(decision.text, entities) if decision.text is not None else None
    done, refused = [], []
    async with desk.record.change() as unit:
        for message_id, version in wanted:
            message = await unit.studio.get(message_id)
            if message is None or message.version != version or _is_written(message):
                refused.append((message_id, message))
                continue
            label = Label(
                desk.new_id("l"),
                message.id,
                message.conversation_id,
                decision.kind,
                intent,
                line or as_line(message.text),
                designer.id,
                designer.name,
                desk.clock(),
            )
            if await unit.studio.decide(message, label):
                done.append(message_id)
            else:
                refused.append((message_id, message))
        found = [await unit.studio.get(message_id) for message_id in done]
    return Decided(tuple(message for message in found if message is not None), tuple(refused))


def _is_written(message: StudioMessage) -> bool:
    return message.label is not None and message.label.state is LabelState.WRITTEN


async def undo(label_id: str, desk: DeskPorts) -> StudioMessage:
    """Take a decision back before it is in the files. Raises `not_found`, `already_written`."""
    async with desk.record.change() as unit:
        label = await unit.studio.label(label_id)
        if label is None:
            raise errors.not_found("There is no such label.")
        if not await unit.studio.undo(label):
            raise errors.already_written()
        message = await unit.studio.get(label.message_id)
    if message is None:
        raise errors.not_found("The message is gone.")
    return message
