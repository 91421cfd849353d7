"""The wall as the team sees it, and its part of the weekly letter. Newest first; nobody is counted or ranked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from desk.agents.agent import Agent
from desk.conversations.entry import stamp
from desk.conversations.flows import settled
from desk.ports import DeskPorts
from desk.praise import praise as rules
from desk.praise.praise import Credit, Part, Praise
from desk.praise.refusals import praise_not_found

WALL_DAYS = 90
WALL_AT_MOST = 200
IN_LETTER = 5
PARTS_IN_WORDS: Mapping[Part, str] = {
    Part.ANSWERED: "answered",
    Part.GAVE: "made it good",
    Part.PROMISED: "promised, and kept track",
    Part.ARTICLE: "keeps the article that helped",
    Part.NOTED: "left a note for the team",
    Part.TOOK_PART: "took part",
}


async def wall(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """What customers praised lately, with everybody who had a hand in it."""
    now = desk.clock()
    async with desk.record.look() as unit:
        found = await unit.praise.wall(now - timedelta(days=WALL_DAYS), None, WALL_AT_MOST)
        names = {each.id: each.name for each in await unit.agents.all()}
    shown = [told(each, agent, names, desk) for each in found if rules.sees(each, agent)]
    return {"days": WALL_DAYS, "praise": shown}


async def set_hidden(praise_id: str, hidden: bool, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Take praise down, or hang it up again; raises `praise_not_found`, `forbidden`."""

    async def once() -> None:
        async with desk.record.change() as unit:
            found = await unit.praise.get(praise_id)
            if found is None:
                raise praise_not_found()
            await unit.praise.save(rules.hide(found, agent, desk.clock()) if hidden else rules.show(found, agent))

    await settled(once)
    return await wall(agent, desk)


def told(praise: Praise, agent: Agent, names: Mapping[str, str], desk: DeskPorts) -> dict[str, Any]:
    """One of them, for this colleague; only those who may read conversations get the way to it."""
    return {
        "id": praise.id,
        "words": praise.words,
        "source": str(praise.source),
        "at": stamp(praise.at),
        "about": praise.about,
        "credits": [_credit(each, praise, names, desk) for each in praise.credits],
        "yours": praise.praises(agent.id),
        "hidden": praise.hidden_at is not None,
        "may_hide": rules.may_hide(praise, agent),
        "conversation_id": praise.conversation_id if agent.may_answer else None,
    }


def _credit(credit: Credit, praise: Praise, names: Mapping[str, str], desk: DeskPorts) -> dict[str, Any]:
    """The assistant is told with its share of all answers."""
    told: dict[str, Any] = {"name": _name(credit, names, desk), "bot": credit.agent_id is None}
    of = sum(each.answers for each in praise.credits)
    return told | {"did": PARTS_IN_WORDS[credit.part], "answers": credit.answers, "of": of}


def _name(credit: Credit, names: Mapping[str, str], desk: DeskPorts) -> str:
    return desk.assistant_name if credit.agent_id is None else names.get(credit.agent_id, "A former colleague")


async def for_letter(since: datetime, until: datetime, desk: DeskPorts) -> list[tuple[str, str]]:
    """The latest praise of a stretch of time: the words, and who had a hand in it."""
    async with desk.record.look() as unit:
        found = await unit.praise.wall(since, until, WALL_AT_MOST)
        names = {each.id: each.name for each in await unit.agents.all()}
    shown = [each for each in found if each.hidden_at is None][:IN_LETTER]
    return [(each.words, ", ".join(_name(credit, names, desk) for credit in each.credits)) for each in shown]
