"""What the desk does by itself for the service: articles, gifts, promises, troubles, feedback."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

import structlog

from desk import errors
from desk.authority.approvals import lapse_old, standing_stages
from desk.authority.settling import settle_open
from desk.feedback.following_up import ask_due
from desk.feedback.improving import tell
from desk.incidents.telling import follow_incidents, tell_late
from desk.insights.reading import read_contacts as read_handled
from desk.knowledge.counting import look_after as look_after_articles
from desk.knowledge.counting import read_conversations as read_uses
from desk.knowledge.finding import read_about, read_articles
from desk.ports import DeskPorts
from desk.praise.reading import read_praise
from desk.promises.alarms import look_after as look_after_promises
from desk.quality.reading import check_handlings
from desk.quality.reviewing import draw_sample
from desk.quality.shopping import begin_due, conduct, take_next
from desk.relationship.making_good import see_to_bad_cases
from desk.relationship.thanking import congratulate, thank
from desk.shelter import Shelter
from desk.suggestions.ports import MeaningUnavailable
from desk.warning.watching import look, read_contacts

log = structlog.get_logger(__name__)

ROUND_SECONDS = 5.0
AUTHORITY_SECONDS = 2.0
PROMISE_SECONDS = 2.0
LOOK_EVERY_ROUNDS = 3
LATE_EVERY_ROUNDS = 120
THANKS_EVERY_ROUNDS = 24
ORDERS_EVERY_ROUNDS = 12
TASKS_EVERY_ROUNDS = 12
SAMPLE_EVERY_ROUNDS = 4
SHOPPER_SECONDS = 1.0
SHOPPER_AFTER_ROUNDS = 120
QUIET = timedelta(seconds=10)
"""A conversation is read whole each time, so not between two lines of a lively one."""


async def article_meanings(desk: DeskPorts, shelter: Shelter) -> None:
    """Learn what newly published articles mean. Without the trainer they are found by their words."""
    while True:
        try:
            while await shelter.run(read_articles(desk)):
                pass
            await shelter.run(read_about(desk))
        except MeaningUnavailable as failure:
            log.debug("meaning_unavailable", problem=str(failure))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)
        await asyncio.sleep(ROUND_SECONDS / 2)


async def articles(desk: DeskPorts, shelter: Shelter) -> None:
    """Count what articles did, and tell their owners what they ask for."""
    for count in itertools.count():
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await desk.spare.rush_over()
            while await shelter.run(read_uses(desk, QUIET)):
                await desk.spare.rush_over()
            if count % TASKS_EVERY_ROUNDS == 0:
                await shelter.run(look_after_articles(desk))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def authority(desk: DeskPorts, shelter: Shelter) -> None:
    """Ask the shop about everything it has not answered yet: after a start at once, whoever had asked before."""
    opening = True
    while True:
        try:
            await shelter.run(settle_open(desk, all_of_them=opening))
            opening = False
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)
        await asyncio.sleep(AUTHORITY_SECONDS)


async def approvals(desk: DeskPorts, shelter: Shelter) -> None:
    """Tell consoles when a decision goes on to somebody else, and end what nobody decides about."""
    known = None
    while True:
        await asyncio.sleep(AUTHORITY_SECONDS)
        try:
            standing = await shelter.run(standing_stages(desk))
            if known is not None and standing != known:
                await desk.announce.line_changed()
            known = standing
            await shelter.run(lapse_old(desk))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def promises(desk: DeskPorts, shelter: Shelter) -> None:
    """Call whom open promises call: after a start at once, for what came due while no desk ran."""
    while True:
        try:
            while await shelter.run(look_after_promises(desk)):
                pass
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)
        await asyncio.sleep(PROMISE_SECONDS)


async def warning(desk: DeskPorts, shelter: Shelter) -> None:
    """Read why people write, and see whether it is more than usual."""
    for count in itertools.count():
        try:
            await desk.spare.rush_over()
            while await shelter.run(read_contacts(desk, QUIET)):
                await desk.spare.rush_over()
            if count % LOOK_EVERY_ROUNDS == 0:
                await shelter.run(look(desk))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)
        await asyncio.sleep(ROUND_SECONDS)


async def incidents(desk: DeskPorts, shelter: Shelter) -> None:
    """Tell customers of open incidents, of their end, and of late orders where the house wants that."""
    for count in itertools.count():
        try:
            await shelter.run(follow_incidents(desk, ask_the_shop=count % ORDERS_EVERY_ROUNDS == 0))
            if count % LATE_EVERY_ROUNDS == 0:
                await shelter.run(tell_late(desk))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)
        await asyncio.sleep(ROUND_SECONDS)


async def insights(desk: DeskPorts, shelter: Shelter) -> None:
    """Read contacts off conversations, for the figures."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await desk.spare.rush_over()
            while await shelter.run(read_handled(desk, QUIET)):
                await desk.spare.rush_over()
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def praise(desk: DeskPorts, shelter: Shelter) -> None:
    """Read praise off conversations, for the wall."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await desk.spare.rush_over()
            while await shelter.run(read_praise(desk, QUIET)):
                await desk.spare.rush_over()
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def feedback(desk: DeskPorts, shelter: Shelter) -> None:
    """Ask those whose day has come whether it held, and tell those whose words led to a change."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        for work in (ask_due, tell):
            try:
                await shelter.run(work(desk))
            except errors.DeskError as refused:
                log.warning("round_failed", code=refused.code)


async def relationship(desk: DeskPorts, shelter: Shelter) -> None:
    """Make good what went badly; now and then thank for orders, and congratulate."""
    for count in itertools.count():
        await asyncio.sleep(ROUND_SECONDS)
        works = (see_to_bad_cases, thank, congratulate) if count % THANKS_EVERY_ROUNDS == 0 else (see_to_bad_cases,)
        for work in works:
            try:
                await shelter.run(work(desk))
            except errors.DeskError as refused:
                log.warning("round_failed", code=refused.code)


async def quality(desk: DeskPorts, shelter: Shelter) -> None:
    """Check handlings against the service standard, and draw the week's sample for peer review."""
    for count in itertools.count():
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await desk.spare.rush_over()
            while await shelter.run(check_handlings(desk, QUIET)):
                await desk.spare.rush_over()
            if count % SAMPLE_EVERY_ROUNDS == 0:
                await shelter.run(draw_sample(desk))
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


async def mystery_shopper(desk: DeskPorts, shelter: Shelter) -> None:
    """Have scripts talk to the bot: by hand at once, on their schedule once the bot had time to load its model."""
    for count in itertools.count():
        await asyncio.sleep(SHOPPER_SECONDS)
        try:
            if count >= SHOPPER_AFTER_ROUNDS:
                await shelter.run(begin_due(desk))
            while (run := await shelter.run(take_next(desk))) is not None:
                await conduct(run, desk, shelter)
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


SERVED = (articles, article_meanings, authority, approvals, promises, warning, incidents, feedback, insights)
ALL = (*SERVED, praise, quality, mystery_shopper, relationship)
