"""The brief and the waiting line: built from the record alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.conversations import bot_turn
from desk.conversations.bot_turn import BotAnswer, BotJob, Fact, JobKind, JobState, Understanding
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.customers.customer import Customer
from desk.handoff import brief, waiting_line
from desk.handoff.handoff import REASONS, Handoff, known_reason

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANA = Customer("p_1", NOW, "C1003", "Ana Petrova", "ana@example.com", "gold")


def turn(seq: int, text: str, intent: str, **read: Any) -> BotJob:
    facts = read.pop("facts", ())
    answer = BotAnswer("m1", (), Understanding(intent, 0.8, **read), facts)
    return BotJob("c_1", seq, JobKind.TURN, JobState.DONE, NOW, text, f"t{seq}", answer)


def requested(reason: str = "frustration") -> Handoff:
    return Handoff("h_1", "c_1", reason, ("said it three times",), NOW)


def test_brief_tells_the_whole_stretch() -> None:
    """Who, what was asked, what was tried, what the shop said, why: each from its source."""
    jobs = [
        turn(
            1,
            "where is 20417",
            "track_order",
            actions=("order_form", "action_track_order"),
            slots={"order_number": "20417"},
            facts=(Fact("order 20417", "late", ok=True),),
        ),
        turn(
            3,
            "asdf",
            "nlu_fallback",
            missed=True,
            actions=("action_miss",),
            frustration=0.7,
            slots={"order_number": "20417", "requested_slot": None},
        ),
        replace(turn(5, "hello?", "greet"), answer=None, state=JobState.FAILED),
    ]
    told = brief.build(ANA, 2, jobs, requested())
    assert told["customer"] == {"name": "Ana Petrova", "verified": True, "tier": "gold", "email": "ana@example.com"}
    assert told["wants"] == "Track order · order 20417"
    assert [(a["text"], a["missed"]) for a in told["asked"]] == [
        ("where is 20417", False),
        ("asdf", True),
        ("hello?", True),
    ]
    assert [t["label"] for t in told["tried"]] == [
        "Asked for the order",
        "Looked up the order",
        "Did not understand",
        "The assistant could not answer",
    ]
    assert told["shop"] == [{"asked": "order 20417", "answered": "late", "ok": True}]
    assert told["slots"] == [{"name": "order_number", "label": "Order", "value": "20417"}]
    assert told["mood"] == [0.0, 0.7]
    assert (told["reason_label"], told["evidence"]) == ("Frustrated with the assistant", ["said it three times"])


def test_brief_begins_after_the_last_hand_back() -> None:
    """What a colleague already settled is not told again."""
    jobs = [
        turn(1, "old trouble", "damaged_item"),
        BotJob("c_1", 4, JobKind.HANDBACK, JobState.DONE, NOW),
        turn(5, "new question", "refund_status"),
    ]
    assert [a["text"] for a in brief.build(ANA, 2, jobs, requested())["asked"]] == ["new question"]


@pytest.mark.parametrize(
    "said, wants",
    [
        ([], "Has not said yet"),
        ([("hi", "greet")], "hi"),
        ([("hi", "greet"), ("a human please", "human_request")], "a human please"),
        ([("my lamp is broken", "damaged_item"), ("a human", "human_request")], "Damaged item: my lamp is broken"),
    ],
)
def test_wants_is_the_last_real_wish(said: list[tuple[str, str]], wants: str) -> None:
    """Small talk and the request for a person are not the wish."""
    jobs = [turn(n, text, intent) for n, (text, intent) in enumerate(said, 1)]
    assert brief.build(ANA, 1, jobs, requested())["wants"] == wants


def test_an_answered_question_is_not_the_wish() -> None:
    """After an order was asked about, a routine question in between does not take its place."""
    jobs = [
        turn(1, "where is 20417", "track_order", slots={"order_number": "20417"}),
        turn(
            2,
            "how long for returns",
            "return_policy",
            actions=("action_answer_question",),
            slots={"order_number": "20417"},
        ),
    ]
    assert brief.build(ANA, 1, jobs, requested())["wants"] == "Track order · order 20417"


def test_visitors_are_not_named() -> None:
    """An unverified person is shown as such, whatever name is stored."""
    visitor = Customer("p_2", NOW, name="Somebody")
    assert brief.build(visitor, 1, [], requested())["customer"]["name"] == "Visitor"


@pytest.mark.parametrize("reason", [*REASONS, "nonsense"])
def test_every_reason_has_words(reason: str) -> None:
    """A reason of the bot we do not know counts as a request."""
    assert REASONS[known_reason(reason)]


def entry(seq: int, kind: EntryKind, author: AuthorKind, text: str | None = None) -> Entry:
    return Entry("c_1", seq, kind, NOW, Author(author, "x"), Message(f"m{seq}", text) if text else None, None)


def test_human_stretch_is_what_the_bot_did_not_hear() -> None:
    """Between the handoff and the hand-back, only what customer and agent said."""
    entries = [
        entry(1, EntryKind.MESSAGE, AuthorKind.CUSTOMER, "heard"),
        entry(2, EntryKind.HANDOFF_REQUESTED, AuthorKind.SYSTEM),
        entry(3, EntryKind.MESSAGE, AuthorKind.SYSTEM, "you are next"),
        entry(4, EntryKind.MESSAGE, AuthorKind.CUSTOMER, "still broken"),
        entry(5, EntryKind.CLAIMED, AuthorKind.AGENT),
        entry(6, EntryKind.MESSAGE, AuthorKind.AGENT, "a new one is on its way"),
        entry(7, EntryKind.HANDED_BACK, AuthorKind.AGENT),
        entry(8, EntryKind.MESSAGE, AuthorKind.CUSTOMER, "next question"),
    ]
    assert bot_turn.human_stretch(entries, 7) == [
        {"author": "customer", "text": "still broken"},
        {"author": "agent", "text": "a new one is on its way"},
    ]


@pytest.mark.parametrize(
    "position, alone, words",
    [
        (1, False, "You are next"),
        (4, False, "number 4"),
        (1, True, "Nobody from our team is at the desk right now"),
    ],
)
def test_promise_is_honest(position: int, alone: bool, words: str) -> None:
    """The first words say where the customer stands, and never promise a person who is not there."""
    assert words in waiting_line.promise("h", position, alone).text
