"""What is taken for a promise in an agent's words, and, more important, what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.hours.opening_hours import ALWAYS_OPEN, OpeningHours, Span
from desk.promises.promise import What
from desk.promises.reading import notice

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = (Span(9 * 60, 12 * 60), Span(13 * 60, 18 * 60))
HOUSE = OpeningHours(
    BERLIN,
    (WEEK, WEEK, WEEK, WEEK, (Span(9 * 60, 15 * 60),), (), ()),
    {date(2026, 12, 8): ()},
)
"""Monday to Thursday until six, Friday until three; Tuesday, 8 December, is a holiday."""
NOW = datetime(2026, 12, 1, 10, 30, tzinfo=BERLIN)
"""A Tuesday."""


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


PROMISES = [
    ("I'll send you a new parcel by Friday.", What.REPLACEMENT, local(12, 4, 15), True),
    ("you'll get your refund within 3 working days", What.REFUND, local(12, 4, 15), True),
    ("I will call you back tomorrow at 10.", What.CALL_BACK, local(12, 2, 10), False),
    ("I’ll call you back tomorrow at 10", What.CALL_BACK, local(12, 2, 10), False),
    ("You will receive the refund in 3-5 business days.", What.REFUND, local(12, 9, 18), True),
    ("We'll refund you €20 by the end of the week", What.REFUND, local(12, 4, 15), True),
    ("Your money will be back in your account by 10 December.", What.REFUND, local(12, 10, 18), True),
    ("We will replace the lamp by next Tuesday.", What.REPLACEMENT, local(12, 8, 23, 59), True),
    ("I'm going to send a replacement today.", What.REPLACEMENT, local(12, 1, 18), True),
    ("We'll ship it tomorrow.", What.DELIVERY, local(12, 2, 18), True),
    ("Your parcel will arrive on Thursday", What.DELIVERY, local(12, 3, 18), True),
    ("It will be with you by Friday", What.DELIVERY, local(12, 4, 15), True),
    ("I'll get back to you by noon", What.ANSWER, local(12, 1, 12), False),
    ("I'll let you know by 4 pm today.", What.ANSWER, local(12, 1, 16), False),
    ("I will check with the warehouse and write you tomorrow morning", What.ANSWER, local(12, 2, 12), False),
    ("You'll hear from us within 2 hours.", What.ANSWER, local(12, 1, 12, 30), False),
    ("A colleague will call you between 2 and 4 pm tomorrow", What.CALL_BACK, local(12, 2, 16), False),
    ("I'll phone you in an hour", What.CALL_BACK, local(12, 1, 11, 30), False),
    ("I'll ring you on Thursday at 9:15.", What.CALL_BACK, local(12, 3, 9, 15), False),
    ("We'll answer within two working days", What.ANSWER, local(12, 3, 18), True),
    ("I will cancel the second lamp by tomorrow, promise!", What.OTHER, local(12, 2, 18), True),
    ("I promise to have the label fixed by Wednesday", What.OTHER, local(12, 2, 18), True),
    ("I'll call you tomorrow at 10 if that suits you.", What.CALL_BACK, local(12, 2, 10), False),
    ("Sorry about that! I'll send you a new one before Friday.", What.REPLACEMENT, local(12, 3, 18), True),
    ("We will deliver it next week.", What.DELIVERY, local(12, 11, 15), True),
    ("I'll call you at 3", What.CALL_BACK, local(12, 1, 15), False),
    ("I'll email you by 2026-12-07", What.ANSWER, local(12, 7, 18), True),
    ("We will send your refund by December 7th.", What.REFUND, local(12, 7, 18), True),
    ("I'll refund it by the day after tomorrow", What.REFUND, local(12, 3, 18), True),
    ("I shall deliver it by 3 January", What.DELIVERY, datetime(2027, 1, 3, 23, 59, tzinfo=BERLIN), True),
]


@pytest.mark.parametrize(("text", "what", "at", "whole_day"), PROMISES)
def test_is_noticed(text: str, what: What, at: datetime, whole_day: bool) -> None:
    """What, by when, and whether a day or a moment was meant."""
    (found,) = notice(text, NOW, HOUSE)
    assert (found.what, found.due.at, found.due.whole_day) == (what, at, whole_day)
    assert found.due.at.tzinfo is UTC or found.due.at.utcoffset() == UTC.utcoffset(None)


NO_PROMISES = [
    "I can't promise that you'll get it by Friday.",
    "I cannot promise a refund within 3 days.",
    "Your parcel should arrive by Friday.",
    "Your parcel should be with you tomorrow.",
    "It might arrive on Friday.",
    "Hopefully you'll have it by Thursday.",
    "I hope to call you tomorrow.",
    "We'll try to send it tomorrow.",
    "I'll do my best to call you today.",
    "Usually you will get your refund within 5 working days.",
    "According to our policy, you will receive your refund within 14 days.",
    'Our terms say: "You will get your refund within 14 days of the return."',
    "> I will call you back tomorrow at 10",
    "“I will call you back tomorrow” is what I was told",
    "Refunds take 3 working days.",
    "Customers get their money back within 3 working days.",
    "Once we have the parcel, we will refund you within 3 days.",
    "As soon as it is here I'll call you, tomorrow at the latest.",
    "If you send it back by Friday, we will refund you within 3 days.",
    "We will refund you within 3 days if you return the lamp.",
    "Will I see the refund by Friday?",
    "Shall I call you tomorrow at 10?",
    "Can I call you tomorrow at 10?",
    "Would you like me to call you tomorrow?",
    "I will not be able to send it by Friday.",
    "I won't forget to call you tomorrow.",
    "We will not refund this by Friday.",
    "You won't get the refund before Friday.",
    "I sent you a new parcel on Friday.",
    "Your parcel was shipped yesterday and left Leipzig at 10.",
    "I called you yesterday at 10.",
    "I'll call you back.",
    "I'll get back to you soon.",
    "I'll look into it as quickly as I can.",
    "We will refund you right away.",
    "I'll be on holiday next week.",
    "I will be here until Friday.",
    "We will be closed on Friday.",
    "I'll have a look now.",
    "You will find the label in your account.",
    "You can send it back within 30 days.",
    "Please send it back by Friday.",
    "The voucher is valid until Friday.",
    "We are open until 6 pm today.",
    "You would get it by Friday at the earliest.",
    "I think you will get it by Friday.",
    "Delivery usually takes 2 days.",
    "I'd say tomorrow.",
    "We may call you tomorrow.",
    "The carrier expects it will be delivered on Friday, and your parcel will probably arrive then.",
    "Depending on your bank you will have the money within 3 days.",
    "In case it is lost we will replace it within 3 days.",
    "I'll call you yesterday",
    "Thank you! Have a good Friday.",
    "",
    "   ",
    "?!",
]


@pytest.mark.parametrize("text", NO_PROMISES)
def test_is_no_promise(text: str) -> None:
    """Hopes, guesses, questions, rules, conditions, the past, and what names no time."""
    assert notice(text, NOW, HOUSE) == []


def test_two_promises_in_one_message() -> None:
    """Each with its own time."""
    said = "I'm sorry. I'll send you a replacement by Friday and I'll call you tomorrow at 10. You can keep the lamp."
    assert [(each.what, each.due.at) for each in notice(said, NOW, HOUSE)] == [
        (What.REPLACEMENT, local(12, 4, 15)),
        (What.CALL_BACK, local(12, 2, 10)),
    ]


def test_a_time_that_is_over_is_none() -> None:
    """At seven in the evening nothing is promised for closing time of the same day."""
    assert notice("I'll refund it today.", local(12, 1, 19), HOUSE) == []
    (found,) = notice("I'll call you at 10.", local(12, 1, 19), HOUSE)
    assert found.due.at == local(12, 2, 10), "the next time it is ten"


def test_a_house_that_never_closes() -> None:
    """Days end with the day; working days are Monday to Friday."""
    (found,) = notice("You'll have your refund within 4 working days", NOW, ALWAYS_OPEN)
    assert found.due.at == datetime(2026, 12, 7, 23, 59, tzinfo=UTC)


def test_long_and_odd_texts_end_quickly() -> None:
    """What people paste is no reason to wait."""
    for text in (
        "I'll " * 800,
        "within 3 " * 400,
        "a" * 4_000,
        "you'll get your " + "very " * 700 + "refund by Friday",
    ):
        notice(text, NOW, HOUSE)
