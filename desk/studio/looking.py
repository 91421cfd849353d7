"""What a designer sees before deciding: advice, the like of a message, and what the data says of itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from desk import errors
from desk.handoff import steps as handoff_steps
from desk.ports import DeskPorts, Unit
from desk.studio.changing import refused
from desk.studio.exchange import Brought, brought
from desk.studio.label import LEARNT, StudioMessage
from desk.studio.ports import DataRefused, StudioFilter, TrainerAway
from desk.studio.story import story
from desk.studio.training_files import NotEditable, Place, examples_in
from desk.studio.views import message_json
from desk.suggestions.ports import MeaningUnavailable

LIKE = 0.6
"""Cosine from which on two messages may well ask the same."""
MOST_LIKE = 50
COMPARED = 600


async def names_of(unit: Unit) -> dict[str, str]:
    """The team's names, by id."""
    return {agent.id: agent.name for agent in await unit.agents.all()}


async def existing(message_id: str, unit: Unit) -> StudioMessage:
    """The message. Raises `not_found`."""
    message = await unit.studio.get(int(message_id)) if message_id.isascii() and message_id.isdigit() else None
    if message is None:
        raise errors.not_found("There is no such message.")
    return message


async def advice(message_id: str, intent: str | None, desk: DeskPorts) -> dict[str, Any]:
    """Neighbours, twins and the effect of a label; `available` False while the trainer is away."""
    async with desk.record.look() as unit:
        message = await existing(message_id, unit)
    try:
        told = await desk.studio.trainer.advice(message.text, intent, message.model_id)
    except TrainerAway:
        return {"available": False}
    return {"available": True, **told}


async def similar(message_id: str, desk: DeskPorts) -> dict[str, Any]:
    """Open messages that may ask the same, likest first."""
    async with desk.record.look() as unit:
        message = await existing(message_id, unit)
        others, _ = await unit.studio.page(StudioFilter(order="newest"), None, COMPARED)
        names = await names_of(unit)
    others = [other for other in others if other.id != message.id]
    try:
        rows = (await desk.known.meaning.vectors([message.text, *(other.text for other in others)])).rows
    except MeaningUnavailable:
        return {"available": False, "messages": []}
    likeness = rows[1:] @ rows[0] if others else np.zeros(0)
    order = np.argsort(-likeness)[:MOST_LIKE]
    shown = [(others[at], float(likeness[at])) for at in order if likeness[at] >= LIKE]
    told = [message_json(other, names) | {"likeness": round(like, 3)} for other, like in shown]
    return {"available": True, "messages": told}


async def places(desk: DeskPorts) -> list[Place]:
    """Every example in the files. Raises what the folder refuses."""
    return await asyncio.to_thread(_places, desk)


def _places(desk: DeskPorts) -> list[Place]:
    try:
        texts = desk.studio.data.read().texts
        return [
            place for path, text in texts.items() if path.startswith("data/nlu") for place in examples_in(path, text)
        ]
    except (DataRefused, NotEditable) as wrong:
        raise refused(wrong) from wrong


async def intents(desk: DeskPorts) -> list[dict[str, Any]]:
    """Every intent with how much teaches it."""
    known = await known_intents(desk)
    counted = Counter(place.example.intent for place in await places(desk))
    async with desk.record.look() as unit:
        pending = Counter(label.intent for label in await unit.studio.pending() if label.kind in LEARNT)
    return [
        {
            "name": name,
            "examples": counted[name],
            "pending": pending[name],
            "protected": name in desk.studio.rules.protected,
        }
        for name in known
    ]


async def known_intents(desk: DeskPorts) -> tuple[str, ...]:
    """As the domain lists them now. Raises what the folder refuses."""
    try:
        return await asyncio.to_thread(desk.studio.data.intents)
    except DataRefused as wrong:
        raise refused(wrong) from wrong


async def read_import(text: str, form: str, desk: DeskPorts) -> Brought:
    """What an import would bring. Raises what cannot be read at all."""
    there: Iterable[Place] = await places(desk)
    known = await known_intents(desk)
    entities = await asyncio.to_thread(desk.studio.data.entities)
    return await asyncio.to_thread(brought, text, form, known, entities, [place.example for place in there])


async def test_of(conversation_id: str, desk: DeskPorts) -> dict[str, str]:
    """A conversation as a test, without what names a person. Raises `conversation_not_found`."""
    async with desk.record.look() as unit:
        await handoff_steps.existing(unit, conversation_id)
        jobs = await unit.jobs.of(conversation_id)
        messages = await unit.studio.of(conversation_id)
    meant = {message.seq: intent for message in messages if (intent := _meant(message)) is not None}
    name = f"conversation {conversation_id[:12]}"
    yaml = story(name, jobs, {message.seq: message.text for message in messages}, meant)
    return {"name": f"test_{conversation_id[2:12]}.yml", "yaml": yaml}


def _meant(message: StudioMessage) -> str | None:
    """What a designer said, else what an agent did."""
    return message.label.intent if message.label and message.label.intent else message.suggested_intent
