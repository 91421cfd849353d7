"""The storm's checker: it stays silent about a true record, and names every promise that is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.storm import BROKEN, TOO_WEAK, verdict
from benchmarks.storm_check import KINDS, Observations, Reading, Sent, Stored, check, counted

HERE = "c_1"
TRANSCRIPT = (
    Stored(1, "message", "customer", "m1", "hello (k1.1)"),
    Stored(2, "message", "bot", "bot-1-0", "hi"),
    Stored(3, "message", "bot", "bot-1-1", "what is it about?"),
    Stored(4, "message", "customer", "m2", "payment (k1.2)"),
    Stored(5, "message", "system", "bot-4-down", "not answering"),
    Stored(6, "message", "customer", "m3", "a person (k1.3)"),
    Stored(7, "handoff_requested", "system"),
    Stored(8, "message", "system", "wait-h_a-0", "you are next"),
    Stored(9, "claimed", "agent"),
    Stored(10, "message", "customer", "m4", "anybody (k1.4)"),
    Stored(11, "message", "agent", "a1", "I look (maya.1)"),
    Stored(12, "message", "agent", "a2", "done (maya.2)"),
    Stored(13, "handed_back", "agent"),
    Stored(14, "message", "customer", "m5", "thanks (k1.5)"),
    Stored(15, "message", "bot", "bot-14-0", "you are welcome"),
)
SENT = tuple(
    Sent("k1" if entry.author == "customer" else "maya", HERE, entry.message_id or "", entry.text or "", number, seq)
    for number, (seq, entry) in enumerate(
        ((e.seq, e) for e in TRANSCRIPT if e.author in ("customer", "agent") and e.text), 1
    )
)
WHOLE = Observations(
    sent=SENT,
    stored={HERE: TRANSCRIPT},
    readings=(Reading("tab 1", HERE, TRANSCRIPT), Reading("maya", HERE, TRANSCRIPT[:9], whole=False)),
)


def storing(*entries: Stored) -> Observations:
    """The same storm with another transcript, which its readers were shown as it is."""
    return replace(WHOLE, stored={HERE: entries}, readings=(Reading("tab 1", HERE, entries),))


def renumbered(entries: list[Stored]) -> tuple[Stored, ...]:
    return tuple(replace(entry, seq=number) for number, entry in enumerate(entries, 1))


def without(message_id: str) -> Observations:
    """That entry is missing, and nobody left a gap to see."""
    return storing(*renumbered([e for e in TRANSCRIPT if e.message_id != message_id]))


def shown(*entries: Stored, whole: bool = True) -> Observations:
    return replace(WHOLE, readings=(Reading("tab 1", HERE, entries, whole),))


PLANTED: dict[str, tuple[str, Callable[[], Observations]]] = {
    "an acknowledged message is not stored": ("lost", lambda: without("a2")),
    "the last message is not stored": ("lost", lambda: storing(*TRANSCRIPT[:13])),
    "a whole conversation is not stored": ("lost", lambda: replace(WHOLE, stored={}, readings=())),
    "it is stored under another number than promised": (
        "lost",
        lambda: replace(WHOLE, sent=(replace(SENT[0], seq=2), *SENT[1:])),
    ),
    "it is stored in other words": (
        "lost",
        lambda: storing(replace(TRANSCRIPT[0], text="help (k1.1)"), *TRANSCRIPT[1:]),
    ),
    "a message is stored twice": (
        "duplicated",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "agent", "a2", "done (maya.2)")),
    ),
    "a message is stored again under a new id": (
        "duplicated",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "agent", "a9", "done (maya.2)")),
    ),
    "a reply of the bot is stored twice": (
        "duplicated",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "bot", "bot-14-0", "you are welcome")),
    ),
    "a message is both answered and given up": (
        "duplicated",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "system", "bot-14-down", "not answering")),
    ),
    "the bot answers what a person has": (
        "duplicated",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "bot", "bot-10-0", "me too")),
    ),
    "something is stored that nobody sent": (
        "strangers",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "agent", "a9", "who was that")),
    ),
    "the bot answers what nobody asked": (
        "strangers",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "bot", "bot-12-0", "indeed")),
    ),
    "two messages of one sender change places": (
        "reordered",
        lambda: replace(
            WHOLE,
            sent=tuple(replace(s, ordinal=9 - s.ordinal) if s.sender == "maya" else s for s in SENT),
        ),
    ),
    "the last message is left in silence": ("unanswered", lambda: storing(*TRANSCRIPT[:14])),
    "a message between others is left in silence": ("unanswered", lambda: without("bot-14-0")),
    "a message is left in silence although an earlier one was handed over": (
        "unanswered",
        lambda: storing(*TRANSCRIPT, Stored(16, "message", "customer", "m6", "still there? (k1.6)")),
    ),
    "a number is left out": ("gaps", lambda: storing(*TRANSCRIPT[:8], *TRANSCRIPT[9:])),
    "a number is given twice": ("gaps", lambda: storing(*TRANSCRIPT, TRANSCRIPT[-1])),
    "the numbers begin at two": ("gaps", lambda: storing(*TRANSCRIPT[1:])),
    "a reader was not shown the last entry": ("readers_differ", lambda: shown(*TRANSCRIPT[:-1])),
    "a reader was shown an entry twice": ("readers_differ", lambda: shown(*TRANSCRIPT, TRANSCRIPT[-1])),
    "a reader was shown two entries in the wrong order": (
        "readers_differ",
        lambda: shown(TRANSCRIPT[1], TRANSCRIPT[0], *TRANSCRIPT[2:]),
    ),
    "a reader was shown other words": (
        "readers_differ",
        lambda: shown(*TRANSCRIPT[:-1], replace(TRANSCRIPT[-1], text="no")),
    ),
    "a customer's own words were hidden": (
        "readers_differ",
        lambda: shown(Stored(1, "hidden", "system"), *TRANSCRIPT[1:]),
    ),
    "a reader who left early missed one on the way": (
        "readers_differ",
        lambda: shown(TRANSCRIPT[0], *TRANSCRIPT[2:5], whole=False),
    ),
    "a reader saw a conversation that is not stored": (
        "readers_differ",
        lambda: replace(WHOLE, readings=(Reading("tab 1", "c_2", TRANSCRIPT[:1]),)),
    ),
}


def test_a_true_record_breaks_no_promise() -> None:
    """Replies, honest words, a handoff, a person's stretch and a hand-back are all outcomes."""
    assert check(WHOLE) == []
    assert counted(check(WHOLE)) == dict.fromkeys(KINDS, 0)


def test_a_message_that_was_never_acknowledged_may_be_stored_or_not() -> None:
    """Only what was promised is owed; what arrived without its promise is no stranger."""
    unpromised = replace(SENT[-1], seq=None)
    assert check(replace(WHOLE, sent=(*SENT[:-1], unpromised))) == []
    gone = Sent("k1", HERE, "m9", "lost on the way (k1.9)", 9, None)
    assert check(replace(WHOLE, sent=(*SENT, gone))) == []


def test_what_is_hidden_from_a_customer_keeps_its_number() -> None:
    """An entry a customer does not see stands for one that is not theirs."""
    hidden = (*TRANSCRIPT[:8], Stored(9, "hidden", "system"), *TRANSCRIPT[9:])
    assert check(shown(*hidden)) == []


@pytest.mark.parametrize("what", PLANTED)
def test_every_planted_violation_is_caught(what: str) -> None:
    """The promise that is broken on purpose is among those the checker names."""
    kind, plant = PLANTED[what]
    assert counted(check(plant()))[kind] >= 1, what


def test_every_promise_is_broken_on_purpose_by_some_test() -> None:
    """No kind of violation goes untested."""
    assert {kind for kind, _ in PLANTED.values()} == set(KINDS)


@pytest.mark.parametrize(
    "figures, seconds, code",
    [
        ({"broken": 0, "kills": 12, "acknowledged": 1_000}, 60.0, 0),
        ({"broken": 1, "kills": 40, "acknowledged": 9_000}, 60.0, BROKEN),
        ({"broken": 0, "words_in_logs": 1, "kills": 40, "acknowledged": 9_000}, 60.0, BROKEN),
        ({"broken": 0, "kills": 11, "acknowledged": 9_000}, 60.0, TOO_WEAK),
        ({"broken": 0, "kills": 40, "acknowledged": 999}, 60.0, TOO_WEAK),
        ({"broken": 0, "kills": 6, "acknowledged": 500}, 30.0, 0),
        ({"broken": 0, "kills": 12, "acknowledged": 1_000}, 120.0, TOO_WEAK),
    ],
)
def test_the_smallest_violation_and_too_weak_a_storm_fail(
    figures: dict[str, object], seconds: float, code: int
) -> None:
    """One broken promise is enough; and a storm that did not blow proves nothing."""
    assert verdict({"words_in_logs": 0, **figures}, seconds) == code


@pytest.mark.parametrize(("author", "broken"), [("agent", 0), ("system", 1)])
def test_who_has_a_reopened_conversation_owes_the_answer(author: str, broken: int) -> None:
    """Reopened in an agent's name it is that agent's, and the bot keeps out of it; otherwise the bot must answer."""
    more = (
        Stored(16, "resolved", "agent"),
        Stored(17, "reopened", author),
        Stored(18, "message", "customer", "m6", "again (k1.6)"),
    )
    seen = storing(*TRANSCRIPT, *more)
    seen = replace(seen, sent=(*SENT, Sent("k1", HERE, "m6", "again (k1.6)", len(SENT) + 1, 18)))
    assert [found.kind for found in check(seen)] == ["unanswered"] * broken
