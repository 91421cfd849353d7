"""What helped before, for whoever answers now (docs/wire.md §4)."""

from __future__ import annotations

from desk.http.contract import Answer, Call, Owner, Route, Who
from desk.suggestions.flows import suggest


async def suggestions(call: Call) -> Answer:
    return Answer(await suggest(call.path["conversation_id"], call.desk))


ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/api/agent/conversations/<conversation_id:str>/suggestions",
        "Replies and articles that helped with the like",
        Who.AGENT,
        suggestions,
        owner=Owner.TEAM,
    ),
)
