"""What the desk does by itself now and then, for as long as it is open. A round that fails is tried again."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import structlog

from desk import errors, service_rounds
from desk.attachments import flows as attachments
from desk.bot.router import BotRouter
from desk.insights.digest import send_letters
from desk.letters.flows import deliver, letters_due, look_for_answers
from desk.letters.ports import Postman
from desk.models.shadow import Shadow, read_one
from desk.models.watching import Watch, look_after
from desk.ports import DeskPorts
from desk.privacy.flows import Keeping, forget_elsewhere, retire
from desk.privacy.ports import OtherStore
from desk.search.flows import forget_removed_words
from desk.service_rounds import QUIET, ROUND_SECONDS
from desk.shelter import Shelter
from desk.studio.feed import BEGINNING, read_conversations
from desk.studio.training import follow_runs
from desk.suggestions.flows import read_more
from desk.suggestions.ports import MeaningUnavailable

log = structlog.get_logger(__name__)

TRAINING_SECONDS = 0.5
MODELS_SECONDS = 1.0
LETTERS_SECONDS = 60.0
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
    bots: tuple[BotRouter, Shadow],
) -> asyncio.Future[Any]:
    """Begin all rounds; cancelling what is returned ends them."""
    walks = [jobs(shelter, look_for_jobs), uploads(desk, shelter), privacy(desk, shelter, others, keeping, tidy)]
    walks += [worked_replies(desk, shelter), studio_feed(desk, shelter), training_runs(desk, shelter)]
    walks += [walk(desk, shelter) for walk in service_rounds.ALL]
    walks += [models(desk, shelter, *bots), reading_along(desk, shelter, bots[1])]
    if postman is not None:
        walks += [letters(desk, shelter, postman), insight_letters(desk, shelter, postman)]
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


async def models(desk: DeskPorts, shelter: Shelter, bot: BotRouter, shadow: Shadow) -> None:
    """Know which slots answer, and look after a roll-out."""
    watch = Watch()
    while True:
        await asyncio.sleep(MODELS_SECONDS)
        await follow_models(desk, shelter, bot, shadow, watch)


async def follow_models(
    desk: DeskPorts, shelter: Shelter, bot: BotRouter, shadow: Shadow, watch: Watch | None = None
) -> None:
    """One such round; also done before the desk opens, so that the supervisor is told what the record says."""
    try:
        await bot.look()
        standing = await shelter.run(look_after(watch or Watch(), desk))
        bot.stands(standing)
        shadow.candidate = standing.reads_along if standing else None
    except (errors.DeskError, OSError) as failure:
        log.warning("round_failed", problem=type(failure).__name__)


async def reading_along(desk: DeskPorts, shelter: Shelter, shadow: Shadow) -> None:
    """Have the candidate read what customers wrote, one message at a time."""
    while True:
        answered = await shadow.next()
        try:
            await shelter.run(read_one(answered, shadow, desk))
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


async def insight_letters(desk: DeskPorts, shelter: Shelter, postman: Postman) -> None:
    """Send the weekly letter to whoever asked for it and has not had it."""
    while True:
        await asyncio.sleep(LETTERS_SECONDS)
        try:
            await shelter.run(send_letters(desk, postman))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def studio_feed(desk: DeskPorts, shelter: Shelter) -> None:
    """Read what the bot heard since. After a start everything that was not read yet."""
    since = BEGINNING
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            read = 1
            while read:
                await desk.spare.rush_over()
                read, since = await shelter.run(read_conversations(since, desk, QUIET))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def training_runs(desk: DeskPorts, shelter: Shelter) -> None:
    """Follow trainings that are under way."""
    while True:
        try:
            still_open = await shelter.run(follow_runs(desk))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)
            still_open = 0
        await asyncio.sleep(TRAINING_SECONDS if still_open else ROUND_SECONDS / 2)


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
