"""Searching: conversations by their customer first, then by what was said, newest first."""

from __future__ import annotations

from typing import Any

from desk.conversations.entry import Entry, stamp
from desk.handoff.views import summary
from desk.ports import DeskPorts, Unit
from desk.search.query import Piece, Query, excerpt, parsed
from desk.search.words import searchable

PAGE = 25


async def search(typed: str, before: int | None, desk: DeskPorts) -> dict[str, Any]:
    """One page of results, and the number to go on from, or None at the end."""
    query = parsed(typed)
    async with desk.record.look() as unit:
        named = await unit.search.by_customer(query) if before is None else []
        found = await unit.search.entries(query, before, PAGE)
        hits: dict[str, list[Entry]] = {conversation_id: [] for conversation_id in named}
        for _, entry in found:
            hits.setdefault(entry.conversation_id, []).append(entry)
        results = [await _result(conversation_id, said, query, unit, desk) for conversation_id, said in hits.items()]
    return {
        "results": [result for result in results if result is not None],
        "next": found[-1][0] if len(found) == PAGE else None,
    }


async def _result(
    conversation_id: str, said: list[Entry], query: Query, unit: Unit, desk: DeskPorts
) -> dict[str, Any] | None:
    conversation = await unit.conversations.get(conversation_id)
    if conversation is None:
        return None
    return {
        "conversation": await summary(conversation, unit, desk),
        "hits": [
            {
                "seq": entry.seq,
                "at": stamp(entry.at),
                "kind": str(entry.kind),
                "author": {"kind": str(entry.author.kind), "name": entry.author.name},
                "excerpt": [
                    _told(piece) for piece in excerpt(searchable(entry.message) if entry.message else "", query)
                ],
            }
            for entry in said
        ],
    }


def _told(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "hit": piece.hit}


async def forget_removed_words(desk: DeskPorts) -> bool:
    """Write the index anew where words were removed from it, little by little; False when there was nothing to do."""
    steps = 0
    while True:
        async with desk.record.change() as unit:
            if not await unit.search.forget_some():
                return steps > 0
        steps += 1
