"""What must be true after a storm: a pure function from what was sent, stored and seen to the promises it broke.

Nothing here knows the desk's code: who owns a conversation is told from the kinds of its entries, as any reader could.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

TO_PEOPLE = frozenset({"handoff_requested", "claimed", "transferred", "agent_lost"})
TO_THE_BOT = frozenset({"handed_back", "wait_ended", "bot_tries", "reopened"})

KINDS = ("lost", "duplicated", "reordered", "unanswered", "gaps", "strangers", "readers_differ")
"""Every way to break a promise; invariants 1, 2, 4, 6, 7, 3 and 5 of the storm."""


@dataclass(frozen=True)
class Sent:
    """A message somebody sent. `ordinal` counts a sender's messages in one conversation; `seq` is the number it was
    acknowledged under, None when no acknowledgement arrived."""

    sender: str
    conversation_id: str
    message_id: str
    text: str
    ordinal: int
    seq: int | None


@dataclass(frozen=True)
class Stored:
    """An entry as it lies in the record, or as a reader was shown it."""

    seq: int
    kind: str
    author: str
    message_id: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Reading:
    """What one reader was shown of a conversation, in the order of arrival. Not `whole`: it left before the end."""

    reader: str
    conversation_id: str
    entries: tuple[Stored, ...]
    whole: bool = True


@dataclass(frozen=True)
class Observations:
    """All that is known of a storm once it is over."""

    sent: tuple[Sent, ...]
    stored: Mapping[str, tuple[Stored, ...]]
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Violation:
    """A broken promise, of one of `KINDS`."""

    kind: str
    conversation_id: str
    says: str


def check(seen: Observations) -> list[Violation]:
    """Every promise the storm broke; empty when all of them held."""
    found: list[Violation] = []
    found += _lost(seen)
    found += _strangers(seen)
    found += _reordered(seen)
    for conversation_id, entries in seen.stored.items():
        found += _duplicated(conversation_id, entries)
        found += _gaps(conversation_id, entries)
        found += _outcomes(conversation_id, entries)
    for reading in seen.readings:
        found += _reader_differs(reading, seen.stored.get(reading.conversation_id, ()))
    return found


def counted(violations: Iterable[Violation]) -> dict[str, int]:
    """How often each promise was broken, zeros included."""
    numbers = Counter(violation.kind for violation in violations)
    return {kind: numbers[kind] for kind in KINDS}


def _lost(seen: Observations) -> Iterator[Violation]:
    """1: what was acknowledged is stored, under the number that was promised, in the words that were sent."""
    for message in seen.sent:
        if message.seq is None:
            continue
        entries = seen.stored.get(message.conversation_id, ())
        if not any(
            (entry.seq, entry.message_id, entry.text) == (message.seq, message.message_id, message.text)
            for entry in entries
        ):
            yield Violation("lost", message.conversation_id, f"{message.sender} was promised {message.seq}")


def _duplicated(conversation_id: str, entries: Sequence[Stored]) -> Iterator[Violation]:
    """2: no message is stored twice, neither by its id nor by its words (every text of a storm is said once)."""
    ids = Counter(entry.message_id for entry in entries if entry.message_id is not None)
    texts = Counter(entry.text for entry in entries if entry.author in ("customer", "agent") and entry.text is not None)
    for name, times in (ids | texts).items():
        if times > 1:
            yield Violation("duplicated", conversation_id, f"{name!r} is stored {times} times")


def _strangers(seen: Observations) -> Iterator[Violation]:
    """3: of customers and agents nothing is stored that they did not send."""
    sent = {(message.conversation_id, message.message_id, message.text) for message in seen.sent}
    for conversation_id, entries in seen.stored.items():
        for entry in entries:
            spoken = entry.author in ("customer", "agent") and entry.text is not None
            if spoken and (conversation_id, entry.message_id, entry.text) not in sent:
                yield Violation("strangers", conversation_id, f"nobody sent what is stored at {entry.seq}")


def _reordered(seen: Observations) -> Iterator[Violation]:
    """4: what one sender sent is stored in the order of sending."""
    places = {
        (conversation_id, entry.message_id): entry.seq
        for conversation_id, entries in seen.stored.items()
        for entry in entries
        if entry.message_id is not None
    }
    by_sender: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for message in seen.sent:
        if (message.conversation_id, message.message_id) in places:
            by_sender[(message.sender, message.conversation_id)].append(message)
    for (sender, conversation_id), messages in by_sender.items():
        in_order = sorted(messages, key=lambda message: message.ordinal)
        numbers = [places[(conversation_id, message.message_id)] for message in in_order]
        for earlier, later in pairwise(numbers):
            if later <= earlier:
                yield Violation("reordered", conversation_id, f"{sender}: {earlier} was sent before {later}")


def _gaps(conversation_id: str, entries: Sequence[Stored]) -> Iterator[Violation]:
    """7: the numbers are 1, 2, 3 ... without a gap."""
    numbers = [entry.seq for entry in entries]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Violation("gaps", conversation_id, f"the numbers are not 1 to {len(numbers)}")


def _outcomes(conversation_id: str, entries: Sequence[Stored]) -> Iterator[Violation]:
    """6: every message of a customer has exactly one outcome.

    With the bot: its replies, or the words that it could not answer, or, with neither, a handoff after it. With
    people: none from the bot, since they have it.
    """
    handoffs = [entry.seq for entry in entries if entry.kind == "handoff_requested"]
    last_handoff = max(handoffs, default=0)
    outcomes: dict[int, set[str]] = defaultdict(set)
    for entry in entries:
        answers = _answers(entry)
        if answers is not None:
            outcomes[answers[0]].add(answers[1])
    owner = "bot"
    for entry in entries:
        owner = _owner_after(entry, owner)
        if entry.author != "customer" or entry.text is None:
            continue
        had = outcomes.pop(entry.seq, set())
        if owner == "people" and had:
            yield Violation("duplicated", conversation_id, f"{entry.seq} was with people, and the bot answered too")
        elif len(had) > 1:
            yield Violation("duplicated", conversation_id, f"{entry.seq} was answered and given up")
        elif owner == "bot" and not had and last_handoff < entry.seq:
            yield Violation("unanswered", conversation_id, f"{entry.seq} was left in silence")
    for seq in outcomes:
        yield Violation("strangers", conversation_id, f"the bot answered {seq}, which is no customer's message")


def _owner_after(entry: Stored, owner: str) -> str:
    """Who has the conversation once this entry is there. Reopened in an agent's name, it is that agent's again."""
    if entry.kind in TO_PEOPLE or (entry.kind == "reopened" and entry.author == "agent"):
        return "people"
    return "bot" if entry.kind in TO_THE_BOT else owner


def _answers(entry: Stored) -> tuple[int, str] | None:
    """Which message an entry answers, and whether by a reply or by giving up; None for all others."""
    parts = (entry.message_id or "").split("-")
    if len(parts) != 3 or parts[0] != "bot" or not parts[1].isdigit():
        return None
    return int(parts[1]), "gave up" if parts[2] == "down" else "replied"


def _reader_differs(reading: Reading, entries: Sequence[Stored]) -> Iterator[Violation]:
    """5: each reader was shown what is stored, once, in order; who left early, its beginning."""
    expected = entries if reading.whole else entries[: len(reading.entries)]
    shown = reading.entries
    if len(shown) != len(expected) or not all(map(_same, shown, expected)):
        says = f"{reading.reader} was shown {len(shown)} entries that are not the {len(expected)} stored"
        yield Violation("readers_differ", reading.conversation_id, says)


def _same(shown: Stored, stored: Stored) -> bool:
    # What a customer does not see keeps its number and nothing else; their own words are never hidden.
    if shown.kind == "hidden":
        return shown.seq == stored.seq and stored.author != "customer"
    return shown == stored
