"""What the desk does by itself now and then, for as long as it is open. A round that fails is tried again."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import structlog

from desk import errors
from desk.attachments import flows as attachments
from desk.letters.flows import deliver, letters_due, look_for_answers
from desk.letters.ports import Postman
from desk.ports import DeskPorts
from desk.privacy.flows import Keeping, forget_elsewhere, retire
from desk.privacy.ports import OtherStore
from desk.search.flows import forget_removed_words
from desk.shelter import Shelter
from desk.suggestions.flows import read_more
from desk.suggestions.ports import MeaningUnavailable

log = structlog.get_logger(__name__)

ROUND_SECONDS = 5.0
STRAYS_EVERY_ROUNDS = 120
RETIREMENT_EVERY = timedelta(hours=1)


def start(
    desk: DeskPorts,
    shelter: Shelter,
    look_for_jobs: Callable[[], Coroutine[Any, Any, int]],
    others: Sequence[OtherStore],
    keeping: Keeping,
    tidy: Callable[[], Awaitable[None]],
    postman: Postman | None,
) -> asyncio.Future[Any]:
    """Begin all rounds; cancelling what is returned ends them."""
    walks = [jobs(shelter, look_for_jobs), uploads(desk, shelter), privacy(desk, shelter, others, keeping, tidy)]
    walks.append(worked_replies(desk, shelter))
    if postman is not None:
        walks.append(letters(desk, shelter, postman))
    loop = asyncio.get_running_loop()
    return asyncio.gather(*(loop.create_task(walk) for walk in walks))


async def jobs(shelter: Shelter, look_for_jobs: Callable[[], Coroutine[Any, Any, int]]) -> None:
    """Look for jobs of the bot that nobody works on any more."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await shelter.run(look_for_jobs())
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def letters(desk: DeskPorts, shelter: Shelter, postman: Postman) -> None:
    """Make letters of answers that nobody has read, and carry those whose time has come."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await shelter.run(look_for_answers(desk))
            due = await shelter.run(letters_due(desk))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)
            continue
        for letter in due:
            try:
                # One at a time: a desk that closes finishes the letter it carries, not all of them.
                await shelter.run(deliver(letter, desk, postman))
            except errors.DeskError as refused:
                log.warning("round_failed", code=refused.code)


async def uploads(desk: DeskPorts, shelter: Shelter) -> None:
    """Remove uploads that were never sent and files without a row; after a start all folders are looked through."""
    for count in itertools.count():
        try:
            await shelter.run(attachments.remove_unsent(desk))
            if count % STRAYS_EVERY_ROUNDS == 0:
                await shelter.run(attachments.remove_strays(desk, everywhere=count == 0))
        except (errors.DeskError, attachments.WrongFolder, OSError) as failure:
            log.warning("tidying_failed", problem=type(failure).__name__)
        await asyncio.sleep(ROUND_SECONDS)


async def worked_replies(desk: DeskPorts, shelter: Shelter) -> None:
    """Read what solved something since. Without the trainer it waits: nothing is lost, it is in the record."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            while await shelter.run(read_more(desk)):
                pass
        except MeaningUnavailable as failure:
            log.debug("meaning_unavailable", problem=str(failure))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def privacy(
    desk: DeskPorts,
    shelter: Shelter,
    others: Sequence[OtherStore],
    keeping: Keeping,
    tidy: Callable[[], Awaitable[None]],
) -> None:
    """Go over what was erased not long ago, and retire what was kept long enough."""
    due = desk.clock()
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            forgotten = await shelter.run(forget_elsewhere(others, desk))
            if await shelter.run(forget_removed_words(desk)) or forgotten:
                await tidy()
            if desk.clock() >= due:
                due = desk.clock() + RETIREMENT_EVERY
                retired = await shelter.run(retire(keeping, desk))
                log.info("conversations_retired", count=retired)
        except (errors.DeskError, OSError) as failure:
            log.warning("round_failed", problem=type(failure).__name__)
