"""What a message cost, read off a conversation: every reason, and who is not to blame."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind, JobState, Understanding
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.customers.customer import Customer
from desk.handoff.handoff import Handoff
from desk.handoff.wrap_up import IntentSuggestion
from desk.ratings.rating import Rating
from desk.studio.heard import Kind, heard
from desk.studio.masked import masked

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CUSTOMER = Author(AuthorKind.CUSTOMER, "Ana")
ANA = Customer("c_ana", NOW, shop_customer_id="C1", name="Ana Petrova", email="ana@example.com")


def said(seq: int, text: str, kind: EntryKind = EntryKind.MESSAGE, author: Author = CUSTOMER) -> Entry:
    message = Message(f"m{seq}", text) if kind is EntryKind.MESSAGE else None
    return Entry("c_1", seq, kind, NOW + timedelta(minutes=seq), author, message, None if message else text, {})


def read(seq: int, intent: str = "track_order", confidence: float = 0.95, **more: Any) -> BotJob:
    ranking = more.pop("ranking", ((intent, confidence),))
    understanding = Understanding(intent, confidence, ranking, **more)
    answer = BotAnswer("m1", (), understanding)
    return BotJob("c_1", seq, JobKind.TURN, JobState.DONE, NOW, f"text {seq}", f"t{seq}", answer)


def asked(reason: str) -> Handoff:
    return Handoff("h_1", "c_1", reason, (), NOW)


def kinds(found: Any) -> list[list[str]]:
    return [[str(reason.kind) for reason in message.reasons] for message in found]


HANDOFF = said(5, "Waiting", EntryKind.HANDOFF_REQUESTED)


@pytest.mark.parametrize(
    "reason, blamed",
    [
        ("frustration", [["handoff"], ["handoff"]]),
        ("repeated_failure", [["handoff"], ["handoff"]]),
        ("sensitive", [[], []]),
        ("language", [[], []]),
        ("bot_unavailable", [[], []]),
        ("stepped_in", [[], []]),
    ],
)
def test_a_handoff_blames_what_came_before(reason: str, blamed: list[list[str]]) -> None:
    """Where the bot's reading could have prevented it, and nowhere else; what is nearer is blamed more."""
    entries = [said(1, "my parcel please"), said(3, "no the other one"), HANDOFF]
    found = heard(entries, [read(1), read(3)], [asked(reason)], [], [])
    assert kinds(found) == blamed
    if blamed[0]:
        assert found[1].cost > found[0].cost


def test_a_wish_for_a_person_is_understood() -> None:
    """The message that asks for a person did its work; the one before did not."""
    entries = [said(1, "my parcel please"), said(3, "a human"), HANDOFF]
    found = heard(entries, [read(1), read(3, "human_request")], [asked("explicit_request")], [], [])
    assert kinds(found) == [["handoff"], []]


def test_saying_it_again_anger_and_giving_up() -> None:
    """Each is put to the message before, the end to the last one."""
    entries = [
        said(1, "where is my parcel"),
        said(3, "WHERE is my parcel??"),
        said(5, "The conversation was ended.", EntryKind.ENDED, Author(AuthorKind.SYSTEM, "Warmhand")),
    ]
    found = heard(entries, [read(1), read(3, missed=True, frustration=0.8)], [], [], [])
    assert kinds(found) == [["repeat", "frustration"], ["missed", "abandoned"]]


def test_a_colleague_between_makes_no_repeat() -> None:
    """What is said again to a person is no fault of the bot's reading."""
    agent = said(2, "I look into it", author=Author(AuthorKind.AGENT, "Maya", "a_maya"))
    found = heard([said(1, "where is my parcel"), agent, said(3, "where is my parcel")], [read(1), read(3)], [], [], [])
    assert kinds(found) == [[], []]


@pytest.mark.parametrize(
    "score, agent, blamed", [(1, None, True), (2, None, True), (3, None, False), (1, "a_x", False)]
)
def test_low_ratings_of_the_bot_count(score: int, agent: str | None, blamed: bool) -> None:
    """Ratings of people say nothing of readings."""
    rating = Rating("c_1", 5, agent, score, (), "", NOW)
    ended = said(5, "ended", EntryKind.ENDED)
    found = heard([said(1, "my parcel"), ended], [read(1)], [], [rating], [])
    assert (Kind.LOW_RATING in {reason.kind for reason in found[0].reasons}) is blamed


def test_unsure_and_what_an_agent_said() -> None:
    """An agent's word weighs most, and little where it confirms."""
    other = IntentSuggestion("c_1", 1, "refund_status", "a_maya", NOW)
    same = IntentSuggestion("c_1", 3, "track_order", "a_maya", NOW)
    found = heard([said(1, "money"), said(3, "parcel")], [read(1, confidence=0.4), read(3)], [], [], [other, same])
    assert kinds(found) == [["agent_said", "unsure"], ["agent_said"]]
    assert found[1].cost < 1
    assert found[0].cost > 6
    assert found[0].reasons[1].says == "The bot was 40% sure"


def test_a_fallback_shows_how_sure_its_best_reading_was() -> None:
    """Not the threshold that it stands for."""
    ranking = (("nlu_fallback", 0.3), ("greet", 0.25))
    found = heard([said(1, "hm")], [read(1, "nlu_fallback", 0.3, ranking=ranking)], [], [], [])
    assert [reason.says for reason in found[0].reasons] == ["The bot had no answer", "The bot was 25% sure"]


def test_deleted_words_and_files_are_not_heard() -> None:
    """Nor what the bot has not answered."""
    gone = Entry("c_1", 1, EntryKind.MESSAGE, NOW, CUSTOMER, Message("m1", "", deleted=True), None, {})
    assert heard([gone, said(3, "hello")], [read(1)], [], [], []) == []


@pytest.mark.parametrize(
    "text, shown",
    [
        ("I am Ana Petrova, order 20417", "I am [name], order 12345"),
        ("ana here: WH-204177 and ana@example.com", "[name] here: WH-123456 and [e-mail]"),
        ("2 chairs for 49.90", "2 chairs for 49.90"),
        ("my card 4111 1111 1111 1111", "my card [card]"),
        ("an analogy", "an analogy"),
    ],
)
def test_masked(text: str, shown: str) -> None:
    """Names and numbers of the customer are gone, the shape stays."""
    assert masked(text, ANA) == shown
