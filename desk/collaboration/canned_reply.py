"""Canned replies: words an agent need not write again, with places for names, and what usually follows. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import errors
from desk.agents.agent import Agent, Role
from desk.collaboration.label import checked_label
from desk.conversations.entry import checked_text

VARIABLES = frozenset({"customer.name", "customer.first_name", "agent.name", "shop.name", "order.number"})
"""What is filled in by the console; a reply with a place that stays empty is shown as such before it is sent."""
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
SHARED_BY = frozenset({Role.SUPERVISOR, Role.ADMIN})


class Then(StrEnum):
    """What follows once the words are sent."""

    NOTHING = "nothing"
    RESOLVE = "resolve"
    HAND_BACK = "hand_back"
    SNOOZE_A_DAY = "snooze_a_day"


@dataclass(frozen=True)
class CannedReply:
    """`owner_id` None: for the whole team. `labels` and `then` make a macro of it."""

    id: str
    shortcut: str
    title: str
    text: str
    owner_id: str | None
    labels: tuple[str, ...]
    then: Then
    updated_at: datetime


def checked(reply: CannedReply) -> CannedReply:
    """The reply as it is kept, or a typed refusal that names the field."""
    shortcut = reply.shortcut.strip().lower()
    if not SHORTCUT.fullmatch(shortcut):
        raise errors.invalid_field("shortcut", "A shortcut has 1 to 32 of a-z, 0-9, - and _.")
    title = " ".join(reply.title.split())
    if not title or len(title) > 80:
        raise errors.invalid_field("title", "A title has 1 to 80 characters.")
    text = checked_text(reply.text)
    if unknown := sorted(set(PLACE.findall(text)) - VARIABLES):
        raise errors.invalid_field("text", f"Nothing is known of {{{{{unknown[0][:40]}}}}}.")
    labels = tuple(sorted({checked_label(name) for name in reply.labels}))
    return CannedReply(reply.id, shortcut, title, text, reply.owner_id, labels, reply.then, reply.updated_at)


def may_change(reply: CannedReply, agent: Agent) -> bool:
    """One's own are one's own; those of the team are kept by supervisors."""
    return agent.role in SHARED_BY if reply.owner_id is None else reply.owner_id == agent.id
