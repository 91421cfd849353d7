"""A contact: somebody wrote, and why; as the bot understood it, or as the agent said in the end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.conversations.bot_turn import SENT_FILES, BotJob, JobKind, JobState
from desk.handoff.wrap_up import WrapUp

NO_REASONS = frozenset({
    "greet", "goodbye", "thanks", "affirm", "deny", "bot_challenge", "ask_capabilities", "human_request", "praise",
    "give_details", "out_of_scope", SENT_FILES
})  # fmt: skip
"""What people say in between: nobody comes for that."""


@dataclass(frozen=True)
class Contact:
    """One person asked for one thing with the message `seq` of a conversation. `reason` is an intent of the bot."""

    conversation_id: str
    seq: int
    customer_id: str
    reason: str
    at: datetime


def contacts_of(customer_id: str, jobs: Sequence[BotJob], wrap_ups: Sequence[WrapUp]) -> list[Contact]:
    """Why the customer of one conversation wrote, oldest first.

    A handling that an agent ended with a reason counts for that reason alone, whatever the bot had understood before.
    """
    found = [contact for job in jobs if (contact := _understood(customer_id, job)) is not None]
    begin = 0
    for wrap_up in sorted(wrap_ups, key=lambda each: each.seq):
        handled = [each for each in found if begin < each.seq <= wrap_up.seq]
        begin, reason = wrap_up.seq, wrap_up.contact_reason
        if reason is None or reason in NO_REASONS:
            continue
        first = handled[0] if handled else None
        seq, at = (first.seq, first.at) if first else (wrap_up.seq, wrap_up.at)
        found = [each for each in found if each not in handled]
        found.append(Contact(wrap_up.conversation_id, seq, customer_id, reason, at))
    return sorted(found, key=lambda each: each.seq)


def _understood(customer_id: str, job: BotJob) -> Contact | None:
    if job.kind is not JobKind.TURN or job.state is not JobState.DONE or job.answer is None:
        return None
    read = job.answer.understanding
    if read.missed or read.intent in NO_REASONS:
        return None
    return Contact(job.conversation_id, job.seq, customer_id, read.intent, job.created_at)
