"""Taking back or rewording what one said: only its author, only for a while, and never without a trace.

The message stays where it is, with its number, in its new words or as a mark that it was deleted. That it changed is a
new entry of its own, so that whoever resumes from a number hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk import errors
from desk.conversations.conversation import Change, Conversation, State, append
from desk.conversations.entry import Author, Entry, EntryKind, Message

AMEND_WITHIN = timedelta(minutes=15)
DELETED = "Message deleted"
"""What the inbox shows where a deleted message was the last one."""


@dataclass(frozen=True)
class Amendment:
    """The change with its new entry, and the message as it reads from now on."""

    change: Change
    target: Entry


def reword(conversation: Conversation, target: Entry, author: Author, text: str, now: datetime) -> Amendment | None:
    """The message in other words; None when it has them already."""
    message = _own_message(conversation, target, author, now)
    if message.deleted:
        raise errors.wrong_state("This message was deleted.")
    if message.text == text:
        return None
    return _amend(conversation, target, replace(message, text=text, edited_at=now), EntryKind.EDITED, now)


def take_back(conversation: Conversation, target: Entry, author: Author, now: datetime) -> Amendment | None:
    """The message without its words; None when it was deleted before."""
    message = _own_message(conversation, target, author, now)
    if message.deleted:
        return None
    gone = Message(message.id, "", edited_at=now, deleted=True)
    return _amend(conversation, target, gone, EntryKind.DELETED, now)


def _own_message(conversation: Conversation, target: Entry, author: Author, now: datetime) -> Message:
    if target.message is None or (target.author.kind, target.author.id) != (author.kind, author.id):
        raise errors.forbidden("Only who wrote a message may change it.")
    if conversation.state is State.CLOSED and not target.team_only:
        raise errors.wrong_state("This conversation is closed.")
    if now - target.at > AMEND_WITHIN:
        raise errors.too_late()
    return target.message


def _amend(conversation: Conversation, target: Entry, message: Message, kind: EntryKind, now: datetime) -> Amendment:
    was = target.message.gist[:200] if target.message else ""
    shown = conversation
    if conversation.last_text == was and not target.team_only:
        shown = replace(conversation, last_text=message.gist[:200] or DELETED)
    # Files are kept beside the words; they go with them.
    data = {name: value for name, value in target.data.items() if name != "attachments" or not message.deleted}
    after = replace(target, message=message, data=data)
    return Amendment(amended(shown, kind, after, now), after)


def amended(conversation: Conversation, kind: EntryKind, target: Entry, now: datetime) -> Change:
    """Append that an earlier message was reworded or deleted; `target` is that message as it reads now."""
    data = {"seq": target.seq} | ({"team_only": True} if target.team_only else {})
    change = append(conversation, kind, target.author, now, data=data)
    return replace(change, entries=(replace(change.entries[0], amended=target.message),))
