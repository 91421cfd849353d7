"""What a desk does by itself, done when the simulation says that time has passed.

The works are those of `desk/rounds.py` and `desk/service_rounds.py`; there they are walked every few seconds of the
wall clock, here every so many simulated minutes. A test asks that none of the service's walks is missing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk import errors
from desk.assembly import Desk
from desk.authority.approvals import lapse_old
from desk.authority.settling import settle_open
from desk.feedback.following_up import ask_due
from desk.feedback.improving import tell
from desk.incidents.telling import follow_incidents
from desk.insights.reading import read_contacts as read_handled
from desk.knowledge.counting import look_after as look_after_articles
from desk.knowledge.counting import read_conversations as read_uses
from desk.letters.flows import deliver, letters_due, look_for_answers
from desk.privacy.flows import retire
from desk.promises.alarms import look_after as look_after_promises
from desk.warning.watching import look, read_contacts

Work = Callable[[Desk], Awaitable[object]]


async def warning(desk: Desk) -> None:
    while await read_contacts(desk.ports):
        pass
    await look(desk.ports)


async def affected(desk: Desk) -> None:
    """With a look at the shop's orders, which a desk has every minute; a month of them is much to read."""
    await follow_incidents(desk.ports)


async def incidents(desk: Desk) -> None:
    await follow_incidents(desk.ports, ask_the_shop=False)


async def letters(desk: Desk) -> None:
    if desk.postman is None:
        return
    await look_for_answers(desk.ports)
    for letter in await letters_due(desk.ports):
        await deliver(letter, desk.ports, desk.postman)


async def promises(desk: Desk) -> None:
    while await look_after_promises(desk.ports):
        pass


async def authority(desk: Desk) -> None:
    await settle_open(desk.ports)


async def approvals(desk: Desk) -> None:
    await lapse_old(desk.ports)


async def feedback(desk: Desk) -> None:
    await ask_due(desk.ports)
    await tell(desk.ports)


async def insights(desk: Desk) -> None:
    while await read_handled(desk.ports):
        pass


async def articles(desk: Desk) -> None:
    while await read_uses(desk.ports):
        pass
    await look_after_articles(desk.ports)


async def line(desk: Desk) -> None:
    await desk.line_rounds.once()


async def privacy(desk: Desk) -> None:
    await retire(desk.keeping, desk.ports)


QUARTER_HOUR, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
WORKS: tuple[tuple[Work, timedelta], ...] = (
    (line, QUARTER_HOUR), (warning, QUARTER_HOUR), (incidents, QUARTER_HOUR), (letters, QUARTER_HOUR),
    (promises, QUARTER_HOUR), (authority, QUARTER_HOUR), (approvals, HOUR), (affected, HOUR), (feedback, HOUR),
    (insights, HOUR), (articles, DAY), (privacy, DAY),
)  # fmt: skip
LEFT_OUT = frozenset({"article_meanings", "praise", "quality", "mystery_shopper", "relationship"})
"""Meanings need the trainer, which is not of the party: articles are found by their words. The others judge, praise,
thank and test, which no figure here is about."""


@dataclass
class Passing:
    """Does what is due. A work that is refused is done again next time, as in the desk."""

    desk: Desk | None = None
    done_at: dict[Work, datetime] = field(default_factory=dict)
    door: asyncio.AbstractServer | None = None
    """How the simulation says that time has passed; kept here for as long as the desk is open."""

    def walks(self, desk: Desk) -> asyncio.Future[None]:
        """Takes the place of `desk.app.walk_by_itself`: nothing happens until `pass_time`."""
        self.desk = desk
        return asyncio.get_running_loop().create_future()

    async def pass_time(self) -> None:
        """Everything whose time has come, once."""
        desk = self.desk
        assert desk is not None, "a desk that serves"
        now = desk.ports.clock()
        for work, every in WORKS:
            if now - self.done_at.get(work, datetime.min.replace(tzinfo=now.tzinfo)) < every:
                continue
            self.done_at[work] = now
            with suppress(errors.DeskError):
                await desk.shelter.run(_as_coroutine(work, desk))


async def _as_coroutine(work: Work, desk: Desk) -> None:
    await work(desk)
