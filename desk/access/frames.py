"""The socket events of the role table: what each socket hears and tells, and whose things that reaches. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from desk.access.rights import Owner, Who


@dataclass(frozen=True)
class Frame:
    """One kind of frame on one socket. `heard` is sent by the browser, otherwise the desk sends it."""

    socket: str
    type: str
    heard: bool
    who: Who
    owner: Owner
    says: str


WIDGET, CONSOLE = "/api/widget/socket", "/api/agent/socket"

FRAMES: tuple[Frame, ...] = (
    Frame(WIDGET, "hello", True, Who.CUSTOMER, Owner.CONVERSATION, "Follow one conversation from a number on"),
    Frame(WIDGET, "send", True, Who.CUSTOMER, Owner.CONVERSATION, "A message, answered by sent or refused"),
    Frame(WIDGET, "typing", True, Who.CUSTOMER, Owner.CONVERSATION, "The customer types"),
    Frame(WIDGET, "seen", True, Who.CUSTOMER, Owner.CONVERSATION, "The customer has seen everything up to a number"),
    Frame(WIDGET, "ping", True, Who.CUSTOMER, Owner.NOBODY, "Still here"),
    Frame(WIDGET, "ready", False, Who.CUSTOMER, Owner.NOBODY, "The hello was taken"),
    Frame(WIDGET, "sent", False, Who.CUSTOMER, Owner.CONVERSATION, "A message is stored, and as which entry"),
    Frame(WIDGET, "refused", False, Who.CUSTOMER, Owner.NOBODY, "A message was not taken, and why"),
    Frame(WIDGET, "error", False, Who.CUSTOMER, Owner.NOBODY, "A frame that could not be served"),
    Frame(WIDGET, "entry", False, Who.CUSTOMER, Owner.CONVERSATION, "What was said; notes of the team are hidden"),
    Frame(
        WIDGET,
        "conversation",
        False,
        Who.CUSTOMER,
        Owner.CONVERSATION,
        "State, agent's name, place in line, message left",
    ),
    Frame(WIDGET, "typing", False, Who.CUSTOMER, Owner.CONVERSATION, "The bot or an agent types"),
    Frame(WIDGET, "seen", False, Who.CUSTOMER, Owner.CONVERSATION, "Up to where a side has seen"),
    Frame(WIDGET, "reload", False, Who.CUSTOMER, Owner.CONVERSATION, "Start over"),
    Frame(WIDGET, "pong", False, Who.CUSTOMER, Owner.NOBODY, "Still here"),
    Frame(CONSOLE, "watch", True, Who.AGENT, Owner.TEAM, "Follow a conversation"),
    Frame(CONSOLE, "unwatch", True, Who.AGENT, Owner.SELF, "Stop following"),
    Frame(CONSOLE, "send", True, Who.AGENT, Owner.TEAM, "A reply, by the agent who holds the conversation"),
    Frame(CONSOLE, "typing", True, Who.AGENT, Owner.TEAM, "The agent types, in a conversation they watch"),
    Frame(CONSOLE, "seen", True, Who.AGENT, Owner.TEAM, "The agent who holds the conversation has seen it so far"),
    Frame(CONSOLE, "viewing", True, Who.AGENT, Owner.TEAM, "The agent looks at a watched conversation, or turned away"),
    Frame(CONSOLE, "ping", True, Who.AGENT, Owner.NOBODY, "Still here"),
    Frame(CONSOLE, "ready", False, Who.AGENT, Owner.NOBODY, "The socket is open"),
    Frame(CONSOLE, "inbox", False, Who.AGENT, Owner.TEAM, "A line of the inbox changed"),
    Frame(CONSOLE, "desk", False, Who.AGENT, Owner.SELF, "Own status, and what is offered to this agent"),
    Frame(CONSOLE, "sent", False, Who.AGENT, Owner.TEAM, "A reply is stored, and as which entry"),
    Frame(CONSOLE, "refused", False, Who.AGENT, Owner.NOBODY, "A reply was not taken, and why"),
    Frame(CONSOLE, "entry", False, Who.AGENT, Owner.TEAM, "What was said in a watched conversation"),
    Frame(CONSOLE, "typing", False, Who.AGENT, Owner.TEAM, "Somebody types in a watched conversation"),
    Frame(CONSOLE, "viewing", False, Who.AGENT, Owner.TEAM, "A colleague looks at a watched conversation"),
    Frame(CONSOLE, "seen", False, Who.AGENT, Owner.TEAM, "Up to where a side has seen a watched conversation"),
    Frame(CONSOLE, "reload", False, Who.AGENT, Owner.TEAM, "Start over with a watched conversation"),
    Frame(CONSOLE, "error", False, Who.AGENT, Owner.NOBODY, "There is no such conversation"),
    Frame(CONSOLE, "pong", False, Who.AGENT, Owner.NOBODY, "Still here"),
)


@cache
def heard_on(socket: str) -> frozenset[str]:
    """The frames a browser may send on this socket; any other closes it."""
    return frozenset(frame.type for frame in FRAMES if frame.socket == socket and frame.heard)


def told_on(socket: str) -> frozenset[str]:
    """The frames the desk may send on this socket."""
    return frozenset(frame.type for frame in FRAMES if frame.socket == socket and not frame.heard)
