"""The rules of the relationship: preferences, segments, thanks, greetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.conversations.entry import Message
from desk.errors import DeskError
from desk.relationship.greeting import LastCase, first_name, greeted
from desk.relationship.house_rules import (
    SHIPPED,
    Segment,
    Standing,
    checked,
    from_document,
    ordinal,
    segment_of,
    thanked_for,
    to_document,
)
from desk.relationship.preference import Kind, birthday, celebrated_on
from desk.relationship.preference import checked as checked_value

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()


def standing(orders: int, last: date | None = TODAY) -> Standing:
    return Standing("p_1", orders, "20400", last, True, NOW)


@pytest.mark.parametrize(
    ("tier", "orders", "trouble", "expected"),
    [
        ("gold", 9, True, "In trouble"),
        ("gold", 9, False, "Gold"),
        ("silver", 3, False, "Regulars"),
        ("silver", 1, False, "New"),
        ("silver", 2, False, None),
        (None, 0, False, "New"),
    ],
)
def test_the_first_segment_that_holds_is_theirs(tier: str | None, orders: int, trouble: bool, expected: str | None):
    """In the order in which they are written."""
    assert segment_of(SHIPPED, tier, standing(orders), trouble, TODAY) == expected


def test_what_is_not_known_belongs_to_no_rule_that_asks_for_it():
    """Without the shop's word only tier and trouble tell."""
    assert segment_of(SHIPPED, "silver", None, False, TODAY) is None
    assert segment_of(SHIPPED, "gold", None, False, TODAY) == "Gold"
    quiet = Segment("q", silent_for_days=30)
    assert not quiet.holds(None, standing(0, None), False, TODAY)
    assert [quiet.holds(None, standing(1, TODAY - timedelta(days=d)), False, TODAY) for d in (30, 31)] == [False, True]


def test_rules_come_back_as_they_were_written():
    """From the database, every field."""
    assert from_document(to_document(SHIPPED), 0, SHIPPED.by, SHIPPED.why, SHIPPED.at) == SHIPPED


@pytest.mark.parametrize(
    "changes",
    [
        {"segments": (Segment("A"), Segment("a"))},
        {"segments": (Segment(" "),)},
        {"thanks_after": (0,)},
        {"thanks_after": (5,), "thanks_words": " "},
        {"birthday_words": "x" * 401},
        {"why": ""},
    ],
)
def test_rules_that_make_no_sense_are_refused(changes: dict[str, object]):
    """Each with the field it is about."""
    with pytest.raises(DeskError) as refused:
        checked(replace(SHIPPED, **changes))  # type: ignore[arg-type]
    assert refused.value.code == "invalid_field"


@pytest.mark.parametrize(
    ("days_ago", "number", "expected"), [(0, 5, 5), (14, 5, 5), (15, 5, None), (-1, 5, None), (0, 4, None), (1, 6, 5)]
)
def test_thanks_are_due_for_the_nth_order_while_it_is_new(days_ago: int, number: int, expected: int | None):
    """Also when the next one came before anybody looked."""
    orders = [(f"2040{n}", TODAY - timedelta(days=200 - n)) for n in range(number)]
    if number >= 5:
        orders[4] = ("20404", TODAY - timedelta(days=days_ago))
    due = thanked_for(replace(SHIPPED, thanks_after=(5, 10, 25)), orders, TODAY)
    assert thanked_for(SHIPPED, orders, TODAY) is None, "nobody is thanked before the house wants it"
    assert due == (("20404", expected) if expected else None)


def test_ordinals():
    """1st, 2nd, 3rd, 11th."""
    assert [ordinal(n) for n in (1, 2, 3, 5, 11, 12, 21, 112)] == [
        "1st",
        "2nd",
        "3rd",
        "5th",
        "11th",
        "12th",
        "21st",
        "112th",
    ]


@pytest.mark.parametrize("name", ["Zoë", "Jean-Luc", "O’Neil Jr.", "अनिता", "نور"])
def test_names_of_all_languages_are_names(name: str):
    """Letters with their marks, and what stands between them."""
    assert checked_value(Kind.CALLED, f" {name} ") == name


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Kind.LANGUAGE, "xx"), (Kind.CHANNEL, "pigeon"), (Kind.NO_PHONE, "no"), (Kind.CALLED, " "),
     (Kind.CALLED, "x" * 61), (Kind.CALLED, "http://x.example"), (Kind.CALLED, "A <b>"), (Kind.DELIVERY, "a\u202eb")],
)  # fmt: skip
def test_a_preference_that_is_none_is_refused(kind: Kind, value: str):
    """Typed, with its field."""
    with pytest.raises(DeskError) as refused:
        checked_value(kind, value)
    assert refused.value.code == "invalid_field"


def test_birthdays_that_no_year_has():
    """29 February is one; 31 April is none. In other years it is the 28th."""
    assert birthday("p", 2, 29, NOW, "own page").day == 29
    assert (celebrated_on(2, 29, 2027), celebrated_on(2, 29, 2028)) == (date(2027, 2, 28), date(2028, 2, 29))
    with pytest.raises(DeskError):
        birthday("p", 4, 31, NOW, "own page")


def test_a_greeting_is_answered_by_name_and_with_the_last_case():
    """Any other message keeps its answer, with the name before it; an old case is let rest."""
    last = LastCase("c_1", 4, "delivery_late", NOW - timedelta(days=3), True)
    bot = [Message("bot-2-0", "Hi, I'm the shop's bot."), Message("bot-2-1", "more")]
    first, second = greeted(bot, "greet", first_name("Ana Petrova"), last, NOW)
    assert first.text.startswith("Hello Ana, good to see you again. Last time it was about “delivery late”; did that")
    assert [reply.command or reply.text for reply in first.quick_replies] == ["Thanks, it is settled", "request_agent"]
    assert second == bot[1]
    assert greeted(bot, "track_order", "Ana", last, NOW)[0].text == "Hello Ana. Hi, I'm the shop's bot."
    old = replace(last, at=NOW - timedelta(days=91))
    assert "Last time" not in greeted(bot, "greet", "Ana", old, NOW)[0].text
    assert greeted([], "greet", "Ana", last, NOW) == []


def test_whoever_was_asked_whether_it_held_is_not_asked_again_in_other_words():
    """By name all the same, and what else there is can be said."""
    last = LastCase("c_1", 4, "delivery_late", NOW - timedelta(days=3), True, asked=True)
    [said] = greeted([Message("bot-2-0", "Hi, I'm the shop's bot.")], "greet", "Ana", last, NOW)
    assert (said.text, said.quick_replies) == ("Hello Ana, good to see you. What can I do for you?", ())
