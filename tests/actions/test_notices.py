"""A trouble that the speaker's own order is in is told first, once, and only to who asks for that."""

from __future__ import annotations

from typing import Any

import pytest

from actions.answer_question import AnswerQuestion
from actions.assembly import Parts
from actions.miss import Miss
from actions.track_order import TrackOrder
from tests.actions.conftest import Book
from tests.actions.conversations import GUEST, Conversation, run, signed_in

WORDS = "DHL is late these days. Your parcel comes by Friday."


def asked(book: Book, intent: str, notices: Any, *, guest: bool = False) -> Conversation:
    entry = book.find(state="shipped")
    customer = (dict(GUEST) if guest else signed_in(entry.customer_id)) | {"notices": notices}
    return Conversation(customer).says(f"where is {entry.number}", intent, order_number=entry.number)


async def test_it_comes_before_the_answer(parts: Parts, book: Book) -> None:
    """The words of the incident, then what is known of the order."""
    outcome = await run(TrackOrder(parts), asked(book, "delivery_late", {"delivery_late": WORDS}))
    assert outcome.text.startswith(WORDS)
    assert "is on its way with" in outcome.text


async def test_a_question_without_an_order_gets_it_too(parts: Parts, book: Book) -> None:
    """Say, about shipping in general."""
    outcome = await run(AnswerQuestion(parts), asked(book, "shipping_cost", {"shipping_cost": WORDS}))
    assert outcome.text.startswith(WORDS)


@pytest.mark.parametrize(
    ("intent", "notices", "guest"),
    [
        ("track_order", {"delivery_late": WORDS}, False),
        ("delivery_late", {}, False),
        ("delivery_late", None, False),
        ("delivery_late", {"delivery_late": "  "}, False),
        ("delivery_late", {"delivery_late": 3}, False),
        ("delivery_late", [WORDS], False),
        ("delivery_late", {"delivery_late": WORDS}, True),
    ],
)
async def test_others_hear_nothing_of_it(parts: Parts, book: Book, intent: str, notices: Any, guest: bool) -> None:
    """Another question, nothing to say, or somebody nobody vouches for."""
    outcome = await run(TrackOrder(parts), asked(book, intent, notices, guest=guest))
    assert "DHL is late these days" not in outcome.text


async def test_it_is_said_once_in_a_turn(parts: Parts, book: Book) -> None:
    """Where two actions answer one message, the second does not say it again; nor who did not understand."""
    conversation = asked(book, "delivery_late", {"delivery_late": WORDS}).bot_says(WORDS)
    assert WORDS not in (await run(TrackOrder(parts), conversation)).text
    missed = await run(Miss(parts), asked(book, "delivery_late", {"delivery_late": WORDS}))
    assert WORDS not in missed.text
