"""The weekly letter: the figures of the last whole week, to supervisors who asked for it.

It leaves on Monday from seven o'clock by the house's clock, or as soon as a desk with a mail server runs again. Of two
desks one takes it; it is taken before it is handed in, so that nobody gets it twice, and put back when the mail server
surely did not take it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from html import escape
from typing import Any

import structlog

from desk.access.rights import Who, lets_in
from desk.agents.agent import Agent
from desk.insights import refusals
from desk.insights.looking import dashboard, today
from desk.insights.period import Period, week_before
from desk.insights.table import shown
from desk.letters.ports import NotTaken, Outgoing, Postman, Unclear
from desk.ports import DeskPorts
from desk.praise.looking import for_letter

log = structlog.get_logger(__name__)

FROM_HOUR = 7
IN_LETTER = (
    "conversations", "people", "containment", "handoff_rate", "durable", "first_reply_median", "first_reply_in_time",
    "resolution_in_time", "rating_bot", "rating_agent", "articles_solved", "gift_sum", "cost",
)  # fmt: skip
REASONS_IN_LETTER = 5
THANKS = "What customers praised, and who had a hand in it"


async def standing(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Whether this colleague gets the letter, and whether letters can be sent."""
    async with desk.record.look() as unit:
        wanted = await unit.board.wants_letter(agent.id)
    return {"wanted": wanted, "can_mail": desk.can_mail}


async def ask(agent: Agent, wanted: bool, desk: DeskPorts) -> dict[str, Any]:
    """Ask for the letter, or no more; the first comes next Monday."""
    if wanted and not desk.can_mail:
        raise refusals.no_letters()
    week = week_before(desk.clock(), desk.service.hours)
    async with desk.record.change() as unit:
        await unit.board.want_letter(agent.id, wanted, week.first)
    return await standing(agent, desk)


async def send_letters(desk: DeskPorts, postman: Postman) -> int:
    """Send the letter about the last week to whoever has not had it; how many were handed in."""
    if today(desk).weekday() == 0 and today(desk).hour < FROM_HOUR:
        return 0
    week = week_before(desk.clock(), desk.service.hours)
    async with desk.record.look() as unit:
        readers = await unit.board.readers_behind(week.first)
    if not readers:
        return 0
    told = await dashboard(week, desk)
    zone = desk.service.hours.zone
    since, until = (datetime.combine(day, time(), zone) for day in (week.first, week.last + timedelta(days=1)))
    told["praise"] = await for_letter(since, until, desk)
    return sum([await _send(agent_id, week, told, desk, postman) for agent_id in readers])


async def _send(agent_id: str, week: Period, told: dict[str, Any], desk: DeskPorts, postman: Postman) -> bool:
    async with desk.record.change() as unit:
        agent = await unit.agents.get(agent_id)
        if agent is None or agent.disabled_at is not None or not lets_in(Who.SUPERVISOR, agent.role):
            await unit.board.want_letter(agent_id, False, week.first)
            return False
        if not await unit.board.take_letter(agent_id, week.first):
            return False
    try:
        await postman.carry(letter(agent, week, told), _nothing_more)
    except NotTaken as failure:
        log.warning("insights_letter_not_taken", agent=agent_id, problem=str(failure))
        if not failure.final:
            await _put_back(agent_id, week, desk)
        return False
    except Unclear as failure:
        log.warning("insights_letter_unclear", agent=agent_id, problem=str(failure))
        return False
    return True


async def _nothing_more() -> None:
    """It was taken in the record before: nothing is left to be written down."""


async def _put_back(agent_id: str, week: Period, desk: DeskPorts) -> None:
    async with desk.record.change() as unit:
        await unit.board.want_letter(agent_id, False, week.first)
        await unit.board.want_letter(agent_id, True, week.first - timedelta(days=7))


def letter(agent: Agent, week: Period, told: dict[str, Any]) -> Outgoing:
    """The letter in plain text and as HTML: counts; nobody is named but its reader and who was praised."""
    head = f"The week from {week.first:%d %B} to {week.last:%d %B %Y}"
    currency = told["rules"]["currency"]
    rows = [
        (figure["title"], *(shown(figure[side]["value"], figure["unit"], currency) for side in ("now", "before")))
        for figure in told["figures"]
        if figure["id"] in IN_LETTER and (figure["now"]["n"] or figure["before"]["n"])
    ]
    reasons = [
        f"{(one['reason'] or 'not known').replace('_', ' ')}: {one['conversations']['now']}"
        for one in told["reasons"][:REASONS_IN_LETTER]
    ]
    thanks = [f"“{words}” ({people})" for words, people in told["praise"]]
    close = (
        "What has to hold for seven days is not known yet for all of this week. All figures, and the conversations "
        "behind them, are on the page Insights, where you can also end this letter."
    )
    text = "\n".join(
        [f"Hello {agent.name},", "", f"{head}; in brackets the week before.", ""]
        + [f"{title}: {now} ({before})" for title, now, before in rows]
        + ["", "What most of it was about:", *reasons]
        + (["", THANKS, *thanks] if thanks else [])
        + ["", close]
    )
    cells = "".join(
        f"<tr><th align='left'>{escape(title)}</th><td>{escape(now)}</td><td>{escape(before)}</td></tr>"
        for title, now, before in rows
    )
    about, praise = _lines(reasons), f"<h2>{THANKS}</h2><ul>{_lines(thanks)}</ul>" if thanks else ""
    html = (
        f"<p>Hello {escape(agent.name)},</p><h1>{escape(head)}</h1><table cellpadding='6'><tr><th></th><th>This week"
        f"</th><th>The week before</th></tr>{cells}</table><h2>What most of it was about</h2><ul>{about}</ul>{praise}"
        f"<p>{escape(close)}</p>"
    )
    return Outgoing(agent.email, head, text, html, f"insights-{week.first.isoformat()}-{agent.id}")


def _lines(texts: Sequence[str]) -> str:
    return "".join(f"<li>{escape(one)}</li>" for one in texts)
