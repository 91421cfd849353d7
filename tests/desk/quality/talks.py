"""Transcripts written as people would tell them: `minute who words`, one a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind, JobState, Understanding
from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message, QuickReply
from desk.insights.contact import Told
from desk.quality.checks import Known, check
from desk.quality.handling import Handling
from desk.quality.reading import handlings_of
from desk.quality.standard import RuleId, Standard, first_standard
from desk.quality.verdict import Verdict

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUIET = timedelta(hours=4)
MAYA, TOM = (Author(AuthorKind.AGENT, name, f"a_{name.lower()}") for name in ("Maya", "Tom"))
DESK = Author(AuthorKind.SYSTEM, "Warmhand")
WHO = {
    "ana": Author(AuthorKind.CUSTOMER, "Ana"),
    "bot": Author(AuthorKind.BOT, "Fern"),
    "maya": MAYA,
    "tom": TOM,
    "desk": DESK,
}
KINDS = {
    "+ask": (EntryKind.HANDOFF_REQUESTED, DESK),
    "+maya": (EntryKind.CLAIMED, MAYA),
    "+tom": (EntryKind.CLAIMED, TOM),
    "+back": (EntryKind.HANDED_BACK, MAYA),
    "+pass": (EntryKind.TRANSFERRED, MAYA),
    "+lost": (EntryKind.AGENT_LOST, DESK),
    "+end": (EntryKind.ENDED, DESK),
    "+solved": (EntryKind.RESOLVED, MAYA),
}
MISSED = "?!"
"""At the end of a customer's words: the bot had no answer to them."""


def talk(script: str) -> tuple[list[Entry], list[BotJob]]:
    """Entries, and the bot's jobs for what customers said while it had them. `[Yes]` at the end is a quick reply."""
    entries, jobs, with_bot = [], [], True
    for seq, line in enumerate((each.split(maxsplit=2) for each in script.strip().splitlines()), 1):
        at, name = START + timedelta(seconds=round(float(line[0]) * 60)), line[1]
        if name in KINDS:
            kind, author = KINDS[name]
            with_bot = name in ("+back", "+end", "+solved")
            data = {"outcome": "solved"} if kind is EntryKind.RESOLVED else {}
            entries.append(Entry("c_1", seq, kind, at, author, data=data))
            continue
        text = line[2].removesuffix(MISSED)
        replies = (QuickReply("Yes", text="yes"),) if text.endswith("[Yes]") else ()
        entries.append(Entry("c_1", seq, EntryKind.MESSAGE, at, WHO[name], Message(f"m{seq}", text, replies)))
        if name == "ana" and with_bot:
            jobs.append(_job(seq, at, text, line[2].endswith(MISSED)))
    return entries, jobs


def _job(seq: int, at: datetime, text: str, missed: bool) -> BotJob:
    answer = BotAnswer("m1", (), Understanding("track_order", 0.9, missed=missed))
    return BotJob("c_1", seq, JobKind.TURN, JobState.DONE, at, text, f"t{seq}", answer)


def told(script: str, **more: Any) -> Told:
    entries, jobs = talk(script)
    return Told(Conversation("c_1", "p_1", State.CLOSED, START, START, **more), entries, jobs)


def handled(script: str, **more: Any) -> list[Handling]:
    """The handlings of that talk, long after."""
    return handlings_of(told(script, **more), QUIET, START + timedelta(days=30))


def verdicts(
    script: str, number: int = -1, standard: Standard | None = None, known: Known | None = None, **more: Any
) -> dict[RuleId, Verdict]:
    """What the standard says of one of the handlings, the last unless said otherwise."""
    found = handled(script, **more)[number]
    jobs = Known(told(script).jobs) if known is None else known
    return {each.rule: each for each in check(found, standard or first_standard(), jobs)}
