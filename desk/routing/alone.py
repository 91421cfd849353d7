"""The last one leaves: waiting customers are told and offered their choices; nobody is stranded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from desk.conversations import conversation as rules
from desk.conversations.conversation import State
from desk.conversations.entry import SYSTEM
from desk.handoff import waiting_line
from desk.ports import DeskPorts
from desk.routing.decision import Waits


class Stillness:
    """Since when nobody could serve a conversation. Forgotten with the desk, which only makes it look again."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}

    def lasting(self, waits: Mapping[str, Waits], now: datetime, desk: DeskPorts) -> list[str]:
        """Conversations for which nobody has been there long enough to say so."""
        alone = [name for name, reason in waits.items() if reason is Waits.NOBODY_HERE]
        self._since = {name: self._since.get(name, now) for name in alone}
        return [name for name in alone if now - self._since[name] >= desk.routing.alone_after]


async def tell_those_left(alone: Collection[str], waits: Mapping[str, Waits], desk: DeskPorts) -> int:
    """Say once to each that nobody is there, and once that somebody is back; returns how many were told."""
    async with desk.record.look() as unit:
        places = await unit.line.places()
    told = 0
    for place in places:
        lonely = place.conversation_id in alone and place.told_alone_at is None
        helped = waits.get(place.conversation_id) in (Waits.ALL_BUSY, Waits.OFFERED) and place.told_alone_at is not None
        if lonely or helped:
            told += await _tell(place.conversation_id, lonely, desk)
    return told


async def _tell(conversation_id: str, lonely: bool, desk: DeskPorts) -> bool:
    now = desk.clock()
    async with desk.record.change() as unit:
        place = await unit.line.get(conversation_id)
        before = await unit.conversations.get(conversation_id)
        if place is None or before is None or (place.told_alone_at is None) is not lonely:
            return False
        await unit.line.put(replace(place, told_alone_at=now if lonely else None))
        if before.state is not State.WAITING:
            return False
        message_id = desk.new_id("w")
        opens = desk.service.opens_words(now)
        words = waiting_line.left_alone(message_id, opens) if lonely else waiting_line.somebody_back(message_id)
        await unit.conversations.save(before, rules.say(before, SYSTEM, words, now))
    await desk.announce.conversation_changed(conversation_id)
    return True
