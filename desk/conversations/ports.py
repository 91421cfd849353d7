"""What the flows need stored of conversations, and whom they tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from desk.conversations.bot_turn import BotAnswer, BotJob
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import Entry
from desk.handoff.inbox_filter import Cursor, InboxFilter


class ConversationStore(Protocol):
    """Conversations and their entries, inside one transaction."""

    async def get(self, conversation_id: str) -> Conversation | None: ...

    async def current_of(self, customer_id: str) -> Conversation | None:
        """The customer's newest conversation, whatever its state."""

    async def contacts_of(self, customer_id: str) -> int:
        """How often this customer has needed a person: each handoff is one contact."""

    async def add(self, conversation: Conversation) -> None: ...

    async def save(self, before: Conversation, change: Change) -> None:
        """Store a change by compare-and-set on `before.version`; raises `changed_meanwhile`."""

    async def entries(self, conversation_id: str, after: int = 0, limit: int = 200) -> list[Entry]: ...

    async def at(self, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
        """The entries at these places, each a conversation and a number; what is not there is left out."""

    async def outline(self, conversation_id: str, after: int, to: int) -> list[Entry]:
        """The entries after one number up to another, without what they say: kind, moment and the author's kind."""

    async def entry_by_message(self, conversation_id: str, message_id: str) -> Entry | None: ...

    async def amend(self, target: Entry) -> None:
        """Store an earlier message in its new words, or without any."""

    async def page(self, wanted: InboxFilter, after: Cursor | None, limit: int) -> list[Conversation]:
        """Conversations that the filter lets through, last changed first, after the cursor."""

    async def in_line(self, wanted: InboxFilter) -> set[str]:
        """Of those whose place in line is kept, the conversations that the filter lets through."""

    async def languages(self) -> list[str]:
        """Those that customers of ours write in."""

    async def count_in(self, states: Sequence[State]) -> int: ...

    async def held_by(self, agent_id: str) -> list[Conversation]: ...

    async def merged_into(self, conversation_id: str) -> list[Conversation]:
        """Conversations that were ended for this one."""

    async def held_now(self) -> dict[str, int]:
        """How many conversations each agent holds and has not put aside, for those who hold any."""

    async def snoozed_now(self) -> dict[str, int]:
        """How many each has put aside."""

    async def ahead_of(self, conversation: Conversation) -> int:
        """How many wait longer than this one."""


class JobStore(Protocol):
    """The bot's jobs, inside one transaction."""

    async def add(self, job: BotJob) -> None: ...

    async def next_pending(self, conversation_id: str) -> BotJob | None: ...

    async def pending_conversations(self, now: datetime) -> list[str]:
        """Conversations with a job that nobody works on."""

    async def backlog(self) -> int:
        """How many conversations have a job that is not done, whoever works on it."""

    async def dead(self, limit: int = 200) -> list[BotJob]:
        """Jobs that were given up, newest first."""

    async def lease(self, job: BotJob, holder: str, now: datetime, until: datetime) -> BotJob | None:
        """Take or keep a pending job, by compare-and-set; None while another desk has it."""

    async def release(self, holder: str) -> None:
        """Give back everything this desk has begun and not ended; that was no attempt."""

    async def reclaim(self, holder: str) -> None:
        """Free what this desk had begun when it died; the attempt counts."""

    async def lose(self, job: BotJob) -> None:
        """Give one job back after it broke; the attempt counts."""

    async def finish(self, job: BotJob, at: datetime) -> bool:
        """Store how a job ended; False when its lease went to another desk, or it ended before."""

    async def amend(self, conversation_id: str, seq: int, text: str | None) -> None:
        """The message of a job reads otherwise now; without a text the bot need not answer it any more."""

    async def drop_pending(self, conversation_id: str) -> None:
        """Give up jobs the bot need not do any more, since a person took over."""

    async def of(self, conversation_id: str) -> list[BotJob]: ...

    async def last_finished(self, conversation_id: str, before_seq: int) -> BotJob | None: ...


class ReceiptStore(Protocol):
    """Up to which number each side has seen a conversation, inside one transaction."""

    async def seen(self, conversation_id: str) -> dict[str, int]:
        """By side: `customer`, `agent`; 0 for nothing yet."""

    async def advance(self, conversation_id: str, side: str, seq: int) -> bool:
        """Move a side's number on; False when it was there already."""


class Announcer(Protocol):
    """Tells whoever is looking that something changed; what changed is read from the record."""

    async def conversation_changed(self, conversation_id: str, change: Change | None = None) -> None:
        """Something changed; who has just committed a change hands it over, so that it need not be read again."""

    async def line_changed(self) -> None:
        """Places in the waiting line moved."""

    async def access_changed(self) -> None:
        """Somebody's right to look has ended."""

    async def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None: ...

    async def viewing(self, conversation_id: str, agent: dict[str, str], on: bool) -> None:
        """An agent has the conversation on the screen, or turned away."""

    async def seen(self, conversation_id: str, side: str, seq: int) -> None:
        """A side has seen the conversation up to that number."""


class BotUnavailable(Exception):
    """The bot cannot be reached or has no model yet; trying again soon may help."""


class BotFailed(Exception):
    """The bot was reached and did not answer this message properly, or not in time."""


class Bot(Protocol):
    """The bot on the other side of the wire. Both calls raise `BotUnavailable` or `BotFailed`."""

    async def answer(self, job: BotJob, customer: dict[str, Any]) -> BotAnswer: ...

    async def hand_back(self, conversation_id: str, stretch: Sequence[dict[str, str]]) -> None: ...
