"""A promise that is moved reaches a customer who is away by letter, before its day is over, and nobody twice."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from desk.conversations.receipts import customer_saw
from desk.customers.customer import Customer
from desk.hours.opening_hours import ALWAYS_OPEN
from desk.letters.letter import PATIENCE
from desk.promises import keeping
from desk.promises.due import end_of
from desk.promises.keeping import Moved
from desk.promises.promise import What, Wish
from tests.desk.letters.conftest import MailServerSide, letters_round, plain
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True
pytestmark = pytest.mark.slow

FRIDAY, MONDAY = end_of(date(2026, 11, 27), ALWAYS_OPEN), end_of(date(2026, 11, 30), ALWAYS_OPEN)


async def moved(quiet: Quiet, name: str | None) -> tuple[Customer, str]:
    """Maya promised a refund, and moves it; who was told, and the conversation."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya, name)
    wish = Wish(str(uuid.uuid4()), What.REFUND, FRIDAY, "order 20417")
    promise = await keeping.promise(conversation.id, maya, wish, quiet.ports)
    wanted = Moved(str(uuid.uuid4()), MONDAY, "The bank is slow.")
    for _ in range(2):
        await keeping.move(promise.id, maya, wanted, quiet.ports)
    return person, conversation.id


async def test_who_is_away_is_told_by_letter_once(quiet: Quiet, post: MailServerSide) -> None:
    """A minute later, so that who is here reads it here."""
    await moved(quiet, "C1003")
    assert await letters_round(quiet, post) == 0, "who is at the widget reads it there"
    quiet.clock.forward(seconds=PATIENCE.total_seconds())
    assert (await letters_round(quiet, post), await letters_round(quiet, post)) == (1, 0)
    (letter,) = post.letters
    assert letter["Subject"] == "Fern & Oak has to move something we promised you"
    assert post.taken_for == ["ana@example.com"]
    words = " ".join(plain(letter).split())
    assert "now promises: refund (order 20417) by Monday, 30 November instead of Friday, 27 November" in words
    assert "something was promised to you in our chat" in words


async def test_who_saw_it_here_gets_none(quiet: Quiet, post: MailServerSide) -> None:
    """The letter turns out to be needless."""
    person, conversation_id = await moved(quiet, "C1003")
    async with quiet.ports.record.look() as unit:
        last = (await unit.conversations.get(conversation_id)).last_seq  # type: ignore[union-attr]
    await customer_saw(conversation_id, person, last, quiet.ports)
    quiet.clock.forward(seconds=PATIENCE.total_seconds())
    assert await letters_round(quiet, post) == 0
    assert post.letters == []


async def test_a_visitor_who_gave_no_address_gets_none(quiet: Quiet, post: MailServerSide) -> None:
    """There is nowhere to send it."""
    await moved(quiet, None)
    quiet.clock.forward(minutes=10)
    assert await letters_round(quiet, post) == 0


async def test_without_a_mail_server_no_letter_waits(quiet: Quiet) -> None:
    """Nobody is promised a letter that cannot leave."""
    await moved(quiet, "C1003")
    quiet.clock.forward(minutes=10)
    assert await quiet.row("letters", "due", quiet.clock()) == []
