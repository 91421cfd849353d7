"""The words of the role table: who may ask for something, and whose things it reaches. Pure data.

Every route carries one `Who` and one `Owner` (`desk/http/contract.py`), every socket event has a row in
`desk/access/frames.py`. The edge enforces the first; the second is enforced by the flow, in the transaction that does
the work, so that nothing can change hands in between. docs/roles.md is written from both.
"""

from __future__ import annotations

from enum import StrEnum

from desk.agents.agent import ANSWERS_CUSTOMERS, Role


class Who(StrEnum):
    """Who may ask."""

    ANYONE = "anyone"
    CUSTOMER = "customer"
    """A visitor, signed in to the shop or not, with the token of a widget session."""
    STAFF = "staff"
    """Anyone of the team who is signed in."""
    AGENT = "agent"
    """Those of the team who may read and hold conversations."""
    SUPERVISOR = "supervisor"
    DESIGNER = "designer"
    KEEPER = "keeper"
    """Those who decide what customers read in the knowledge base."""
    ADMIN = "admin"


class Owner(StrEnum):
    """Whose things a call reaches."""

    NOBODY = "nobody"
    """Nothing that belongs to a person."""
    SELF = "self"
    """Only what hangs on the caller's own session: no id in the request could point elsewhere."""
    CONVERSATION = "conversation"
    """A conversation of the visitor's own; anybody else's looks exactly like one that does not exist."""
    TEAM = "team"
    """Anything of any customer, whoever of the team holds it."""
    HOLDER = "holder"
    """Only for the colleague who holds the conversation."""


ROLES_OF: dict[Who, frozenset[Role]] = {
    Who.ANYONE: frozenset(),
    Who.CUSTOMER: frozenset(),
    Who.STAFF: frozenset(Role),
    Who.AGENT: ANSWERS_CUSTOMERS,
    Who.SUPERVISOR: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    Who.DESIGNER: frozenset({Role.DESIGNER, Role.ADMIN}),
    Who.KEEPER: frozenset({Role.SUPERVISOR, Role.DESIGNER, Role.ADMIN}),
    Who.ADMIN: frozenset({Role.ADMIN}),
}
"""Which roles of the team a row lets in. Empty: the row is not for the team."""


def lets_in(who: Who, role: Role) -> bool:
    """Whether a row for `who` lets a colleague of that role in."""
    return role in ROLES_OF[who]
