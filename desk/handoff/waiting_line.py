"""What a waiting customer is told: for what they wait, where they stand, and what else they may choose."""

from __future__ import annotations

from datetime import timedelta

from desk.conversations.entry import Message
from desk.routing.place import WaitContract

FIRST_WORD_WITHIN = timedelta(minutes=5)
"""A waiting customer hears from us at least this often."""


def promise(handoff_id: str, position: int, alone: bool, opens: str | None = None) -> Message:
    """The first words after the handoff is stored: for what the customer waits.

    `alone` when nobody at the desk could serve them; `opens` says when somebody will be there. The other choices are
    part of the widget's waiting panel, always in sight.
    """
    if alone:
        text = f"{nobody_here(opens)} {CHOICES}"
    elif position == 1:
        text = "You are next. A person from our team reads everything above first, so you need not say it again."
    else:
        text = (
            f"You are number {position} in line. A person from our team reads everything above first, "
            "so you need not say it again."
        )
    return Message(f"wait-{handoff_id}-0", text)


CHOICES = "Your place in line is kept. You can wait, leave a message, or try the assistant."


def nobody_here(opens: str | None) -> str:
    """That nobody is there, and when somebody will be if the hours say so."""
    if opens is None:
        return "Nobody from our team is at the desk right now."
    return f"Our team is not here right now. We are back {opens}."


def left_alone(message_id: str, opens: str | None = None) -> Message:
    """Everybody left the desk while customers wait: they are told at once, with what they can choose."""
    return Message(message_id, f"{nobody_here(opens)} {CHOICES}")


def somebody_back(message_id: str) -> Message:
    """After having been alone: the line moves again."""
    return Message(message_id, "Somebody from our team is here again. Your place in line was kept.")


def agreed(message_id: str, contract: WaitContract, email: str | None) -> Message:
    """The choice repeated, so that the customer can rely on it."""
    if contract is WaitContract.MAIL_ME:
        text = f"We will answer here and write to {email}. You can close this page; your place in line is kept."
    else:
        text = "Good, your place in line is kept and the answer will be here."
    return Message(message_id, text)


def reminder(handoff_id: str, number: int, position: int) -> Message:
    """Words for a wait that ran past its deadline; `number` counts the reminders of this wait from 1."""
    place = "You are next in line" if position == 1 else f"You are number {position} in line"
    text = (
        f"Thank you for waiting. {place} and your place is kept. "
        "You need not stay on this page; the answer will be here."
    )
    return Message(f"wait-{handoff_id}-{number}", text)


def agent_lost(message_id: str, name: str) -> Message:
    """The colleague is gone: calm words, and what happens now."""
    text = (
        f"{name}'s connection was lost. You are first in line now, and the next colleague sees everything you "
        "both wrote."
    )
    return Message(message_id, text)
